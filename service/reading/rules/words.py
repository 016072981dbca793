"""Words: what the article itself abbreviates, capitals, single letters, plain Vietnamese words, foreign ones.

Every word that no other family took ends here.
"""

import re
import unicodedata

from service.reading.rules.foreign import OTHER_SCRIPT, respell
from service.reading.rules.headings import end_of_initials
from service.reading.rules.place import Example, Family, Found, Place, Rule
from service.reading.syllables import is_syllable
from service.reading.tokens import Kind

LETTER_WORDS = frozenset(
    (
        "nhóm", "điểm", "loại", "hạng", "khối", "vitamin", "lớp", "lô", "khu", "tổ", "mục", "án", "câu", "bảng", "đội",
        "tuyến", "dãy", "tòa", "toà", "block", "cổng", "nhà", "đài", "gan", "cúm", "hệ", "cấp", "máu", "đề", "ý", "ông",
        "bà", "anh", "chị", "em", "cháu", "cáo", "tượng", "phạm", "công", "ty", "xã", "huyện", "và", "hoặc", "tiết", "ngõ",
        "hẻm", "phòng", "tầng", "vùng", "dạng", "kiểu", "mẫu", "chữ", "can", "hại", "khoản", "phụ", "lục", "vi", "virus",
    )
)  # fmt: skip
STOCK_TALK = frozenset(("phiếu", "mã"))
"""Near these three unknown capitals are a share's code, said letter by letter."""
LONGEST_WORD = 60
"""Longer runs of letters are nobody's word: left as they are."""
TOO_LONG = "Chuỗi chữ quá dài để là một từ."
_AND_SO_ON = re.compile(r"[vV]\.[vV](?!\w)(?:\.(?!\.))?")
_INITIALS = re.compile(r"[A-ZĐ](?:\.[A-ZĐ]){1,5}(?!\w)")
LONE_LETTER = "Một chữ cái đứng riêng."


def single_letter(place: Place) -> Found | None:
    """ "điểm b", "Vitamin C", "nhóm O"."""
    written = place.texts[place.at]
    if len(written) != 1 or not written.isalpha():
        return None
    if written in "aAeEiIuUyY" or not (written.isascii() or written in "đĐ"):
        return None
    lower = written.lower()
    word = place.lower(place.before())
    in_list = place.texts[place.at + 1 : place.at + 2] in ([")"], ["."], ["/"], [","]) or word in (
        "(",
        ".",
        ",",
        "",
    )
    known = word in LETTER_WORDS or in_list or place.texts[place.at].isupper()
    if lower == "o" and not (written == "O" and known):
        return None
    spoken = place.letters(written)
    if not spoken:
        return None
    return place.one(place.pos + 1, spoken, "letter", None if known else LONE_LETTER)


def initials(place: Place) -> Found | None:
    """ "N.V.T", "T.V.N.": letters with stops between."""
    and_so_on = _AND_SO_ON.match(place.text, place.pos)
    if and_so_on:
        stop = (
            and_so_on.end() < len(place.text) and not place.text[and_so_on.end() :][:3].strip()[:1].isupper()
        )
        end = and_so_on.end()
        return place.one(
            end if stop or place.text[end - 1] != "." else end - 1, "vân vân", "abbreviation.and-so-on"
        )
    found = _INITIALS.match(place.text, place.pos)
    if found is None:
        return None
    end = end_of_initials(place, found.end())
    return place.one(end, place.letters(found.group()), "letter.initials")


def capitals(place: Place) -> Found | None:
    """ "UBND", "GDTrH": initials unless the words around are written large too."""
    written = place.texts[place.at]
    if len(written) < 2:
        return None
    upper = sum(letter.isupper() for letter in written)
    if upper < 2 or not written[0].isalpha():
        return None
    end = place.starts[place.at + 1]
    if upper == len(written) and _is_shouted(place, written):
        if is_syllable(written):
            return place.one(end, written.lower(), "word.capitals")
        spoken, sure, reason, others, rule = respell(written)
        if sure or len(written) > 5:
            return place.one(end, spoken, rule, reason, others)
    if upper < len(written) and ((upper == 2 and written[1:2].islower()) or len(written) > 8):
        return None
    if len(written) > 12:
        return None
    spoken, sure, reason, others, rule = place.initialism(written)
    if not sure and len(written) == 3 and not STOCK_TALK.isdisjoint(place.words_before(10)):
        return place.one(end, spoken, "initialism.stock")
    if not spoken:
        return None
    if upper == len(written) and is_syllable(written):
        others = (*others, written.lower())
    return place.one(end, spoken, rule, reason, others)


