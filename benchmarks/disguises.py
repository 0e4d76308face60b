"""Disguises texts the way senders evade filters, and measures how many of them the champion still sees through.

A sender disguises the words a filter looks for, not every character, and wants to be read: every family changes two to
four telling words of a text and leaves at least three fifths of its Han characters as they were.

The generators know nothing of how model/ undoes disguises: they are made from general sources (Unicode, pypinyin,
OpenCC, jieba's word frequencies) and from tables written by hand. Whoever works on model/ should not read the tables.
"""

import random
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import IntEnum
from functools import cache, partial
from importlib.resources import files
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import opencc
import pypinyin
import rjieba
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.texts import Labelled, drawn, table_of
from model.errors import ModelError
from model.labels import Label
from model.samples import Sample, read_samples

if TYPE_CHECKING:
    from model.judging import Judge

Rewrite = Callable[[str, random.Random], str]
"""Disguises one word; gives it back unchanged where it has no way to."""

TELLING = """
催收 催款 催缴 逾期 还款 还钱 还清 偿还 结清 欠款 欠债 欠钱 拖欠 借款 借钱 贷款 网贷 骗贷 债务 债权 账单 账户 本金
利息 罚息 违约 违约金 滞纳金 分期 最低还款 征信 失信 黑名单 老赖 失联 逃避 躲避 恶意 拒不 赖账 通讯录 联系人
紧急联系人 家人 家属 全家 父母 爸妈 老婆 老公 配偶 亲戚 亲属 亲友 亲朋好友 朋友 同事 领导 单位 公司 邻居 村委 居委会
户籍 户籍地 老家 孩子 子女 学校 起诉 诉讼 法院 法务 律师 律师函 立案 传票 开庭 仲裁 强制执行 查封 冻结 拘留 坐牢 报警
公安 派出所 警察 民警 诈骗 刑事 犯罪 判刑 司法 上门 外访 走访 登门 堵门 群发 曝光 公布 张贴 短信 电话 轰炸 骚扰 打爆
通知 告知 转告 联系 微信 手机 身份证 照片 后果 后果自负 最后 今天 今日 立即 马上 尽快 限期 处理 配合 协商 垃圾 废物
畜生 不要脸 去死 丢人 棺材 花圈 弄死 收拾 小心 打断
""".split()  # noqa: SIM905
"""Words that a filter would look for."""

CHANGED_AT_MOST = 0.4
"""Share of a text's Han characters that a disguise may change."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_ASCII_WORD = r"(?<![\w.:/@-])(?:[0-9]+(?:[.,][0-9]+)*|[A-Za-z]+)(?![\w.:/@-])"
_PIECES = re.compile(f"(?P<telling>{'|'.join(sorted(TELLING, key=len, reverse=True))})|(?P<ascii>{_ASCII_WORD})", re.A)


class Rank(IntEnum):
    """How much a sender wants to disguise a piece of a text; lower comes first."""

    DISGUISED = 0
    TELLING = 1
    PAIR = 2
    WORD = 3
    ASCII = 4
    REST = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a text: as it was, as it is by now."""

    plain: str
    now: str
    rank: Rank


def disguise(text: str, family: str, seed: int) -> str:
    """The text with two to four telling words disguised; the same text, family and seed give the same answer."""
    return (FAMILIES | UNSTACKED)[family](text, random.Random(f"{seed} {family} {text!a}"))


def stack(text: str, first: str, second: str, seed: int) -> str:
    """The text disguised by one family, then by another, on the same words as far as they allow it."""
    rng = random.Random(f"{seed} {first} {second} {text!a}")
    return _joined(_layer(_layer(_cut(text), first, rng), second, rng))


def _family(name: str, text: str, rng: random.Random) -> str:
    return _joined(_layer(_cut(text), name, rng))


def _joined(pieces: Iterable[Piece]) -> str:
    return "".join(piece.now for piece in pieces)


def _cut(text: str) -> list[Piece]:
    """A text in pieces: telling words, numbers and Latin words, and what lies between as jieba cuts it."""
    pieces: list[Piece] = []
    end = 0
    for match in _PIECES.finditer(text):
        pieces += _words(text[end : match.start()])
        pieces.append(Piece(match[0], match[0], Rank.TELLING if match["telling"] else Rank.ASCII))
        end = match.end()
    return [*pieces, *_words(text[end:])]


def _words(text: str) -> Iterator[Piece]:
    for word in _jieba().cut(text, False):
        han = len(_HAN.findall(word)) == len(word)
        yield Piece(word, word, (Rank.PAIR if len(word) == 2 else Rank.WORD) if han else Rank.REST)


@cache
def _jieba() -> rjieba.Jieba:
    return rjieba.Jieba()


