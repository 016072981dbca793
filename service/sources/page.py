"""Lines of a page -> the parts of an article.

In: lines from text or HTML. Out: title, lead, body, byline, date, section, and everything left out with why.
Law (property-tested): every line given is in one of them; only gaps, bullets and the closing "./." are not.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from service.article import Block, Dropped
from service.sources.chrome import Chrome, folded
from service.sources.dates import DateLine, date_line, is_yearless, time_line
from service.sources.head import HEAD_LINES, Head, find_head, first_prose, is_prose
from service.sources.kinds import LONGEST_CAPTION, blocks_of, is_caption, without_closing_mark
from service.sources.lines import (
    Line,
    bullet_length,
    find_tables,
    is_ended,
    is_numbered,
    join_broken,
)
from service.sources.names import is_name, signature
from service.sources.signing import CLOSING, find_byline, is_full_item, may_sign

LEAD_WORDS = 12
"""So many words below the title are a lead even without a full stop."""

_AGENCY = re.compile(r"(?P<place>[^()\n]{0,60}?)\s?\((?P<agency>[^()\n]{2,40})\)\s?[-–—:]\s+(?=\S)")
_BARE_AGENCY = re.compile(r"(?P<agency>[^\s(][^()\n]{0,30}?)\s+[-–—]\s+(?=\S)")
_CHAT_STAMP = re.compile(
    r"\[?(?P<when>\d{1,2}:\d\d(?::\d\d)?,? \d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d\d(?::\d\d)?)"
    r"(?:\]|\s-)\s[^:\n]{1,60}:\s+"
)


@dataclass(slots=True)
class Page:
    """What a page holds. moment: published, aware; None when no line says."""

    title: str | None = None
    lead: str | None = None
    body: list[Block] = field(default_factory=list[Block])
    byline: str | None = None
    moment: datetime | None = None
    section: str | None = None
    dropped: list[Dropped] = field(default_factory=list[Dropped])


def understand(
    lines: list[Line], chrome: Chrome, zone: ZoneInfo, *, title: str | None = None, has_lead: bool = False
) -> Page:
    """Sort lines into the parts of an article.

    title: known already (the structured form); then no title is looked for, and nothing before it is left out.
    """
    lines = _split_chat_starts(_split_signed_ends(lines), chrome, zone)
    _mark(lines, chrome, zone)
    find_tables(lines)
    lines = join_broken(lines, chrome)
    _place_verdicts(lines)
    _cut_blocks(lines, chrome)
    page = Page(title=title)
    head = Head(title) if title is not None else find_head(lines, chrome)
    if head is None:
        page.dropped = _dropped(lines)
        return page
    page.title, page.section = head.title, head.section
    if title is not None:
        for line in lines[:4]:
            if line.free and folded(line.text) == folded(title):
                line.drop = "lặp lại tiêu đề"
    _use_dates(lines, page, title is None)
    page.byline = find_byline(lines, head, chrome, title is None)
    _drop_repeats(lines)
    body = [line for line in lines if line.free and line.kind not in ("title", "byline")]
    if title is None and not has_lead:
        page.lead, body = _take_lead(body, chrome)
    if page.lead:
        page.lead = _without_agency(page.lead, page, chrome)
    elif body and body[0].plain:
        body[0].text = _without_agency(body[0].text, page, chrome)
    page.body = blocks_of(body, chrome)
    page.dropped = [*_dropped(lines), *page.dropped]
    return page


def _split_signed_ends(lines: list[Line]) -> list[Line]:
    """ "... minh bạch./. Hương Lan" is a paragraph and a signature."""
    split: list[Line] = []
    for line in lines:
        at = line.text.rfind("./.") if "./." in line.text[-90:] else -1
        rest = line.text[at + 3 :].strip() if at > 0 else ""
        if rest and is_name(rest) and line.kind in (None, "paragraph"):
            line.text = line.text[: at + 3]
            split += [line, Line(rest)]
        else:
            split.append(line)
    return split


def _split_chat_starts(lines: list[Line], chrome: Chrome, zone: ZoneInfo) -> list[Line]:
    """ "[10:32, 14/11/2024] Thôn 5: Thông báo ..." is the stamp of a chat and its message."""
    split: list[Line] = []
    for line in lines:
        found = _CHAT_STAMP.match(line.text) if line.text[:1] in "[0123456789" else None
        if found and line.kind is None and len(line.text) > found.end():
            stamp = Line(found[0].strip(), line.gap, drop="giờ và người gửi tin nhắn")
            stamp.dated = date_line(found["when"], chrome, zone)
            line.text, line.gap = line.text[found.end() :], False
            split.append(stamp)
        split.append(line)
    return split


def _mark(lines: list[Line], chrome: Chrome, zone: ZoneInfo) -> None:
    for line in lines:
        if line.drop or line.kind in ("row", "image", "title"):
            continue
        line.dated = date_line(line.text, chrome, zone)
        if line.dated is None:
            line.verdict = chrome.verdict(line.text)
    _settle_top(lines)


def _settle_top(lines: list[Line]) -> None:
    """Verdicts that hold only at the top, or only after the article began, are taken back elsewhere."""
    start = _body_start(lines)
    for at, line in enumerate(lines):
        if line.verdict is None:
            continue
        if (line.verdict.where == "top" and at > start) or (
            line.verdict.where in ("after", "tail") and at < start
        ):
            line.verdict = None


def _body_start(lines: list[Line]) -> int:
    """Index of the first line of running text; wrapped text counts by its lines together."""
    begin, length = 0, 0
    for at, line in enumerate(lines):
        if line.free and is_prose(line):
            return at
        if line.gap or not line.free or len(line.text) <= 50:
            begin, length = at, 0
        if line.free and len(line.text) > 50:
            begin, length = (begin, length) if length else (at, 0)
            length += len(line.text)
            if length >= 200:
                return begin
    return len(lines)


def _place_verdicts(lines: list[Line]) -> None:
    """ "tail" verdicts hold only after the last paragraph."""
    last = max((at for at, line in enumerate(lines) if line.free and is_prose(line)), default=-1)
    for at, line in enumerate(lines):
        if line.verdict is not None and line.verdict.where == "tail" and at < last:
            line.verdict = None


def _cut_blocks(lines: list[Line], chrome: Chrome) -> None:
    """Drop what chrome opens: related headlines, comments. Never so much that the article itself would go."""
    start = first_prose(lines)
    prose_after = [0] * (len(lines) + 1)
    for at in range(len(lines) - 1, -1, -1):
        prose_after[at] = prose_after[at + 1] + (
            len(lines[at].text) if lines[at].free and is_prose(lines[at]) else 0
        )
    at = start
    while at < len(lines):
        verdict = lines[at].verdict
        at += 1
        if verdict is None or verdict.until == "line":
            continue
        closed = _is_closed(lines, at - 1, chrome)
        if verdict.until == "end":
            before = prose_after[0] - prose_after[at]
            if not closed and prose_after[at] > 0.7 * before and not _has_comments(lines, at):
                continue
        while at < len(lines):
            line = lines[at]
            if verdict.until == "blank" and line.gap:
                break
            if verdict.until == "prose" and not closed and line.free and _goes_on(line, chrome):
                break
            if line.verdict is not None and line.verdict.until == "end" and verdict.until != "end":
                break
            if line.drop is None:
                line.drop = verdict.reason
            at += 1


def _is_closed(lines: list[Line], at: int, chrome: Chrome) -> bool:
    """The article ended before this line: "./." or a signature."""
    for above in range(at - 1, max(-1, at - 12), -1):
        line = lines[above]
        if line.free:
            return line.text.endswith(CLOSING) or signature(line.text, chrome) is not None
    return False


def _has_comments(lines: list[Line], at: int) -> bool:
    return any(
        line.verdict is not None and line.verdict.reason.startswith("bình luận")
        for line in lines[at : at + 200]
    )


def _goes_on(line: Line, chrome: Chrome) -> bool:
    """The article goes on here after a box of headlines."""
    return (
        is_prose(line)
        or is_full_item(line)
        or line.kind in ("row", "image")
        or is_caption(line.text, chrome)
        or may_sign(line, chrome)
    )


def _use_dates(lines: list[Line], page: Page, whole_page: bool) -> None:
    """The publishing date: the first date line above the text, else one below it. Date lines within stay."""
    start = first_prose(lines)
    last = max((at for at, line in enumerate(lines) if line.free and is_prose(line)), default=-1)
    title = next((at for at, line in enumerate(lines) if line.kind == "title"), 0)
    best: DateLine | None = None
    best_at = 0
    for at, line in enumerate(lines):
        if line.dated is None:
            continue
        if start + 2 < at < last or (not whole_page and at > start):
            line.dated = None
            continue
        if at > last and line.drop and best is None:
            continue
        better = (best_at < title < at <= start and not line.dated.updated) or (
            best is None
            or (best.updated and not line.dated.updated and at < start)
            or (not best.has_time and line.dated.has_time and best.moment.date() == line.dated.moment.date())
        )
        if better:
            best, best_at = line.dated, at
    if best is not None:
        page.moment = best.moment
    for line in lines[: min(start, HEAD_LINES)]:
        if line.free and whole_page and line.kind is None and is_yearless(line.text):
            line.drop = "ngày giờ không ghi năm"
        if line.free and whole_page and (clock := time_line(line.text)) and best is not None:
            line.drop = "giờ đăng bài"
            if not best.has_time:
                page.moment = best.moment.replace(hour=clock[0], minute=clock[1])
        elif line.free and whole_page and line.kind is None and not any(c.isalpha() for c in line.text):
            line.drop = "con số của trang"
    for at, line in enumerate(lines):
        if (
            line.plain
            and len(line.text) < 16
            and not any(c.isalpha() for c in line.text)
            and not time_line(line.text)
        ):
            near = [lines[other] for other in (at - 1, at + 1) if 0 <= other < len(lines)]
            if any(other.verdict or other.drop == "con số của trang" for other in near):
                line.drop = "con số của trang"
        elif (
            line.plain
            and line.text.startswith("#")
            and all(word.startswith("#") for word in line.text.split())
        ):
            line.drop = "từ khóa của trang"


def _drop_repeats(lines: list[Line]) -> None:
    """A line twice in a row is a picture's alt text and its caption."""
    above: Line | None = None
    for line in lines:
        if not line.free:
            continue
        repeated = above is not None and folded(line.text) == folded(above.text)
        if above is not None and repeated and line.kind in (None, "image") and len(line.text.split()) >= 3:
            line.drop = "dòng lặp lại"
            if above.kind is None and len(above.text) <= LONGEST_CAPTION:
                above.kind = "image"
            continue
        above = line


