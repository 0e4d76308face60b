"""MIUI's coded messages read as far as they are sound, and nothing is lost in silence."""

from datetime import UTC, datetime
from pathlib import Path

from reading import ARCHIVES, read, skips, texts, written

from service.archives import miui
from service.messages import Direction, Message

SAMPLE = ARCHIVES / "miui/_tmp_bak"


def test_texts_times_and_directions() -> None:
    first, sent, draft, pictures = read(SAMPLE)
    assert (first.sender, first.direction) == ("106900000001", Direction.IN)
    assert first.time == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
    assert first.sent == datetime(2020, 9, 13, 12, 26, 39, tzinfo=UTC)
    assert (sent.direction, draft.direction, draft.text) == (Direction.OUT, Direction.OUT, "草稿 😂")
    assert "picture" in pictures.why


def test_the_same_inside_a_backup_and_inside_a_folder_of_backups() -> None:
    for name in ("miui_sms.bak", "miui_folder.zip"):
        assert texts(read(ARCHIVES / "containers" / name)) == texts(read(SAMPLE))


def test_a_backup_that_is_cut_off_gives_what_came_before(tmp_path: Path) -> None:
    content, whole = SAMPLE.read_bytes(), texts(read(SAMPLE))
    for end in range(250, len(content)):
        if not miui.recognises(content[:end]):
            continue
        records = read(written(tmp_path, content[:end]))
        assert texts(records) == whole[: len(texts(records))]
        assert len(texts(records)) == 3 or "cut off" in skips(records)[-1]


def test_every_changed_byte_of_its_frame_is_noticed(tmp_path: Path) -> None:
    content = SAMPLE.read_bytes()
    for at in range(0, len(content), 3):
        changed = content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]
        if miui.recognises(changed):
            records = read(written(tmp_path, changed))
            remarked = [each for each in records if isinstance(each, Message) and each.remark]
            assert len(texts(records)) >= 3 or skips(records) or remarked