def _layer(pieces: Sequence[Piece], family: str, rng: random.Random) -> list[Piece]:
    """The pieces after one family: telling words first, other words where fewer than two of those can be changed."""
    changed = dict(enumerate(pieces))
    order = sorted(changed, key=lambda at: (pieces[at].rank, rng.random()))
    telling = any(piece.rank <= Rank.TELLING for piece in pieces)
    wanted = rng.randint(2, 4)
    done = numbers = 0
    for at in order:
        rank = pieces[at].rank
        if rank <= Rank.WORD and done < (2 if telling and rank >= Rank.PAIR else wanted):
            done += _try(changed, at, family, rng)
        elif rank is Rank.ASCII and family in _ALSO_ASCII and numbers < 2:
            numbers += _try(changed, at, family, rng)
    return [changed[at] for at in range(len(pieces))]


def _try(pieces: dict[int, Piece], at: int, family: str, rng: random.Random) -> bool:
    """Whether the family could change this piece, within what may be changed; if so, it is."""
    piece = pieces[at]
    others = sum(_lost(other) for place, other in pieces.items() if place != at)
    bound = CHANGED_AT_MOST * sum(len(_HAN.findall(other.plain)) for other in pieces.values())
    for _ in range(4):
        new = replace(piece, now=_REWRITES[family](piece.now, rng), rank=Rank.DISGUISED)
        if new.now != piece.now and others + _lost(new) <= bound:
            pieces[at] = new
            return True
    return False


def _lost(piece: Piece) -> int:
    """How many Han characters of a piece are no longer there, or no longer in their order."""
    if piece.now == piece.plain:
        return 0
    kept = SequenceMatcher(None, piece.plain, piece.now, autojunk=False).get_matching_blocks()
    return len(_HAN.findall(piece.plain)) - sum(len(_HAN.findall(piece.plain[at : at + size])) for at, _, size in kept)


# Ways to disguise a word, character by character


def _swapped(options: Sequence[Sequence[str]], word: str, rng: random.Random) -> str:
    """The word with one or all of the characters that have options replaced by one of theirs."""
    able = [at for at, choices in enumerate(options) if choices]
    if not able:
        return word
    chosen = able if rng.random() < 0.5 else [rng.choice(able)]
    return "".join(rng.choice(options[at]) if at in chosen else char for at, char in enumerate(word))


def _by_table(table: Mapping[str, Sequence[str]], word: str, rng: random.Random) -> str:
    return _swapped([table.get(char, ()) for char in word], word, rng)


def _with_inserted(signs: Sequence[str], word: str, rng: random.Random) -> str:
    """The word with one of the signs at one or all of the places between its characters."""
    places = range(1, len(word))
    if not places:
        return word
    chosen = places if rng.random() < 0.5 else [rng.choice(places)]
    sign = rng.choice(signs)
    return "".join(sign + char if at in chosen else char for at, char in enumerate(word))


ZERO_WIDTH = (
    *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"),  # spaces, joiners and the byte order mark
    *("\u200e", "\u200f", "\u202a\u202c", "\u2066\u2069"),  # marks of direction
    *("\u00ad", "\u034f", "\u180e", "\u061c", "\u2062", "\u2063", "\u2064"),  # soft hyphen, joiners, invisible signs
    *("\ufe00", "\ufe0e", "\U000e0100", "\U000e0020", "\u200b\u200c\u200b"),  # variation selectors, tags, several
)

SIGNS = (
    *(" ", "  ", "\u00a0", "\u3000", "\u2009"),
    *".。,，、·・•‧`'’\"“^~～-—_－=+*＊×#＃&@%$|｜/／\\:：;；!！?？",
    *"●○◆◇■□★☆▲△♥♡♪→←※§丶丨灬〇〃々〆﹒﹡﹏︱┊│┃",
    *("...", "**", "--", "~~", "()", "[]", "/ ", " .", "､", "ˉ", "ˇ", "¨", "\u0336", "\u0332"),
)

OTHER_SIGNS = (
    *("🌸", "🌹", "😂", "🔥", "✨", "❤️", "👍", "⚡", "🎉", "🙏"),
    *("の", "ツ", "ノ", "ж", "Я", "α", "ß", "￥", "€", "½", "㈱", "™", "\ufffd", "\ue000"),
)

LETTERS = (*"aioxzv019", "가", "ㆍ")

LINE_BREAKS = ("\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x85", "\n\n", "\r\n\r\n", "\n \n", "\n\u2028", " \n")


def _repeated(word: str, rng: random.Random) -> str:
    han = [at for at, char in enumerate(word) if _HAN.match(char)]
    if not han:
        return word
    chosen = han if rng.random() < 0.5 else [rng.choice(han)]
    times = rng.choice((2, 2, 3))
    return "".join(char * times if at in chosen else char for at, char in enumerate(word))