def _take_lead(body: list[Line], chrome: Chrome) -> tuple[str | None, list[Line]]:
    """The first paragraph below the title; pictures and one subtitle may stand before it."""
    skipped = 0
    for at, line in enumerate(body[:8]):
        text = line.text
        if line.kind == "lead" or (
            is_prose(line) and not is_caption(text, chrome) and not text.endswith(";")
        ):
            return without_closing_mark(text), [*body[:at], *body[at + 1 :]]
        if line.kind == "image" or is_caption(text, chrome):
            continue
        if line.kind is not None or bullet_length(text) or is_numbered(text) or text.endswith(";"):
            break
        if (
            len(text.split()) >= LEAD_WORDS
            and line.gap | (at == 0)
            and not text.isupper()
            and not is_ended(text)
        ):
            following = body[at + 1] if at + 1 < len(body) else None
            if following is None or is_prose(following):
                return text, [*body[:at], *body[at + 1 :]]
        if len(body) == 1:
            return without_closing_mark(text), []
        skipped += 1
        if skipped > 1 or text.isupper() or len(text.split()) < 4:
            break
    return None, body


def _without_agency(text: str, page: Page, chrome: Chrome) -> str:
    """ "(TTXVN) - Ngày ..." without the agency; "Hà Nội (TTXVN) - Ngày ..." keeps the place."""
    found = _AGENCY.match(text[:140])
    if found:
        place, agency = found["place"].strip(), found["agency"].strip()
        known = chrome.is_one_of("agencies", agency)
        if not place and (
            known or (len(agency.split()) <= 5 and agency[0].isupper() and not any(map(str.isdigit, agency)))
        ):
            page.dropped.append(Dropped(found[0].strip(), "tên cơ quan báo chí đứng trước bài"))
            return text[found.end() :]
        if place and known and (is_name(place.split(",")[0]) or "ngày" in place):
            page.dropped.append(Dropped(f"({agency})", "tên cơ quan báo chí đứng trước bài"))
            return f"{place} - {text[found.end() :]}"
        return text
    found = _BARE_AGENCY.match(text[:60])
    if found and _is_agency(found["agency"], text[found.end() :], chrome):
        page.dropped.append(Dropped(found[0].strip(), "tên cơ quan báo chí đứng trước bài"))
        return text[found.end() :]
    return text


def _is_agency(name: str, rest: str, chrome: Chrome) -> bool:
    if chrome.is_one_of("agencies", name) or chrome.is_domain(name):
        return True
    words = name.split()
    if words[0].casefold() == "báo" and len(words) <= 5:
        return True
    following = rest.split(None, 1)[0]
    short = len(words) == 1 and 2 <= len(name) <= 6 and name.isalpha() and name.isupper()
    return (
        short
        and not chrome.is_one_of("not_agencies", name)
        and not (following.isupper() and len(following) > 1)
    )


def _dropped(lines: list[Line]) -> list[Dropped]:
    dropped: list[Dropped] = []
    for line in lines:
        if line.kind == "title" and line.drop:
            dropped.append(Dropped(line.drop, "nhãn của tiêu đề thư"))
        elif line.drop:
            dropped.append(Dropped(line.text, line.drop))
        elif line.dated:
            day = line.dated.moment
            dropped.append(Dropped(line.text, f"dòng ngày giờ: {day.day}/{day.month}/{day.year}"))
        elif line.verdict:
            dropped.append(Dropped(line.text, line.verdict.reason))
    return dropped
