"""What else could have been built in an afternoon: a keyword filter, TF-IDF with a linear SVM, and fastText.

Each learner takes samples and returns what answers texts with labels.
"""

import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import jieba
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from benchmarks.marks import Answer
from model.labels import Label
from model.samples import Sample

jieba.setLogLevel(logging.WARNING)

THREAT_WORDS = """
通讯录 紧急联系人 联系人 联系家人 联系你家人 通知家人 告知家人 家属 亲属 亲友 亲戚 亲朋好友 父母 你爸 你妈 你老婆 你老公
你家里 单位领导 单位同事 公司领导 人事部 村委 居委会 邻居 你朋友 你孩子 第三方联系
""".split()  # noqa: SIM905
"""Words for threats to contact others; they go first."""

COLLECTION_WORDS = """
逾期 欠款 欠钱 还款 还钱 催收 催缴 结清 债务 网贷 法务 律师函 起诉 诉讼 立案 仲裁 传票 强制执行 法院 公安 派出所 拘留
坐牢 诈骗罪 征信 失信 黑名单 老赖 失联 恶意拖欠 上门 外访 户籍地 冻结 曝光 后果自负 最后通知 限期
""".split()  # noqa: SIM905
"""Words for debt collection."""

FASTTEXT = {"lr": 1.0, "epoch": 25, "wordNgrams": 2, "bucket": 200_000, "dim": 50, "thread": 1, "verbose": 0}
"""The settings that fastText's own tutorial on text classification ends with; one thread gives the same model again."""

TRAIN_APART = """import json, sys, fasttext
fasttext.train_supervised(sys.argv[1], **json.loads(sys.argv[2])).save_model(sys.argv[3])
"""
"""In a process of its own: after our own training in the same one it ended with "Encountered NaN", in a new one not."""


def filter_words(_: Sequence[Sample]) -> Answer:
    """A filter of the kind that users of blocker apps share; learns nothing.

    The list was written by hand, from what such lists hold, before any measurement, and was not tuned afterwards.
    """
    return lambda texts: [_filtered(text) for text in texts]


def _filtered(text: str) -> Label:
    if any(word in text for word in THREAT_WORDS):
        return Label.THREAT
    return Label.HARASSMENT if any(word in text for word in COLLECTION_WORDS) else Label.NORMAL


def learn_svm(samples: Sequence[Sample]) -> Answer:
    """TF-IDF over jieba's words and a linear SVM, both as scikit-learn sets them."""
    pipeline = make_pipeline(TfidfVectorizer(analyzer=_words), LinearSVC())
    pipeline.fit([sample.text for sample in samples], [str(sample.label) for sample in samples])
    return lambda texts: [Label(label) for label in pipeline.predict(texts)]


def _words(text: str) -> list[str]:
    words: list[str] = jieba.lcut(text)
    return words


def has_fasttext() -> bool:
    """Whether the extra `benchmarks`, which holds fastText, is installed."""
    return find_spec("fasttext") is not None


def learn_fasttext(samples: Sequence[Sample], cut: Callable[[str], list[str]] = _words) -> Answer:
    """fastText, supervised, over the same words or those of another cutter."""
    import fasttext

    def line(text: str) -> str:
        """The words of a text on one line, as fastText wants them."""
        return " ".join(" ".join(cut(text)).split())

    with tempfile.TemporaryDirectory() as folder:
        file, trained = Path(folder) / "samples.txt", Path(folder) / "trained.bin"
        file.write_text("".join(f"__label__{s.label} {line(s.text)}\n" for s in samples), "utf-8")
        subprocess.run([sys.executable, "-c", TRAIN_APART, file, json.dumps(FASTTEXT), trained], check=True)
        model = fasttext.load_model(str(trained))

    def answer(texts: Sequence[str]) -> list[Label]:
        found, _ = model.predict([line(text) for text in texts])
        return [Label(first.removeprefix("__label__")) for first, *_ in found]

    return answer