def _reordered(word: str, rng: random.Random) -> str:
    able = [at for at in range(len(word) - 1) if word[at] != word[at + 1] and _HAN.match(word[at : at + 2][1])]
    if not able:
        return word
    at = rng.choice(able)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _traditional(word: str, rng: random.Random) -> str:
    """The word as written in Taiwan, in Hong Kong or by OpenCC's own standard; or only half of it."""
    new: str = _converter(rng.choice(("s2t", "s2tw", "s2twp", "s2hk"))).convert(word)
    if len(new) == len(word) and rng.random() < 0.3:
        return _swapped([(char,) if char != old else () for old, char in zip(word, new, strict=True)], word, rng)
    return new


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


# By sound

_MISREAD = {"还款": "huán kuǎn", "还钱": "huán qián", "还清": "huán qīng", "最低还款": "zuì dī huán kuǎn"}
"""Words that pypinyin 0.55 reads with hái, as in 'still', and how they are read."""


def _sounds(word: str, style: pypinyin.Style = pypinyin.Style.NORMAL) -> list[str]:
    """What each character of a word sounds like; a character without a sound stands for itself."""
    _correct_readings()
    sounds = pypinyin.lazy_pinyin(word, style=style, errors=list)  # type: ignore[arg-type]  # a list is documented
    return [sound if _HAN.match(char) else char for char, sound in zip(word, sounds, strict=True)]


@cache
def _correct_readings() -> None:
    pypinyin.load_phrases_dict({word: [[sound] for sound in sounds.split()] for word, sounds in _MISREAD.items()})


def _homophones(word: str, rng: random.Random) -> str:
    tones = _sounds(word, pypinyin.Style.TONE3)
    return _swapped([_same_sound(char, tone) for char, tone in zip(word, tones, strict=True)], word, rng)


@cache
def _same_sound(char: str, tone: str) -> list[str]:
    """Common characters of the same sound: up to five of the same tone, which count twice, and three of another."""
    plain = tone.rstrip("12345")
    alike = [other for other in _common_by_sound().get(plain, ()) if other != char] if _HAN.match(char) else []
    same = [other for other in alike if _sounds(other, pypinyin.Style.TONE3) == [tone]]
    return [*same[:5] * 2, *[other for other in alike if other not in same][:3]]


@cache
def _common_by_sound(count: int = 3_000) -> dict[str, list[str]]:
    """The commonest simplified characters by their sound, the commonest first, counted over jieba's dictionary."""
    frequencies: Counter[str] = Counter()
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, frequency, _ = line.split(" ")
        for char in word:
            frequencies[char] += int(frequency)
    simplified = _converter("t2s").convert
    by_sound: dict[str, list[str]] = {}
    common = (char for char, _ in frequencies.most_common() if _HAN.match(char) and simplified(char) == char)
    for _, char in zip(range(count), common, strict=False):
        by_sound.setdefault(_sounds(char)[0], []).append(char)
    return by_sound


_SPELLINGS: tuple[Callable[[str], str], ...] = (str.lower, str.lower, str.capitalize, str.upper)


def _spelled(style: pypinyin.Style, word: str, rng: random.Random) -> str:
    """The word with one or all characters in Latin letters, of one case, with or without gaps."""
    spell, gap = rng.choice(_SPELLINGS), rng.choice(("", "", " "))
    sounds = _sounds(word, style)
    options = [(spell(s) + gap,) if s != char else () for char, s in zip(word, sounds, strict=True)]
    return _swapped(options, word, rng).removesuffix(" ")


def _pinyin(word: str, rng: random.Random) -> str:
    plain, marked = pypinyin.Style.NORMAL, pypinyin.Style.TONE
    return _spelled(rng.choice((plain, plain, plain, marked)), word, rng)


# Styled letters and digits

_STYLES = (
    "FULLWIDTH {}",
    "FULLWIDTH {}",
    "MATHEMATICAL BOLD {}",
    "MATHEMATICAL ITALIC {}",
    "MATHEMATICAL SANS-SERIF {}",
    "MATHEMATICAL DOUBLE-STRUCK {}",
    "MATHEMATICAL MONOSPACE {}",
    "MATHEMATICAL BOLD SCRIPT {}",
    "CIRCLED {}",
    "DINGBAT NEGATIVE CIRCLED {}",
    "PARENTHESIZED {}",
    "SQUARED {}",
    "NEGATIVE SQUARED {}",
    "SUPERSCRIPT {}",
)
"""Unicode's names of letters and digits in other clothes; not every style has every character."""


