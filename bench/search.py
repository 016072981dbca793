"""How fast articles are found among 100,000 of about 300 words, on SQLite, inside one process.

Targets: 200 mixed queries <= 20 ms (median), a syllable that most articles hold <= 60 ms. The articles are made of the
demo articles' own neighbouring words, so that syllables and pairs of them are as common as in news. They are put
into the library as an older version had kept them (without index), so that the upgrade is measured too.
BAONOI_BENCH_ARTICLES changes their number.
"""

import os
import random
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from service.article import Article, Block
from service.library import folding
from service.library.articles import to_json
from service.library.database import Database, open_database, sqlite_url
from service.library.models import article_versions, articles
from service.library.search import Search
from service.sources import article_from_text, demo_articles

ARTICLES = int(os.environ.get("BAONOI_BENCH_ARTICLES", "100000"))
WORDS = 300
QUERIES = 200
START = datetime(2016, 1, 1, tzinfo=UTC)
SECTIONS = ("Chính trị", "Kinh tế", "Xã hội", "Giáo dục", "Y tế", "Văn hóa")
BATCH = 1_000


class Writer:
    """Writes articles whose every word follows the one before as somewhere in the demo articles, or, one time in ten, any."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        zone = ZoneInfo("Asia/Ho_Chi_Minh")
        self.words: list[str] = []
        for _, text, _ in demo_articles():
            self.words += [
                word for block in article_from_text(text, timezone=zone).blocks for word in block.text.split()
            ]
        self._after: dict[str, list[str]] = defaultdict(list)
        for word, following in zip(self.words, self.words[1:], strict=False):
            self._after[word].append(following)
        syllables = sorted({word.lower() for word in self.words if word.isalpha()})
        self._names = [f"{chance.choice(syllables)}{chance.choice(syllables)}".title() for _ in range(20_000)]

    def text(self, count: int) -> str:
        chance, word = self._chance, self._chance.choice(self.words)
        said = [word]
        while len(said) < count:
            draw = chance.random()
            if draw < 0.02:
                said.append(chance.choice(self._names))
            word = (
                chance.choice(self._after.get(word) or self.words)
                if draw < 0.9
                else chance.choice(self.words)
            )
            said.append(word)
        return " ".join(said)

    def article(self, number: int) -> Article:
        body = tuple(Block("paragraph", self.text(WORDS // 5 - 8)) for _ in range(5))
        return Article(
            title=self.text(12),
            lead=self.text(30),
            body=body,
            published_at=START + timedelta(minutes=53 * number),
            section=self._chance.choice(SECTIONS),
        )


def run() -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "baonoi.sqlite3"
        database = open_database(sqlite_url(path))
        writer = Writer(random.Random(5))
        sample = _fill(database, writer)
        bare = path.stat().st_size
        search = Search(database)
        began = time.perf_counter()
        while search.catch_up(BATCH):
            pass
        indexed = time.perf_counter() - began
        size = _size(path) - bare
        rows = _measured(search, sample, random.Random(7))
        database.close()
    rows.append(
        (
            f"index of {ARTICLES:,} articles made after an upgrade",
            f"{indexed:.0f} s, {size / 1e6:.0f} MB",
            "–",
        )
    )
    table = "\n".join(f"| {what} | {measured} | {target} |" for what, measured, target in rows)
    return f"## Search in {ARTICLES:,} articles of {WORDS} words, SQLite\n\n| what | measured | target |\n|---|---|---|\n{table}\n"


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.parent.glob(path.name + "*"))


def _fill(database: Database, writer: Writer) -> list[Article]:
    """Keep the articles without indexing them; some of them, to make queries of."""
    sample: list[Article] = []
    for first in range(0, ARTICLES, BATCH):
        written = [writer.article(first + number) for number in range(min(BATCH, ARTICLES - first))]
        sample += written[:20]
        with database.write() as connection:
            connection.execute(
                sa.insert(articles),
                [
                    {
                        "id": first + number + 1,
                        "created_at": article.published_at,
                        "updated_at": article.published_at,
                        "current_version": 1,
                        "title": article.title,
                        "lead": article.lead,
                        "section": article.section,
                        "published": article.published_at and article.published_at.isoformat(),
                        "listed_at": article.published_at,
                        "words": WORDS,
                    }
                    for number, article in enumerate(written)
                ],
            )
            connection.execute(
                sa.insert(article_versions),
                [
                    {
                        "article_id": first + number + 1,
                        "version": 1,
                        "created_at": article.published_at,
                        "data": to_json(article),
                    }
                    for number, article in enumerate(written)
                ],
            )
    return sample


def _measured(search: Search, sample: list[Article], chance: random.Random) -> list[tuple[str, str, str]]:
    counted = Counter(
        word
        for article in sample
        for word in {
            folding.keys(word).folded for block in article.blocks for word in folding.words(block.text)
        }
    )
    common = [word for word, _ in counted.most_common(5)]
    mixed = [make(chance, sample) for make in (MIXED * (QUERIES // len(MIXED) + 1))[:QUERIES]]
    search.find("đường")
    times = sorted(_seconds(search, query) for query in mixed)
    often = [statistics.median(_seconds(search, word) for _ in range(5)) for word in common]
    deep = statistics.median(_seconds(search, word, search.find(word).pages) for word in common)
    return [
        (
            f"{QUERIES} mixed queries, first page with snippets",
            f"median {statistics.median(times) * 1000:.1f} ms, 95 % within {times[int(QUERIES * 0.95)] * 1000:.0f} ms, all within {times[-1] * 1000:.0f} ms",
            "median 20 ms",
        ),
        (
            f"a syllable that most articles hold ({', '.join(common)})",
            f"{max(often) * 1000:.1f} ms, the slowest",
            "60 ms",
        ),
        ("the last page of such a syllable, at most the 100th", f"{deep * 1000:.1f} ms", "–"),
    ]


def _seconds(search: Search, query: str, page: int = 1) -> float:
    began = time.perf_counter()
    search.find(query, page)
    return time.perf_counter() - began


def _neighbours(chance: random.Random, sample: list[Article], count: int) -> str:
    words = [word for word in chance.choice(sample).body[0].text.split() if any(map(str.isalnum, word))]
    at = chance.randrange(len(words) - count)
    return " ".join(words[at : at + count])


def _mistyped(chance: random.Random, sample: list[Article]) -> str:
    words = folding.without_marks(_neighbours(chance, sample, 2)).split()
    longest = max(words, key=len)
    at = chance.randrange(len(longest))
    return " ".join(words).replace(longest, longest[:at] + "j" + longest[at + 1 :])


MIXED: tuple[Callable[[random.Random, list[Article]], str], ...] = (
    lambda chance, sample: _neighbours(chance, sample, 1),
    lambda chance, sample: _neighbours(chance, sample, 2),
    lambda chance, sample: folding.without_marks(_neighbours(chance, sample, 2)),
    lambda chance, sample: folding.without_marks(_neighbours(chance, sample, 4)),
    lambda chance, sample: f"“{_neighbours(chance, sample, 3)}”",
    lambda chance, sample: f"{_neighbours(chance, sample, 1)} {_neighbours(chance, sample, 1)}",
    lambda chance, sample: _neighbours(chance, sample, 2)[:-1],
    _mistyped,
)
"""Marked and not, one word and several, phrases, strangers, beginnings of words, typing errors."""


if __name__ == "__main__":
    print(run())
