"""Whether the day or the month comes first is decided the same way whatever the format."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from reading import read, skips, written
from test_spreadsheets import make_samples

from service.archives.days import ASKED, order_of
from service.archives.times import Order
from service.messages import Message

TEXT = "你好"


def table(folder: Path, days: list[str]) -> Path:
    return written(folder, "date,number,text\n" + "".join(f"{day},1,{TEXT}\n" for day in days))


def workbook(folder: Path, days: list[str]) -> Path:
    rows = make_samples.sheet_rows(("date", "number", "text"), *((day, "1", TEXT) for day in days))
    return written(folder, make_samples.workbook(表=rows), "a.xlsx")


def json_list(folder: Path, days: list[str]) -> Path:
    return written(folder, json.dumps([{"address": "1", "body": TEXT, "date": day} for day in days]))


def json_lines(folder: Path, days: list[str]) -> Path:
    return written(folder, "".join(json.dumps({"entry": {"body": TEXT, "sentAt": day}}) + "\n" for day in days))


def parquet(folder: Path, days: list[str]) -> Path:
    arrow, writer = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    writer.write_table(arrow.table({"date": days, "body": [TEXT] * len(days)}), folder / "a.parquet")
    return folder / "a.parquet"


def transcript(folder: Path, days: list[str]) -> Path:
    return written(folder, "".join(f"{day} to +8613800000001:\n{TEXT}\n" for day in days))


WRITERS = (table, workbook, json_list, json_lines, parquet, transcript)
Writer = Callable[[Path, list[str]], Path]


def months(path: Path, **options) -> list[int]:
    messages = (record for record in read(path, **options) if isinstance(record, Message))
    return [time.month for message in messages if (time := message.time or message.sent)]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(("other", "month"), [("13/12/2020", 12), ("12/13/2020", 5)])
def test_one_message_tells_of_all_whether_the_day_comes_first(
    tmp_path: Path, write: Writer, other: str, month: int
) -> None:
    path = write(tmp_path, ["05/12/2020 10:00", f"{other} 10:00"])
    assert (months(path), skips(read(path))) == ([month, 12], [])


@pytest.mark.parametrize("write", WRITERS)
def test_days_that_may_be_months_are_told_of(tmp_path: Path, write: Writer) -> None:
    path = write(tmp_path, ["03/04/2026 12:00"])
    (why,) = skips(read(path))
    assert "month first" in why
    assert months(path) == [3]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("day", ["05/05/2020 10:00", "2020-05-12 10:00"])
def test_days_that_are_clear_are_not_told_of(tmp_path: Path, write: Writer, day: str) -> None:
    path = write(tmp_path, [day])
    assert (months(path), skips(read(path))) == ([5], [])


@pytest.mark.parametrize("write", WRITERS)
def test_a_day_far_behind_tells_of_all_where_the_first_do_not(tmp_path: Path, write: Writer) -> None:
    path = write(tmp_path, [*["05/12/2020 10:00"] * ASKED, "13/12/2020 10:00"])
    assert (months(path), skips(read(path))) == ([12] * (ASKED + 1), [])


def test_no_more_is_asked_than_is_needed() -> None:
    times = iter([*["2020-05-12"] * ASKED, "13/12/2020", "x"])
    assert (order_of(times), next(times)) == (Order(), "x")


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    ("days", "read_as"),
    [
        (["24/12/26 10:00", "24/12/27 10:00", "24/12/28 10:00"], ["2024-12-26", "2024-12-27", "2024-12-28"]),
        (["24/12/26 10:00", "25/1/5 10:00"], ["2024-12-26", "2025-01-05"]),
        (["99/12/26 10:00", "05/06/07 10:00"], ["1999-12-26", "2005-06-07"]),
        (["12/26/24 10:00", "1/5/25 10:00"], ["2024-12-26", "2025-01-05"]),
        (["24/12/26 10:00", "25/12/26 10:00", "26/12/26 10:00"], ["2026-12-24", "2026-12-25", "2026-12-26"]),
        (["12/26/24 10:00", "05/06/24 10:00"], ["2024-12-26", "2024-05-06"]),
        (["24/12/26 10:00"], [None]),
        (["05/06/07 10:00", "06/07/08 10:00"], [None, None]),
        (["05/06/24 10:00", "06/06/24 10:00", "07/06/24 10:00"], [None, None, None]),
        (["24年12月26日 10:00"], ["2024-12-26"]),
    ],
)
def test_a_year_of_two_digits_is_read_where_the_days_of_the_file_show_it(
    tmp_path: Path, write: Writer, days: list[str], read_as: list[str | None]
) -> None:
    if write is transcript and "年" in days[0]:
        pytest.skip("no transcript is known to write so")
    messages = [each for each in read(write(tmp_path, days)) if isinstance(each, Message)]
    times = [each.time or each.sent for each in messages]
    assert [time and f"{time:%F}" for time in times] == read_as


def test_a_key_that_was_named_is_asked(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps([{"body": TEXT, "when": day} for day in ("5/12/2020", "13/12/2020")]))
    assert months(path, columns={"time": "when"}) == [12, 12]


def test_numbers_and_broken_records_do_not_tell(tmp_path: Path) -> None:
    path = written(
        tmp_path, '["13/12/2020",{"body":"a","date":1600000000},{"body":x},{"body":"c","date":"13/12/2020"}]'
    )
    assert months(path) == [9, 12]


@pytest.mark.parametrize("day", ["０５／１２／２０２０", "周二 05/12/2020", "(二)05/12/2020"])
def test_days_that_are_written_otherwise_are_asked_and_told_of_as_well(tmp_path: Path, day: str) -> None:
    notice, message = read(table(tmp_path, [day]))
    assert ("month first" in notice.why, message.time.month) == (True, 5)
    message, _ = read(table(tmp_path, [day, "13/12/2020"]))
    assert message.time.month == 12
