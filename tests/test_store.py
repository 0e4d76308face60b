"""Stored models are data: they come back equal, are checked when loaded, and the champion changes at once."""

import errno
import json
import math
import shutil
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.classifier import Fitted
from model.errors import NoModelError, RecipeError, StoreError
from model.judging import Judge
from model.linear import LinearModel
from model.store import FILES, FORMAT, Store, _digest, _named
from tests.full import Full, disk, limit, limited


@pytest.fixture
def version(store: Store, small: Fitted) -> str:
    return store.save(small.model, {"samples": {"count": 3}})


def test_a_model_comes_back_equal(store: Store, version: str, small: Fitted) -> None:
    assert store.load(version).model == small.model


def test_a_loaded_model_judges_alike(store: Store, version: str, small: Fitted) -> None:
    text = "再不还款就把你欠钱的事告诉你爸妈"
    assert Judge(store.load(version).model).judge(text) == Judge(small.model).judge(text)


def test_the_same_model_is_the_same_bytes(tmp_path: Path, store: Store, version: str, small: Fitted) -> None:
    other = Store(tmp_path / "other")
    assert other.save(small.model, {"samples": {"count": 3}}) == version
    files = {path.name: path.read_bytes() for path in (store.folder / version).iterdir()}
    assert {path.name: path.read_bytes() for path in (other.folder / version).iterdir()} == files


def test_nothing_stored_is_pickled(store: Store, version: str) -> None:
    assert {path.name for path in (store.folder / version).iterdir()} == {"card.json", *FILES}


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    assert store.champion() is None
    assert store.stamp() is None
    with pytest.raises(NoModelError, match="jingxin train"):
        store.load()


def test_promoting_changes_the_champion_and_its_stamp(store: Store, version: str) -> None:
    store.promote(version)
    before = store.stamp()
    assert store.champion() == version
    store.promote(version)
    assert store.stamp() != before


@pytest.mark.parametrize("pointer", [b"", b"\xff\xfe", b"\0" * 13, "好".encode(), b"../models"])
def test_a_pointer_that_names_no_model_says_what_to_do(store: Store, pointer: bytes) -> None:
    store.prepare()
    (store.folder / "champion").write_bytes(pointer)
    for ask in (store.champion, store.load, store.prepare):
        with pytest.raises(StoreError, match="champion names no model; delete it and run `jingxin train`"):
            ask()


def test_a_folder_that_cannot_be_is_named_with_what_to_do(tmp_path: Path, small: Fitted) -> None:
    (tmp_path / "file").touch()
    store = Store(tmp_path / "file" / "models")
    assert store.stamp() is None
    for ask in (store.champion, store.load, store.prepare, lambda: store.save(small.model, {}), lambda: store.note({})):
        with pytest.raises(StoreError, match=r"file/models.* \(Not a directory\); .*JINGXIN_HOME"):
            ask()


def test_a_folder_where_nothing_can_be_written_is_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    store.prepare()
    monkeypatch.setattr("model.store.TemporaryFile", refused)
    with pytest.raises(StoreError, match=r"models cannot be written \(Permission denied\); .*JINGXIN_HOME"):
        store.prepare()


@pytest.mark.parametrize("kind", [disk, limit])
def test_where_there_is_no_room_the_champion_stays_and_no_draft(
    tmp_path: Path, small: Fitted, kind: Callable[[Path], AbstractContextManager[Full]]
) -> None:
    with kind(tmp_path) as full:
        store = Store(tmp_path / "models")
        first, second = (store.save(small.model, {"number": number}) for number in range(2))
        store.promote(first)
        before = held(store.folder)
        with full():
            for ask in (lambda: store.promote(second), lambda: store.save(small.model, {})):
                with pytest.raises(
                    StoreError, match=r" cannot be written \((No space left|File too large).*JINGXIN_HOME"
                ):
                    ask()
        assert held(store.folder) == before
        assert store.load().version == first


def held(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_unknown_version_cannot_be_promoted(store: Store) -> None:
    with pytest.raises(StoreError, match="is not in"):
        store.promote("0" * 12)


def test_a_model_of_another_recipe_is_refused_aloud(store: Store, small: Fitted) -> None:
    older = store.save(replace(small.model, recipe="older"), {})
    assert not store.runs(older)
    with pytest.raises(RecipeError, match="another feature recipe"):
        store.load(older)


def test_a_model_of_another_format_is_refused_aloud(store: Store, version: str) -> None:
    older = card_with(store, version, lambda card: card.update(format=FORMAT - 1))
    assert store.runs(version)
    assert not store.runs(older)
    for ask in (store.load, store.check):
        with pytest.raises(RecipeError, match="run `jingxin train`"):
            ask(older)


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}\n", b"\xff"])
def test_a_changed_card_is_noticed(store: Store, version: str, damage: bytes) -> None:
    (store.folder / version / "card.json").write_bytes(damage)
    for ask in (store.card, store.runs, store.load, store.promote):
        with pytest.raises(StoreError, match="is not as it was written; run `jingxin train`"):
            ask(version)


