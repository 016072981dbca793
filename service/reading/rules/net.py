"""Addresses of the net: e-mail, web, hashtags, handles.

A label is cut into Vietnamese syllables where that is possible ("dichvucong" is "dich vu cong"), else left as it is.
"""

import re

from service.reading.numbers import spell_digits
from service.reading.rules.place import Example, Family, Found, Place, Rule
from service.reading.syllables import is_syllable
from service.reading.tokens import Kind

LONGEST_LABEL = 40
_EMAIL = re.compile(r"[A-Za-z0-9][\w.+\-]{0,63}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,5}")
_URL = re.compile(r"(?:https?|ftp)://[^\s<>\"'“”()\[\]]{3,200}", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[A-Za-z0-9][A-Za-z0-9\-]{0,62}\.){1,5}(?:vn|com|net|org|gov|edu|info|io|biz|asia|tv|co|me|eu|us|uk|jp|cn|kr|app|ai|dev|xyz|news|online|shop|int|ly|gl|fm|gg|cc|club|site|store|tech|mobi|link|page|pro)"
    r"(?![A-Za-z0-9])(?:\.(?:vn|com|uk|jp|kr|cn)(?![A-Za-z0-9]))?(?::\d{1,5})?(?:/[^\s<>\"'“”()\[\]]{0,150})?"
)
_HASHTAG = re.compile(r"#[\w]{1,60}")
_HANDLE = re.compile(r"@[A-Za-z0-9_](?:[A-Za-z0-9_.]{0,38}[A-Za-z0-9_])?")
_PIECES = re.compile(r"[A-Za-zÀ-ỹĐđ]+|[0-9]+|.")

SAID = {
    ".": "chấm", "/": "gạch chéo", "-": "gạch ngang", "_": "gạch dưới", "@": "a còng", ":": "hai chấm", "?": "hỏi",
    "=": "bằng", "&": "và", "%": "phần trăm", "+": "cộng", "#": "thăng", "~": "ngã", ",": "phẩy",
}  # fmt: skip
KNOWN_LABELS = {
    "www": "ba vê kép", "vn": "vê en", "gov": "gốp", "com": "com", "net": "nét", "org": "o rờ gờ", "edu": "e đu",
    "info": "in phô", "io": "i ô", "https": "hát tê tê pê ét", "http": "hát tê tê pê", "html": "hát tê em mờ e lờ",
    "htm": "hát tê em mờ", "gmail": "gi meo", "email": "i meo", "mail": "meo", "facebook": "phây búc",
    "youtube": "diu túp", "zalo": "da lô", "google": "gu gồ", "yahoo": "da hu", "tv": "ti vi", "tiktok": "tích tốc",
    "vnexpress": "vê en ích-pờ-rét", "fb": "ép bê", "bit": "bít", "ly": "ly",
}  # fmt: skip
UNKNOWN_LABEL = "Địa chỉ có phần chưa rõ cách đọc."


def address(place: Place) -> Found | None:
    """E-mail or web address that starts at this token."""
    text, pos = place.text, place.pos
    at = place.at
    end_of_token = place.starts[at + 1]
    following = text[end_of_token : end_of_token + 1]
    if following not in (".", "@", "-", "_", ":", "+") and not following.isdigit():
        return None
    if (
        at
        and place.glued(at - 1)
        and (place.kinds[at - 1] in (Kind.WORD, Kind.DIGITS) or place.texts[at - 1] in "@._")
    ):
        return None
    found = (
        _EMAIL.match(text, pos)
        or (_URL.match(text, pos) if following == ":" else None)
        or _HOST.match(text, pos)
    )
    if found is None:
        return None
    end = found.end()
    while text[end - 1] in ".,;:!?-…/" and end > pos:
        end -= 1
    if place.token_at(end) < 0:
        return None
    spoken, sure = said(place, text[pos:end])
    return place.one(end, spoken, "net.address", None if sure else UNKNOWN_LABEL)


def said(place: Place, written: str) -> tuple[str, bool]:
    """The words of an address and whether every label of it is known or cut into syllables."""
    words: list[str] = []
    sure = True
    for piece in _PIECES.findall(written.replace("://", ":")):
        if piece.isdigit() and piece.isascii():
            words.append(spell_digits(piece) if len(piece) > 2 or piece[0] == "0" else place.cardinal(piece))
        elif piece[0].isalpha():
            label, known = _label(place, piece)
            words.append(label)
            sure = sure and known
        elif piece in SAID:
            words.append(SAID[piece])
    return " ".join(words), sure


