"""Every tag has its sentence, and no sentence claims more than it may."""

from model.conduct import conducts
from model.labels import TEXT_TAGS

FORBIDDEN = ("构成违法", "犯罪", "该公司", "超过3条", "3条即", "四十二条", "第1034条")


def test_every_tag_is_described() -> None:
    assert set(conducts()) == set(TEXT_TAGS)
    assert all(conduct.sentence.endswith("。") and conduct.rules for conduct in conducts().values())


def test_no_sentence_claims_what_must_not_be_claimed() -> None:
    for conduct in conducts().values():
        assert not any(word in conduct.sentence + conduct.advice for word in FORBIDDEN)


def test_briefs_are_short_and_hold_no_verdict_word() -> None:
    """Phone apps search the whole answer for verdict words."""
    for conduct in conducts().values():
        assert len(conduct.brief) <= 20
        assert not any(word in conduct.brief.lower() for word in ("block", "allow", "review"))


def test_no_brief_takes_its_reader_for_the_borrower() -> None:
    """The contacted read it too, and whoever a complaint goes to."""
    assert [conduct.brief for conduct in conducts().values() if "您" in conduct.brief] == []
    assert conducts()["third_party_threat"].brief == "称将联系借款人以外的人"


def test_advice_holds_at_any_time_so_it_cites_no_law() -> None:
    for conduct in conducts().values():
        assert not {*"《》"} & {*conduct.advice}
        assert "规定" not in conduct.advice.removesuffix("例外规定可能适用。")


def test_a_standard_that_is_only_recommended_is_called_so() -> None:
    """GB/T binds nobody by itself; reports give its tier, and a page has no other place for it."""
    told = [conduct.sentence for conduct in conducts().values() if "国家标准" in conduct.sentence]
    assert len(told) == 2
    assert all("推荐性国家标准" in sentence for sentence in told)
