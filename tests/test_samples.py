"""Samples are read with clear errors, and the project's own data keeps its promises."""

import gzip
import json
from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path

import pytest
from conftest import DATA

from model.errors import SampleError
from model.gate import Floors
from model.labels import TEXT_TAGS, THIRD_PARTY, Label
from model.normalize import normalize
from model.samples import CONTRAST_WEIGHS, Sample, digest, parse_sample, read_samples, teaching_digest


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not a JSON object"),
        ("[]", '"text"'),
        ('{"text": 3, "label": "normal"}', '"text"'),
        ('{"text": "x", "label": "spam"}', "'spam' is not one of normal"),
        ("[" * 100_000, "can be read"),
        (f'{{"text": {"9" * 5_000}, "label": "normal"}}', "can be read"),
        *(
            (f'{{"text": "x", "label": "normal", "tags": {tags}}}', '"tags" must be a list of strings')
            for tags in ("5", "[1, 2]", '[["x"]]', '"insult"', '{"insult": 1}', "0", '""', "{}", "false")
        ),
        ('{"text": "x", "label": "normal", "kind": []}', "unknown kind"),
        ('{"text": "x", "label": "normal", "tgas": []}', "unknown field tgas"),
        ('{"text": "x", "label": "normal", "tags": ["rude"]}', "unknown tag rude"),
        ('{"text": "x", "label": "normal", "kind": "memo"}', "unknown kind 'memo'"),
    ],
)
def test_a_bad_line_says_what_is_wrong(line: str, says: str) -> None:
    with pytest.raises(SampleError, match=says):
        parse_sample(line)


def test_a_bad_line_says_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text('{"text": "好", "label": "normal"}\n\nnot json\n', "utf-8")
    with pytest.raises(SampleError, match=r"mine\.jsonl, line 3: not a JSON"):
        list(read_samples(file))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("gbk.jsonl", '{"text": "好", "label": "normal"}\n'.encode("gbk"), "line 1: not UTF-8"),
        ("plain.jsonl.gz", b"{}", "cannot be read"),
        ("torn.jsonl.gz", gzip.compress(b"{}")[:-9], "cannot be read"),
        ("damaged.jsonl.gz", gzip.compress(b"{}")[:10] + b"\xff" * 20, "cannot be read"),
    ],
    ids=["in GBK", "not packed", "torn", "damaged"],
)
def test_a_file_of_another_form_is_named(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SampleError, match=f"{name}.*{says}"):
        list(read_samples(tmp_path / name))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SampleError, match="is not there"):
        list(read_samples(tmp_path / "none.jsonl"))


def test_foreign_fields_are_allowed_where_asked() -> None:
    assert parse_sample('{"text": "x", "label": "normal", "borderline": true}', strict=False).text == "x"


def test_the_exam_is_the_pinned_one(exam: list[Sample]) -> None:
    assert digest(exam) == Floors.read(DATA / "gate.json").exam


def test_there_are_enough_of_each_label(samples: list[Sample], exam: list[Sample]) -> None:
    counts = Counter(sample.label for sample in samples)
    assert counts[Label.THREAT] >= 400
    assert counts[Label.HARASSMENT] >= 450
    assert counts[Label.NORMAL] >= 750
    assert len(exam) >= 450


def test_every_tag_is_learnt_and_examined(samples: list[Sample], exam: list[Sample]) -> None:
    for tag in TEXT_TAGS:
        assert sum(tag in sample.tags for sample in samples) >= 50
        assert sum(tag in sample.tags for sample in exam) >= 10


def test_tags_fit_labels(samples: list[Sample], exam: list[Sample]) -> None:
    """Only threats speak of third parties, every threat does, and normal messages show at most a deadline."""
    for sample in [*samples, *exam]:
        third = sample.tags & {*THIRD_PARTY, "debt_disclosure"}
        assert bool(third) == (sample.label is Label.THREAT), sample.note
        if sample.label is Label.NORMAL:
            assert sample.tags <= {"pressure_deadline"}


