"""Whole pages as people paste them, in folders: input, and the article that must come out of it."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from service.article import Article, Block
from service.sources import article_from_text, decode, demo_articles

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
CASES = Path(__file__).parent.parent / "cases" / "articles"


def shown(block: Block) -> str:
    return f"{block.kind}{block.level or ''}{' header' if block.header else ''}: {block.text}"


def parts(article: Article) -> dict[str, object]:
    return {
        "title": article.title,
        "lead": article.lead,
        "byline": article.byline,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "section": article.section,
        "body": [shown(block) for block in article.body],
        "dropped": [dropped.text for dropped in article.dropped],
    }


@pytest.mark.parametrize("folder", sorted(CASES.iterdir()), ids=lambda folder: folder.name)
def test_a_pasted_page_becomes_the_article_that_a_reader_sees_in_it(folder: Path):
    source = next(folder.glob("input.*"))
    article = article_from_text(decode(source.read_bytes()), timezone=HANOI)
    assert parts(article) == json.loads((folder / "expected.json").read_text(encoding="utf-8"))


def test_every_dropped_text_says_why_in_words():
    for folder in CASES.iterdir():
        source = next(folder.glob("input.*"))
        article = article_from_text(decode(source.read_bytes()), timezone=HANOI)
        assert all(dropped.text and len(dropped.reason.split()) >= 2 for dropped in article.dropped)


@pytest.mark.parametrize("demo", demo_articles(), ids=lambda demo: demo.name)
def test_a_demo_article_is_understood_and_of_a_readable_length(demo):
    article = article_from_text(demo.text, timezone=HANOI, section=demo.section)
    assert 500 <= article.word_count <= 900
    assert article.lead
    assert article.byline
    assert article.published_at
    assert article.section == demo.section
    assert any(block.kind == "image" for block in article.body)
    assert not any("Chia sẻ" in block.text or "PublishingPortal" in block.text for block in article.blocks)


def test_the_demo_articles_hold_every_kind_of_block_and_every_trap_together():
    texts = " ".join(demo.text for demo in demo_articles())
    kinds = {b.kind for demo in demo_articles() for b in article_from_text(demo.text, timezone=HANOI).blocks}
    assert {"title", "date", "lead", "paragraph", "item", "row", "image", "byline"} <= kinds
    traps = "28/04/20|khóa XII|2021 - 2025|22/4/20|(TTHC)|TTHC trong|85%|kinh tế - xã hội|từ 80%|...|PCI|01 bậc|(VCCI)|./.|3-2"
    assert [trap for trap in traps.split("|") if trap not in texts] == []