def _label(place: Place, label: str) -> tuple[str, bool]:
    lower = label.lower()
    known = KNOWN_LABELS.get(lower)
    if known:
        return known.replace("-", " "), True
    cut = syllables_of(lower)
    if cut:
        return cut, True
    if len(label) <= 5 and not any(letter in "aeiouy" for letter in lower):
        return place.letters(label) or label, True
    return label, len(label) > 3


def syllables_of(label: str) -> str | None:
    """A label without marks as Vietnamese syllables: the cut with fewest pieces that all begin with a consonant."""
    if not 2 <= len(label) <= LONGEST_LABEL:
        return None
    best: list[tuple[int, str] | None] = [(0, ""), *[None] * len(label)]
    for end in range(1, len(label) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is None or not _toneless_syllable(label[start:end]):
                continue
            cost = before[0] + (1 if label[start] not in "aeiouy" else 3)
            now = best[end]
            if now is None or cost < now[0]:
                best[end] = (cost, f"{before[1]} {label[start:end]}".strip())
    found = best[len(label)]
    return found[1] if found and found[0] <= 8 else None


def _toneless_syllable(letters: str) -> bool:
    if len(letters) < 2:
        return False
    if is_syllable(letters):
        return True
    if letters.endswith(("c", "ch", "p", "t")):
        for at, letter in enumerate(letters):
            if letter in "aeiouy":
                marked = (
                    letters[:at]
                    + {"a": "á", "e": "é", "i": "í", "o": "ó", "u": "ú", "y": "ý"}[letter]
                    + letters[at + 1 :]
                )
                if is_syllable(marked):
                    return True
    for plain, marked in (
        ("ie", "iê"),
        ("ye", "yê"),
        ("uo", "uô"),
        ("uo", "ươ"),
        ("au", "âu"),
        ("en", "ên"),
        ("oc", "ôc"),
        ("ong", "ông"),
    ):
        if plain in letters:
            other = letters.replace(plain, marked, 1)
            if is_syllable(other) or is_syllable(_with_acute(other)):
                return True
    return False


def _with_acute(letters: str) -> str:
    for base, marked in (("ê", "ế"), ("ô", "ố"), ("ơ", "ớ"), ("â", "ấ")):
        if base in letters:
            return letters.replace(base, marked, 1)
    return letters


def tag(place: Place) -> Found | None:
    """ "#VietNam", "@baonoi"."""
    mark = place.texts[place.at]
    if mark not in "#@" or (place.at and place.glued(place.at - 1)):
        return None
    found = (_HASHTAG if mark == "#" else _HANDLE).match(place.text, place.pos)
    if found is None or place.token_at(found.end()) < 0 or found.group()[1:].isdigit():
        return None
    words = (
        re.sub(r"(?<=[a-zà-ỹ])(?=[A-ZĐ])", " ", found.group()[1:]).replace("_", " ").replace(".", " ").split()
    )
    said_words: list[str] = []
    for word in words:
        if word.isdigit() and word.isascii():
            said_words.append(place.cardinal(word))
        else:
            said_words.append(said(place, word)[0])
    lead = "thăng" if mark == "#" else "a còng"
    spoken = " ".join([lead, *(word for word in said_words if word)])
    return place.one(found.end(), spoken, "net.tag", "Thẻ hoặc tên tài khoản, cách đọc chỉ gần đúng.")


FAMILY = Family(
    title="Địa chỉ mạng",
    about="Thư điện tử, trang web, thẻ.",
    rules=(
        Rule("net.address", Kind.WORD, address),
        Rule("net.tag", Kind.MARK, tag),
    ),
    examples=(
        Example("dichvucong.gov.vn", "dich vu cong chấm gốp chấm vê en", "tách được thành tiếng"),
        Example("www.caobang.gov.vn", "ba vê kép chấm cao bang chấm gốp chấm vê en", "ba chữ w"),
        Example("sotttt@tinh.gov.vn", "sotttt a còng tinh chấm gốp chấm vê en", "thư điện tử"),
    ),
)  # fmt: skip
