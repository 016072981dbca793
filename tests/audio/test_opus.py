"""Opus segments join in one Ogg stream without drifting, on the same timeline as MP3."""

import io
import tracemalloc

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sounds import babble, decoded, duration, shift

from service.audio import mp3, opus
from service.audio.ogg import DamagedPackets, OggOpusStream, unpack
from service.audio.pcm import HOUSE_RATE, SILENT_TAIL_SAMPLES, UNIT_SAMPLES, Pcm, WrongPcm, pad_to_units

CODEC_LEAD = 3
"""Samples by which the speech coder of Opus itself runs ahead of its stated delay: 0.1 ms, the same wherever it is."""


def sentences(count: int, longest: int = 12_000) -> list[Pcm]:
    random = np.random.default_rng(count)
    return [
        pad_to_units(babble(int(n), seed)) for seed, n in enumerate(random.integers(3000, longest, count))
    ]


@given(st.integers(1, 8), st.integers(0, 1000))
@settings(max_examples=10)
def test_a_segment_is_exactly_one_packet_for_each_480_samples(units, seed):
    pcm = pad_to_units(babble(units * UNIT_SAMPLES - SILENT_TAIL_SAMPLES, seed))
    assert len(unpack(opus.encode(pcm))) == pcm.size // 480 == units * opus.UNIT_PACKETS


def test_five_hundred_sentences_joined_play_with_no_sample_of_drift():
    # 25 different sentences, twenty times over: encoding 500 would only take longer.
    different = sentences(25)
    encoded = [opus.encode(part) for part in different]
    alone = [decoded(opus.join([part])) for part in encoded]
    order = [number % 25 for number in range(500)]
    heard = decoded(opus.join(encoded[number] for number in order))
    assert heard.size == sum(different[number].size for number in order)
    start = 0
    for number in order:
        within = heard[start : start + different[number].size]
        assert shift(within, alone[number]) == 0
        assert -CODEC_LEAD <= shift(within, different[number]) <= 0
        start += within.size


def test_a_sentence_is_at_the_same_sample_in_a_join_as_alone():
    first, second, third = (pad_to_units(babble(15_000, seed)) for seed in range(3))
    alone = decoded(opus.join([opus.encode(second)]))
    joined = decoded(opus.join(map(opus.encode, (first, second, third))))
    within = joined[first.size : first.size + second.size]
    assert shift(within, alone) == 0
    assert np.abs(within[2880:15_000].astype(int) - alone[2880:15_000]).mean() < 50


def test_opus_and_mp3_put_every_sentence_at_the_same_place():
    parts = sentences(6)
    by_opus, by_mp3 = (decoded(codec.join(map(codec.encode, parts))) for codec in (opus, mp3))
    assert by_opus.size == by_mp3.size
    start = 0
    for part in parts:
        span = slice(start, start + part.size)
        assert abs(shift(by_opus[span], by_mp3[span])) <= CODEC_LEAD
        start += part.size


def test_silence_between_sentences_is_silent_and_moves_what_follows_by_its_length():
    first, second = sentences(2)
    heard = decoded(opus.join([opus.encode(first), opus.silence(7), opus.encode(second)]))
    pause = heard[first.size : first.size + 7 * UNIT_SAMPLES]
    assert heard.size == first.size + pause.size + second.size
    assert np.abs(pause[SILENT_TAIL_SAMPLES:-SILENT_TAIL_SAMPLES]).max() <= 8
    assert -CODEC_LEAD <= shift(heard[first.size + pause.size :], second) <= 0


def test_the_last_sentence_is_heard_to_its_end():
    speech = babble(3 * UNIT_SAMPLES - SILENT_TAIL_SAMPLES)
    heard = decoded(opus.join([opus.encode(pad_to_units(speech))]))
    ending = slice(speech.size - 2000, speech.size)
    assert -CODEC_LEAD <= shift(heard[ending], speech[ending]) <= 0


@pytest.mark.parametrize("count", [1, 20])
def test_the_file_tells_its_duration(count):
    parts = sentences(count)
    told = duration(opus.join(map(opus.encode, parts)))
    # FFmpeg counts the 6.5 ms that decoders skip at the start.
    assert told - 0.0065 == pytest.approx(sum(part.size for part in parts) / HOUSE_RATE, abs=1e-4)


def test_after_a_seek_the_sound_of_that_position_is_heard():
    parts = sentences(40)
    whole = np.concatenate(parts)
    with av.open(io.BytesIO(opus.join(map(opus.encode, parts))), "r") as container:
        stream = container.streams.audio[0]
        assert stream.time_base is not None
        for target in np.linspace(1, whole.size / HOUSE_RATE - 2, 12):
            container.seek(int(target / stream.time_base), stream=stream)
            frames = [next(container.decode(stream)) for _ in range(50)][10:]
            heard = np.concatenate([frame.to_ndarray()[0] for frame in frames])[::2]
            assert frames[0].pts is not None
            told = round(float(frames[0].pts * stream.time_base) * HOUSE_RATE)
            around = whole[told - 3000 : told + heard.size + 3000].astype(float)
            heard16 = (heard * 32767).astype(np.int16)
            assert abs(shift(around.astype(np.int16), heard16) - 3000) <= 156


def test_a_stream_is_byte_for_byte_the_finished_file():
    parts = [opus.encode(part) for part in sentences(3)]
    stream = OggOpusStream("Bản tin")
    sent = [stream.head(), *map(stream.feed, parts), stream.end(opus.flush_packet())]
    assert b"".join(sent) == opus.join(parts, title="Bản tin")


def test_a_file_is_written_piece_by_piece_without_holding_its_parts():
    asked: list[int] = []

    def parts():
        for number, part in enumerate(sentences(3)):
            asked.append(number)
            yield opus.encode(part)

    pieces = opus.join_iter(parts())
    next(pieces)
    assert asked == []
    next(pieces)
    assert asked == [0]


def test_title_and_artist_are_in_the_file():
    file = opus.join([opus.silence(3)], title="Tiền Giang: Cải cách", artist="Báo Nói", date="2021-04-28")
    with av.open(io.BytesIO(file), "r") as container:
        found = {name.upper(): value for name, value in container.streams.audio[0].metadata.items()}
    assert found["TITLE"] == "Tiền Giang: Cải cách"
    assert found["ARTIST"] == "Báo Nói"
    assert found["DATE"] == "2021-04-28"


def test_a_part_that_is_no_whole_unit_is_refused():
    part = opus.encode(pad_to_units(babble(3000)))
    with pytest.raises(DamagedPackets):
        opus.join([part[:-1]])
    with pytest.raises(DamagedPackets, match="units"):
        opus.join([b"\x01\x03abc"])


@pytest.mark.parametrize("codec", [mp3, opus])
def test_negative_silence_is_refused(codec):
    assert codec.silence(0) == b""
    with pytest.raises(ValueError, match="-1 units"):
        codec.silence(-1)


def test_only_padded_house_pcm_is_encoded():
    with pytest.raises(WrongPcm):
        opus.encode(babble(2880))


def test_a_file_of_an_hour_is_joined_in_the_memory_of_one_sentence():
    sentence = opus.encode(pad_to_units(babble(120_000)))
    tracemalloc.start()
    try:
        size = sum(map(len, opus.join_iter(bytes(bytearray(sentence)) for _ in range(720))))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 720 * len(sentence)
    assert peak < 12 * len(sentence)