def _is_shouted(place: Place, written: str) -> bool:
    """Whether capitals are only the way this stretch is written."""
    if place.shouted:
        return True
    if not written.isascii() and is_syllable(written):
        return True
    at = place.at
    for neighbour in (place.before(), place.after(at + 1)):
        if 0 <= neighbour < len(place.kinds) and place.kinds[neighbour] == Kind.WORD:
            text = place.texts[neighbour]
            if len(text) > 1 and text.isupper() and is_syllable(text) and is_syllable(written):
                return True
    return False


def plain(place: Place) -> Found:
    """A Vietnamese word as it stands; a foreign one from the tables, else as written and flagged.

    Unknown foreign words stay as written because voices that know English read them better than any rule does;
    `ReadingSettings.foreign` changes that. The other form is offered as the alternative.
    """
    written = place.texts[place.at]
    end = place.starts[place.at + 1]
    word = written.translate(LOOKALIKES)
    if is_syllable(word):
        return place.one(end, word, "word")
    if not word.isascii():
        greek = _greek(place, word)
        if greek:
            return place.one(end, greek, "letter.greek")
        word = unicodedata.normalize("NFKC", word)
        if is_syllable(word):
            return place.one(end, word, "word")
        if not word.isalpha():
            return place.one(end, OTHER_SCRIPT, "foreign.script", LONE_LETTER)
    if len(word) > LONGEST_WORD:
        return place.one(end, word, "word.long", TOO_LONG)
    spoken, sure, reason, others, rule = respell(word)
    if sure or place.settings.foreign == "respell" or spoken == OTHER_SCRIPT or not word.isalpha():
        return place.one(end, spoken or OTHER_SCRIPT, rule, reason, others)
    return place.one(end, word, rule, reason, (spoken, *others))


def _greek(place: Place, word: str) -> str:
    """The names of Greek letters, and of the Latin ones written together with them: "πr" is "pi e rờ"."""
    if len(word) > MOST_GREEK_LETTERS or not any(letter in GREEK for letter in word.lower()):
        return ""
    names = [GREEK.get(letter) or place.letters(letter) for letter in word.lower()]
    return " ".join(names) if all(names) else ""


GREEK = {
    "α": "an pha", "β": "bê ta", "γ": "ga ma", "δ": "đen ta", "ε": "ép xi lon", "θ": "tê ta", "λ": "lam đa", "μ": "muy",
    "π": "pi", "ρ": "rô", "σ": "xích ma", "τ": "tô", "φ": "phi", "ω": "ô mê ga",
}  # fmt: skip
MOST_GREEK_LETTERS = 3
LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
"""Letters that look like Vietnamese ones and come from other keyboards."""


FAMILY = Family(
    title="Chữ",
    about="Chữ viết tắt trong bài, chữ hoa, chữ cái, từ tiếng Việt, từ nước ngoài.",
    rules=(
        Rule("letter.initials", Kind.WORD, initials),
        Rule("letter", Kind.WORD, single_letter),
        Rule("initialism", Kind.WORD, capitals),
        Rule("word", Kind.WORD, plain),
    ),
    examples=(
        Example("Hội nghị toàn quốc", "Hội nghị toàn quốc", "từ thường"),
        Example("điểm b khoản 2", "điểm bê khoản hai", "chữ cái"),
        Example("TIN BÃO KHẨN CẤP", "tin bão khẩn cấp", "viết hoa cả dòng không phải chữ viết tắt"),
        Example("Ðồng chí Bí thư", "Đồng chí Bí thư", "chữ Đ gõ nhầm bằng chữ giống nó"),
    ),
)  # fmt: skip
