"""MP3 segments join without moving a sample, and FFmpeg reads the joined file as one recording."""

import io
import tracemalloc

import av
import numpy as np
import pytest
from av.container import Flags as ContainerFlags
from hypothesis import given, settings
from hypothesis import strategies as st
from sounds import babble, decoded, duration, shift

from service.audio import mp3
from service.audio.pcm import HOUSE_RATE, SILENT_TAIL_SAMPLES, UNIT_SAMPLES, Pcm, WrongPcm, pad_to_units

FAST_SEEK = int(ContainerFlags.fast_seek.value)


def sentences(count: int, longest: int = 20_000) -> list[Pcm]:
    random = np.random.default_rng(count)
    return [
        pad_to_units(babble(int(n), seed)) for seed, n in enumerate(random.integers(1500, longest, count))
    ]


@given(st.integers(1, 12), st.integers(0, 1000))
@settings(max_examples=20)
def test_a_segment_is_exactly_one_frame_of_192_bytes_for_each_576_samples(units, seed):
    pcm = pad_to_units(babble(units * UNIT_SAMPLES - 1105, seed))
    frames = mp3.encode(pcm)
    assert len(frames) == pcm.size // 576 * 192 == units * mp3.UNIT_BYTES
    assert {frames[at : at + 4] for at in range(0, len(frames), 192)} == {mp3.FRAME_HEADER}


def test_a_segment_and_silence_borrow_no_bits_from_the_frames_before_them():
    for part in (mp3.encode(pad_to_units(babble(9000))), mp3.silence(1), mp3.flush_frames()):
        assert part[4] == 0  # main_data_begin of the first frame


def test_five_hundred_sentences_joined_play_with_no_sample_of_drift():
    parts = sentences(500, longest=9000)
    heard = decoded(mp3.join(map(mp3.encode, parts)))
    assert heard.size == sum(part.size for part in parts)
    start = 0
    for part in parts:
        assert shift(heard[start : start + part.size], part) == 0
        start += part.size


def test_a_sentence_in_a_join_sounds_as_it_does_alone():
    first, second, third = (pad_to_units(babble(20_000, seed)) for seed in range(3))
    alone = decoded(mp3.join([mp3.encode(second)]))
    joined = decoded(mp3.join(map(mp3.encode, (first, second, third))))
    within = joined[first.size : first.size + second.size]
    speech = second.size - SILENT_TAIL_SAMPLES  # into the tail the next one may ring ahead
    assert np.abs(within.astype(int) - alone)[:speech].max() <= 1


def test_silence_between_sentences_is_silent_and_moves_what_follows_by_its_length():
    first, second = sentences(2)
    heard = decoded(mp3.join([mp3.encode(first), mp3.silence(7), mp3.encode(second)]))
    pause = heard[first.size : first.size + 7 * UNIT_SAMPLES]
    assert heard.size == first.size + pause.size + second.size
    assert np.abs(pause[1105:-1105]).max() <= 1
    assert shift(heard[first.size + pause.size :], second) == 0


def test_the_last_sentence_is_heard_to_its_end():
    speech = babble(3 * UNIT_SAMPLES - 1105)  # sounds right up to the silent tail
    heard = decoded(mp3.join([mp3.encode(pad_to_units(speech))]))
    ending = slice(speech.size - 2000, speech.size)
    assert shift(heard[ending], speech[ending]) == 0
    assert np.abs(heard[ending]).mean() > 0.8 * np.abs(speech[ending]).mean()


@pytest.mark.parametrize("count", [1, 2, 40])
def test_the_info_header_tells_the_exact_duration(count):
    parts = sentences(count)
    assert duration(mp3.join(map(mp3.encode, parts))) == pytest.approx(
        sum(part.size for part in parts) / HOUSE_RATE, abs=1e-6
    )


def test_a_tag_in_front_changes_nothing_that_is_heard_or_measured():
    parts = [mp3.encode(part) for part in sentences(3)]
    tag = b"ID3\x04\x00\x00\x00\x00\x07\x68" + bytes(1000)
    assert np.array_equal(decoded(tag + mp3.join(parts)), decoded(mp3.join(parts)))


