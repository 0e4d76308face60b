"""The one question service/ asks: what is this text?"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from model.conduct import conducts
from model.cues import evidence
from model.disguises import SEARCHED
from model.explain import Reason, reasons, traced_back
from model.folding import HAN, UNTOUCHED
from model.labels import LABELS, Label, Verdict
from model.linear import LinearModel
from model.native import named
from model.normalize import Normalized, doubted, glanced, normalized, traced, was_disguised
from model.quick import scorer_and_sieve
from model.scorer import LABEL_BITS, Assessment, tags_in
from model.sentences import TWO_SENTENCES, sentences
from model.sieve import LEAST_ODDS, NOTCHES, SEEN_DISGUISES, SEEN_ODDS, Seen, notched

MOST_READ = 1_000_000
"""Characters of a text that are read; no message is a hundredth as long, and the library tells four million places."""

INFORMATIVE = 6
"""Texts of fewer Han characters, letters and digits are normal with low confidence (tie-breaker of the guide)."""

NOTHING_SEEN = "未见催收骚扰或联系他人的表述"

LOW_CONFIDENCE: Mapping[Label, float] = {Label.NORMAL: 0.5, Label.HARASSMENT: 0.25, Label.THREAT: 0.25}
"""What is answered where a text says too little to judge."""

DOUBTED = 0.1
"""A text taken for normal in which harm is so probable is read again, as if words and phrases were disguised in it.

That is one everyday message of 21, with 0.2 of 36. Of harmful messages of the exam 97.0 and 96.8 % were kept in
homophones with 0.1 and 0.2, 96.4 and 96.1 in initials, of the other families as many within 0.2; with either 15 of
24,520 everyday messages were flagged (178,990 samples).

What is then found must be as sure as anything else that holds so much evidence; what is undone counts as such, that it
was undone does not. Where 0.93 was asked for instead, and 0.8 where two words were undone, 98.1 % were kept in pinyin
(now 98.4), 96.6 out of order (97.1), 96.5 in homophones (96.3), 97.4 in look-alikes (97.1), 96.3 under two disguises
(96.4), and 13 of 24,520 everyday messages, not disguised, were flagged (11; 177,189 samples).
"""

SURE_ALONE, SURE_SAYING_LITTLE = 0.95, 0.99
"""What only one sentence of a text says, read alone, must be so probable, and is never blocked; the second counts where
it holds no more than LITTLE `evidence` (`cues.py`) of a debt and of harm.

A model that adds up what it sees is outvoted by lawful sentences around a threat: of the exam's harmful texts one of
177,277 samples, learnt buried too, finds 75 % with a lawful text of the exam behind them and 61 % between two; with
each sentence read too these are 91 and 87 % (`benchmarks.buried`). Of single messages an earlier model flagged four
more harmful and one more lawful of the exam so, and one of 24,520 everyday ones.
"""

LITTLE = 1
"""Evidence of which a sentence may hold one by chance."""

SURE_BESIDE_CODE = 0.95
"""What is harmful though it hands over a one-time code must be so probable, and is never blocked.

