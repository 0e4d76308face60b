"""The compiled model gives the probabilities of the scikit-learn pipeline, without scikit-learn."""

import re
import subprocess
import sys
from itertools import accumulate

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from model.classifier import Fitted
from model.cues import EDGE, FIRST_SIGN, LAST_SIGN, holds_cue, sequence_features
from model.features import is_named
from model.judging import Judge
from model.normalize import normalize
from model.samples import Sample
from model.scorer import NOWHERE

SAME = 1e-9


def pipeline_probabilities(fitted: Fitted, texts: list[str]) -> np.ndarray:
    scores = fitted.pipeline.decision_function(texts) / fitted.model.temperature
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def compiled_probabilities(judge: Judge, texts: list[str]) -> np.ndarray:
    return np.array([list(judge.scorer.probabilities(text).values()) for text in texts])


def test_compiled_and_pipeline_agree_on_exam_and_samples(
    fitted: Fitted, judge: Judge, exam: list[Sample], samples: list[Sample]
) -> None:
    texts = [sample.text for sample in [*exam, *samples[::5]]]
    differences = np.abs(pipeline_probabilities(fitted, texts) - compiled_probabilities(judge, texts))
    assert differences.max() < SAME


PIECES = st.sampled_from(
    ["逾期", "催收", "您", "家人", "通讯录", "W", " ", "^", "【某行】", "13800138000", "１２", "聯繫", "\n", "还钱"]
)


@settings(max_examples=100)
@given(st.lists(st.lists(st.one_of(PIECES, st.characters()), max_size=30).map("".join), min_size=1, max_size=100))
def test_compiled_and_pipeline_agree_on_anything(fitted: Fitted, judge: Judge, texts: list[str]) -> None:
    differences = np.abs(pipeline_probabilities(fitted, texts) - compiled_probabilities(judge, texts))
    assert differences.max() < SAME


@given(st.text(max_size=200))
def test_probabilities_sum_to_one(judge: Judge, text: str) -> None:
    assert abs(sum(judge.scorer.probabilities(text).values()) - 1) < SAME


def test_every_n_gram_is_placed_at_a_word_where_it_stands(fitted: Fitted, judge: Judge, exam: list[Sample]) -> None:
    grams = [feature for feature in fitted.model.features if not is_named(feature)]
    names = [gram for gram in grams if not holds_cue(gram)], [gram for gram in grams if holds_cue(gram)]
    for sample in exam[:50]:
        plain = normalize(sample.text)
        read = judge.scorer.read(plain)
        ends = list(accumulate(map(len, read.words), initial=0))
        for known, places in zip(names, judge.scorer.places(read), strict=True):
            for gram, word in places.items():
                assert (word == NOWHERE) == (known[gram] == EDGE)
                spans = [match.span(1) for match in standing(known[gram]).finditer(plain)]
                assert word == NOWHERE or any(start < ends[word + 1] and ends[word] < end for start, end in spans)


def standing(name: str) -> re.Pattern[str]:
    """Where an n-gram stands; its edges are left out, and each sign in it is a cue."""
    signs = re.sub(f"[{FIRST_SIGN}-{LAST_SIGN}]", ".{1,12}", re.escape(name.strip(EDGE)))
    return re.compile(f"(?=({signs}))")


def test_what_words_gained_is_what_all_but_cues_weigh(fitted: Fitted, judge: Judge, exam: list[Sample]) -> None:
    """No feature is left out of the reasons but cues and the edge, and none counts twice."""
    model = fitted.model
    width = len(model.columns)
    named = {feature: at for at, feature in enumerate(model.features)}
    for sample in exam:
        read = judge.scorer.read(normalize(sample.text))
        gains = judge.scorer.gains(read)
        left = [named[name] for name in (EDGE, *sequence_features(read.cues.clauses)) if name in named]
        for column, total in enumerate(read.sums):
            others = sum(model.weights[feature * width + column] for feature in left)
            assert sum(gains[column::width]) + others == total


def test_serving_needs_no_scientific_library() -> None:
    """What serves never imports scikit-learn, scipy or numpy: they cost time and memory."""
    script = (
        "import sys, model.store, model.judging, service.app; "
        "sys.exit(', '.join(sorted({'sklearn', 'scipy', 'numpy'} & set(sys.modules))) or None)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.stderr.strip() == ""
    assert run.returncode == 0
