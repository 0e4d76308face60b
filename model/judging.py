"""The one question service/ asks: what is this text?"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from model.certainty import (
    DOUBTED,
    DRAWS,
    LITTLE,
    LONGEST_DRAWN,
    SURE_ALONE,
    SURE_ANEW,
    SURE_BESIDE_CODE,
    SURE_DRAWN,
    SURE_DRAWN_ANEW,
    SURE_DRAWN_TORN,
    SURE_SAYING_LITTLE,
    SURE_TORN,
)
from model.codes import is_code
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
from model.sieve import LEAST_ODDS, NOTCHES, SEEN_DISGUISES, SEEN_ODDS, Seen, Sieve, notched
from model.sightings import MISREADABLE
from model.spacing import SPACED, Closed, closed_up
from model.torn import is_torn

MOST_READ = 1_000_000
"""Characters of a text that are read; no message is a hundredth as long, and the library tells four million places."""

INFORMATIVE = 6
"""Texts of fewer Han characters, letters and digits are normal with low confidence (tie-breaker of the guide)."""

NOTHING_SEEN = "未见催收骚扰或联系他人的表述"

LOW_CONFIDENCE: Mapping[Label, float] = {Label.NORMAL: 0.5, Label.HARASSMENT: 0.25, Label.THREAT: 0.25}
"""What is answered where a text says too little to judge."""

REMEMBERED = 1_000
"""Answers without tags and reasons that are made once, of which few differ, and what is said of labels with tags."""

TOO_SHORT = "内容过短，无法判断"

NO_CHINESE = "几乎没有中文内容，无法判断"

_NORMAL, _HARASSMENT, _THREAT = LABELS

_WHY = {Seen.TOO_SHORT: TOO_SHORT, Seen.NO_CHINESE: NO_CHINESE}

_WORDS = re.compile(rf"[0-9a-z{HAN}]")
_HAN = re.compile(rf"[{HAN}]")
_KANA_AND_HANGUL = re.compile("[\u3041-\u3096\u30a1-\u30fa\uac00-\ud7a3]")
_NO_HAN = re.compile(rf"[^{HAN}]+")
_ENOUGH = re.compile(rf"(?:[^{HAN}]*+[{HAN}]){{{INFORMATIVE}}}")
"""Says the same of most texts ten times as fast as counting does."""

_ENOUGH_AT_A_GLANCE = re.compile(rf"(?:[^{HAN}]*+([{HAN}])(?!\1\1)){{{INFORMATIVE}}}")
"""The same where none of them repeats so often that it will be folded."""


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


class _Sieved(NamedTuple):
    """What the sieve makes of a text: an answer where it is cleared or says too little, the odds, and what was read."""

    answer: Judgement | None
    odds: float | None
    normal: Normalized


class _Said(NamedTuple):
    """What is said of a label with some tags; `names` are both."""

    label: Label
    tags: tuple[str, ...]
    names: tuple[str, ...]
    sentence: str


class Judge:
    """Judges texts with one model."""

    def __init__(self, model: LinearModel, *, by_sentence: bool = True) -> None:
        """`by_sentence` tells whether what seems normal is also judged by each of its sentences."""
        self.scorer, self._sieve = scorer_and_sieve(model, by_sentence=by_sentence)
        self._look = self.scorer.look
        self._by_sentence = by_sentence
        # No cached methods: they would hold the judge that holds them, and it would stay until the collector came by.
        self._ordinary = _ordinary_of(self._sieve)
        self._said = _said_of(self.scorer.tags)
        self._answers: dict[int, Judgement] = {}
        self._block_from = model.block_from

    def judge(self, text: str) -> Judgement:
        """Label, probabilities, verdict, tags and reasons of one text, of its first MOST_READ characters."""
        if len(text) > MOST_READ:
            text = text[:MOST_READ]
        seen = self._look(text)
        return self._answers.get(seen) or self._answer(text, seen)

    def _answer(self, text: str, seen: int) -> Judgement:
        """The same where this was seen for the first time, or a text was read; see `Scorer.look`."""
        answer, disguises = seen & 7, named(seen >> SEEN_DISGUISES & 0xFFFF)
        if answer == Seen.READ:
            return self._judged(text, self.scorer.assessed(), disguises)
        if answer == Seen.AGAIN:
            return self._harmful(text, self.scorer.assessed(), disguises, blocked=False)
        if answer in (Seen.ASK, SPACED):
            closed = closed_up(text)
            return self._closed_up(text, closed) if closed else self._looked_through(text)
        if answer == Seen.ORDINARY:
            made = self._ordinary(LEAST_ODDS + (seen >> SEEN_ODDS) / NOTCHES, disguises)
        else:
            made = _unsure(_WHY[Seen(answer)], disguises)
        if len(self._answers) >= REMEMBERED:  # threads may pass each other between here and the last line
            self._answers.clear()
        return self._answers.setdefault(seen, made)

    def _closed_up(self, text: str, closed: Closed) -> Judgement:
        """What a text comes to that was closed up, with the reasons where they stand in it."""
        judged = self.judge(closed.text)
        spans = [(closed.places[each.start], closed.places[each.end - 1] + 1) for each in judged.reasons]
        why = [
            each._replace(start=start, end=end, text=text[start:end])
            for each, (start, end) in zip(judged.reasons, spans, strict=True)
        ]
        return judged._replace(reasons=tuple(why), disguises=tuple(sorted({*judged.disguises, *closed.disguises})))

    def _looked_through(self, text: str) -> Judgement:
        """The same where texts are read in Python: as the text stands, in doubt, or by one of its sentences."""
        sieved = self._sieved(text)
        whole = sieved.answer or self._judged(text, *self._assessed(text, sieved.normal))
        if whole.harmful and (other := self._ordinary_anew(text, whole.disguises)):
            return other
        if whole.harmful or is_code(text):
            return whole
        doubted = not sieved.answer and 1 - whole.probabilities[_NORMAL] >= DOUBTED
        if (doubted or self._is_torn(sieved)) and (again := self._in_doubt(text, torn=not doubted)):
            return self._harmful(text, *again, blocked=False)
        if self._by_sentence and len(text) > TWO_SENTENCES and (alone := self._in_a_sentence(text)):
            return self._harmful(text, *alone, blocked=False)
        return whole

    def _sieved(self, text: str) -> _Sieved:
        """What the sieve makes of a text."""
        sieve, seen = self._sieve, glanced(text)
        odds = sieve.odds(seen) if _says_enough(seen) else None
        if odds is not None and odds < sieve.clear_at_a_glance_below:
            return _Sieved(self._ordinary(notched(odds), ()), odds, Normalized(seen, [], ()))
        normal = normalized(text, seen)
        plain, _, disguises = normal
        if odds is None or plain is not seen:
            if unsure := why_unsure(plain):
                return _Sieved(_unsure(unsure, disguises), None, normal)
            odds = sieve.odds(plain)
        cleared = sieve.clears(plain, odds)
        return _Sieved(self._ordinary(notched(odds), disguises) if cleared else None, odds, normal)

    def _is_torn(self, sieved: _Sieved) -> bool:
        """Whether a text falls apart that is not plainly ordinary at a glance."""
        _, odds, normal = sieved
        return odds is not None and odds >= self._sieve.clear_at_a_glance_below and is_torn(normal.text)

    def _assessed(self, text: str, normal: Normalized, *, in_doubt: bool = False) -> _Assessed:
        """What a normalised text comes to; what was undone in doubt is no evidence for having been disguised."""
        assessed = self.scorer.assess(normal.text, disguised=not in_doubt and was_disguised(normal))
        if assessed.stretches:
            assessed = assessed._replace(stretches=traced_back(traced(text, normal), assessed.stretches))
        return assessed, normal.disguises

    def _in_doubt(self, text: str, *, torn: bool) -> _Assessed | None:
        """What is harmful in a text if words may be disguised in it; `torn` where only its being so speaks for that.

        Only as much is read as is searched for words: no SMS is longer, and the rest of 4,000 characters costs 1 ms.
        """
        text = text[:SEARCHED]
        normal = doubted(text)
        if not normal.disguises or self._sieve.clears(normal.text, self._sieve.odds(normal.text)):
            return None
        again, disguises = self._assessed(text, normal, in_doubt=True)
        sure = again.found and (not torn or 1 - again.probabilities[0] >= SURE_TORN)
        if sure and _is_drawn(text, disguises):
            sure = 1 - self._ordinary_in_draws(text) >= (SURE_DRAWN_TORN if torn else SURE_DRAWN)
        return (again, disguises) if sure else None

    def _ordinary_in_draws(self, text: str) -> float:
        """How probably a text is normal, on the average of how draws read it."""
        ordinary = 0.0
        for draw in range(1, DRAWS + 1):
            normal = doubted(text, draw)
            cleared = self._sieve.clears(normal.text, self._sieve.odds(normal.text))
            ordinary += 1 if cleared else self._assessed(text, normal, in_doubt=True)[0].probabilities[0]
        return ordinary / DRAWS

    def _ordinary_anew(self, text: str, disguises: Iterable[str]) -> Judgement | None:
        """What a text comes to that is harmful only as words were undone in it, and ordinary when read anew."""
        if len(text) > SEARCHED or MISREADABLE.isdisjoint(disguises):
            return None
        normal = doubted(text)
        odds = self._sieve.odds(normal.text)
        if not self._sieve.clears(normal.text, odds):
            ordinary, sure = self._assessed(text, normal, in_doubt=True)[0].probabilities[0], SURE_ANEW
            if 1 - ordinary >= sure and _is_drawn(text, normal.disguises):
                ordinary, sure = self._ordinary_in_draws(text), SURE_DRAWN_ANEW
            if 1 - ordinary >= sure:
                return None
            odds = math.log((1 - ordinary) / ordinary) if ordinary < 1 else LEAST_ODDS
        return self._ordinary(notched(odds), normal.disguises)

    def _in_a_sentence(self, text: str) -> _Assessed | None:
        """What the surest of the sentences that are harmful by themselves comes to."""
        alone = (self._alone(start, sentence) for start, sentence in sentences(text))
        return min(filter(None, alone), key=lambda each: each[0].probabilities[0], default=None)

    def _alone(self, start: int, sentence: str) -> _Assessed | None:
        """What the sentence that starts there comes to, if it is surely harmful."""
        answer, _, normal = self._sieved(sentence)
        if answer:
            return None
        assessed, disguises = self._assessed(sentence, normal)
        if not _is_sure_alone(normal, assessed):
            return None
        moved = [(of, at + start, end + start, gained) for of, at, end, gained in assessed.stretches]
        return assessed._replace(stretches=moved), disguises

    def _judged(self, text: str, assessed: Assessment, disguises: tuple[str, ...]) -> Judgement:
        """What was made of an original text as it stands, in words."""
        harm, code = 1 - assessed.probabilities[0], is_code(text)
        if assessed.found and (harm >= SURE_BESIDE_CODE or not code):
            return self._harmful(text, assessed, disguises, blocked=harm >= self._block_from and not code)
        probabilities = _labelled(*assessed.probabilities)
        return Judgement(Label.NORMAL, probabilities, Verdict.ALLOW, (), (), NOTHING_SEEN, disguises)

    def _harmful(self, text: str, assessed: Assessment, disguises: tuple[str, ...], *, blocked: bool) -> Judgement:
        numbers, found, stretches = assessed
        probabilities = _labelled(*numbers)
        said = self._said(found)
        verdict = Verdict.BLOCK if blocked else Verdict.REVIEW
        why = reasons(text, said.names, stretches)
        return Judgement(said.label, probabilities, verdict, said.tags, why, said.sentence, disguises)

    def judge_all(self, texts: Iterable[str]) -> Iterator[Judgement]:
        """The judgement of each text, in order."""
        return map(self.judge, texts)


def _said_of(tags: Sequence[str]) -> Callable[[int], _Said]:
    """Tells what is said of a label with tags, of which these are all: few are told apart, so each is made once."""

    @lru_cache(REMEMBERED)
    def said(found: int) -> _Said:
        label, given = LABELS[found % (1 << LABEL_BITS)], tuple(tags[tag] for tag in tags_in(found))
        return _Said(label, given, (label, *given), _sentence(label, given))

    return said


def _ordinary_of(sieve: Sieve) -> Callable[[float, tuple[str, ...]], Judgement]:
    """Gives the answer where a sieve cleared a text at some log-odds: few are told apart, so each is made once."""

    @lru_cache(REMEMBERED)
    def ordinary(odds: float, disguises: tuple[str, ...]) -> Judgement:
        probabilities = sieve.probabilities(odds)
        return Judgement(Label.NORMAL, probabilities, Verdict.ALLOW, (), (), NOTHING_SEEN, disguises)

    return ordinary


def _labelled(normal: float, harassment: float, threat: float) -> dict[Label, float]:
    return {_NORMAL: normal, _HARASSMENT: harassment, _THREAT: threat}


def _is_drawn(text: str, disguises: Iterable[str]) -> bool:
    """Whether what was undone in a text must be harmful in draws as well."""
    return "initials" in disguises and len(text) <= LONGEST_DRAWN


def _is_sure_alone(normal: Normalized, assessed: Assessment) -> bool:
    harm = 1 - assessed.probabilities[0]
    if not assessed.found or harm < SURE_ALONE:
        return False
    return harm >= SURE_SAYING_LITTLE or evidence(normal.text, disguised=was_disguised(normal)) > LITTLE


@lru_cache(REMEMBERED)
def _unsure(why: str, disguises: tuple[str, ...]) -> Judgement:
    return Judgement(Label.NORMAL, LOW_CONFIDENCE, Verdict.ALLOW, (), (), why, disguises, why)


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
    foreign = _is_foreign(plain)
    enough = _ENOUGH.match(plain) and (len(plain) <= INFORMATIVE * 5 or len(_NO_HAN.sub("", plain)) * 5 >= len(plain))
    if enough and not foreign:
        return None
    informative = len(_WORDS.findall(plain))
    if informative < INFORMATIVE:
        return TOO_SHORT
    return NO_CHINESE if foreign or len(_HAN.findall(plain)) * 5 < informative else None


def _is_foreign(plain: str) -> bool:
    """Whether it holds half as many kana and hangul as Han characters at least, as Japanese and Korean do."""
    foreign = len(_KANA_AND_HANGUL.findall(plain))
    return foreign > 0 and foreign * 2 >= len(_HAN.findall(plain))


def _sentence(label: Label, tags: tuple[str, ...]) -> str:
    gravest = sorted((conducts()[tag] for tag in tags), key=lambda conduct: -conduct.severity)
    briefs = [conduct.brief for conduct in gravest[:2]]
    return "疑似" + label.category + ("：" + "，".join(briefs) if briefs else "")