def _full_width(word: str, rng: random.Random) -> str:
    """Letters and digits in another style; a Han character as its compatibility twin, else spelled in such letters."""
    style = rng.choice(_STYLES)
    if word.isascii():
        return _styled(word, style)
    options: list[Sequence[str]] = []
    for char, sound in zip(word, _sounds(word), strict=True):
        styled = _styled(sound, style)
        options.append(_compatible().get(char) or ((styled,) if styled not in (char, sound) else ()))
    return _swapped(options, word, rng)


def _styled(word: str, style: str) -> str:
    return "".join(map(partial(_styled_character, style=style), word))


@cache
def _styled_character(char: str, style: str) -> str:
    """A letter or digit in a style; else full width; any other character as it is.

    >>> _styled_character("7", "CIRCLED {}"), _styled_character("七", "CIRCLED {}")
    ('⑦', '七')
    """
    if not (char.isascii() and char.isalnum()):
        return char
    name = unicodedata.name(char)
    for known in (name, name.replace("SMALL", "CAPITAL"), name.removeprefix("LATIN ").replace("LETTER ", "")):
        try:
            return unicodedata.lookup(style.format(known))
        except KeyError:
            continue
    return chr(ord(char) + 0xFEE0)


@cache
def _compatible() -> dict[str, list[str]]:
    """Han characters that Unicode holds twice: Kangxi radicals, circled, squared and compatibility ideographs."""
    twins: dict[str, list[str]] = {}
    for code in (*range(0x2E80, 0x2FE0), *range(0x3200, 0x3300), *range(0xF900, 0xFB00), *range(0x1F200, 0x1F260)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code) and len(plain) == 1 and _HAN.match(plain):
            twins.setdefault(plain, []).append(chr(code))
    return twins


# Digits and letters for one another

_AS_LETTERS = {"0": "OoQ", "1": "lI|", "2": "Z", "3": "E", "5": "Ss", "6": "b", "8": "B", "9": "gq"}
_AS_NUMERALS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_AS_FORMAL = dict(zip("0123456789", "零壹贰叁肆伍陆柒捌玖", strict=True))
_AS_DIGITS = {"o": "0", "i": "1", "l": "1", "e": "3", "a": "4", "s": "5"}
_MILD = {"o": "0", "i": "1", "l": "1"}
_DIGIT_SOUNDS = {
    **{"ling": "0", "yi": "1", "yao": "1", "er": "2", "liang": "2", "san": "3", "shan": "3", "si": "4", "shi": "4"},
    **{"wu": "5", "wo": "5", "liu": "6", "qi": "7", "ba": "8", "bu": "8", "jiu": "9"},
}


def _leet(word: str, rng: random.Random) -> str:
    """Digits as letters or numerals, letters as digits; a Han character as the digit that sounds alike, or spelled."""
    if word.isascii():
        tables: tuple[Mapping[str, str], ...] = (_AS_LETTERS, _AS_LETTERS, {**_AS_NUMERALS, "0": "〇"}, _AS_NUMERALS)
        table = rng.choice((*tables, _AS_FORMAL)) if word[0].isdigit() else _AS_DIGITS
        return _swapped([table.get(char.lower(), "") for char in word], word, rng)
    sounds = _sounds(word)
    digits = [(_DIGIT_SOUNDS[sound],) if sound in _DIGIT_SOUNDS else () for sound in sounds]
    if any(digits) and rng.random() < 0.7:
        return _swapped(digits, word, rng)
    return _swapped([_leet_spelling(c, s) for c, s in zip(word, sounds, strict=True)], word, rng)


def _leet_spelling(char: str, sound: str) -> tuple[str, ...]:
    """A sound with digits for letters: o and i first, more only where that would change nothing."""
    if sound == char:
        return ()
    mild, strong = ("".join(table.get(letter, letter) for letter in sound) for table in (_MILD, _AS_DIGITS))
    return (mild,) if mild != sound else (strong,) if strong != sound else ()


# Tables written by hand


def _table(lines: str) -> dict[str, list[str]]:
    """Entries `key:value|value`, parted by blanks."""
    return {key: values.split("|") for key, values in (entry.split(":", 1) for entry in lines.split())}


