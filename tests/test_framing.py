"""Texts are framed by chance as channels and phones do, for training, the same way each time."""

from model.framing import BEHIND, FRAMED, FRONTS, LINKED, OPT_OUTS, framed
from model.samples import Sample


def test_one_text_in_a_few_is_framed_and_stays_whole(samples: list[Sample]) -> None:
    texts = [sample.text for sample in samples[::20]]
    frames = [(text, frame) for text in texts for frame in framed(text)]
    assert all(text in frame and len(frame) > len(text) for text, frame in frames)
    assert 0.8 * len(texts) < FRAMED * len(frames) < 1.2 * len(texts)
    in_front = [(text, frame) for text, frame in frames if frame.endswith(text)]
    assert 0.9 < len(in_front) / len(frames) / (1 - BEHIND) < 1.1
    assert all(frame.removesuffix(text) in FRONTS for text, frame in in_front)
    ways_out = sum(frame.endswith(OPT_OUTS) for _, frame in frames)
    assert 0.9 < ways_out / len(frames) / BEHIND / (1 - LINKED) < 1.1


def test_the_same_text_is_framed_alike_each_time(samples: list[Sample]) -> None:
    texts = [sample.text for sample in samples[::500]]
    assert [*map(framed, texts)] == [*map(framed, texts)]


def test_what_has_a_way_to_opt_out_gets_no_other() -> None:
    assert not any(framed(f"第{at}条优惠，退订回T") for at in range(20 * FRAMED))


def test_half_a_surrogate_pair_is_no_hindrance() -> None:
    assert any(framed(f"第{at}条\ud83d") for at in range(20 * FRAMED))
