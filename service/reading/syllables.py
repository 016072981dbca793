"""Could this be a written Vietnamese syllable? Structure only: no list of words that exist.

In: one word, any case, any Unicode form. Out: yes or no. A syllable is onset + rime + tone; the rime
carries the glide, the vowel and the coda. The spelling rules checked are those of the standard
orthography: c/k/qu, g/gh, ng/ngh and gi by the vowel that follows, stopped codas (c, ch, p, t) only
with sắc or nặng, the tone mark where the old ("hòa") or the new ("hoà") school puts it, and i or y
after h, k, l, m, s, t, v, qu. Spellings of minority languages (Đắk, Krông) are names, not syllables.
Pure: no files.
"""

import unicodedata
from functools import cache, lru_cache

MAX_SYLLABLE_LETTERS = 7
"""The longest Vietnamese syllable, "nghiêng"."""

_TONE_MARKS = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
_STOPPED_CODA_TONES = frozenset({"sắc", "nặng"})

# Rimes without a glide; the number is the place of the tone mark, two numbers where schools differ.
_PLAIN = {
    0: "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich im in inh ip it iu "
    "o oc oi om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uc ui um un ung up ut ư ưa ưc ưi ưm ưn ưng ưt ưu y",
    1: "iêc iêm iên iêng iêp iêt iêu ooc oong uôc uôi uôm uôn uông uôt ươc ươi ươm ươn ương ươp ươt ươu "
    "yêm yên yêng yêt yêu",
}
_GLIDED = {
    1: "oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oem oen oeng oep oeo oet "
    "uân uâng uât uây uê uêch uên uênh uêt uơ uych uyn uynh uyp uyt uyu",
    2: "uyên uyêt",
}
_GLIDED_EITHER = "oa oe uy uya"
_AFTER_QU = {
    0: "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât âu ây e en eo et ec "
    "ê êch ên ênh êt êu i ich in inh it iu ơ ơi ơn ôc y ych ynh yt yp",
    1: "yên yêt",
}
_AFTER_GI = {0: "gi gich gim gin ginh gip git", 1: "giêc giêm giên giêng giêp giêt giêu"}

_ONSETS = [
    "b",
    "c",
    "ch",
    "d",
    "đ",
    "g",
    "gh",
    "h",
    "k",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "ngh",
    "nh",
    "p",
    "ph",
    "r",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
]
_BEFORE_FRONT_ONLY = frozenset({"k", "gh", "ngh"})
_BEFORE_BACK_ONLY = frozenset({"c", "g", "ng"})
_LONE_Y_ONSETS = frozenset({"", "h", "k", "kh", "l", "m", "n", "s", "t", "th", "v", "d", "đ", "nh"})
_FRONT = frozenset("eêiy")
_STOPS = ("c", "ch", "p", "t")


def is_syllable(word: str) -> bool:
    """Whether `word` is a structurally possible Vietnamese syllable, with or without a tone mark.

    Any case, NFC or NFD. "ban" and "an" are syllables; "Viet" is not (a stopped coda needs sắc or nặng).
    """
    if len(word) > MAX_SYLLABLE_LETTERS * 3:
        return False
    return _is_syllable(word)


@lru_cache(maxsize=1 << 14)
def _is_syllable(word: str) -> bool:
    letters, tone, place = _without_tone(unicodedata.normalize("NFC", word).lower())
    if letters is None:
        return False
    places = _bases().get(letters)
    if places is None:
        return False
    if tone is None:
        return not letters.endswith(_STOPS)
    return place in places and (tone in _STOPPED_CODA_TONES or not letters.endswith(_STOPS))


def _without_tone(word: str) -> tuple[str | None, str | None, int]:
    """The letters without the tone mark, the tone and the index of its letter; letters None for two tones."""
    if word.isascii():
        return word, None, -1
    letters: list[str] = []
    tone, place = None, -1
    for index, char in enumerate(word):
        base, found = _split_tone(char)
        letters.append(base)
        if found is not None:
            if tone is not None:
                return None, None, -1
            tone, place = found, index
    return "".join(letters), tone, place


@lru_cache(maxsize=1 << 10)
def _split_tone(char: str) -> tuple[str, str | None]:
    tone = None
    kept: list[str] = []
    for part in unicodedata.normalize("NFD", char):
        if part in _TONE_MARKS:
            tone = _TONE_MARKS[part]
        else:
            kept.append(part)
    return unicodedata.normalize("NFC", "".join(kept)), tone


@cache
def _bases() -> dict[str, tuple[int, ...]]:
    """Every toneless syllable, with the letter indexes that may carry the tone mark."""
    plain = [(rime, (place,)) for place, rimes in _PLAIN.items() for rime in rimes.split()]
    glided = [(rime, (place,)) for place, rimes in _GLIDED.items() for rime in rimes.split()]
    glided += [(rime, (0, 1)) for rime in _GLIDED_EITHER.split()]
    bases: dict[str, tuple[int, ...]] = {}
    for onset in ("", *_ONSETS):
        for rime, places in plain:
            if _may_join(onset, rime):
                bases[onset + rime] = tuple(len(onset) + place for place in places)
        if onset not in {"c", "k", "gh", "ngh"}:
            for rime, places in glided:
                bases[onset + rime] = tuple(len(onset) + place for place in places)
    for rime, places in plain:
        if rime[0] not in "iy":
            bases["gi" + rime] = tuple(2 + place for place in places)
    for prefix, table in ((2, _AFTER_QU), (0, _AFTER_GI)):
        for place, rimes in table.items():
            for rime in rimes.split():
                if prefix:
                    bases["qu" + rime] = (2 + place,)
                else:
                    bases[rime] = (1 + place,)
    return bases


def _may_join(onset: str, rime: str) -> bool:
    front = rime[0] in _FRONT
    if onset in _BEFORE_FRONT_ONLY and not front:
        return False
    if onset in _BEFORE_BACK_ONLY and front:
        return onset == "g" and rime == "i"
    if rime == "y":
        return onset in _LONE_Y_ONSETS
    if rime.startswith("yê"):
        return onset == ""
    if rime.startswith("iê"):
        return onset != ""
    return True
