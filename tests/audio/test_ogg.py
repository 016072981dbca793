"""Ogg pages: read back by a reader of our own that knows nothing of the writer."""

import struct
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.audio.ogg import DamagedPackets, OggOpusStream, crc32, pack, payloads, unpack

packets = st.lists(st.binary(min_size=1, max_size=1275), max_size=130)
LAST = b"\x48" * 20


class Page(NamedTuple):
    flags: int
    granule: int
    serial: int
    sequence: int
    packets: list[bytes]


def bitwise_crc(data: bytes) -> int:
    """RFC 3533: polynomial 0x04c11db7, no inversion, bit by bit."""
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc


def pages(ogg: bytes) -> list[Page]:
    found = []
    while ogg:
        mark, version, flags, granule, serial, sequence, crc, count = struct.unpack_from("<4sBBqIIIB", ogg)
        assert (mark, version) == (b"OggS", 0)
        lacing = ogg[27 : 27 + count]
        end = 27 + count + sum(lacing)
        page, ogg = ogg[:end], ogg[end:]
        assert len(page) == end
        assert crc == crc32(page[:22] + bytes(4) + page[26:])
        held, body, size = [], page[27 + count :], 0
        for length in lacing:
            size += length
            if length < 255:
                held.append(body[:size])
                body, size = body[size:], 0
        assert size == 0, "a packet goes on in the next page"
        found.append(Page(flags, granule, serial, sequence, held))
    return found


@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_the_checksum_is_that_of_the_standard(data):
    assert crc32(data) == bitwise_crc(data)


@given(packets)
@settings(max_examples=50)
def test_packets_survive_being_packed(held):
    assert unpack(pack(held)) == held


@given(packets, packets)
@settings(max_examples=30)
def test_packed_packets_may_be_laid_end_to_end(first, second):
    assert unpack(pack(first) + pack(second)) == first + second


@given(st.lists(packets, max_size=4))
@settings(max_examples=30)
def test_a_stream_holds_every_packet_once_in_order_with_its_time(runs):
    stream = OggOpusStream("Bản tin")
    ogg = stream.head() + b"".join(stream.feed(pack(run)) for run in runs) + stream.end(LAST)
    head, tags, *sound = pages(ogg)
    assert [page.sequence for page in (head, tags, *sound)] == list(range(len(sound) + 2))
    assert len({page.serial for page in (head, tags, *sound)}) == 1
    assert [page.flags for page in (head, tags, *sound)] == [2] + [0] * len(sound) + [4]
    said = 0
    for page in sound[:-1]:
        said += len(page.packets)
        assert page.granule == said * 960
        assert 0 < len(page.packets) <= 50
    assert [packet for page in sound for packet in page.packets] == [
        *(packet for run in runs for packet in run),
        LAST,
    ]
    assert sound[-1].granule == said * 960 + 312


@pytest.mark.parametrize("size", [254, 255, 256, 510, 1275], ids="{} bytes".format)
def test_packets_at_the_edges_of_a_lacing_stay_whole_on_pages_of_at_most_255_lacings(size):
    held = [bytes([number]) * size for number in range(60)]
    assert unpack(pack(held)) == held
    assert all(len(payload.lacing) <= 255 for payload in payloads(pack(held)))
    assert sum(payload.packets for payload in payloads(pack(held))) == 60


def test_the_headers_say_what_a_decoder_and_a_person_need():
    head, tags = pages(OggOpusStream("Tiền Giang", "Báo Nói", "2021-04-28").head())
    assert head.packets == [b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 24_000, 0, 0)]
    for field in ("TITLE=Tiền Giang", "ARTIST=Báo Nói", "DATE=2021-04-28"):
        assert struct.pack("<I", len(field.encode())) + field.encode() in tags.packets[0]
    assert tags.packets[0][19:23] == struct.pack("<I", 3)


def test_a_tag_may_be_missing_or_far_too_long():
    _, tags = pages(OggOpusStream(title="ệ" * 100_000).head())
    assert tags.packets[0].count("ệ".encode()) == 1000
    assert b"ARTIST" not in tags.packets[0]


def test_half_a_surrogate_in_a_title_does_not_stop_the_file():
    assert b"TITLE=a?" in OggOpusStream("a\ud83d").head()


@given(packets.filter(bool), st.data())
@settings(max_examples=50)
def test_packed_packets_cut_short_are_refused_or_end_at_a_page(held, data):
    packed = pack(held)
    cut = packed[: data.draw(st.integers(1, len(packed) - 1))]
    try:
        assert unpack(cut) == held[: len(unpack(cut))]
    except DamagedPackets:
        return
    assert packed.startswith(pack(unpack(cut)))


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(b"\0", id="a page without packets"),
        pytest.param(b"\1\xff" + bytes(255), id="a packet without an end"),
        pytest.param(b"\2\3\3abc", id="a packet that is not there"),
        pytest.param(b"\5\1", id="lacings that are not there"),
    ],
)
@pytest.mark.parametrize("step", [unpack, OggOpusStream().feed], ids=["unpack", "feed"])
def test_damaged_packets_are_refused(step, packed):
    with pytest.raises(DamagedPackets):
        step(packed)


@pytest.mark.parametrize("packet", [b"", bytes(1276)], ids=["empty", "too long"])
def test_no_packet_is_packed_that_opus_cannot_make(packet):
    with pytest.raises(ValueError, match="Opus packet"):
        pack([packet])


@pytest.mark.parametrize("samples", [0, 323, 805, 2000])
def test_a_stream_cannot_end_outside_its_last_packet(samples):
    stream = OggOpusStream()
    stream.feed(pack([LAST]))
    with pytest.raises(ValueError, match="do not end in packet 2"):
        stream.end(LAST, samples)


@pytest.mark.parametrize("samples", [325, 480, 804])
def test_a_stream_may_end_anywhere_inside_its_last_packet(samples):
    stream = OggOpusStream()
    stream.feed(pack([LAST]))
    (page,) = [page for page in pages(stream.end(LAST, samples)) if page.flags == 4]
    assert page.granule == samples * 2 + 312