def test_a_changed_threshold_is_noticed(store: Store, version: str) -> None:
    card = store.folder / version / "card.json"
    card.write_text(json.dumps(json.loads(card.read_text("utf-8")) | {"block_from": 0.0}), "utf-8")
    with pytest.raises(StoreError, match="is not as it was written"):
        store.load(version)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(store: Store, version: str, name: str) -> None:
    (store.folder / version / name).unlink()
    with pytest.raises(StoreError, match=name):
        store.load(version)


def test_storing_a_version_again_leaves_it_as_old_as_it_was(store: Store, version: str, small: Fitted) -> None:
    later = store.save(small.model, {"samples": {"count": 4}})
    assert store.save(small.model, {"samples": {"count": 3}}) == version
    assert store.versions() == [version, later]


@pytest.mark.parametrize("name", [*FILES, "card.json"])
def test_storing_a_version_again_mends_it(store: Store, version: str, small: Fitted, name: str) -> None:
    (store.folder / version / name).write_bytes(b"torn")
    store.save(small.model, {"samples": {"count": 3}})
    assert store.load(version).model == small.model


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_is_noticed(store: Store, version: str, name: str) -> None:
    path = store.folder / version / name
    store.promote(version)
    store.check()
    path.write_bytes(path.read_bytes()[:-4] + b"\0\0\0\n")
    for ask in (store.load, store.check):
        with pytest.raises(StoreError, match="do not fit its card"):
            ask()


SHAPES = {
    "no row for a column": lambda model: reshaped(model, opened=model.stack.opened[1:]),
    "a short row for a column": lambda model: reshaped(
        model, opened=(*model.stack.opened[:-1], model.stack.opened[-1][1:])
    ),
    "no row for a hidden unit": lambda model: reshaped(model, closed=model.stack.closed[1:]),
    "a threshold of no hidden unit": lambda model: reshaped(model, thresholds=(*model.stack.thresholds, 0.0)),
    "a label too many": lambda model: reshaped(model, closed=tuple((*row, 0.0) for row in model.stack.closed)),
    "no leaning of a label": lambda model: reshaped(model, leanings=model.stack.leanings[1:]),
    "half of the trigrams": lambda model: replace(model, trigrams=model.trigrams[::2]),
}


def reshaped(model: LinearModel, **layer: object) -> LinearModel:
    """The model with other parts of its second layer."""
    return replace(model, stack=replace(model.stack, **layer))


@pytest.mark.parametrize("odd", SHAPES.values(), ids=SHAPES)
def test_a_model_of_another_shape_is_refused(
    store: Store, small: Fitted, odd: Callable[[LinearModel], LinearModel]
) -> None:
    """Whoever made its files by hand; C would read beyond them."""
    version = store.save(odd(small.model), {})
    with pytest.raises(StoreError, match="has another size"):
        store.load(version)


def card_with(store: Store, version: str, change: Callable[[dict[str, Any]], object]) -> str:
    """The version that somebody makes who changes a card by hand and names it by its digest."""
    card = json.loads((store.folder / version / "card.json").read_text("utf-8"))
    change(card)
    return placed(store, version, (json.dumps(card) + "\n").encode())


def files_with(store: Store, version: str, name: str, content: bytes) -> str:
    """The same, with another file that fits the card."""
    files = [content if name == each else (store.folder / version / each).read_bytes() for each in FILES]
    made = card_with(store, version, lambda card: card.update(files=_digest(*files)))
    (store.folder / made / name).write_bytes(content)
    return made


def placed(store: Store, version: str, card: bytes) -> str:
    made = _named(card)
    shutil.copytree(store.folder / version, store.folder / made)
    (store.folder / made / "card.json").write_bytes(card)
    return made