SPLIT = _table("""
催:亻崔 信:亻言 债:亻责 借:亻昔 你:亻尔 他:亻也 们:亻门 位:亻立 件:亻牛 付:亻寸 依:亻衣 何:亻可 传:亻专 仲:亻中
作:亻乍 偿:亻尝 任:亻壬 化:亻匕 亿:亻乙 住:亻主 供:亻共 保:亻呆 便:亻更 倒:亻到 份:亻分 伤:亻力 钱:钅戋|金戋
银:钅艮|金艮 铁:钅失 错:钅昔 锁:钅肖 针:钅十 钉:钅丁 诉:讠斥|言斥 讯:讠卂|讠丮 话:讠舌|言舌 证:讠正|言正 诈:讠乍
诚:讠成 说:讠兑 请:讠青 调:讠周 议:讠义 记:讠己 认:讠人 访:讠方 识:讠只 谁:讠隹 该:讠亥 评:讠平 词:讠司 讨:讠寸
计:讠十 谈:讠炎 诺:讠若 谅:讠京 讼:讠公 许:讠午 让:讠上 法:氵去|三点水去 清:氵青 没:氵殳 活:氵舌 沟:氵勾 注:氵主
消:氵肖 海:氵每 滞:氵带 汇:氵匚 江:氵工 打:扌丁 拒:扌巨 找:扌戈 执:扌丸 抓:扌爪 押:扌甲 扣:扌口 拘:扌句 把:扌巴
投:扌殳 挂:扌圭 指:扌旨 提:扌是 控:扌空 扰:扌尤 收:丩攵 期:其月 欺:其欠 歉:兼欠 欢:又欠 款:士示欠 还:辶不|不辶
逾:辶俞|俞辶 通:辶甬|甬辶 送:辶关 进:辶井 这:辶文 逃:辶兆 近:辶斤 迟:辶尺 违:辶韦 避:辶辟 起:走己 赶:走干 赴:走卜
好:女子 妈:女马 姐:女且 妹:女未 奶:女乃 婚:女昏 如:女口 姓:女生 娘:女良 朋:月月 脸:月佥 肌:月几 胆:月旦 邻:令阝
都:者阝 院:阝完 限:阝艮 际:阝示 队:阝人 险:阝佥 阴:阝月 财:贝才 贱:贝戋 赔:贝咅 账:贝长 购:贝勾 贴:贝占 赌:贝者
赖:束负 罚:罒讠刂 村:木寸 林:木木 机:木几 枪:木仓 样:木羊 校:木交 相:木目 材:木才 棺:木官 线:纟戋 给:纟合 约:纟勺
结:纟吉 终:纟冬 级:纟及 绝:纟色 络:纟各 续:纟卖 纳:纟内 缴:纟敫 吃:口乞 叫:口丩 吗:口马 吧:口巴 听:口斤 明:日月
时:日寸 晚:日免 昨:日乍 曝:日暴 的:白勺 行:彳亍 往:彳主 很:彳艮 律:彳聿 征:彳正 短:矢豆 知:矢口 程:禾呈 私:禾厶
和:禾口 利:禾刂 秒:禾少 刑:开刂 到:至刂 判:半刂 剩:乘刂 别:另刂 制:朱刂 政:正攵 放:方攵 故:古攵 教:孝攵 加:力口
助:且力 动:云力 现:王见 理:王里 地:土也 城:土成 址:土止 坏:土不 垃:土立 圾:土及 骗:马扁 骚:马蚤 驻:马主 狗:犭句
犯:犭巳 独:犭虫 烧:火尧 烦:火页 炸:火乍 爆:火暴 怕:忄白 情:忄青 快:忄夬 恨:忄艮 惊:忄京 对:又寸 取:耳又 联:耳关
职:耳只 就:京尤 群:君羊 额:客页 顾:厄页 领:令页 料:米斗 配:酉己 改:己攵 转:车专|车云 较:车交 轰:车又又 被:衤皮 补:衤卜
社:礻土 积:禾只 张:弓长 强:弓虽 外:夕卜 封:圭寸 邮:由阝 跑:足包 路:足各 跟:足艮 饭:饣反 馆:饣官 断:米斤
砍:石欠 刻:亥刂 冻:冫东 决:冫夬 协:十办 亲:立木 告:牛口 否:不口 音:立日 章:立早 弄:王廾
""")
"""Left and right halves, or top and bottom ones, of characters."""