def test_no_sample_stands_twice(samples: list[Sample], exam: list[Sample]) -> None:
    """Nor does one stand in the exam, or among what is held out."""
    texts = Counter(normalize(sample.text) for sample in [*samples, *exam, *read_samples(DATA / "held-out")])
    assert [text for text, count in texts.items() if count > 1] == []


def trigrams(text: str) -> set[str]:
    plain = normalize(text)
    return {plain[at : at + 3] for at in range(max(1, len(plain) - 2))}


def test_no_exam_message_is_close_to_a_sample(samples: list[Sample], exam: list[Sample]) -> None:
    """Jaccard 0.7 over the distinct character trigrams: nothing trained on comes back in the exam."""
    asked = [trigrams(sample.text) for sample in exam]
    places = defaultdict(list)
    for at, held in enumerate(asked):
        for trigram in held:
            places[trigram].append(at)
    for sample in samples:
        held = trigrams(sample.text)
        shared = Counter(chain.from_iterable(places[trigram] for trigram in held & places.keys()))
        close = [at for at, both in shared.items() if both >= 0.7 * (len(held) + len(asked[at]) - both)]
        assert [exam[at].text for at in close] == []


def test_lines_are_written_alike() -> None:
    """One object a line, text first, Chinese unescaped: so that a diff shows what changed."""
    for file in [*sorted((DATA / "samples").glob("**/*.jsonl")), DATA / "exam.jsonl"]:
        for line in file.read_text("utf-8").splitlines():
            assert json.dumps(json.loads(line), ensure_ascii=False) == line


def test_no_tags_may_be_said_or_not() -> None:
    for tags in ("", ', "tags": null', ', "tags": []'):
        assert parse_sample(f'{{"text": "x", "label": "normal"{tags}}}').tags == frozenset()


def test_samples_in_a_folder_called_like_a_file_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").mkdir()
    (tmp_path / "mine.jsonl" / "some.jsonl").write_text('{"text": "您已逾期3天", "label": "normal"}\n', "utf-8")
    assert len(list(read_samples(tmp_path))) == 1


def test_samples_in_a_folder_called_contrast_count_less(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "contrast"):
        folder.mkdir(exist_ok=True)
        (folder / "some.jsonl").write_text('{"text": "您已逾期3天", "label": "normal"}\n', "utf-8")
    contrast, plain = read_samples(tmp_path)
    assert (contrast.weight, plain.weight) == (CONTRAST_WEIGHS, 1)
    assert digest([contrast]) == digest([plain])
    assert teaching_digest([contrast]) != teaching_digest([plain])


def test_packed_and_plain_files_of_a_folder_are_read_in_one_order(tmp_path: Path) -> None:
    """So the same samples give the same model, packed or not."""
    for folder in ("plain", "packed"):
        (tmp_path / folder).mkdir()
        for name in ("a", "a.b", "b", "c-d", "c"):
            line = json.dumps({"text": name, "label": "normal"}).encode()
            packed = folder == "packed" and name in {"a", "b"}
            file = tmp_path / folder / f"{name}.jsonl{'.gz' if packed else ''}"
            file.write_bytes(gzip.compress(line) if packed else line)
    plain, packed = (list(read_samples(tmp_path / folder)) for folder in ("plain", "packed"))
    assert len(plain) == 5
    assert packed == plain


@pytest.mark.parametrize("name", ["empty.jsonl", "blank.jsonl", "empty.jsonl.gz", "folder"])
def test_what_holds_no_samples_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
        (path / "notes.txt").write_text("x")
        (path / "none.jsonl").touch()
    else:
        content = b"\n \n" if name == "blank.jsonl" else b""
        path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    with pytest.raises(SampleError, match=rf"{name} holds no samples; "):
        list(read_samples(path))


def test_an_empty_file_beside_others_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").touch()
    (tmp_path / "b.jsonl").write_text('{"text": "您已逾期3天", "label": "normal"}\n', "utf-8")
    assert len(list(read_samples(tmp_path))) == 1