CARDS: dict[str, Callable[[dict[str, Any]], object]] = {
    "no recipe": lambda card: card.pop("recipe"),
    "no files": lambda card: card.pop("files"),
    "no features": lambda card: card.pop("features"),
    "columns that are a number": lambda card: card.update(columns=3),
    "no intercepts": lambda card: card.pop("intercepts"),
    "an intercept too few": lambda card: card["intercepts"].popitem(),
    "no threshold of a tag": lambda card: card["tags_from"].popitem(),
    "no threshold": lambda card: card.update(block_from=None),
    "a threshold in words": lambda card: card.update(block_from="0.5"),
    "a threshold that is no number": lambda card: card.update(block_from=math.nan),
    "an endless intercept": lambda card: card["intercepts"].update(insult=math.inf),
    "an intercept beyond all numbers": lambda card: card["intercepts"].update(insult=10**400),
    "a strange sieve": lambda card: card.update(sieve={"x": 1}),
    "a sieve that clears below no number": lambda card: card["sieve"].update(clear_below=math.nan),
}


@pytest.mark.parametrize("change", CARDS.values(), ids=CARDS)
def test_a_card_made_by_hand_is_refused_in_a_sentence(
    store: Store, version: str, change: Callable[[dict[str, Any]], object]
) -> None:
    made = card_with(store, version, change)
    with pytest.raises(StoreError, match="run `jingxin train`"):
        store.load(made)


@pytest.mark.parametrize("card", [b"[]", b"3", b"x", b"[" * 100_000], ids=["list", "number", "no JSON", "deep"])
def test_a_card_of_another_kind_is_refused_in_a_sentence(store: Store, version: str, card: bytes) -> None:
    made = placed(store, version, card)
    for ask in (store.card, store.runs, store.load, store.promote):
        with pytest.raises(StoreError, match=f"the card of model {made} is no card; run `jingxin train`"):
            ask(made)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("stack.json", b"{}"),
        ("stack.json", b"[" * 100_000),
        ("sieve.txt", "再不还 1\n".encode()),
        ("sieve.txt", "再不 x\n".encode()),
        ("sieve.txt", "再不 99999999999\n".encode()),
        ("sieve.txt", "再不\n".encode()),
        ("features.txt", b"\xff" * 10),
    ],
)
def test_a_file_made_by_hand_is_refused_in_a_sentence(store: Store, version: str, name: str, content: bytes) -> None:
    made = files_with(store, version, name, content)
    with pytest.raises(StoreError, match="run `jingxin train`"):
        store.load(made)


@pytest.mark.parametrize("part", ["opened", "thresholds", "closed", "leanings"])
@pytest.mark.parametrize("number", [math.nan, -math.inf])
def test_a_second_layer_weighs_in_numbers(store: Store, small: Fitted, part: str, number: float) -> None:
    first, *others = getattr(small.model.stack, part)
    odd = (number, *first[1:]) if isinstance(first, tuple) else number
    version = store.save(reshaped(small.model, **{part: (odd, *others)}), {})
    with pytest.raises(StoreError, match="not finite"):
        store.load(version)


@pytest.mark.parametrize("places", [(1, 0), (-1, -2)], ids=["subclasses", "tags"])
def test_a_model_of_other_subclasses_or_tags_is_refused(store: Store, small: Fitted, places: tuple[int, int]) -> None:
    """What a column says is known by its place."""
    first, second = places
    columns = [*small.model.columns]
    columns[first], columns[second] = columns[second], columns[first]
    version = store.save(replace(small.model, columns=tuple(columns)), {})
    with pytest.raises(StoreError, match="tells other subclasses or tags"):
        store.load(version)


def test_the_journal_only_grows(store: Store) -> None:
    assert list(store.journal()) == []
    store.note({"version": "a"})
    store.note({"version": "b", "why": "更好"})
    assert list(store.journal()) == [{"version": "a"}, {"version": "b", "why": "更好"}]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit here")
def test_an_entry_that_finds_too_little_room_leaves_no_part_of_it(store: Store) -> None:
    store.note({"version": "a"})
    with (
        limited((store.folder / "journal.jsonl").stat().st_size + 8),
        pytest.raises(StoreError, match=r"journal\.jsonl cannot be written"),
    ):
        store.note({"version": "b"})
    store.note({"version": "c"})
    assert [entry["version"] for entry in store.journal()] == ["a", "c"]


def test_a_torn_line_of_the_journal_is_named_and_the_next_stands_below_it(store: Store) -> None:
    store.note({"version": "a"})
    journal = store.folder / "journal.jsonl"
    with journal.open("a", encoding="utf-8") as torn:
        torn.write('{"version": "b')
    store.note({"version": "c"})
    with pytest.raises(StoreError, match=r"journal\.jsonl, line 2 cannot be read"):
        list(store.journal())
    assert journal.read_text("utf-8").splitlines()[1:] == ['{"version": "b', '{"version": "c"}']