Of 282 lawful samples, 15 lawful texts of the exam and 2 real ones that hold a code none was flagged at any certainty;
five samples are harmful beside one, as a collector may put one behind what he says (177,189 samples).
"""

REMEMBERED = 1_000
"""Answers without tags and reasons that are made once, of which few differ, and what is said of labels with tags."""

TOO_SHORT = "内容过短，无法判断"

NO_CHINESE = "几乎没有中文内容，无法判断"

_NORMAL, _HARASSMENT, _THREAT = LABELS

_WHY = {Seen.TOO_SHORT: TOO_SHORT, Seen.NO_CHINESE: NO_CHINESE}

_WORDS = re.compile(rf"[0-9a-z{HAN}]")
_HAN = re.compile(rf"[{HAN}]")
_NO_HAN = re.compile(rf"[^{HAN}]+")
_ENOUGH = re.compile(rf"(?:[^{HAN}]*+[{HAN}]){{{INFORMATIVE}}}")
"""Says the same of most texts ten times as fast as counting does."""

_ENOUGH_AT_A_GLANCE = re.compile(rf"(?:[^{HAN}]*+([{HAN}])(?!\1\1)){{{INFORMATIVE}}}")
"""The same where none of them repeats so often that it will be folded."""

_CODE = re.compile(
    r"(?:验证码|校验码|动态码|动态密码|确认码|随机码)[^0-9]{0,12}[0-9]{4,8}(?![0-9])"
    r"|(?<![0-9])[0-9]{4,8}[^0-9]{0,8}验证码"
)


class Judgement(NamedTuple):
    """Label, probabilities, verdict, tags and reasons of one text.

    `reason` is a short Chinese sentence without a word of the text; `unsure` says why a text could not be judged.
    A frozen dataclass takes 1.3 µs to make, this a fifth of that.
    """

    label: Label
    probabilities: Mapping[Label, float]
    verdict: Verdict
    tags: tuple[str, ...]
    reasons: tuple[Reason, ...]
    reason: str
    disguises: tuple[str, ...]
    unsure: str | None = None

    @property
    def score(self) -> float:
        """The probability of the label."""
        return self.probabilities[self.label]

    @property
    def harmful(self) -> bool:
        """Whether it is anything but normal."""
        return self.label is not Label.NORMAL


_Assessed = tuple[Assessment, tuple[str, ...]]
"""What was made of a text or a part of it, and the disguises undone."""


class _Said(NamedTuple):
    """What is said of a label with some tags; `names` are both."""

    label: Label
    tags: tuple[str, ...]
    names: tuple[str, ...]
    sentence: str


class Judge:
    """Judges texts with one model."""

    def __init__(self, model: LinearModel) -> None:
        self.scorer, self._sieve = scorer_and_sieve(model)
        self._look = self.scorer.look
        self._ordinary = lru_cache(REMEMBERED)(self._new_ordinary)
        self._said = lru_cache(REMEMBERED)(self._new_said)
        self._answers: dict[int, Judgement] = {}
        self._block_from = model.block_from

    def judge(self, text: str) -> Judgement:
        """Label, probabilities, verdict, tags and reasons of one text, of its first MOST_READ characters."""
        if len(text) > MOST_READ:
            text = text[:MOST_READ]
        seen = self._look(text)
        whole = self._answers.get(seen) or self._answer(text, seen)
        if whole.label is _NORMAL and len(text) > TWO_SENTENCES:
            return self._in_a_sentence(text) or whole
        return whole

    def _answer(self, text: str, seen: int) -> Judgement:
        """The same where this was seen for the first time, or says too little; see `Scorer.look`."""
        answer, disguises = seen & 7, _undone(seen)
        if answer == Seen.READ:
            return self._judged(text, self.scorer.assessed(), disguises)
        if answer == Seen.ASK:
            return self._searched(text)
        if answer == Seen.ORDINARY:
            made = self._ordinary(LEAST_ODDS + (seen >> SEEN_ODDS) / NOTCHES, disguises)
        else:
            made = _unsure(_WHY[Seen(answer)], disguises)
        if len(self._answers) >= REMEMBERED:  # threads may pass each other between here and the last line
            self._answers.clear()
        return self._answers.setdefault(seen, made)

    def _searched(self, text: str) -> Judgement:
        """The judgement of a text where texts are read in Python."""
        sieved = self._sieved(text)
        return sieved if isinstance(sieved, Judgement) else self._read(text, sieved)

    def _sieved(self, text: str) -> Judgement | Normalized:
        """The judgement of a text that is cleared or says too little, else the text as it is to be read."""
        sieve, seen = self._sieve, glanced(text)
        odds = sieve.odds(seen) if _says_enough(seen) else None
        if odds is not None and odds < sieve.clear_at_a_glance_below:
            return self._ordinary(notched(odds), ())
        normal = normalized(text, seen)
        plain, _, disguises = normal
        if odds is None or plain is not seen:
            if unsure := why_unsure(plain):
                return _unsure(unsure, disguises)
            odds = sieve.odds(plain)
        if sieve.clears(plain, odds):
            return self._ordinary(notched(odds), disguises)
        return normal

    def _read(self, text: str, normal: Normalized) -> Judgement:
        """The judgement of what the sieve does not clear."""
        return self._judged(text, *self._assessed(text, normal))

    def _assessed(self, text: str, normal: Normalized, *, in_doubt: bool = False) -> _Assessed:
        """What a normalised text comes to; what was undone in doubt is no evidence for having been disguised."""
        assessed = self.scorer.assess(normal.text, disguised=not in_doubt and was_disguised(normal))
        if assessed.stretches:
            assessed = assessed._replace(stretches=traced_back(traced(text, normal), assessed.stretches))
        return assessed, normal.disguises

    def _judged(self, text: str, assessed: Assessment, disguises: tuple[str, ...]) -> Judgement:
        """What was made of an original text, in words."""
        harm, code = 1 - assessed.probabilities[0], is_code(text)
        if assessed.found and (harm >= SURE_BESIDE_CODE or not code):
            return self._harmful(text, assessed, disguises, blocked=harm >= self._block_from and not code)
        if harm >= DOUBTED and not code and (again := self._in_doubt(text)):
            return self._harmful(text, *again, blocked=False)
        probabilities = _labelled(*assessed.probabilities)
        return Judgement(Label.NORMAL, probabilities, Verdict.ALLOW, (), (), NOTHING_SEEN, disguises)

    def _in_doubt(self, text: str) -> _Assessed | None:
        """What is harmful in a text if words may be disguised in it.

        Only as much is read as is searched for words: no SMS is longer, and the rest of 4,000 characters costs 1 ms.
        """
        text = text[:SEARCHED]
        normal = doubted(text)
        if not normal.disguises:
            return None
        again = self._assessed(text, normal, in_doubt=True)
        return again if again[0].found else None

    def _in_a_sentence(self, text: str) -> Judgement | None:
        """The judgement of the surest of the sentences that are harmful by themselves."""
        alone = (self._alone(start, sentence) for start, sentence in sentences(text))
        sure = [each for each in alone if each]
        if not sure or is_code(text):
            return None
        return self._harmful(text, *min(sure, key=lambda each: each[0].probabilities[0]), blocked=False)

    def _alone(self, start: int, sentence: str) -> _Assessed | None:
        """What the sentence that starts there comes to, if it is surely harmful."""
        seen = self._look(sentence)
        if seen & 7 == Seen.READ:
            assessed, disguises = self.scorer.assessed(), _undone(seen)
        elif seen & 7 == Seen.ASK and not isinstance(sieved := self._sieved(sentence), Judgement):
            assessed, disguises = self._assessed(sentence, sieved)
        else:
            return None
        if not _is_sure_alone(sentence, assessed):
            return None
        moved = [(of, at + start, end + start, gained) for of, at, end, gained in assessed.stretches]
        return assessed._replace(stretches=moved), disguises

    def _harmful(self, text: str, assessed: Assessment, disguises: tuple[str, ...], *, blocked: bool) -> Judgement:
        numbers, found, stretches = assessed
        probabilities = _labelled(*numbers)
        said = self._said(found)
        verdict = Verdict.BLOCK if blocked else Verdict.REVIEW
        why = reasons(text, said.names, stretches)
        return Judgement(said.label, probabilities, verdict, said.tags, why, said.sentence, disguises)

    def _new_said(self, found: int) -> _Said:
        """What is said of a label with these tags: few are told apart, so each is made once."""
        label = LABELS[found % (1 << LABEL_BITS)]
        tags = tuple(self.scorer.tags[tag] for tag in tags_in(found))
        return _Said(label, tags, (label, *tags), _sentence(label, tags))

    def _new_ordinary(self, odds: float, disguises: tuple[str, ...]) -> Judgement:
        """The answer where the sieve cleared a text at these log-odds: few are told apart, so each is made once."""
        probabilities = self._sieve.probabilities(odds)
        return Judgement(Label.NORMAL, probabilities, Verdict.ALLOW, (), (), NOTHING_SEEN, disguises)

    def judge_all(self, texts: Iterable[str]) -> Iterator[Judgement]:
        """The judgement of each text, in order."""
        return map(self.judge, texts)


def _undone(seen: int) -> tuple[str, ...]:
    """The disguises that a first look undid."""
    return named(seen >> SEEN_DISGUISES & 0xFFFF)


def _labelled(normal: float, harassment: float, threat: float) -> dict[Label, float]:
    return {_NORMAL: normal, _HARASSMENT: harassment, _THREAT: threat}


def _is_sure_alone(sentence: str, assessed: Assessment) -> bool:
    harm = 1 - assessed.probabilities[0]
    if not assessed.found or harm < SURE_ALONE:
        return False
    if harm >= SURE_SAYING_LITTLE:
        return True
    normal = normalized(sentence)
    return evidence(normal.text, disguised=was_disguised(normal)) > LITTLE


@lru_cache(REMEMBERED)
def _unsure(why: str, disguises: tuple[str, ...]) -> Judgement:
    return Judgement(Label.NORMAL, LOW_CONFIDENCE, Verdict.ALLOW, (), (), why, disguises, why)


def is_code(text: str) -> bool:
    """Whether a text hands over a one-time code; such messages pass unless they are surely harmful.

    >>> is_code("【某宝】验证码 482913，五分钟内有效")
    True
    """
    return "码" in text and _CODE.search(text) is not None


def _says_enough(seen: str) -> bool:
    """Whether a text that was only glanced at says enough to be judged, and nothing but words may be disguised in it.

    Where texts with signs were let through, a full stop between all characters had 83 of 913 harmful messages cleared
    (with `sieve.DOUBT` and `sifting.MARGIN` together 0.75).
    """
    if UNTOUCHED.fullmatch(seen) and _ENOUGH_AT_A_GLANCE.match(seen):
        return len(seen) <= INFORMATIVE * 5 or why_unsure(seen) is None
    return False


def why_unsure(plain: str) -> str | None:
    """Why a normalised text cannot be judged, or None if it can."""
    if len(plain) < INFORMATIVE:
        return TOO_SHORT
    if _ENOUGH.match(plain) and (len(plain) <= INFORMATIVE * 5 or len(_NO_HAN.sub("", plain)) * 5 >= len(plain)):
        return None
    informative = len(_WORDS.findall(plain))
    if informative < INFORMATIVE:
        return TOO_SHORT
    return NO_CHINESE if len(_HAN.findall(plain)) * 5 < informative else None


def _sentence(label: Label, tags: tuple[str, ...]) -> str:
    gravest = sorted((conducts()[tag] for tag in tags), key=lambda conduct: -conduct.severity)
    briefs = [conduct.brief for conduct in gravest[:2]]
    return "疑似" + label.category + ("：" + "，".join(briefs) if briefs else "")
