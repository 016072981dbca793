"""What a voice is, to the rest of Báo Nói.

An Engine turns plain Vietnamese words into an Utterance. Every engine passes one conformance suite
(tests/contracts/test_engines.py). Engines are called from several threads at once.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from service.audio.pcm import Pcm
from service.errors import BaoNoiError

MAX_UTTERANCE_CHARS = 400
"""Engines' memory grows with the utterance (one of 200,000 characters took 1.1 GB); longer sentences are spoken in parts."""


class Mark(NamedTuple):
    """The spoken word `word` (index in text.split()) starts at sample `sample` of the utterance."""

    word: int
    sample: int


@dataclass(frozen=True, slots=True)
class Utterance:
    """pcm: mono int16 at `rate` Hz. marks: in order, strictly growing words; empty when the engine gives none."""

    pcm: Pcm
    rate: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice by its public name, e.g. "espeak:vi"; `label` is how a page names it in Vietnamese."""

    name: str
    label: str
    online: bool
    """The text leaves this machine."""
    gain_db: float = 0.0
    """Fixed gain before encoding (one per voice; never per sentence)."""


class SpeechFailed(BaoNoiError):
    """The engine gave no usable audio for this sentence; another voice may."""

    code = "speech-failed"
    status = 503
    en = "Voice {voice} gave no usable audio: {detail}"
    vi = "Giọng đọc đang trục trặc nên chưa đọc được. Hãy thử lại sau ít phút; phần chữ vẫn đọc được."


class Engine(Protocol):
    """One way of speaking."""

    name: str
    """First part of its voices' names: "espeak" of "espeak:vi"."""

    @property
    def version(self) -> str:
        """Part of every segment's key: a change makes new audio."""
        ...

    @property
    def voices(self) -> tuple[Voice, ...]: ...

    @property
    def parallel(self) -> int:
        """How many calls of speak() are worth running at once."""
        ...

    def speak(self, text: str, voice: str, *, speed: float = 1.0) -> Utterance:
        """Speak plain words (at most MAX_UTTERANCE_CHARS code points, at least one letter).

        voice: a full name from `voices`. speed: 1.0 is the voice's own pace; an engine without a rate ignores
        nothing silently: it raises ValueError outside its `speed_range`.
        Raises SpeechFailed when no plausible audio came back in time.
        """
        ...

    @property
    def speed_range(self) -> tuple[float, float]:
        """Slowest and fastest speed that speak() accepts; (1.0, 1.0) when the engine has no rate."""
        ...

    def available(self) -> str | None:
        """None when the engine can be called now, else a Vietnamese sentence saying why not (circuit open, no library)."""
        ...

    def close(self) -> None:
        """Stop workers and connections. Safe to call twice."""
        ...


def check_speakable(text: str) -> None:
    """What every engine asks of its text. Raises ValueError when it is too long or holds no letter."""
    if len(text) > MAX_UTTERANCE_CHARS:
        raise ValueError(
            f"{len(text)} characters in one utterance; the limit is {MAX_UTTERANCE_CHARS}: split_for_speech() cuts them"
        )
    if not any(character.isalpha() for character in text):
        raise ValueError("nothing to speak: the text holds no letter")
