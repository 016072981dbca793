"""Lossless segments, kept for broadcast masters and for codecs asked for later.

In: house PCM. Out: a FLAC file in memory, and back, bit for bit. Pure: no files, no process.
"""

# PyAV's packets and arrays have only partial type information:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
import io

import av
import numpy as np
from av.error import FFmpegError

from service.audio.pcm import HOUSE_RATE, NoSound, Pcm, checked


class DamagedFlac(ValueError):
    """Kept bytes are no FLAC of ours."""


def encode(pcm: Pcm) -> bytes:
    """A whole FLAC file with its length and checksum. Raises WrongPcm; NoSound for no samples at all."""
    if not checked(pcm).size:
        raise NoSound(samples=0)
    file = io.BytesIO()
    with av.open(file, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=HOUSE_RATE, layout="mono")
        stream.format = "s16"
        frame = av.AudioFrame.from_ndarray(pcm[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate = HOUSE_RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def decode(flac: bytes) -> Pcm:
    """The very samples that were encoded. Raises DamagedFlac for bytes that encode() did not give."""
    try:
        with av.open(io.BytesIO(flac), "r", format="flac") as container:
            stream = container.streams.audio[0]
            sample_format = getattr(stream.format, "name", None)  # no format at all when nothing was read
            if (stream.rate, stream.channels, sample_format) != (HOUSE_RATE, 1, "s16"):
                raise DamagedFlac(f"{stream.rate} Hz, {stream.channels} channels, {sample_format}")
            told = stream.duration
            parts = [frame.to_ndarray()[0] for frame in container.decode(stream)]
    except (FFmpegError, IndexError) as failure:
        raise DamagedFlac(str(failure)) from failure
    pcm = np.concatenate([np.zeros(0, np.int16), *parts])
    if pcm.size != told:
        raise DamagedFlac(f"{pcm.size} samples instead of {told}")
    return pcm
