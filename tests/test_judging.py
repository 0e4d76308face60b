"""One text in, one judgement out: label, verdict, tags, reasons; and silence where there is nothing to judge."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.disguises import disguise
from model.certainty import (
    DOUBTED,
    DRAWS,
    LITTLE,
    SURE_ALONE,
    SURE_ANEW,
    SURE_DRAWN_ANEW,
    SURE_SAYING_LITTLE,
    SURE_TORN,
)
from model.classifier import Fitted
from model.codes import is_code
from model.cues import evidence
from model.judging import LOW_CONFIDENCE, MOST_READ, Judge
from model.labels import Label, Verdict
from model.normalize import doubted, normalize, normalized, was_disguised
from model.samples import Sample
from model.sentences import TWO_SENTENCES, sentences
from model.sieve import Sieve
from model.sightings import MISREADABLE
from model.sureness import is_sure
from model.torn import is_torn


@pytest.mark.parametrize("text", ["", "  ", "😀😀😀", "在吗", "ok", "？？？", "123456"])
def test_too_little_to_judge_is_normal_with_low_confidence(judge: Judge, text: str) -> None:
    judgement = judge.judge(text)
    assert judgement.label is Label.NORMAL
    assert judgement.verdict is Verdict.ALLOW
    assert judgement.probabilities == LOW_CONFIDENCE
    assert judgement.unsure


@pytest.mark.parametrize(
    "text",
    [
        "Your parcel will be delivered tomorrow between 9 and 12.",
        "Votre dossier est prêt",
        "お荷物のお届けです",
        "今日中に支払わなければ家族に連絡します",
        "未払金をご確認ください。期限を過ぎた場合は法的手続に移行いたします。",
        "大韓民國 法院 出席 통지서입니다 확인 바랍니다",
    ],
)
def test_a_foreign_language_is_normal_with_low_confidence(judge: Judge, text: str) -> None:
    assert judge.judge(text).probabilities == LOW_CONFIDENCE


@pytest.mark.parametrize(
    "text", ["【某宝】验证码 482913，五分钟内有效，请勿告诉他人", "您正在还款，验证码：4821", "482913 是您的登录验证码"]
)
def test_one_time_codes_always_pass(judge: Judge, text: str) -> None:
    assert is_code(text)
    assert judge.judge(text).verdict is Verdict.ALLOW


def test_a_threat_beside_a_code_is_for_review(judge: Judge) -> None:
    """A collector may put one behind what he says."""
    threat = "你欠的钱今晚不还，我就群发给你爸妈和单位同事，让所有人知道你欠钱不还"
    assert judge.judge(threat).verdict is Verdict.BLOCK
    judgement = judge.judge(f"{threat}。验证码 4821")
    assert (judgement.label, judgement.verdict) == (Label.THREAT, Verdict.REVIEW)


def test_a_threat_that_speaks_of_codes_is_no_code() -> None:
    assert not is_code("再不还钱就把验证码的事告诉你爸妈")


def test_the_beginning_of_an_endless_text_is_judged(judge: Judge) -> None:
    """One damaged cell of a table may hold the rest of it."""
    threat = "再不还款就把你欠钱的事告诉你爸妈和单位同事。"
    endless = (threat * 250_000)[:5_000_000]
    assert judge.judge(endless) == judge.judge(endless[:MOST_READ])
    assert judge.judge(endless).label is not Label.NORMAL


def test_half_a_surrogate_pair_is_read_over(judge: Judge) -> None:
    """JSON can hold one; no UTF-8 can."""
    assert judge.judge("明天一起吃饭吧\ud83d老地方见").label is Label.NORMAL
    assert judge.judge("再不还款就把你欠钱的事\ud83d告诉你爸妈和单位同事").label is Label.THREAT


@given(st.text(max_size=300))
def test_any_text_gets_a_judgement(judge: Judge, text: str) -> None:
    judgement = judge.judge(text)
    assert abs(sum(judgement.probabilities.values()) - 1) < 1e-9
    for reason in judgement.reasons:
        assert text[reason.start : reason.end] == reason.text


def test_reasons_quote_the_original_not_the_normalised_text(judge: Judge) -> None:
    text = "再不还款，就把你欠錢的事群*發給你爸媽和單位同事！"
    judgement = judge.judge(text)
    assert judgement.label is Label.THREAT
    assert judgement.reasons
    assert all(reason.text == text[reason.start : reason.end] for reason in judgement.reasons)
    assert set(judgement.disguises) == {"inserted_signs", "traditional"}


def test_the_sentence_holds_no_word_of_the_text(judge: Judge, exam: list[Sample]) -> None:
    """The sentence is built from fixed phrases, so a sender cannot write into it."""
    said = {judge.judge(sample.text).reason for sample in exam}
    assert len(said) < 120
    assert all(len(sentence) <= 60 for sentence in said)


def test_normal_messages_carry_no_tags_and_no_reasons(judge: Judge, exam: list[Sample]) -> None:
    for judgement in judge.judge_all(sample.text for sample in exam):
        if judgement.label is Label.NORMAL:
            assert judgement.tags == ()
            assert judgement.reasons == ()


def test_block_needs_the_threshold_that_the_counts_gave(fitted: Fitted, judge: Judge, exam: list[Sample]) -> None:
    """What the sieve cleared and only a sentence shows is never blocked."""
    sieve = Sieve(fitted.model.sieve)
    for sample in exam:
        judgement = judge.judge(sample.text)
        harmful = 1 - judge.scorer.probabilities(sample.text)[Label.NORMAL]
        plain = normalize(sample.text)
        read = judgement.label is not Label.NORMAL and not sieve.clears(plain, sieve.odds(plain))
        blocked = read and harmful >= fitted.model.block_from
        assert (judgement.verdict is Verdict.BLOCK) == blocked


IN_DOUBT = "你老公次账下还，明天去他丹位说"
"""你老公欠账不还，明天去他单位说 in other characters, none of which gives itself away."""


def test_what_reads_as_harm_in_disguise_is_read_again_and_not_blocked(judge: Judge) -> None:
    assert normalize(IN_DOUBT) == IN_DOUBT.replace("，", ",")
    judgement = judge.judge(IN_DOUBT)
    assert judgement.label is Label.THREAT
    assert judgement.verdict is Verdict.REVIEW
    assert judgement.disguises == ("homophone", "look_alike")
    assert judgement.score > judge.scorer.probabilities(IN_DOUBT)[Label.THREAT]
    assert all(reason.text == IN_DOUBT[reason.start : reason.end] for reason in judgement.reasons)


def test_a_disguise_in_doubt_is_no_evidence_of_harm(judge: Judge, fitted: Fitted, exam: list[Sample]) -> None:
    """What is found so would be found as well if it stood there undisguised."""
    texts = [disguise(sample.text, "homophones", 9) for sample in exam if sample.label is not Label.NORMAL]
    again = 0
    for text in texts:
        judgement, undone = judge.judge(text), doubted(text).text
        as_it_stands = judge.scorer.assess(normalize(text), disguised=was_disguised(normalized(text)))
        if judgement.harmful and not as_it_stands.found:
            again += 1
            assert judgement.verdict is Verdict.REVIEW
            assert is_sure(1 - judgement.probabilities[Label.NORMAL], undone, fitted.model.trigrams)
    assert again


def test_what_falls_apart_is_read_again_however_ordinary_it_seems(judge: Judge, exam: list[Sample]) -> None:
    """Where others of their sound stand for most characters, the model sees hardly a word of harm."""
    harmful = [sample.text for sample in exam if sample.label is not Label.NORMAL]
    again = 0
    for text in (disguise(text, "homophones", seed) for seed in (9, 10, 11, 12) for text in harmful):
        seems_normal = 1 - judge.scorer.probabilities(text)[Label.NORMAL] < DOUBTED
        judgement = judge.judge(text)
        if seems_normal and judgement.harmful and len(text) <= TWO_SENTENCES:
            again += 1
            assert is_torn(normalize(text))
            assert judgement.verdict is Verdict.REVIEW
            assert 1 - judgement.probabilities[Label.NORMAL] >= SURE_TORN
    assert again


def test_a_code_is_not_read_again(judge: Judge) -> None:
    assert judge.judge(IN_DOUBT + "，验证码 482913").verdict is Verdict.ALLOW


TOLD = "你妈已经知道你欠钱了"
BEFORE = "【百合银行】您尾号3307的账单已出，请按时还款", "如已还款请忽略本短信", "祝您生活愉快，退订回复字母"
BEHIND = (
    "小区明天上午九点至下午五点停水，请提前储水",
    "给您带来不便敬请谅解，物业服务中心",
    "晚上记得买点菜回来一起吃饭",
)
"""Lawful sentences that outvote what stands between them."""


@pytest.mark.parametrize("sign", ["。", "！", "\n", "；", "…\r\n"])
def test_a_sentence_among_lawful_ones_is_read_alone_and_not_blocked(judge: Judge, sign: str) -> None:
    alone, text = judge.judge(TOLD), sign.join([*BEFORE * 4, TOLD, *BEHIND * 4])
    assert judge.scorer.probabilities(text)[Label.NORMAL] > 0.5
    judgement = judge.judge(text)
    assert (judgement.label, judgement.verdict) == (Label.THREAT, Verdict.REVIEW)
    assert (judgement.tags, judgement.probabilities) == (alone.tags, alone.probabilities)
    assert [reason.text for reason in judgement.reasons] == [reason.text for reason in alone.reasons]
    assert all(reason.text == text[reason.start : reason.end] for reason in judgement.reasons)


def test_a_sentence_that_says_little_of_a_debt_must_be_surer(judge: Judge, exam: list[Sample]) -> None:
    held_back = found = 0
    for sample in exam:
        text = "。".join([*BEFORE * 4, sample.text, *BEHIND * 4])
        if sample.text not in [sentence for _, sentence in sentences(text)]:
            continue
        alone, whole = judge.scorer.assess(normalize(sample.text)), judge.scorer.assess(normalize(text))
        if whole.found or not alone.found or evidence(normalize(sample.text)) > LITTLE:
            continue
        harm = 1 - alone.probabilities[0]
        if SURE_ALONE <= harm < SURE_SAYING_LITTLE:
            held_back += 1
            assert not judge.judge(text).harmful
        elif harm >= SURE_SAYING_LITTLE:
            found += judge.judge(text).harmful
    assert held_back
    assert found


def test_lawful_sentences_stay_lawful_together(judge: Judge) -> None:
    assert judge.judge("。".join([*BEFORE, *BEHIND])).label is Label.NORMAL


def test_a_sentence_beside_a_code_passes(judge: Judge) -> None:
    """What stands beside a code is believed only of the text as a whole."""
    assert judge.judge("。".join([*BEFORE, TOLD, *BEHIND, "验证码 482913"])).verdict is Verdict.ALLOW


def test_what_reads_as_harm_only_by_a_word_undone_is_spared_where_it_reads_well_without(
    judge: Judge, exam: list[Sample]
) -> None:
    """Letters, digits and shapes for words look like a collector's word here and there: in most draws one text does."""
    lawful = [sample.text for sample in exam if sample.label is Label.NORMAL]
    draws = [(family, seed) for family in ("initials", "look_alikes", "leet") for seed in range(1, 5)]
    spared = 0
    for text in (disguise(text, family, seed) for family, seed in draws for text in lawful):
        as_it_stands = normalized(text)
        if MISREADABLE.isdisjoint(as_it_stands.disguises):
            continue
        found = judge.scorer.assess(as_it_stands.text, disguised=was_disguised(as_it_stands)).found
        if found and 1 - judge.scorer.assess(doubted(text).text).probabilities[0] < SURE_ANEW:
            spared += 1
            assert judge.judge(text).label is Label.NORMAL
    assert spared


def test_initials_that_are_harm_in_few_readings_are_spared(judge: Judge, exam: list[Sample]) -> None:
    """Any letter begins hundreds of characters, so the likeliest reading may be harmful by chance."""
    lawful = [sample.text for sample in exam if sample.label is Label.NORMAL]
    spared = 0
    for text in (disguise(text, "initials", seed) for seed in range(1, 5) for text in lawful):
        likeliest = doubted(text)
        if "initials" not in likeliest.disguises or not judge.scorer.assess(likeliest.text).found:
            continue
        drawn = [judge.scorer.assess(doubted(text, draw).text).probabilities[0] for draw in range(1, DRAWS + 1)]
        if 1 - fmean(drawn) < SURE_DRAWN_ANEW:
            spared += 1
            assert judge.judge(text).label is Label.NORMAL
    assert spared
