"""Ogg pages around Opus packets: a whole file or a stream, byte for byte the same.

In: Opus packets of 20 ms in order, packed into pages without their headers. Out: pages with granule positions
and checksums (RFC 3533, RFC 7845). Pure: no files, no clock; the serial number is fixed, so that the same
packets give the same bytes.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

PACKET_GRANULES: Final = 960
"""20 ms at 48 kHz, the clock of every Opus stream whatever its input rate."""
PRE_SKIP: Final = 312
"""Granules that a decoder throws away at the start: libopus looks 6.5 ms ahead in voip and audio mode."""
INPUT_RATE: Final = 24_000
PAGE_PACKETS: Final = 50
"""At most a second a page: players start and seek by pages."""
MAX_LACINGS: Final = 255
WHOLE_LACING: Final = 255
"""A packet's length is written as so many 255 and the rest; the rest ends it, even when it is 0."""
MAX_PACKET_BYTES: Final = 1_275
MAX_TAG_CHARS: Final = 1_000
MAX_TAGS_BYTES: Final = 60_000
"""All tags together: they fit into one page. What does not fit any more is left out."""
SERIAL: Final = 0x4E4F4142
VENDOR: Final = "libopus"

FIRST, LAST = 2, 4

MIRRORED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class DamagedPackets(ValueError):
    """Kept packets are not what pack() gave."""


class Payload(NamedTuple):
    """What a page holds after its header: the lengths of its packets, and the packets."""

    lacing: bytes
    body: bytes

    @property
    def packets(self) -> int:
        return len(self.lacing) - self.lacing.count(WHOLE_LACING)


def pack(packets: Iterable[bytes]) -> bytes:
    """Packets as one value to keep: page after page, each the number of its lacings, the lacings, the packets.

    Laid out as Ogg wants it, so that a join only writes headers. Raises ValueError for what no Opus packet can be.
    """
    packed: list[bytes] = []
    held: list[bytes] = []
    lacing = b""
    for packet in packets:
        if not 0 < len(packet) <= MAX_PACKET_BYTES:
            raise ValueError(f"an Opus packet has 1 to {MAX_PACKET_BYTES} bytes, not {len(packet)}")
        whole, rest = divmod(len(packet), WHOLE_LACING)
        if len(held) == PAGE_PACKETS or len(lacing) + whole + 1 > MAX_LACINGS:
            packed += [bytes([len(lacing)]), lacing, *held]
            held, lacing = [], b""
        held.append(packet)
        lacing += bytes([WHOLE_LACING] * whole + [rest])
    if held:
        packed += [bytes([len(lacing)]), lacing, *held]
    return b"".join(packed)


def payloads(packed: bytes) -> Iterator[Payload]:
    """The pages of a packed value. Raises DamagedPackets when their lengths do not add up."""
    place = 0
    while place < len(packed):
        start = place + 1 + packed[place]
        lacing = packed[place + 1 : start]
        end = start + sum(lacing)
        if end > len(packed) or not lacing or lacing[-1] == WHOLE_LACING:
            raise DamagedPackets(f"packed Opus packets are damaged at byte {place} of {len(packed)}")
        yield Payload(lacing, packed[start:end])
        place = end


def unpack(packed: bytes) -> list[bytes]:
    """The packets that were packed. Raises DamagedPackets."""
    packets: list[bytes] = []
    for lacing, body in payloads(packed):
        start = end = 0
        for length in lacing:
            end += length
            if length < WHOLE_LACING:
                packets.append(body[start:end])
                start = end
    return packets


class OggOpusStream:
    """Writes one Ogg Opus stream: head(), then feed() for each segment, then end().

    What was fed is out when feed() returns, so a listener hears a sentence as soon as it is made.
    """

    def __init__(
        self, title: str = "", artist: str = "", date: str = "", tags: Iterable[tuple[str, str]] = ()
    ) -> None:
        """tags: further names and values, e.g. ("COMMENT", "..."), ("CHAPTER000", "00:00:00.000")."""
        self._tags = [("TITLE", title), ("ARTIST", artist), ("DATE", date), *tags]
        self._sequence = 0
        self.packets = 0
        """Fed so far."""

    def head(self) -> bytes:
        """The two header pages: OpusHead and OpusTags. Empty tags are left out, long ones cut."""
        identity = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, PRE_SKIP, INPUT_RATE, 0, 0)
        tags: list[bytes] = []
        room = MAX_TAGS_BYTES
        for name, value in self._tags:
            tag = f"{name}={value[:MAX_TAG_CHARS]}".encode(errors="replace")
            if value and len(tag) <= room:
                tags.append(tag)
                room -= len(tag)
        comments = b"OpusTags" + _counted(VENDOR.encode()) + struct.pack("<I", len(tags))
        comments += b"".join(map(_counted, tags))
        return self._page(_one_packet(identity), 0, FIRST) + self._page(_one_packet(comments), 0)

    def feed(self, packed: bytes) -> bytes:
        """Whole pages that hold these packets. Raises DamagedPackets."""
        pages: list[bytes] = []
        for payload in payloads(packed):
            self.packets += payload.packets
            pages.append(self._page(payload, self.packets * PACKET_GRANULES))
        return b"".join(pages)

    def end(self, last: bytes, samples: int | None = None) -> bytes:
        """The closing page with the last packet, which pushes the sound before it out of the decoder.

        samples: length of the sound at 24 kHz; all packets fed so far when left out.
        Raises ValueError when the sound does not end inside this packet.
        """
        before = self.packets * PACKET_GRANULES
        end = PRE_SKIP + (before if samples is None else samples * 2)
        if not before < end <= before + PACKET_GRANULES:
            raise ValueError(f"{samples} samples do not end in packet {self.packets + 1}")
        return self._page(_one_packet(last), end, LAST)

    def _page(self, payload: Payload, granule: int, flags: int = 0) -> bytes:
        head = struct.pack("<4sBBqII", b"OggS", 0, flags, granule, SERIAL, self._sequence)
        self._sequence += 1
        rest = bytes([len(payload.lacing)]) + payload.lacing + payload.body
        return head + struct.pack("<I", crc32(head + bytes(4) + rest)) + rest


def _one_packet(packet: bytes) -> Payload:
    whole, rest = divmod(len(packet), WHOLE_LACING)
    return Payload(bytes([WHOLE_LACING] * whole + [rest]), packet)


def _counted(text: bytes) -> bytes:
    return struct.pack("<I", len(text)) + text


def crc32(data: bytes) -> int:
    """Ogg's checksum: the polynomial of zlib, bits the other way round, nothing inverted.

    By zlib on mirrored bytes, because a loop in Python would cost more than encoding the sound.
    """
    mirrored = zlib.crc32(data.translate(MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
