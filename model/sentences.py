"""The sentences of a text, one of which may say by itself what the others hide."""

import re

LEAST = 8
"""Characters of a sentence worth judging alone."""

LONGEST = 1_000
"""Characters of a text in which sentences are sought: no SMS is longer, and one made to be slow costs so much only."""

TWO_SENTENCES = 2 * LEAST
"""Texts of no more characters hold no two of them."""

MOSTLY = 0.75
"""Of a text of which one sentence is so much the rest can hide nothing, so it is not read again.

Of the texts whose sentences were read, three of five lawful ones of the exam are of that kind, and two of five everyday
ones. Reading it again changed no answer, be it of these or of harmful texts of the exam, buried and disguised ones
included (`benchmarks.buried`, `benchmarks.disguises`).
"""

_QUOTED = re.compile('["“”「」『』]')
"""In a sentence that holds such a sign somebody may tell what others said, as the sentences around it would show."""

_SENTENCE = re.compile(rf"[^。！？；!?;…~\r\n]{{{LEAST},}}")


def sentences(text: str) -> list[tuple[int, str]]:
    """Where each sentence of LEAST characters starts in a text, and the sentence; none where the only one is MOSTLY it.

    Those that quote are left out.

    >>> sentences("明天上午十点停水。您借的钱今晚不还，我就去找您父亲")
    [(0, '明天上午十点停水'), (9, '您借的钱今晚不还，我就去找您父亲')]
    >>> sentences("【某银行】您的账单已出。")
    []
    """
    found = [(match.start(), match[0]) for match in _SENTENCE.finditer(text, 0, LONGEST)]
    if len(found) == 1 and len(found[0][1]) >= MOSTLY * len(text):
        return []
    return [(start, sentence) for start, sentence in found if not _QUOTED.search(sentence)]
