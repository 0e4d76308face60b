"""How much characters look alike: the likeness of their pictures in Noto Sans SC, slightly blurred."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONT = "NotoSansSC-Regular.otf"
SIZE, BLUR, PIXELS = 40, 1.6, 22
"""Height in which characters are drawn, how far they are blurred, and the side of the picture that is compared."""

_TOFU = "\uffff"
"""No font draws this; what has its picture is not drawn either."""


class Likenesses:
    """The likeness, 1 at most, of wanted characters to all others of a pool that the font draws."""

    def __init__(self, wanted: Sequence[str], pool: Sequence[str]) -> None:
        missing = _bitmap(_TOFU).tobytes()
        self.pool = [char for char in pool if _bitmap(char).tobytes() != missing]
        self.pool_set = frozenset(self.pool)
        self._at = {char: at for at, char in enumerate(self.pool)}
        drawn = np.stack([_vector(char) for char in self.pool])
        self._rows = {char: drawn @ _vector(char) for char in wanted}

    def __contains__(self, char: str) -> bool:
        return char in self._at

    def of(self, char: str, other: str) -> float:
        """How much a wanted character looks like another; nothing if the font lacks that."""
        at = self._at.get(other)
        return float(self._rows[char][at]) if at is not None else 0.0

    def nearest(self, char: str, least: float) -> list[str]:
        """The characters at least so much like a wanted one, the most like first."""
        row = self._rows[char]
        near = np.flatnonzero(row >= least)
        return [self.pool[at] for at in near[np.argsort(-row[near], kind="stable")]]


def _vector(char: str) -> NDArray[np.float32]:
    """The blurred picture of a character as a vector of length 1 around its mean."""
    picture = _bitmap(char).filter(ImageFilter.GaussianBlur(BLUR)).resize((PIXELS, PIXELS), Image.Resampling.BOX)
    vector: NDArray[np.float32] = np.asarray(picture, dtype=np.float32).ravel()
    centred: NDArray[np.float32] = vector - vector.mean()
    length = np.float32(np.linalg.norm(centred)) + np.float32(1e-6)
    return np.divide(centred, length)


def _bitmap(char: str) -> Image.Image:
    picture = Image.new("L", (SIZE + 4, SIZE + 4))
    ImageDraw.Draw(picture).text((2, -8), char, font=_font(), fill=255)
    return picture


@cache
def _font() -> ImageFont.FreeTypeFont:
    with as_file(files("pylopdf_fonts_zh_cn").joinpath(FONT)) as path:
        return ImageFont.truetype(str(path), SIZE)
