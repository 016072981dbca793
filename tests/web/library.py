"""A real library in a folder, for tests of the pages that find articles."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from service.article import Article
from service.library.archive import Archive
from service.library.articles import Articles, ArticleSummary
from service.library.database import open_database, sqlite_url
from service.library.search import Search
from service.web.reader.finder import Finder
from service.web.reader.newsstand import Summary
from tests.web.doubles import NOW

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def summary(article: ArticleSummary) -> Summary:
    return Summary(
        article.id,
        article.title,
        article.lead,
        article.section,
        article.published_at,
        article.words / 3.5,
        article.words,
    )


def finder_of(folder: Path, *articles: Article) -> Finder:
    """Finds these articles, kept in this order a minute apart; the database lives as long as the folder."""
    database = open_database(sqlite_url(folder / "library.sqlite"))
    kept = Articles(database)
    for minute, article in enumerate(articles):
        kept.create(article, NOW + timedelta(minutes=minute))
    return Finder(Search(database), Archive(database), HANOI, summary)