LOOK_ALIKES = _table("""
催:崔|摧|嗺 逾:愈|渝|踰 期:基|朞|斯 还:环|坏|怀 款:欵|歀 欠:次|久|夂 收:収|攸 债:倩|责|渍 贷:货|袋|贳 借:惜|措|错
钱:线|浅 账:帐|胀 通:诵|涌|桶 讯:迅|汛 录:彔|绿 系:糸|紊 人:入|亽 家:冢|豪 父:交|爻 母:毋|毌 亲:新|辛 友:反|犮
朋:明|棚 同:冋|冏|洞 事:亊 单:単|弹 位:拉|泣|伫 公:分|厷 司:可|同 邻:怜|领 居:屋|局 村:忖|衬 委:萎|季 起:赳|赵
诉:拆|折|坼 法:怯|泫|灋 院:完|皖 律:津|侓 师:帅|帥 函:凾|涵 立:竝|产 案:桉|安 传:转|伝 票:栗|粟 开:幵|井 庭:廷|挺
执:热|挚 行:衍|彺 封:卦|葑 冻:栋|练 拘:佝|狗 留:溜|畄 坐:座|巫 牢:宰|罕 报:扱|抿 警:擎|誓 察:擦|祭 诈:炸|咋 骗:编|偏
刑:形|邢 失:矢|夫 信:佶|伩 黑:墨|熏 名:各|茗 征:怔|证 老:考|耂 赖:癞|懒 上:⊥|丄|土 门:们|闩|冂 访:仿|坊 走:赱|定
群:裙|郡 发:犮|叐 曝:爆|瀑 光:洸|晃 布:佈|右 贴:帖|站 短:矩|矫 电:申|龟 话:活|括 骚:搔|瘙 扰:拢|忧 知:和|短 告:吿|吉
转:砖|传 微:徽|薇 机:杌|朷 身:躬|射 份:纷|扮 果:杲|呆 最:朂|蕞 后:垢|洉 今:令|仐 日:曰|目 天:夭|夫 即:卽|郎 马:鸟|玛
尽:昼|侭 快:块|决 限:恨|艰 恶:悪|噁 意:薏|噫 拖:柂|施 逃:迯|桃 处:処|外 理:埋|俚 垃:拉|粒 圾:级|极 畜:蓄|玄 生:牛|主
死:夗|歹 全:仝|金 小:少|尐 心:芯|沁 打:扛|圢 大:太|犬 土:士 未:末 己:已|巳 千:干 不:丕|下 力:刀|カ 银:跟|垠 卡:咔|佧
本:夲|木 金:釡|全 利:刹|刋 息:熄|恩 罚:罸 清:淸|渚 务:雾|夅 约:药|妁 协:胁|恊 商:啇|滴 户:戸|尸 口:囗|ロ 元:无|兀
万:方|丂 分:份|兮 时:吋|旹 间:简|闫 月:用|⺝ 年:秊|午 内:內|肉 外:处|夘 孩:该|骇 子:孑|孒 学:斈|觉 校:佼|郊 妻:凄|萋
婆:嘙 戚:嘁 属:嘱 领:岭 导:异 网:冈|罔 滞:带 纳:呐|钠 违:围|伟 权:杈|仅 查:査|杳 结:洁|诘 派:哌|泒 出:岀|屮 所:斦|听
民:艮|氓 拒:柜|矩 躲:躱 避:僻|壁 强:強|犟 制:淛|刮 丢:去|丟 脸:睑|捡 花:芲|化 圈:圏|卷 断:簖|继
""")
"""Characters that look alike at a glance."""

EMOJI = _table("""
电话:📞|☎️|📱 手机:📱 来电:📲 短信:💬|✉️ 微信:💬|🟢 通讯录:📇|📒 联系人:📇|👥 照片:📷|🖼️ 视频:📹 网络:🌐
网贷:🌐💸 电脑:💻 钱:💰|💵|💴 款:💰|💵 贷:💸 债:💸|🧾 费:💵 元:¥|💴 账:🧾|📒 本金:💰 利息:📈💰 银行:🏦 卡:💳
信用卡:💳 账单:🧾 红包:🧧 家:🏠|🏡 家人:👪|👨‍👩‍👧 家属:👪 全家:👨‍👩‍👧‍👦 亲属:👪 亲戚:👪 父母:👫👴|👨👩
爸妈:👨👩 爸:👨 妈:👩|🐎 父:👨 母:👩 老婆:👰|👩 老公:🤵|👨 配偶:💑 夫妻:👫 孩子:👶|🧒 子女:👦👧 儿子:👦 女儿:👧 爷:👴
奶:👵|🥛 朋友:👫|🧑‍🤝‍🧑 同事:👥 领导:🧑‍💼 老板:🧑‍💼 邻居:🏘️ 人:👤|🧑 众:👥 单位:🏢 公司:🏢 工作:💼 上班:💼
学校:🏫 老师:🧑‍🏫 医院:🏥 村:🏘️ 户:🚪|🏠 门:🚪 上门:⬆️🚪|🚶🚪 车:🚗 房:🏠 路:🛣️ 老家:🏡 法院:⚖️🏛️|⚖️院
法:⚖️ 律师:👨‍⚖️|🧑‍⚖️ 律师函:👨‍⚖️✉️ 起诉:🆙诉|⚖️ 开庭:🏛️ 传票:📜|🎫 票:🎫 警察:👮|👮‍♂️ 民警:👮
报警:🚨|☎️👮 警:🚨|👮 公安:👮 派出所:🚓|👮所 派:🥧 坐牢:⛓️ 牢:⛓️ 拘留:⛓️ 抓:🫳 锁:🔒 冻结:🧊|❄️ 冻:🧊
查封:🔍🔒 查:🔍 封:🔒|✉️ 案:📁 刀:🔪 砍:🪓|🔪 枪:🔫 炸:💣|💥 轰炸:💣💥 火:🔥 血:🩸 死:💀|☠️ 弄死:弄💀 去死:去💀
打:👊|🤛 棺材:⚰️ 花圈:💐 花:🌸 垃圾:🗑️ 畜生:🐖|🐷 猪:🐷 狗:🐶 滚:🎲|🌀 脸:😳|👦 丢人:😳 骂:🤬 怕:😱 笑:😂 哭:😭
时间:⏰|🕐 今天:📅|今☀️ 今日:今🌞 天:☀️|🗓️ 日:🌞|☀️ 月:🌙 期:📅|🏁 限:⏳ 限期:⏳ 最后:🔚 马上:🐎⬆️|🐴上
立即:⚡ 尽快:💨|⏩ 快:⚡|🏃 马:🐎|🐴 逾:🐟 余:🐟 还:🔙 收:✋|📥 催:⏰|📢 起:🆙 上:⬆️|☝️ 下:⬇️ 通:📶 讯:📡
录:📝|🎥 信:✉️|📧 电:⚡|🔌 话:🗣️|💬 告:📣 通知:📢|🔔 转告:🔁📣 公布:📢 曝光:📸|📢 张贴:📌 贴:📌 看:👀 眼:👁️
手:✋ 心:❤️ 小心:小❤️|⚠️ 老:👴 黑:⚫|🖤 黑名单:⚫📋|🏴名单 名单:📋 单:🧾 证:🪪 身份证:🪪 骗:🤥 诈骗:🤥 雨:🌧️
水:💧 停:🛑 不:❌|🚫 一:1️⃣ 后果:后🍎 果:🍎 骚扰:🦊扰
""")
"""What can be drawn instead of written: words first, then characters by meaning or by sound."""

