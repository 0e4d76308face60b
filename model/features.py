"""What the model sees of a text: words, pairs of their clusters, character n-grams and cues, each present or not."""

import hashlib
import math
from importlib.resources import files

from model.clusters import cluster_pairs
from model.cues import CUE, EDGE, cue_features, holds_cue
from model.normalize import normalize
from model.segment import cut
from model.trigrams import LENGTH

LONGEST_GRAM = 4
"""Character n-grams run from 1 to this length."""

WORD = "W"
"""Opens the name of a word or a pair of clusters; normalised texts hold no capital, so no n-gram reads the same."""

_RECIPE = (
    "normalize.py",
    "folding.py",
    "disguises.py",
    "disguises.txt",
    "paths.py",
    "sightings.py",
    "tree.py",
    "suspicion.py",
    "characters.py",
    "characters.txt",
    "letters.py",
    "glyphs.py",
    "neighbours.py",
    "neighbours.txt",
    "thirds.py",
    "thirds.txt",
    "respelling.py",
    "sections.py",
    "suspects.txt",
    "segment.py",
    "clusters.py",
    "clusters.txt",
    "cues.py",
    "features.py",
    "trigrams.py",
    "sieve.py",
    "traditional.txt",
    "dictionary.txt",
    "words.txt",
    "cues.txt",
)


def extract(text: str) -> list[str]:
    """The distinct features of an original text.

    A character n-gram stands for itself, and so does one of the outline, where a sign stands for each cue; a word
    carries a leading W, a pair of clusters of words too, a cue or pair of cues a Q.

    >>> sorted(feature for feature in extract("还吗") if feature[0] in "QW^" and feature.isprintable())
    ['Q!debt', 'Q!debt+ask', 'Qask', 'W吗', 'W还', '^', '^还', '^还吗', '^还吗^']
    """
    plain = normalize(text)
    return [feature for kind in KINDS for feature in kind(plain)]


def is_named(feature: str) -> bool:
    """Whether a feature is a word, a pair of clusters or a cue, and not a character n-gram."""
    return feature[0] in (WORD, CUE)


def is_trigram(feature: str) -> bool:
    """Whether a feature is a text's own n-gram of three characters."""
    return len(feature) == LENGTH and not is_named(feature) and not holds_cue(feature)


def length(plain: str) -> float:
    """What a text's weights are divided by: the root of its length in characters, edges included.

    On unknown, chatty texts this raised half as many false alarms as dividing by the length of the TF-IDF vector,
    which lets the few known features of a text speak as loudly as many would.
    """
    return math.sqrt(len(plain) + 2)


def grams(plain: str) -> set[str]:
    """The distinct character n-grams of a normalised text, edges included."""
    framed = f"{EDGE}{plain}{EDGE}"
    found = set(framed)
    for length in range(2, LONGEST_GRAM + 1):
        found.update(framed[at : at + length] for at in range(len(framed) - length + 1))
    return found


def words(plain: str) -> set[str]:
    """The distinct words of a normalised text, and pairs of the clusters of neighbouring words."""
    return word_features(cut(plain))


def word_features(words: list[str]) -> set[str]:
    """The same of a text that was cut into words already.

    Pairs of the words themselves, in place of those of clusters, tell less of messages that nobody here wrote: see the
    table in benchmarks/MEASURED.md.
    """
    return {WORD + name for name in (*words, *cluster_pairs(words))}


KINDS = grams, words, cue_features
"""Give the distinct features of each kind; none is of two kinds."""


def recipe() -> str:
    """A fingerprint of everything that turns a text into features; a stored model names the one it was made with."""
    total = hashlib.sha256()
    for name in _RECIPE:
        total.update(files("model").joinpath(name).read_bytes())
    return total.hexdigest()[:16]
