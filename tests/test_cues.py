"""The words of cues.txt stand there as texts are read, so that nothing is left to do when a process starts."""

from collections import Counter

from model.cues import NO_DEBT, company, cue_words, read_cues, speaks_of_debt
from model.normalize import normalize
from model.samples import Sample


def test_every_cue_stands_as_texts_are_read() -> None:
    other = {word: plain for _, words in cue_words() for word in words if (plain := normalize(word)) != word}
    assert not other, "write the second word in place of the first in cues.txt, or delete it if it stands there"


def test_no_cue_stands_twice() -> None:
    twice = [word for word, times in Counter(word for _, words in cue_words() for word in words).items() if times > 1]
    assert not twice, "which of its classes a word belongs to must be plain; delete it from the others in cues.txt"


def test_what_speaks_of_no_debt_holds_no_cue_of_one(exam: list[Sample]) -> None:
    """The quick question may say yes too often, never no."""
    plains = [normalize(sample.text) for sample in exam]
    silent = [plain for plain in plains if not speaks_of_debt(plain)]
    assert len(silent) > len(exam) / 10
    assert all(NO_DEBT in company(read_cues(plain).clauses) for plain in silent)
