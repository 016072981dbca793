"""A long sentence is spoken in parts: cut at a clause, else at a space, else in mid-word.

In: plain words of any length. Out: parts no engine refuses, or one Utterance for all of them, its marks counted over
the whole text. Pure but for the engine that is handed in. Why there is a limit: docs/architecture.md, decision 11.
"""

from typing import Final, NamedTuple

import numpy as np

from service.audio.pcm import Pcm
from service.speech.engine import MAX_UTTERANCE_CHARS, Engine, Mark, SpeechFailed, Utterance

CLAUSE_MARKS: Final = ",;:.!?…–"
"""A word that ends in one of these closes a clause."""

CLAUSE_PAUSE_SECONDS: Final = 0.15
"""What a voice would rest at the clause, had it been given the sentence whole (espeak-ng at a comma: 0.13 to 0.18 s)."""

_SHORTEST_PART: Final = 3
"""A clause mark in the first third of the room is passed over: a part of two words sounds like a slip."""


class Part(NamedTuple):
    """text: what is spoken. first_word: index in the whole text's split(). clause_ends: a pause belongs after it.
    word_goes_on: its first word began in the part before."""

    text: str
    first_word: int
    clause_ends: bool
    word_goes_on: bool


def split_for_speech(text: str, limit: int = MAX_UTTERANCE_CHARS) -> tuple[str, ...]:
    """The words of the text in parts of at most `limit` code points.

    Joined by spaces they are the words of the text; only a word longer than `limit` is cut inside. Empty for a text
    without words. Raises ValueError for a limit under 1.
    """
    return tuple(part.text for part in cut(text, limit))


def cut(text: str, limit: int = MAX_UTTERANCE_CHARS) -> tuple[Part, ...]:
    """As split_for_speech, with where each part begins and how it ends."""
    if limit < 1:
        raise ValueError(f"parts of {limit} characters hold nothing")
    parts: list[Part] = []
    room: list[str] = []
    first, length, goes_on = 0, 0, False

    def close(count: int) -> None:
        nonlocal room, first, length, goes_on
        parts.append(Part(" ".join(room[:count]), first, _closes_clause(room[count - 1]), goes_on))
        room, first, goes_on = room[count:], first + count, False
        length = len(" ".join(room))

    for word in text.split():
        if room and length + 1 + len(word) > limit:
            close(_words_before_cut(room, limit))
            if room and length + 1 + len(word) > limit:
                close(len(room))
        rest = word
        while len(rest) > limit:
            parts.append(Part(rest[:limit], first, False, goes_on))
            rest, goes_on = rest[limit:], True
        room.append(rest)
        length += len(rest) + (len(room) > 1)
    if room:
        close(len(room))
    return tuple(parts)


def speak_whole(
    engine: Engine, text: str, voice: str, speed: float = 1.0, *, hurry: bool = False
) -> Utterance:
    """Speak a text of any length as one Utterance.

    Raises what engine.speak() raises, and ValueError for a text without a letter.
    """
    parts = cut(text)
    if len(parts) <= 1:
        return engine.speak(text.strip(), voice, speed=speed)
    spoken = [part for part in parts if any(character.isalpha() for character in part.text)]
    if not spoken:
        raise ValueError("nothing to speak: the text holds no letter")
    return _joined(spoken, [engine.speak(part.text, voice, speed=speed) for part in spoken], voice, speed)


def _joined(parts: list[Part], utterances: list[Utterance], voice: str, speed: float) -> Utterance:
    rate = utterances[0].rate
    if any(utterance.rate != rate for utterance in utterances):
        raise SpeechFailed(voice=voice, detail="the parts of one sentence came at different sample rates")
    pieces: list[Pcm] = []
    marks: list[Mark] = []
    at = 0
    for part, utterance in zip(parts, utterances, strict=True):
        for mark in utterance.marks:
            word = part.first_word + mark.word
            if not marks or word > marks[-1].word:  # the rest of a word that was cut has no mark of its own
                marks.append(Mark(word, at + mark.sample))
        pieces.append(utterance.pcm)
        if part.clause_ends and part is not parts[-1]:
            pieces.append(np.zeros(round(CLAUSE_PAUSE_SECONDS / speed * rate), np.int16))
        at = sum(piece.shape[0] for piece in pieces)
    return Utterance(pcm=np.concatenate(pieces), rate=rate, marks=tuple(marks))


def _words_before_cut(words: list[str], limit: int) -> int:
    """How many of these words the part takes: up to the last clause mark that is not too early, else all."""
    length = len(" ".join(words))
    for count in range(len(words), 0, -1):
        if length * _SHORTEST_PART < limit:
            break
        if _closes_clause(words[count - 1]):
            return count
        length -= len(words[count - 1]) + 1
    return len(words)


def _closes_clause(word: str) -> bool:
    return word[-1] in CLAUSE_MARKS
