"""The reader in Python finds every feature where it stands, and each speaks once."""

import re
from itertools import accumulate

import pytest

from model.classifier import Fitted
from model.cues import EDGE, FIRST_SIGN, LAST_SIGN, holds_cue, sequence_features
from model.features import is_named
from model.normalize import normalize
from model.reading import NOWHERE, SlowReader
from model.samples import Sample


@pytest.fixture(scope="module")
def reader(small: Fitted) -> SlowReader:
    return SlowReader(small.model)


def test_every_n_gram_is_placed_at_a_word_where_it_stands(
    small: Fitted, reader: SlowReader, exam: list[Sample]
) -> None:
    grams = [feature for feature in small.model.features if not is_named(feature)]
    names = [gram for gram in grams if not holds_cue(gram)], [gram for gram in grams if holds_cue(gram)]
    for sample in exam[:50]:
        plain = normalize(sample.text)
        read = reader.read(plain)
        ends = list(accumulate(map(len, read.words), initial=0))
        for known, places in zip(names, reader.places(read), strict=True):
            for gram, word in places.items():
                assert (word == NOWHERE) == (known[gram] == EDGE)
                spans = [match.span(1) for match in standing(known[gram]).finditer(plain)]
                assert word == NOWHERE or any(start < ends[word + 1] and ends[word] < end for start, end in spans)


def standing(name: str) -> re.Pattern[str]:
    """Where an n-gram stands; its edges are left out, and each sign in it is a cue."""
    signs = re.sub(f"[{FIRST_SIGN}-{LAST_SIGN}]", ".{1,12}", re.escape(name.strip(EDGE)))
    return re.compile(f"(?=({signs}))")


def test_what_words_gained_is_what_all_but_cues_weigh(small: Fitted, reader: SlowReader, exam: list[Sample]) -> None:
    """No feature is left out of the reasons but cues and the edge, and none counts twice."""
    model = small.model
    width = len(model.columns)
    named = {feature: at for at, feature in enumerate(model.features)}
    for sample in exam:
        read = reader.read(normalize(sample.text))
        gains = read.gains().numbers
        left = [named[name] for name in (EDGE, *sequence_features(read.cues.clauses)) if name in named]
        for column, total in enumerate(read.sums):
            others = sum(model.weights[feature * width + column] for feature in left)
            assert sum(gains[column::width]) + others == total
