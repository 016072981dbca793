"""Faster or slower speech at the same pitch, for speeds that a voice cannot speak by itself.

In: house PCM, whole or in chunks. Out: house PCM, exactly 1/factor as long, pauses included.
FFmpeg's atempo through PyAV; pure: no files, no process.
"""

# PyAV's filter graph has only partial type information:
# pyright: reportUnknownMemberType=false
import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

import av
import av.filter
import numpy as np
from av.error import BlockingIOError as FilterIsHungry

from service.audio.pcm import HOUSE_RATE, Pcm, checked, in_blocks

SLOWEST: Final = 0.25
FASTEST: Final = 4.0
STEP: Final = 2.0
"""Beyond this, one atempo leaves samples out instead of blending them: larger factors are made in equal steps."""
BLOCK_SAMPLES: Final = HOUSE_RATE // 20
"""What atempo is fed at a time: it holds back a block a step, and gives other samples when the blocks differ."""
FLUSH_SAMPLES: Final = HOUSE_RATE // 2
"""More than two steps hold back."""


def change_speed(pcm: Pcm, factor: float) -> Pcm:
    """The same speech, `factor` times as fast. Raises ValueError outside SLOWEST to FASTEST, WrongPcm."""
    return np.concatenate([np.zeros(0, np.int16), *change_speed_iter([checked(pcm)], factor)])


def change_speed_iter(chunks: Iterable[Pcm], factor: float) -> Iterator[Pcm]:
    """The same for speech that arrives in chunks; holds back a fraction of a second. Raises at once for a bad factor."""
    if not SLOWEST <= factor <= FASTEST:
        raise ValueError(f"speed goes from {SLOWEST} to {FASTEST}, not {factor!r}")
    return iter(chunks) if factor == 1 else _stretched(chunks, factor)


def _stretched(chunks: Iterable[Pcm], factor: float) -> Iterator[Pcm]:
    graph = _graph(factor)
    taken = given = 0

    def counted() -> Iterator[Pcm]:
        nonlocal taken
        for chunk in chunks:
            taken += checked(chunk).size
            yield chunk
        # atempo holds its last windows back: silence brings them out, and the length is cut to be exact below.
        yield np.zeros(FLUSH_SAMPLES, np.int16)

    start = 0
    for block in in_blocks(counted(), BLOCK_SAMPLES):
        for part in _pushed(graph, block, start):
            kept = part[: max(0, round(taken / factor) - given)]
            given += kept.size
            if kept.size:
                yield kept
        start += block.size


def _graph(factor: float) -> av.filter.Graph:
    steps = max(1, math.ceil(abs(math.log(factor, STEP))))
    graph = av.filter.Graph()
    time_base = Fraction(1, HOUSE_RATE)
    chain = [graph.add_abuffer(format="s16", sample_rate=HOUSE_RATE, layout="mono", time_base=time_base)]
    chain += [graph.add("atempo", repr(factor ** (1 / steps))) for _ in range(steps)]
    chain.append(graph.add("abuffersink"))
    graph.link_nodes(*chain).configure()
    return graph


def _pushed(graph: av.filter.Graph, pcm: Pcm, start: int) -> Iterator[Pcm]:
    frame = av.AudioFrame.from_ndarray(pcm[np.newaxis, :], format="s16", layout="mono")
    frame.sample_rate = HOUSE_RATE
    frame.pts = start
    graph.push(frame)
    while True:
        try:
            out = graph.pull()
        except FilterIsHungry:
            return
        yield np.ascontiguousarray(out.to_ndarray()[0], np.int16)
