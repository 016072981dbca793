"""WAV on demand: a header, then the samples as they are.

In: how many samples will follow, or None while nobody knows. Out: the 44 bytes in front of them.
"""

import struct
from typing import Final

from service.audio.pcm import HOUSE_RATE

HEADER_BYTES: Final = 44
SAMPLE_BYTES: Final = 2
UNKNOWN: Final = 0xFFFFFFFF
"""What players take for "until the end" in a stream."""
MAX_SAMPLES: Final = (UNKNOWN - HEADER_BYTES) // SAMPLE_BYTES
"""24.8 hours: more does not fit into the four bytes of a WAV file's length."""


class TooLongForWav(ValueError):
    """The programme is longer than a WAV file can say."""


def header(samples: int | None) -> bytes:
    """RIFF header for mono 16-bit PCM at 24 kHz. Raises TooLongForWav beyond MAX_SAMPLES, ValueError below 0."""
    if samples is not None and samples < 0:
        raise ValueError(f"{samples} samples")
    if samples is not None and samples > MAX_SAMPLES:
        raise TooLongForWav(f"{samples} samples; a WAV file holds {MAX_SAMPLES}")
    data = UNKNOWN if samples is None else samples * SAMPLE_BYTES
    riff = UNKNOWN if samples is None else HEADER_BYTES - 8 + data
    rate = struct.pack("<IHHIIHH", 16, 1, 1, HOUSE_RATE, HOUSE_RATE * SAMPLE_BYTES, SAMPLE_BYTES, 16)
    return b"RIFF" + struct.pack("<I", riff) + b"WAVEfmt " + rate + b"data" + struct.pack("<I", data)
