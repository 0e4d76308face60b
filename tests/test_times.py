"""Times read as they were meant, or not at all."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.archives.times import Order, epoch, milliseconds, moment

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2013年12月26日 下午8:56:00", "2013-12-26T20:56:00+08:00"),
        ("2013年12月26日 上午12:05", "2013-12-26T00:05:00+08:00"),
        ("2013/12/26 20:56:00", "2013-12-26T20:56:00+08:00"),
        ("2013-12-26 20:56", "2013-12-26T20:56:00+08:00"),
        ("2013-12-26T12:56:00Z", "2013-12-26T20:56:00+08:00"),
        ("2013-12-26T12:56:00.5+00:00", "2013-12-26T20:56:00.500000+08:00"),
        ("20131226205600", "2013-12-26T20:56:00+08:00"),
        ("201312262056", "2013-12-26T20:56:00+08:00"),
        (201312262056, "2013-12-26T20:56:00+08:00"),
        ("20131226T2056", "2013-12-26T20:56:00+08:00"),
        ("201312261256Z", "2013-12-26T20:56:00+08:00"),
        ("20131226", "2013-12-26T00:00:00+08:00"),
        ("2013.12.26 20:56", "2013-12-26T20:56:00+08:00"),
        ("26.12.2013 20:56", "2013-12-26T20:56:00+08:00"),
        ("12/26/2013 8:56:00 PM", "2013-12-26T20:56:00+08:00"),
        ("Dec 26, 2013 8:56:00 PM", "2013-12-26T20:56:00+08:00"),
        ("Thu Dec 26 20:56:00 EST 2013", "2013-12-26T20:56:00+08:00"),
        ("41634.8722222222", "2013-12-26T20:56:00+08:00"),
        ("1388062560", "2013-12-26T20:56:00+08:00"),
        ("1388062560000", "2013-12-26T20:56:00+08:00"),
        (1388062560000000, "2013-12-26T20:56:00+08:00"),
        ("2013/12/26 清晨6:30", "2013-12-26T06:30:00+08:00"),
        ("2013/12/26 清早6:30", "2013-12-26T06:30:00+08:00"),
        ("2013/12/26 傍晚6:30", "2013-12-26T18:30:00+08:00"),
        ("2013/12/26 夜里11:30", "2013-12-26T23:30:00+08:00"),
        ("2013/12/26 夜里2:30", "2013-12-26T02:30:00+08:00"),
        ("2013/12/26 午夜12:30", "2013-12-26T00:30:00+08:00"),
        ("2013/12/26 中午12:30", "2013-12-26T12:30:00+08:00"),
        ("2013/12/26 晚上20:56", "2013-12-26T20:56:00+08:00"),
        ("2013/12/26 午夜11:30", "2013-12-26T23:30:00+08:00"),
        ("24/5/1 20:56", "2024-05-01T20:56:00+08:00"),
        ("2013-12-26 12:56:00 +00", "2013-12-26T20:56:00+08:00"),
        ("2013-12-26 12:56:00 UTC+0", "2013-12-26T20:56:00+08:00"),
        ("2013-12-26 20:56:00(周四)", "2013-12-26T20:56:00+08:00"),
        ("2013-12-26 20:56 星期四", "2013-12-26T20:56:00+08:00"),
        ("星期四 2013-12-26 20:56", "2013-12-26T20:56:00+08:00"),
        ("周四，2013年12月26日 下午8:56", "2013-12-26T20:56:00+08:00"),
        ("2013/12/26(周四) 20:56", "2013-12-26T20:56:00+08:00"),
        ("2013/12/26（四） 20:56", "2013-12-26T20:56:00+08:00"),
        ("2013-12-26，20:56", "2013-12-26T20:56:00+08:00"),
        ("２０１３／１２／２６　２０：５６", "2013-12-26T20:56:00+08:00"),
        ("１３８８０６２５６００００", "2013-12-26T20:56:00+08:00"),
    ],
)
def test_times_seen_in_the_wild_are_read(text: object, expected: str) -> None:
    found = moment(text, SHANGHAI)
    assert found is not None
    assert found.time.isoformat() == expected


def test_a_year_of_two_digits_stands_first_whatever_other_days_show() -> None:
    found = moment("24/5/1 20:56", UTC, Order(day_first=True))
    assert found is not None
    assert found.time == datetime(2024, 5, 1, 20, 56, tzinfo=UTC)


def test_a_day_and_minutes_without_signs_have_no_zone() -> None:
    found = moment("202605011030", SHANGHAI)
    assert found is not None
    assert found.zone_assumed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "-1",
        "null",
        "1.38E+12",
        "20d10.01.11",
        "2024-02-30",
        "2024-13-13",
        "2024-31-12 10:00",
        "2024-13-01",
        "2024年13月1日",
        "20241301",
        "202413010930",
        "24/13/1",
        "202413131030",
        "202402302460",
        "9" * 30,
        "9" * 5_000,
        "昨天",
        "2024-01-01T99:00",
        "2024-01-01 晚上12:10",
        "2024-01-01 夜里12:10",
        "2024-01-01 夜里5:10",
        "2024-01-01 20:56 星期",
        "5/1/24 8:56 PM",
        "05/06/07 08:00",
        "13/12/26 20:56",
        "2024-01-01 晚上1:10",
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert moment(text, UTC) is None


@given(
    st.text(alphabet="0123456789年月日上下午夜里晚:/-. TZ+APMEST（周一)０／", max_size=30) | st.integers() | st.floats()
)
@settings(deadline=None, derandomize=True)
def test_no_time_crashes(written_time: object) -> None:
    found = moment(written_time, SHANGHAI)
    assert found is None or found.time.tzinfo is not None


@pytest.mark.parametrize("year", [1979, 2201, 2286])
def test_counts_since_1970_are_times_of_the_same_years_as_those_that_are_written(year: int) -> None:
    far = datetime(year, 6, 1, tzinfo=UTC)
    assert moment(f"{far:%Y-%m-%d %H:%M:%S}Z", UTC) is None
    for unit in (1, 10**3, 10**6):
        assert epoch(int(far.timestamp()) * unit, UTC) is None
        assert moment(int(far.timestamp()) * unit, UTC) is None


def test_the_first_and_the_last_year_are_read() -> None:
    for near in (datetime(1980, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC)):
        assert epoch(near.timestamp(), UTC) == near
        assert milliseconds(int(near.timestamp()) * 1000, UTC) == near


@given(st.integers(10**11, 10**13 - 1), st.sampled_from([UTC, ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")]))
def test_milliseconds_are_read_quickly_and_exactly(value: int, zone: tzinfo) -> None:
    assert milliseconds(value, zone) == epoch(value, zone)
