"""An engine that needs nothing: one short tone a word, so that where each word sounds can be measured."""

import threading

import numpy as np

from service.errors import UnknownVoice
from service.speech.engine import Mark, SpeechFailed, Utterance, Voice, check_speakable

RATE = 24_000
WORD_SECONDS = 0.2


class ToneEngine:
    """Each word is 0.2 s: a tone, then a little silence, with a mark at its start.

    texts: what was spoken, in order. failing: texts that raise SpeechFailed (None: none, "*": every one).
    down: why it cannot be called now. Set these while it is in use.
    """

    def __init__(
        self, name: str = "tone", voices: tuple[str, ...] = ("vi",), *, online: bool = False
    ) -> None:
        self.name = name
        self.version = "1"
        self.voices = tuple(Voice(f"{name}:{voice}", f"Giọng thử {voice}", online) for voice in voices)
        self.parallel = 4
        self.speed_range = (0.5, 2.0)
        self.texts: list[str] = []
        self.failing: set[str] = set()
        self.down: str | None = None
        self._lock = threading.Lock()

    def speak(self, text: str, voice: str, *, speed: float = 1.0) -> Utterance:
        if all(known.name != voice for known in self.voices):
            raise UnknownVoice(voice=voice, known=", ".join(known.name for known in self.voices))
        slowest, fastest = self.speed_range
        if not slowest <= speed <= fastest:
            raise ValueError(f"{speed} is not between {slowest} and {fastest}")
        check_speakable(text)
        if self.down is not None or "*" in self.failing or text in self.failing:
            raise SpeechFailed(voice=voice, detail="told to fail")
        with self._lock:
            self.texts.append(text)
        samples = round(WORD_SECONDS / speed * RATE)
        words = [_tone(word, samples) for word in text.split()]
        marks = tuple(Mark(number, number * samples) for number in range(len(words)))
        return Utterance(np.concatenate(words), RATE, marks)

    def available(self) -> str | None:
        return self.down

    def close(self) -> None:
        pass


def _tone(word: str, samples: int) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    """A pitch that depends on the word; the last quarter is silent."""
    hertz = 300 + sum(map(ord, word)) % 40 * 20
    tone = np.sin(np.arange(samples) * (2 * np.pi * hertz / RATE)) * 8_000
    tone[samples * 3 // 4 :] = 0
    return tone.astype(np.int16)
