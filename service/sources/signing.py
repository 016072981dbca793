"""Where an article is signed: above the text, below it, or beside the date.

In: the lines of a page, chrome and dates marked. Out: the byline; the lines it took are marked, and so is what
follows a signature, which belongs to the page and not to the article.
"""

from service.sources.chrome import Chrome, folded
from service.sources.head import Head, first_prose, is_prose
from service.sources.kinds import is_caption
from service.sources.lines import Line, bullet_length, is_numbered
from service.sources.names import is_name, signature

CLOSING = ("./.", "/.", ". /.")
"""How officials end a text."""


def find_byline(lines: list[Line], head: Head, chrome: Chrome, whole_page: bool) -> str | None:
    """The signature below the text and the one above it, each once."""
    below = _signature_below(lines, chrome)
    signed = [head.byline] if head.byline else _signatures_above(lines, chrome) if whole_page else []
    above: list[str] = []
    for line in signed:
        name = line.text.partition(":")[2] if _is_photographer(line.text) else line.text
        if below and folded(name) in folded(below):
            line.kind, line.drop = None, "lặp lại tên người viết"
        else:
            above.append(line.text)
    if not signed:
        rests = (part for line in lines if line.dated for part in line.dated.rest)
        person = next((part for part in rests if _is_person(part, chrome)), None)
        above = [person] if person and not (below and folded(person) in folded(below)) else []
    return ", ".join([*above, *([below] if below else [])]) or None


def _is_person(text: str, chrome: Chrome) -> bool:
    return signature(text, chrome) == "name" and len(text.split()) > 1 and not chrome.verdict(text)


def _is_photographer(text: str) -> bool:
    return folded(text).startswith("ảnh:") and is_name(text.partition(":")[2].strip())


def _signatures_above(lines: list[Line], chrome: Chrome) -> list[Line]:
    """Names between title and text, as many newspapers write them."""
    signed: list[Line] = []
    start = first_prose(lines)
    title = next((at for at, line in enumerate(lines) if line.kind == "title"), start)
    for at in range(title + 1, min(start, title + 12)):
        line = lines[at]
        if (
            line.plain
            and len(line.text.split()) > 1
            and (signature(line.text, chrome) in ("name", "credit") or _is_photographer(line.text))
        ):
            line.kind = "byline"
            signed.append(line)
    return signed


def _signature_below(lines: list[Line], chrome: Chrome) -> str | None:
    """The signature after the last sentence; what follows it belongs to the page, not to the article."""
    last = _last_content(lines, chrome)
    if last is None:
        return None
    closed = lines[last].text.endswith(CLOSING)
    tail = [at for at in range(last + 1, len(lines)) if lines[at].free]
    signed = _signing_lines(lines, tail, chrome)
    seen_chrome = False
    for at in range(last + 1, len(lines)):
        line = lines[at]
        if at in signed:
            line.kind = "byline"
        elif not line.free:
            seen_chrome = seen_chrome or line.verdict is not None
        elif is_caption(line.text, chrome) or line.kind == "image":
            continue
        elif (signed and at > signed[0]) or (closed and seen_chrome):
            line.drop = "phần đứng sau bài"
    return (
        ", ".join(
            lines[at].text.strip(" -–—*_./") if not lines[at].text.endswith(".") else lines[at].text
            for at in signed
        )
        or None
    )


def _signing_lines(lines: list[Line], tail: list[int], chrome: Chrome) -> list[int]:
    """The first line of the tail that signs, and those right after it that go with it."""
    bulleted = [at for at in tail if bullet_length(lines[at].text)]
    if len(bulleted) > 1 or any(lines[at].text[0] not in "-–—*" for at in bulleted):
        tail = [at for at in tail if not bullet_length(lines[at].text)]
    kinds = [signature(lines[at].text, chrome) if lines[at].kind is None else None for at in tail]
    wanted = ("name", "credit") if "name" in kinds or "credit" in kinds else ("office",)
    if "credit" in kinds and any(
        ":" in lines[at].text for at, kind in zip(tail, kinds, strict=True) if kind == "credit"
    ):
        first = kinds.index("credit")
        while first and kinds[first - 1] == "name" and tail[first - 1] == tail[first] - 1:
            first -= 1
        tail = tail[first:]
    for place, at in enumerate(tail):
        line = lines[at]
        if line.kind is not None:
            continue
        kind = signature(line.text, chrome)
        if kind not in wanted or (kind == "office" and line.text.isupper() and place > 3):
            continue
        signed = [at]
        for other in tail[place + 1 : place + 4]:
            same = signature(lines[other].text, chrome)
            if other != signed[-1] + 1 or lines[other].kind is not None:
                break
            if same in ("credit", "name") or folded(lines[other].text).startswith(("ảnh:", "video:")):
                signed.append(other)
            else:
                break
        if kind == "name" and len(signed) > 2:
            return []
        return signed
    return []


def _last_content(lines: list[Line], chrome: Chrome) -> int | None:
    """Index of the last sentence: a paragraph, or items below it unless a signature stands between."""
    last: int | None = None
    signed = False
    for at, line in enumerate(lines):
        if not line.free or line.kind == "title":
            continue
        if is_prose(line):
            last, signed = at, False
        elif is_full_item(line):
            last = last if signed else at
        elif line.kind is None and not bullet_length(line.text) and last is not None:
            signed = signed or may_sign(line, chrome)
    return last


def is_full_item(line: Line) -> bool:
    text = line.text
    return (
        line.kind in (None, "item")
        and (bullet_length(text) > 0 or is_numbered(text))
        and text.endswith((".", "…", ".”"))
    )


def may_sign(line: Line, chrome: Chrome) -> bool:
    kind = signature(line.text, chrome)
    return kind == "credit" or (kind == "name" and len(line.text.split()) > 1)