@pytest.mark.parametrize("fast", [False, True], ids=["exact seek", "fast seek, as Chromium asks for"])
def test_after_a_seek_the_sound_of_that_position_is_heard(fast):
    parts = sentences(60)
    whole = np.concatenate(parts)
    with av.open(io.BytesIO(mp3.join(map(mp3.encode, parts))), "r") as container:
        stream = container.streams.audio[0]
        assert stream.time_base is not None
        assert stream.start_time is not None
        if fast:
            container.flags = container.flags | FAST_SEEK
        for target in np.linspace(0.5, whole.size / HOUSE_RATE - 2, 25):
            container.seek(int(target / stream.time_base) + stream.start_time, stream=stream)
            frames = [next(container.decode(stream)) for _ in range(40)]
            heard = np.concatenate([frame.to_ndarray()[0] for frame in frames[4:]]) * 32768
            assert frames[4].pts is not None
            told = round((frames[4].pts - stream.start_time) * stream.time_base * HOUSE_RATE)
            around = whole[max(0, told - 3000) : told + heard.size + 3000]
            assert shift(around, heard.astype(np.int16)) == min(told, 3000)


def test_a_stream_holds_the_same_frames_as_the_finished_file():
    parts = [mp3.encode(part) for part in sentences(3)]
    stream = mp3.stream_head() + b"".join(parts) + mp3.stream_tail()
    assert stream[192:] == mp3.join(parts)[192:]
    heard, kept = decoded(stream), decoded(mp3.join(parts))
    assert 0 <= shift(heard, kept) <= 576  # FFmpeg plays a header without a length as one silent frame


def test_a_file_is_written_piece_by_piece_without_holding_its_parts():
    parts = [mp3.encode(part) for part in sentences(4)]
    units = sum(map(len, parts)) // mp3.UNIT_BYTES
    pieces = mp3.join_iter(iter(parts), units)
    assert len(next(pieces)) == 192
    assert next(pieces) is parts[0]
    assert b"".join(mp3.join_iter(iter(parts), units)) == mp3.join(parts)


def test_a_file_without_any_segment_is_still_a_file():
    assert len(mp3.join([])) == 3 * 192


@pytest.mark.parametrize(
    ("parts", "units"),
    [
        pytest.param([b"x" * 961], 1, id="a part cut short or grown"),
        pytest.param([b"x" * 960], 2, id="fewer than promised"),
        pytest.param([b"x" * 960] * 2, 1, id="more than promised"),
    ],
)
def test_a_join_refuses_parts_that_are_not_what_was_promised(parts, units):
    with pytest.raises(ValueError, match="unit"):
        list(mp3.join_iter(parts, units))


@pytest.mark.parametrize(
    "pcm",
    [
        pytest.param(np.zeros(0, np.int16), id="nothing"),
        pytest.param(np.zeros(2881, np.int16), id="no whole unit"),
        pytest.param(babble(2880), id="no silence at the end"),
        pytest.param(np.zeros(2880, np.float32), id="floats"),
        pytest.param(np.zeros((2880, 2), np.int16), id="stereo"),
    ],
)
def test_only_padded_house_pcm_is_encoded(pcm):
    with pytest.raises(WrongPcm):
        mp3.encode(pcm)


def test_the_checksum_of_the_info_header_is_crc_16_arc():
    assert mp3.crc16(b"123456789") == 0xBB3D  # the check value in the catalogue of CRCs
    frame = mp3.info_header(100)
    end = frame.index(b"LAME") + 34
    assert frame[end : end + 2] == mp3.crc16(frame[:end]).to_bytes(2, "big")


def test_a_file_of_five_hours_is_joined_in_the_memory_of_one_sentence():
    sentence = mp3.encode(pad_to_units(babble(120_000)))
    count = 3600
    units = count * len(sentence) // mp3.UNIT_BYTES
    tracemalloc.start()
    try:
        size = sum(map(len, mp3.join_iter((bytes(bytearray(sentence)) for _ in range(count)), units)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == mp3.frames_of(units) * 192 + 192
    assert peak < 10 * len(sentence) < size / 300
