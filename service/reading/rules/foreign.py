"""Foreign words as Vietnamese syllables.

In: one word in Latin letters. Out: plain words that every Vietnamese voice can say, with a note of doubt
where they come from general rules and not from the shipped table. Three ways, first that answers:
the table (sure); a Vietnamese transcription written together, "kilômét", "Lênin" (sure); an approximation
by the letters (never sure). Every syllable of an approximation is a possible Vietnamese one.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from service.reading.lexicon_rows import rows, tables
from service.reading.rules.initialisms import spell
from service.reading.syllables import MAX_SYLLABLE_LETTERS, is_syllable

OTHER_SCRIPT = "chữ nước ngoài"
"""What is said for a word without a single Latin letter."""
MAX_JOINED_LETTERS = 40
"""Longer words are not searched for Vietnamese syllables written together."""

_VOWELS = "aeiouyơ"
_FOLDED = {"ß": "ss", "æ": "e", "œ": "ơ", "ø": "o", "å": "o", "ł": "l", "ı": "i", "ð": "d", "þ": "th",
           "ñ": "nh", "ç": "s", "š": "sh", "č": "ch", "ž": "z", "ć": "ch", "ś": "s", "ş": "sh", "đ": "d"}  # fmt: skip

# Letters of a vowel group -> the nuclei said for them; what is missing is said letter by letter.
_NUCLEI: dict[str, tuple[str, ...]] = {
    "ơ": ("ơ",),
    "a": ("a",), "e": ("e",), "i": ("i",), "o": ("ô",), "u": ("u",), "y": ("i",),
    "aa": ("a",), "ae": ("e",), "ai": ("ai",), "ao": ("ao",), "au": ("au",), "ay": ("ây",),
    "ea": ("i",), "ee": ("i",), "ei": ("ây",), "eo": ("e", "ô"), "eu": ("ê", "u"), "ey": ("ây",),
    "ia": ("i", "a"), "ie": ("i",), "io": ("i", "ô"), "iu": ("iu",), "oa": ("oa",), "oe": ("ô", "e"),
    "oi": ("oi",), "oo": ("u",), "ou": ("u",), "oy": ("oi",), "ua": ("oa",), "ue": ("u", "ê"),
    "ui": ("ui",), "uo": ("u", "ô"), "uy": ("uy",), "ya": ("i", "a"), "ye": ("i", "ê"), "yo": ("i", "ô"),
    "yu": ("iu",), "eau": ("ô",), "ieu": ("iu",), "iou": ("iu",),
}  # fmt: skip
_DIGRAPHS = {"ch": "ch", "sh": "s", "th": "th", "ph": "ph", "kh": "kh", "gh": "g", "ck": "k", "ng": "ng",
             "nh": "nh", "tr": "tr", "ts": "x", "tz": "x", "ss": "x", "zh": "gi", "dj": "gi", "wh": "w", "rh": "r",
             "qu": "qu", "cz": "ch", "wr": "r", "kn": "n"}  # fmt: skip
_ONSETS = {"b": "b", "c": "k", "d": "đ", "f": "ph", "g": "g", "h": "h", "j": "gi", "k": "k", "l": "l", "m": "m",
           "n": "n", "p": "p", "q": "k", "r": "r", "s": "x", "t": "t", "v": "v", "w": "w", "x": "ks", "z": "d"}  # fmt: skip
_CODAS = {"b": "p", "p": "p", "f": "p", "ph": "p", "v": "p", "t": "t", "d": "t", "th": "t", "s": "t", "x": "t", "z": "t",
          "ks": "c", "k": "c", "g": "c", "kh": "c", "đ": "t", "gi": "t", "ch": "t", "c": "c", "q": "c", "j": "t",
          "m": "m", "n": "n", "ng": "ng", "nh": "n", "l": "n"}  # fmt: skip
_STAND_INS = {"ô": "oô", "e": "eê", "ê": "êe", "i": "iê", "u": "uô", "a": "aă", "ơ": "ơâ"}
_BEFORE_SOUNDS = (  # spellings that only their neighbours explain
    (re.compile("sch"), "sh"),
    (re.compile("s?c(?=[eiy])"), "s"),
    (re.compile("(?<=[^aeiouy])[eiu]r(?![aeiouy])"), "ơ"),
)
_SHARP = str.maketrans("aăâeêioôơuưy", "áắấéếíóốớúứý")
_FRONT = frozenset("eêiy")
_VOWELS_AFTER_QU = frozenset(_VOWELS)


class ForeignReading(NamedTuple):
    """How a foreign word is said. Fields as in script.Reading."""

    spoken: str
    sure: bool
    reason: str | None
    alternatives: tuple[str, ...]
    rule: str


def respell(word: str) -> ForeignReading:
    """Say one foreign word in Vietnamese syllables.

    word: letters, with or without marks; hyphens and apostrophes inside are allowed. At most two
    spoken syllables a letter. A word without Latin letters is announced as foreign script.
    """
    known = _known().get(unicodedata.normalize("NFC", word).lower())
    if known is not None:
        return ForeignReading(known, True, None, (), "foreign.known")
    joined = split_joined(word)
    if joined is not None:
        return ForeignReading(" ".join(joined), True, None, (), "foreign.joined")
    latin = _fold(word)
    if not latin:
        return ForeignReading(
            OTHER_SCRIPT, False, f"“{word}” không viết bằng chữ La-tinh.", (), "foreign.script"
        )
    reason = f"“{word}” là từ nước ngoài chưa có trong bảng; cách đọc này chỉ là gần đúng."
    return ForeignReading(approximate(latin), False, reason, (), "foreign.approximate")


def approximate(word: str) -> str:
    """Vietnamese syllables for the Latin letters of a word, by their sounds; by their names when none is a vowel.

    Empty when there is no Latin letter.
    """
    latin = _fold(word)
    return _approximate(latin) if any(char in _VOWELS for char in latin) else spell(latin)


def split_joined(word: str) -> tuple[str, ...] | None:
    """The syllables of a Vietnamese transcription written as one word ("ôtô" -> "ô", "tô"), or None.

    Only for words that carry a Vietnamese mark: plain letters alone are a foreign spelling.
    """
    text = unicodedata.normalize("NFC", word).lower()
    if text.isascii() or len(text) > MAX_JOINED_LETTERS or not text.isalpha():
        return None
    best: list[tuple[int, tuple[str, ...]] | None] = [None] * (len(text) + 1)
    best[0] = (0, ())
    for end in range(1, len(text) + 1):
        for begin in range(max(0, end - MAX_SYLLABLE_LETTERS), end):
            before = best[begin]
            piece = text[begin:end]
            if before is None or not is_syllable(piece):
                continue
            cost = before[0] + 2 + (begin > 0 and _bare(piece[0]) in _VOWELS)
            if best[end] is None or cost < (best[end] or (cost,))[0]:
                best[end] = (cost, (*before[1], piece))
    whole = best[-1]
    return None if whole is None else whole[1]


def _bare(char: str) -> str:
    return unicodedata.normalize("NFD", char)[:1]


def _fold(word: str) -> str:
    """The word in the letters a to z, other marks and scripts left out."""
    letters: list[str] = []
    for char in unicodedata.normalize("NFC", word).lower():
        folded = _FOLDED.get(char) or _bare(char)
        letters.extend(c for c in folded if "a" <= c <= "z")
    return "".join(letters)


@lru_cache(maxsize=1 << 12)
def _approximate(latin: str) -> str:
    """Syllables for a word in a to z that holds a vowel."""
    if len(latin) > 3 and latin[-1] == "e" and latin[-2] not in _VOWELS and latin[-3] in _VOWELS:
        latin = latin[:-1]  # the silent e of English and French
    for spelling, sound in _BEFORE_SOUNDS:
        latin = spelling.sub(sound, latin)
    groups = _groups(latin)
    said: list[str] = []
    onset: list[str] = []
    for index, (is_vowel, letters) in enumerate(groups):
        if not is_vowel:
            onset += _sounds(letters)
            continue
        coda = ""
        following = _sounds(groups[index + 1][1]) if index + 1 < len(groups) else []
        last = index + 2 >= len(groups)
        if following and (last or len(following) > 1):
            coda = following[0]
        nuclei = _nuclei(letters)
        said += _leading(onset)
        for place, nucleus in enumerate(nuclei):
            first, final = place == 0, place == len(nuclei) - 1
            said.append(_syllable(onset[-1] if first and onset else "", nucleus, coda if final else ""))
        onset = []
        if following:
            rest = following[1:] if coda else following
            groups[index + 1] = (False, "")
            onset = [] if last else rest
    return " ".join(said)


def _groups(latin: str) -> list[tuple[bool, str]]:
    """Runs of vowels and of consonants, in order."""
    groups: list[tuple[bool, str]] = []
    for index, char in enumerate(latin):
        glide = (
            char == "u"
            and latin[index - 1 : index] == "q"
            and latin[index + 1 : index + 2] in _VOWELS_AFTER_QU
        )
        vowel = char in _VOWELS and not glide
        if groups and groups[-1][0] == vowel:
            groups[-1] = (vowel, groups[-1][1] + char)
        else:
            groups.append((vowel, char))
    return groups


def _sounds(consonants: str) -> list[str]:
    """The consonant sounds of a run: digraphs as one, doubled letters once."""
    sounds: list[str] = []
    index = 0
    while index < len(consonants):
        pair = consonants[index : index + 2]
        if pair in _DIGRAPHS:
            sounds.append(_DIGRAPHS[pair])
            index += 2
            continue
        sound = _ONSETS.get(pair[0])
        if sound and (not sounds or sounds[-1] != sound):
            sounds.append(sound)
        index += 1
    return sounds


def _nuclei(letters: str) -> list[str]:
    """The nuclei of a vowel run: the longest known groups from the left."""
    nuclei: list[str] = []
    index = 0
    while index < len(letters):
        for size in (3, 2, 1):
            known = _NUCLEI.get(letters[index : index + size])
            if known is not None:
                nuclei.extend(known)
                index += min(size, len(letters) - index)
                break
    return nuclei


def _leading(onset: list[str]) -> list[str]:
    """Consonants before the last of a cluster, each with the vowel Vietnamese puts in: "b" -> "bờ"."""
    return [f"{_written('v' if sound == 'w' else sound, 'ơ')}ờ" for sound in onset[:-1]]


def _syllable(onset: str, nucleus: str, coda: str) -> str:
    """A possible syllable as near as can be; the coda goes before the onset does."""
    end = _CODAS.get(coda, "")
    for ending in (end, ""):
        for vowel in (nucleus, *_STAND_INS.get(nucleus, "")):
            for form in _forms(onset, vowel, ending):
                if is_syllable(form):
                    return form
    return f"{_written('v' if onset in {'w', 'qu'} else onset, 'ơ')}ơ"


def _forms(onset: str, vowel: str, ending: str) -> list[str]:
    if ending == "c" and vowel in {"i", "ê"}:
        ending = "ch"
    if ending == "ng" and vowel in {"i", "ê"}:
        ending = "nh"
    rime = vowel + ending
    if ending in {"c", "ch", "p", "t"}:
        rime = vowel[:-1] + vowel[-1].translate(_SHARP) + ending
    if onset == "w":
        glide = {"a": "o", "e": "o", "i": "u", "ê": "u", "ơ": "u", "â": "u"}.get(vowel[0])
        if glide:
            tail = rime.replace("i", "y", 1).replace("í", "ý", 1) if vowel == "i" else rime
            return [glide + tail, "v" + rime]
        return ["v" + rime]
    if onset == "qu":
        return ["qu" + rime, "c" + rime]
    return [_written(onset, vowel[0]) + rime]


def _written(onset: str, vowel: str) -> str:
    """The onset as it is spelled before this vowel."""
    front = vowel in _FRONT
    if onset == "ks":
        return "x"
    if onset == "k":
        return "k" if front else "c"
    if onset == "g" and front:
        return "gh"
    if onset == "ng" and front:
        return "ngh"
    if onset == "gi" and vowel == "i":
        return "d"
    return onset


@cache
def _known() -> dict[str, str]:
    """Single words of the shipped tables of foreign words and names, by lower case."""
    names = (*tables("foreign"), *tables("names"))
    return {
        row.written.lower(): row.spoken.removeprefix("!")
        for name in names
        for row in rows(name)
        if row.spoken != "~"
    }
