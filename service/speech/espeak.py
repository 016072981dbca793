"""espeak-ng: the voice that needs no network and always answers.

In: plain words. Out: 22,050 Hz mono with a mark for nearly every word; the same words are always the same samples,
so audio that was lost is made again as the same file. The library comes in the `espeakng-loader`
wheel and runs in worker processes (service/speech/espeak_worker.py), never in ours: it is GPL-3, one handle is not
thread-safe, and its crash must be one failed sentence. It is given plain text only: neither its SSML mode nor its
phoneme input can be reached from a text.
"""

import bisect
import contextlib
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import espeakng_loader  # pyright: ignore[reportMissingTypeStubs]
import numpy as np

from service.errors import UnknownVoice
from service.speech import espeak_worker
from service.speech.engine import Mark, SpeechFailed, Utterance, Voice, check_speakable
from service.speech.workers import Answer, PoolClosed, WorkerLost, WorkerPool

RATE: Final = 22_050
"""Hz, the rate of every espeak-ng voice here."""

SPEED_RANGE: Final = (0.48, 2.75)
"""What the rates 80 to 449 do to the length of 16 news sentences; a single sentence comes within 8 % of it, because
pauses shrink less than words. 449: from 450 up, event times break."""

_PACE: Final = (
    (80, 0.478), (90, 0.511), (100, 0.566), (120, 0.679), (140, 0.799), (160, 0.912), (175, 1.0), (200, 1.140),
    (220, 1.254), (250, 1.431), (280, 1.604), (300, 1.742), (320, 1.859), (340, 1.995), (360, 2.144), (380, 2.268),
    (400, 2.430), (420, 2.555), (440, 2.707), (449, 2.761),
)  # fmt: skip
"""(espeak's rate, how many times faster than at 175), measured on 74 s of speech with espeak-ng 1.52.0: not linear."""

SPEAK_SECONDS: Final = 10.0
"""A sentence takes 5 ms, the longest that is allowed 0.1 s; more means that the worker hangs."""

_SOUND: Final = 1
"""Part of the version: raise it when anything here changes what is heard."""

_ATTEMPTS: Final = 2
"""A worker can be killed under any sentence; a sentence that kills two workers is to blame itself."""

VOICES: Final = (
    Voice("espeak:vi", "Giọng máy miền Bắc (không cần mạng)", online=False, gain_db=-2.0),
    Voice("espeak:vi-vn-x-central", "Giọng máy miền Trung (không cần mạng)", online=False, gain_db=-1.5),
    Voice("espeak:vi-vn-x-south", "Giọng máy miền Nam (không cần mạng)", online=False, gain_db=-2.5),
)
"""gain_db: measured -19.4, -19.9 and -18.9 LUFS with true peaks up to +0.3 dBTP (pyloudnorm, 75 s of news each);
these gains bring all three to -21.4 LUFS and under -1.3 dBTP."""


class EspeakEngine:
    """espeak-ng in `workers` processes (default: one a core)."""

    name = "espeak"

    def __init__(
        self,
        *,
        workers: int | None = None,
        timeout_seconds: float = SPEAK_SECONDS,
        warm: bool = False,
        command: Sequence[str] | None = None,
    ) -> None:
        """warm: start the workers now instead of at the first sentence. command: another worker to run (tests)."""
        self._pool = WorkerPool(
            command or worker_command(), workers or available_cores(), magic=espeak_worker.MAGIC
        )
        self._timeout_seconds = timeout_seconds
        self._version: str | None = None
        if warm:
            self.warm()

    def warm(self) -> None:
        """Start the workers. A machine where they do not start says so in available(), not here."""
        with contextlib.suppress(WorkerLost, PoolClosed):
            self._pool.warm()

    @property
    def version(self) -> str:
        """espeak-ng's own version and what we add to it, e.g. "1.52.0+1". Starts a worker when none has run."""
        if self._version is None:
            self._version = f"{self._library_version()}+{_SOUND}"
        return self._version

    @property
    def voices(self) -> tuple[Voice, ...]:
        return VOICES

    @property
    def parallel(self) -> int:
        return self._pool.size

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers that run now."""
        return self._pool.pids()

    @property
    def speed_range(self) -> tuple[float, float]:
        return SPEED_RANGE

    def available(self) -> str | None:
        try:
            _ = self.version
        except SpeechFailed:
            return "Giọng máy ngoại tuyến chưa chạy được trên máy chủ này. Hãy cài lại gói espeakng-loader."
        return None

    def speak(self, text: str, voice: str, *, speed: float = 1.0) -> Utterance:
        if voice not in _NAMES:
            raise UnknownVoice(voice=voice, known=", ".join(_NAMES))
        rate = words_per_minute(speed)
        check_speakable(text)
        plain, starts = plain_words(text)
        request = _request(plain, voice.partition(":")[2], rate)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return _utterance(self._pool.ask(request, self._timeout_seconds), starts)
            except (WorkerLost, _Rubbish) as problem:
                if attempt == _ATTEMPTS:
                    raise _failed(voice, problem) from problem
            except (PoolClosed, _Refused) as problem:
                raise _failed(voice, problem) from problem
        raise AssertionError("unreachable")

    def close(self) -> None:
        self._pool.close()

    def _library_version(self) -> str:
        try:
            status, words = _status(self._pool.hello())
        except (WorkerLost, PoolClosed, _Rubbish) as problem:
            raise _failed(VOICES[0].name, problem) from problem
        if status != espeak_worker.OK:
            raise _failed(VOICES[0].name, words.decode(errors="replace"))
        return words.decode()


_NAMES: Final = tuple(voice.name for voice in VOICES)


class _Rubbish(Exception):
    """A whole frame came back that is not an utterance."""


class _Refused(Exception):
    """The worker is well and says no."""


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def worker_command() -> tuple[str, ...]:
    """The lean worker: no site-packages, no environment, the library's path as an argument."""
    script = str(Path(espeak_worker.__file__).resolve())
    library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    return (sys.executable, "-I", "-S", script, library, data)