_DRAWN = re.compile("|".join(sorted(EMOJI, key=len, reverse=True)))


def _emoji(word: str, rng: random.Random) -> str:
    found = list(_DRAWN.finditer(word))
    if not found:
        return word
    chosen = found if rng.random() < 0.5 else [rng.choice(found)]
    for match in reversed(chosen):
        word = word[: match.start()] + rng.choice(EMOJI[match[0]]) + word[match.end() :]
    return word


_REWRITES: dict[str, Rewrite] = {
    "zero_width": partial(_with_inserted, ZERO_WIDTH),
    "inserted_signs": partial(_with_inserted, SIGNS),
    "full_width": _full_width,
    "traditional": _traditional,
    "homophones": _homophones,
    "pinyin": _pinyin,
    "initials": partial(_spelled, pypinyin.Style.FIRST_LETTER),
    "split": partial(_by_table, SPLIT),
    "look_alikes": partial(_by_table, LOOK_ALIKES),
    "emoji": _emoji,
    "leet": _leet,
    "reordered": _reordered,
    "repeated": _repeated,
    "line_breaks": partial(_with_inserted, LINE_BREAKS),
    "other_signs": partial(_with_inserted, OTHER_SIGNS),
}

_ALSO_ASCII = {"full_width", "leet"}
"""Families that change up to two numbers or Latin words besides the telling words."""


def _set_apart(text: str, rng: random.Random) -> str:
    """The text with one sign, which may be a letter, at all of the places between its characters or at half of them."""
    sign = rng.choice((*SIGNS, *OTHER_SIGNS, *LETTERS))
    share = rng.choice((0.5, 1))
    return "".join(sign + char if at and rng.random() < share else char for at, char in enumerate(text))


UNSTACKED: dict[str, Rewrite] = {"other_signs": partial(_family, "other_signs"), "set_apart": _set_apart}
"""Families that came later; they are no part of pairs, whose figures stay comparable."""

FAMILIES: dict[str, Rewrite] = {name: partial(_family, name) for name in _REWRITES if name not in UNSTACKED}
"""Every other family: a text and a source of chance in, the disguised text out."""


# Measuring

TEXTS = 2_000
"""How many texts a share is measured on at least, for stacked families; a single family has half as many."""


@dataclass(frozen=True, slots=True)
class Recall:
    """Of harmful texts: the share not answered normal, and the share answered with their exact label."""

    flagged: float
    exact: float

    def of(self, clean: "Recall") -> "Recall":
        """As a share of another recall; a share of nothing is nothing."""
        return Recall(_ratio(self.flagged, clean.flagged), _ratio(self.exact, clean.exact))


@dataclass(frozen=True, slots=True)
class Pair:
    """A harmful sample, and what two families made of its text."""

    sample: Sample
    families: tuple[str, str]
    text: str


