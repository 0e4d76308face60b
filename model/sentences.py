"""The sentences of a text, one of which may say by itself what the others hide."""

import re

LEAST = 8
"""Characters of a sentence worth judging alone."""

TWO_SENTENCES = 2 * LEAST
"""Texts of no more characters hold no two of them."""

_SENTENCE = re.compile(rf"[^。！？；!?;…~\r\n]{{{LEAST},}}")


def sentences(text: str) -> list[tuple[int, str]]:
    """Where each sentence of LEAST characters starts in a text, and the sentence; none where it is all of the text.

    >>> sentences("明天上午十点停水。您借的钱今晚不还，我就去找您父亲")
    [(0, '明天上午十点停水'), (9, '您借的钱今晚不还，我就去找您父亲')]
    >>> sentences("【某银行】您的账单已出。")
    [(0, '【某银行】您的账单已出')]
    >>> sentences("【某银行】您的账单已出")
    []
    """
    found = [(match.start(), match[0]) for match in _SENTENCE.finditer(text)]
    return [] if found and len(found[0][1]) == len(text) else found
