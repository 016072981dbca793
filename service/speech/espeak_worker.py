"""The process that holds espeak-ng: plain words in, samples and word events out, as the library makes them.

Run as a script by its path, with the standard library alone, so that it stays a few megabytes and so that a crash
of the library is one failed sentence. espeak-ng (GPL-3) is loaded here and nowhere else.

    python -I -S espeak_worker.py LIBRARY DATA_FOLDER

Frames, both ways (little-endian): MAGIC, MORE or LAST, payload length, payload. The first one out is the hello.
    hello     status, then espeak-ng's version or why it does not run
    request   rate (words a minute), length of the voice name, voice name, text (UTF-8)
    reply     any number of frames of PCM (int16), then as LAST the status and the word events
              (character of the text from 0, sample), or a status other than OK and the reason in English
It ends when its input ends, so no worker outlives the process that asked.
"""

import ctypes
import gc
import os
import signal
import struct
import sys

TYPE_CHECKING = False  # typing's own would load typing: half a megabyte
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Chunk = bytes | ctypes.Array[ctypes.c_char]
    Sink = Callable[[Chunk], None]

MAGIC = b"BNe"
MORE, LAST = b"+", b"."
FRAME = struct.Struct("<3scI")
REQUEST = struct.Struct("<HH")
STATUS = struct.Struct("<I")
MARK = struct.Struct("<II")
OK, UNKNOWN_VOICE, REFUSED = 0, 1, 2

MAX_REQUEST_BYTES = 4_096  # PIPE_BUF: a request is written whole or not at all
MAX_PCM_BYTES = 32_000_000  # twelve minutes: nothing that was asked for in one sentence
STUCK_SECONDS = 60  # a call that takes longer kills this process, even when nobody is left to do it

# speak_lib.h of espeak-ng 1.52
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1  # and neither espeakSSML (its <audio> launches a shell) nor espeakPHONEMES
_POS_CHARACTER = 1
_PARAMETER_RATE = 1
_EVENT_LIST_TERMINATED = 0
_EVENT_WORD = 1
_BUFFER_MS = 1_000


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


_SynthCallback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """One library handle. Not thread-safe: one a process."""

    def __init__(self, library: str, data_folder: str) -> None:
        """Raises OSError when the library cannot be loaded or does not find its data."""
        lib = ctypes.CDLL(library)
        lib.espeak_Info.restype = ctypes.c_char_p
        lib.espeak_Synth.argtypes = (
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        )
        rate = lib.espeak_Initialize(
            _AUDIO_OUTPUT_SYNCHRONOUS, _BUFFER_MS, os.fsencode(data_folder), _INITIALIZE_DONT_EXIT
        )
        if rate <= 0:
            raise OSError(f"espeak-ng found no data in {data_folder}")
        self.version = lib.espeak_Info(None).decode("ascii", "replace")
        self._lib = lib
        self._voice = b""
        self._sink: Sink = lambda chunk: None
        self._bytes = 0
        self._marks: list[tuple[int, int]] = []
        self._problem: OSError | None = None
        self._callback = _SynthCallback(self._receive)  # kept: the library holds only the address
        lib.espeak_SetSynthCallback(self._callback)

    def select(self, voice: bytes) -> bool:
        """Whether the library has this voice; from now on it speaks with it."""
        if voice != self._voice:
            if self._lib.espeak_SetVoiceByName(voice) != 0:
                return False
            self._voice = voice
        return True

    def synthesize(self, text: bytes, words_per_minute: int, sink: "Sink") -> list[tuple[int, int]]:
        """Hand 16-bit samples to `sink` as they are made; word events as (character of the text from 0, sample).

        Raises OSError when the library refuses, speaks without end, or the sink does.
        """
        self._sink, self._bytes, self._marks, self._problem = sink, 0, [], None
        self._lib.espeak_SetParameter(_PARAMETER_RATE, words_per_minute, 0)
        status = self._lib.espeak_Synth(
            text, len(text) + 1, 0, _POS_CHARACTER, 0, _CHARS_UTF8, None, None
        )  # + 1: the closing NUL of c_char_p belongs to the size
        if self._problem is not None:
            raise self._problem
        if status != 0:
            raise OSError(f"espeak_Synth answered {status}")
        return self._marks

    def _receive(self, samples: "Any", count: int, events: "Any") -> int:
        """Called by the library for every buffer. 1 stops it; an exception would only be printed."""
        if samples and count > 0:
            self._bytes += count * 2
            try:
                if self._bytes > MAX_PCM_BYTES:
                    raise OSError("the utterance is longer than any sentence")
                self._sink((ctypes.c_char * (count * 2)).from_address(ctypes.addressof(samples.contents)))
            except OSError as problem:
                self._problem = problem
                return 1
        number = 0
        while events[number].type != _EVENT_LIST_TERMINATED:
            event = events[number]
            if event.type == _EVENT_WORD and event.text_position > 0 and event.sample >= 0:
                self._marks.append((event.text_position - 1, event.sample))
            number += 1
        return 0


