"""What a line may begin with: numbering ("2.1.", "3.2.1."), and initials of people, whose stop ends no sentence."""

import re

from service.reading.rules.place import Example, Family, Found, Place, Rule
from service.reading.tokens import Kind

_NUMBERING = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,4}(?=[.)]?\s+(?:\| *)?[^\W\d_])")

_INITIALS = re.compile(r"[A-ZĐ](?:\.[A-ZĐ]){1,4}(?!\w)")

TITLES = frozenset(
    (
        "ông", "bà", "anh", "chị", "em", "cháu", "cáo", "tượng", "phạm", "can", "hại", "cô", "chú", "bé", "thầy", "nhân",
        "nghi", "bị", "đối", "tên",
    )
)  # fmt: skip


def numbering(place: Place) -> Found | None:
    """ "2.1. Về phát triển": points of a numbered text, not a decimal."""
    if place.before() >= 0:
        return None
    found = _NUMBERING.match(place.text, place.pos)
    if found is None:
        return None
    follows = place.text[found.end() :][:8].lstrip(".)| \u00a0")
    if not follows[:1].isupper():
        return None
    spoken = " chấm ".join(place.cardinal(part) for part in found.group().split("."))
    return place.one(found.end(), spoken, "heading.number")


def initials_of_person(place: Place) -> Found | None:
    """ "bị cáo P.V.T": not the abbreviations that a single letter and a stop may be."""
    found = _INITIALS.match(place.text, place.pos)
    if found is None or place.lower(place.before()) not in TITLES:
        return None
    return place.one(end_of_initials(place, found.end()), place.letters(found.group()), "letter.initials")


def end_of_initials(place: Place, end: int) -> int:
    """After the closing stop of initials, unless that ends the sentence."""
    following = place.text[end : end + 3]
    if following[:1] != ".":
        return end
    inside = following[1:2] in tuple(",;)") or (
        following[1:2] == " " and following[2:3] and not following[2:3].isupper()
    )
    return end + 1 if inside else end


def lady(place: Place) -> Found | None:
    """ "B. Lý Thị Ngọ": bà, before a name of at least two words and after nothing that a letter could belong to."""
    at = place.at
    if (
        place.texts[at] != "B"
        or place.texts[at + 1 : at + 2] != ["."]
        or place.text[place.pos + 2 : place.pos + 3] != " "
    ):
        return None
    names = place.texts[at + 3 : at + 6]
    if len(names) < 3 or not (names[0].istitle() and names[1] == " " and names[2].istitle()):
        return None
    if place.lower(place.before()) not in ("và", ",", ";", "(", "của", "cùng", "với", "gồm", "cho", "là"):
        return None
    return place.one(place.pos + 2, "bà", "letter.lady")


def initial(place: Place) -> Found | None:
    """ "Nguyễn Văn T. (sinh năm": the stop belongs to the initial."""
    at = place.at
    written = place.texts[at]
    if len(written) != 1 or not written.isupper() or place.texts[at + 1 : at + 2] != ["."]:
        return None
    before = place.before()
    follows = place.after(at + 2)
    if _goes_on(place, before, follows):
        return place.one(place.starts[at + 2], place.letters(written), "letter.initial")
    if before < 0 or place.kinds[before] != Kind.WORD:
        return None
    titled = place.lowers[before] in TITLES
    if (
        follows < len(place.kinds)
        and place.kinds[follows] == Kind.DIGITS
        and _is_named(place, before, follows)
    ):
        return place.one(place.starts[at + 2], place.letters(written), "letter.initial")
    if follows >= len(place.kinds):
        return place.one(place.starts[at + 1], place.letters(written), "letter.initial") if titled else None
    if follows == at + 2:
        if place.texts[follows] not in ",;:)" or not (titled or place.texts[before].istitle()):
            return None
        return place.one(place.starts[at + 2], place.letters(written), "letter.initial")
    named = place.lowers[before] in TITLES or (
        place.texts[before][0].isupper() and len(place.texts[before]) > 1
    )
    ends = place.texts[follows] != "(" and not place.texts[follows][0].islower()
    left = place.before(before)
    full_name = left >= 0 and place.texts[before].istitle() and place.texts[left].istitle()
    if not named or (ends and not full_name and place.lowers[before] not in TITLES):
        return None
    end = place.starts[at + 1] if ends else place.starts[at + 2]
    return place.one(end, place.letters(written), "letter.initial")


def _is_named(place: Place, before: int, number: int) -> bool:
    """ "Vũ Quốc H. 13 năm tù": a name of two words before; "Bình Thạnh, P. 13" is a ward."""
    left = place.before(before)
    if left < 0 or not (place.texts[before].istitle() and place.texts[left].istitle()):
        return False
    return place.texts[place.at] not in "PQF" or place.lower(place.after(number + 1)) in (
        "tuổi",
        "năm",
        "tháng",
    )


def _goes_on(place: Place, before: int, follows: int) -> bool:
    """Whether the sentence goes on after an initial: "T. cùng đồng phạm", "nơi ở của T., cơ quan"."""
    if before < 0 or follows >= len(place.kinds) or not place.texts[place.at].isascii():
        return False
    if place.texts[follows] == ",":
        return follows == place.at + 2
    return follows > place.at + 2 and place.kinds[follows] == Kind.WORD and place.texts[follows].islower()


FAMILY = Family(
    title="Đề mục và tên viết tắt",
    about="Số thứ tự đầu dòng; chữ cái đầu của tên người.",
    rules=(
        Rule("heading.number", Kind.DIGITS, numbering),
        Rule("letter.initials", Kind.WORD, initials_of_person),
        Rule("letter.lady", Kind.WORD, lady),
        Rule("letter.initial", Kind.WORD, initial),
    ),
    examples=(
        Example("2.1. Về phát triển", "hai chấm một. Về phát triển", "đề mục, không phải số thập phân"),
        Example("1.1 | Thuế nhà đất", "một chấm một, Thuế nhà đất", "số thứ tự trong bảng"),
        Example("gặp Nguyễn Văn H. Ông kể", "gặp Nguyễn Văn hát. Ông kể", "tên viết tắt, không phải huyện"),
        Example("buộc T. bồi thường", "buộc tê bồi thường", "dấu chấm sau chữ cái đầu không kết thúc câu"),
        Example("Ô. Tám và B. Lý Thị Ngọ", "ông Tám và bà Lý Thị Ngọ", "ông, bà viết tắt"),
        Example("Đối tượng H. (sinh năm 1994)", "Đối tượng hát, sinh năm một nghìn chín trăm chín mươi tư", "tên viết tắt"),
    ),
)  # fmt: skip