def words_per_minute(speed: float) -> int:
    """espeak's rate for a speed, by interpolation. Raises ValueError outside SPEED_RANGE."""
    slowest, fastest = SPEED_RANGE
    if not slowest <= speed <= fastest:
        raise ValueError(f"espeak speaks at {slowest} to {fastest} times its own pace, not {speed}")
    after = bisect.bisect_left([pace for _, pace in _PACE], speed)
    (slow_rate, slow), (fast_rate, fast) = _PACE[after - 1], _PACE[after]
    return round(slow_rate + (speed - slow) / (fast - slow) * (fast_rate - slow_rate))


def plain_words(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without what espeak would take for a command, and (character, word) for each word that is left.

    Dropped: control and format characters (U+0001 begins embedded commands, NUL ends the text), lone surrogates,
    "[[" and "]]" (phoneme input). Words are those of text.split(); one that becomes empty is skipped.
    """
    words: list[str] = []
    starts: list[tuple[int, int]] = []
    position = 0
    for number, word in enumerate(text.split()):
        plain = _without_commands(word)
        if plain:
            words.append(plain)
            starts.append((position, number))
            position += len(plain) + 1
    return " ".join(words), tuple(starts)


def _without_commands(word: str) -> str:
    plain = "".join(c for c in word if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    while "[[" in plain or "]]" in plain:
        plain = plain.replace("[[", "").replace("]]", "")
    return plain


def _request(text: str, espeak_voice: str, rate: int) -> bytes:
    voice = espeak_voice.encode("ascii")
    return espeak_worker.REQUEST.pack(rate, len(voice)) + voice + text.encode()


def _utterance(answer: Answer, starts: Sequence[tuple[int, int]]) -> Utterance:
    """The answer as an Utterance. Raises _Rubbish when its lengths cannot be right, _Refused when told so."""
    status, rest = _status(answer.last)
    if status != espeak_worker.OK:
        raise _Refused(rest.decode(errors="replace"))
    if len(rest) % espeak_worker.MARK.size or len(answer.body) % 2 or not answer.body:
        raise _Rubbish(f"{len(answer.body)} bytes of PCM, {len(rest)} bytes of word events")
    pcm = np.frombuffer(answer.body, dtype=np.int16)
    return Utterance(
        pcm=pcm, rate=RATE, marks=_marks(espeak_worker.MARK.iter_unpack(rest), starts, pcm.shape[0])
    )


def _status(payload: bytes | bytearray) -> tuple[int, bytes]:
    if len(payload) < espeak_worker.STATUS.size:
        raise _Rubbish(f"a status of {len(payload)} bytes")
    (status,) = espeak_worker.STATUS.unpack_from(payload)
    return status, bytes(payload[espeak_worker.STATUS.size :])


def _marks(
    events: Iterable[tuple[int, int]], starts: Sequence[tuple[int, int]], samples: int
) -> tuple[Mark, ...]:
    """Events at characters as marks at words. A word that got no event of its own has no mark."""
    positions = [position for position, _ in starts]
    marks: list[Mark] = []
    for character, sample in events:
        found = bisect.bisect_right(positions, character) - 1
        if found < 0 or sample >= samples:
            continue
        word = starts[found][1]
        if not marks or (word > marks[-1].word and sample > marks[-1].sample):
            marks.append(Mark(word, sample))
    return tuple(marks)


def _failed(voice: str, problem: object) -> SpeechFailed:
    return SpeechFailed(voice=voice, detail=str(problem) or type(problem).__name__)