def answer(espeak: Espeak, request: bytes, replies: int) -> None:
    """Send the frames of the reply to one request. Raises BrokenPipeError when nobody reads them."""
    rate, name_length = REQUEST.unpack_from(request)
    voice = request[REQUEST.size : REQUEST.size + name_length]
    text = request[REQUEST.size + name_length :]
    if not espeak.select(voice):
        return send(replies, LAST, STATUS.pack(UNKNOWN_VOICE) + b"no such voice")
    try:
        marks = espeak.synthesize(text, rate, lambda chunk: send(replies, MORE, chunk))
    except BrokenPipeError:
        raise
    except OSError as problem:
        return send(replies, LAST, STATUS.pack(REFUSED) + str(problem).encode())
    return send(replies, LAST, STATUS.pack(OK) + b"".join(MARK.pack(*mark) for mark in marks))


def send(fd: int, kind: bytes, payload: "Chunk") -> None:
    """One frame, written straight from the payload's own memory."""
    with memoryview(payload).cast("B") as view:
        head = FRAME.pack(MAGIC, kind, len(view))
        sent = os.writev(fd, (head, view)) - len(head)  # the head is shorter than PIPE_BUF: never torn
        while sent < len(view):
            sent += os.write(fd, view[sent:])


def read_exactly(fd: int, count: int) -> bytes:
    """`count` bytes; fewer only when the input ends."""
    data = b""
    while len(data) < count:
        more = os.read(fd, count - len(data))
        if not more:
            break
        data += more
    return data


def serve(espeak: Espeak, requests: int, replies: int) -> int:
    """Answer until the input ends, each request in a child that has never spoken before.

    espeak-ng carries its phase from one utterance into the next: the same words came out up to 20 ms longer or
    shorter, depending on what was said before. From the same memory the same words are the same samples, so audio
    that is made again is the same file. The child waits already when the request comes; it costs 0.6 ms of CPU.
    """
    gc.disable()
    gc.freeze()
    while True:
        child = os.fork()
        if child == 0:
            os._exit(answer_one(espeak, requests, replies))
        _, ending = os.waitpid(child, 0)
        if ending != 0:  # 1: the input ended. A signal: the library crashed, and our end tells it
            return os.waitstatus_to_exitcode(ending) & 0xFF


def answer_one(espeak: Espeak, requests: int, replies: int) -> int:
    """Read a request and answer it. 0, or 1 when there is no more to read or nobody to answer."""
    head = read_exactly(requests, FRAME.size)
    if len(head) < FRAME.size:
        return 1
    magic, kind, length = FRAME.unpack(head)
    if magic != MAGIC or kind != LAST or length > MAX_REQUEST_BYTES:
        return 1
    request = read_exactly(requests, length)
    signal.alarm(STUCK_SECONDS)
    try:
        answer(espeak, request, replies)
    except BrokenPipeError:
        return 1
    return 0


def main(library: str, data_folder: str) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked
    requests, replies = os.dup(0), os.dup(1)
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 0)
    os.dup2(quiet, 1)  # what the library prints must not become audio
    try:
        espeak = Espeak(library, data_folder)
        espeak.select(b"vi")
        espeak.synthesize(
            "à".encode(), 175, lambda chunk: None
        )  # loads the dictionary, once for all children
    except OSError as problem:
        send(replies, LAST, STATUS.pack(REFUSED) + str(problem).encode())
        return 1
    send(replies, LAST, STATUS.pack(OK) + espeak.version.encode())
    return serve(espeak, requests, replies)


if __name__ == "__main__":
    os._exit(main(*sys.argv[1:3]))  # no clean-up of the library: the process ends anyway