def recall(judge: "Judge", labels: Iterable[Label], texts: Iterable[str]) -> Recall:
    """The recall over these texts, whose true labels are given in the same order."""
    answers = [(label, judgement.label) for label, judgement in zip(labels, judge.judge_all(texts), strict=True)]
    flagged = sum(answer is not Label.NORMAL for _, answer in answers)
    exact = sum(answer is label for label, answer in answers)
    return Recall(_ratio(flagged, len(answers)), _ratio(exact, len(answers)))


def kept(judge: "Judge", held: Sequence[Sample], family: str) -> Recall:
    """The recall on harmful samples disguised by a family, as a share of the recall on the clean ones."""
    rounds = range(-(-TEXTS // 2 // len(held)))
    texts = [disguise(sample.text, family, seed) for seed in rounds for sample in held]
    labels = [sample.label for sample in held]
    clean = recall(judge, labels, (sample.text for sample in held))
    return recall(judge, labels * len(rounds), texts).of(clean)


def stacked(held: Sequence[Sample], seed: int = 0) -> list[Pair]:
    """At least 2,000 harmful texts under two families: every ordered pair of families as often as any other."""
    rng = random.Random(seed)
    orders = list(permutations(FAMILIES, 2))
    pairs: list[Pair] = []
    for at in range(-(-max(TEXTS, len(held)) // len(orders)) * len(orders)):
        first, second = orders[at % len(orders)]
        sample = rng.choice(held)
        pairs.append(Pair(sample, (first, second), stack(sample.text, first, second, at)))
    return pairs


def kept_stacked(judge: "Judge", pairs: Sequence[Pair]) -> Recall:
    """The recall on texts under two families, as a share of the recall on the same texts as they were."""
    labels = [pair.sample.label for pair in pairs]
    clean = recall(judge, labels, (pair.sample.text for pair in pairs))
    return recall(judge, labels, (pair.text for pair in pairs)).of(clean)


def flagged_normal(judge: "Judge", texts: Sequence[str]) -> float:
    """The share of normal texts not answered normal."""
    return recall(judge, (Label.NORMAL for _ in texts), texts).flagged


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def measured(judge: "Judge", held: Sequence[Sample], normal: Sequence[str]) -> Table:
    """The table of all families: what they leave of the recall, alone and with another one, and what they raise."""
    alarms = ("normal flagged",) if normal else ()
    table = table_of("family", "harmful kept", "label kept", "two: harmful kept", "two: label kept", *alarms)
    table.columns[0].no_wrap = True
    clean = recall(judge, [sample.label for sample in held], [sample.text for sample in held])
    pairs = stacked(held)
    table.add_row("none (recall)", *_shares(clean), "", "", *_alarms(judge, normal), end_section=True)
    for family in track((*FAMILIES, *UNSTACKED), "disguising", console=Console(stderr=True), transient=True):
        stacks = [pair for pair in pairs if family in pair.families]
        both = _shares(kept_stacked(judge, stacks)) if stacks else ("", "")
        found = _alarms(judge, [disguise(text, family, 0) for text in normal])
        table.add_row(family, *_shares(kept(judge, held, family)), *both, *found)
    table.add_section()
    table.add_row("all pairs", "", "", *_shares(kept_stacked(judge, pairs)))
    return table


def _shares(measure: Recall) -> tuple[str, str]:
    return f"{measure.flagged:.1%}", f"{measure.exact:.1%}"


def _alarms(judge: "Judge", texts: Sequence[str]) -> list[str]:
    return [f"{flagged_normal(judge, texts):.2%}"] if texts else []


def champion() -> tuple["Judge", str]:
    """The champion's judge and its version, trained first if the store is empty."""
    from model.store import Store
    from service.serving import Serving, fill_store
    from service.settings import Settings

    settings = Settings()
    fill_store(settings, lambda sentence: print(sentence, file=sys.stderr))
    return Serving(Store(settings.store)).current()


def main(
    samples: Labelled,
    normal: Annotated[Path | None, typer.Option(help="Texts with the label normal, to count false alarms on.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Take at most N texts of each, drawn by chance.")] = None,
) -> None:
    """Measure how much of its recall the champion keeps when senders disguise their texts."""
    held = drawn((s for s in read_samples(samples, strict=False) if s.label is not Label.NORMAL), limit)
    if not held:
        raise typer.BadParameter(f"{samples} holds no text with another label than normal")
    lawful = read_samples(normal, strict=False) if normal else ()
    texts = [sample.text for sample in drawn((s for s in lawful if s.label is Label.NORMAL), limit)]
    judge, version = champion()
    print(f"model {version} on {len(held):,} harmful and {len(texts):,} normal texts")
    Console().print(measured(judge, held, texts))
    print("kept: recall under the disguise as a share of the recall without it; two: stacked with any other family")


if __name__ == "__main__":
    try:
        typer.run(main)
    except ModelError as error:
        sys.exit(f"disguises: {error}")
