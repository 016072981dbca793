"""Articles are kept in versions and given back exactly as they were written."""

from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.article import Article, Block, BlockKind, Dropped
from service.errors import ArticleWithdrawn, NoSuchArticle
from service.library.articles import Articles, from_json, to_json
from service.library.database import Database
from service.library.errors import NoSuchVersion, UnstorableText

from .conftest import NOON, Clock

HANOI = timezone(timedelta(hours=7))

FULL = Article(
    title="Hội nghị trực tuyến triển khai công tác",
    lead="Sáng 28/4, Ủy ban nhân dân tỉnh tổ chức hội nghị.",
    body=(
        Block("heading", "Kết quả", level=2),
        Block("paragraph", "Chỉ số 85% ./."),
        Block("row", "Xã | Hộ", header=True),
        Block("image", "Toàn cảnh", src="/anh/1.jpg", alt=""),
    ),
    byline="Theo Lan Anh",
    published_at=datetime(2021, 4, 28, 5, 30, tzinfo=HANOI),
    section="Thời sự",
    source_url="https://vi.example/bai?id=1&x=“a”",
    dropped=(Dropped("Tăng cỡ chữ Giảm cỡ chữ", "nút của trang"),),
)

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
some = st.none() | text
blocks = st.builds(
    Block,
    kind=st.sampled_from(get_args(BlockKind)),
    text=text,
    level=st.none() | st.integers(2, 6),
    header=st.booleans(),
    src=some,
    alt=some,
)
moments = st.datetimes(
    timezones=st.builds(lambda s: timezone(timedelta(seconds=s)), st.integers(-50_000, 50_000))
)
whole_articles = st.builds(
    Article,
    title=text,
    lead=some,
    body=st.lists(blocks, max_size=4).map(tuple),
    byline=some,
    published_at=st.none() | moments,
    section=some,
    source_url=some,
    dropped=st.lists(st.builds(Dropped, text, text), max_size=3).map(tuple),
)


@pytest.fixture
def articles(database: Database) -> Articles:
    return Articles(database)


def test_an_article_comes_back_with_every_field(articles):
    kept = articles.create(FULL, NOON)
    assert articles.get(kept.id) == kept == FULL.kept_as(kept.id, 1)


@given(whole_articles)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_of_an_article_is_lost_in_writing_it_down(article):
    again = from_json(to_json(article))
    assert again == article
    if article.published_at and again.published_at:
        assert again.published_at.utcoffset() == article.published_at.utcoffset()


def test_an_edit_is_a_new_version_and_the_old_one_stays(articles, clock: Clock):
    first = articles.create(FULL, NOON)
    later = clock.forward(hours=1)
    second = articles.update(first.id, Article("Tin mới"), later)
    assert second == Article("Tin mới", id=first.id, version=2)
    assert articles.get(first.id) == second
    assert articles.get(first.id, version=1) == first
    assert [(v.version, v.created_at) for v in articles.versions(first.id)] == [(1, NOON), (2, later)]


@pytest.mark.parametrize("article_id", [0, -1, 7, 2**63 - 1, 2**63, 10**30, -(10**30)])
@pytest.mark.parametrize("ask", ["get", "update", "withdraw", "versions"])
def test_an_id_that_nobody_has_is_answered_in_words(articles, article_id, ask):
    articles.create(FULL, NOON)
    call = {
        "get": lambda: articles.get(article_id),
        "update": lambda: articles.update(article_id, FULL, NOON),
        "withdraw": lambda: articles.withdraw(article_id, NOON),
        "versions": lambda: articles.versions(article_id),
    }[ask]
    with pytest.raises(NoSuchArticle):
        call()


@pytest.mark.parametrize("version", [0, -1, 2, 10**30])
def test_a_version_that_was_never_written_is_answered_in_words(articles, version):
    kept = articles.create(FULL, NOON)
    with pytest.raises(NoSuchVersion):
        articles.get(kept.id, version)


def test_a_withdrawn_article_is_not_handed_out_listed_or_changed(articles):
    kept = articles.create(FULL, NOON)
    articles.withdraw(kept.id, NOON)
    articles.withdraw(kept.id, NOON + timedelta(days=1))  # a second time changes nothing
    for call in (
        lambda: articles.get(kept.id),
        lambda: articles.get(kept.id, 1),
        lambda: articles.update(kept.id, FULL, NOON),
        lambda: articles.versions(kept.id),
    ):
        with pytest.raises(ArticleWithdrawn):
            call()
    assert articles.latest(10) == ()
    assert articles.sections() == ()
    assert articles.count() == 0


def test_lists_go_from_newest_to_oldest_by_published_date_else_by_when_kept(articles):
    def kept(title: str, published: datetime | None) -> None:
        articles.create(Article(title, published_at=published), NOON)

    kept("old", datetime(2020, 1, 1, tzinfo=HANOI))
    kept("undated", None)
    kept("undated too, kept later", None)
    kept("evening", NOON + timedelta(hours=8))
    kept("same moment by another clock", (NOON + timedelta(hours=8)).astimezone(HANOI))
    assert [a.title for a in articles.latest(10)] == [
        "same moment by another clock",
        "evening",
        "undated too, kept later",
        "undated",
        "old",
    ]


def test_an_edited_article_without_date_keeps_its_place(articles, clock: Clock):
    first = articles.create(Article("a"), clock())
    articles.create(Article("b"), clock.forward(minutes=1))
    articles.update(first.id, Article("a, sửa"), clock.forward(minutes=1))
    assert [a.title for a in articles.latest(10)] == ["b", "a, sửa"]


def test_pages_of_a_list_hold_every_article_once(articles):
    for number in range(23):
        articles.create(Article(f"Bài {number}", published_at=NOON + timedelta(days=number // 3)), NOON)
    seen, before = [], None
    while page := articles.latest(4, before=before):
        seen += [a.id for a in page]
        before = page[-1].position
    assert seen == [a.id for a in articles.latest(100)]
    assert len(set(seen)) == 23


def test_a_section_lists_its_own_articles(articles):
    for section in ("Thể thao", "Thời sự", None, "Thể thao", ""):
        articles.create(Article("Bài", section=section), NOON)
    assert articles.sections() == ("Thể thao", "Thời sự")
    assert [a.section for a in articles.latest(10, section="Thể thao")] == ["Thể thao"] * 2
    assert articles.latest(10, section="Không có") == ()


def test_a_summary_shows_the_current_version_with_the_date_as_written(articles, clock: Clock):
    kept = articles.create(Article("Cũ"), NOON)
    articles.update(kept.id, FULL, clock.forward(minutes=5))
    (summary,) = articles.latest(1)
    assert (summary.id, summary.version, summary.title, summary.lead) == (kept.id, 2, FULL.title, FULL.lead)
    assert summary.published_at == FULL.published_at
    assert summary.published_at.utcoffset() == timedelta(hours=7)
    assert summary.words == FULL.word_count
    assert (summary.created_at, summary.updated_at) == (NOON, clock())


@pytest.mark.parametrize(
    "article",
    [
        pytest.param(Article("Tin \ud800"), id="a lone surrogate"),
        pytest.param(Article("Tin", body=(Block("paragraph", "\udfff"),)), id="a lone surrogate in the body"),
        pytest.param(Article("Tin\0"), id="NUL in the title, which PostgreSQL cannot hold"),
    ],
)
def test_text_that_no_database_can_hold_is_refused_in_words(articles, article):
    with pytest.raises(UnstorableText):
        articles.create(article, NOON)
    assert articles.count() == 0


@pytest.mark.parametrize(
    "published",
    [datetime.min.replace(tzinfo=HANOI), datetime.max.replace(tzinfo=timezone(-timedelta(hours=7)))],
)
def test_the_ends_of_the_calendar_are_kept_too(articles, published):
    kept = articles.create(Article("Tin", published_at=published), NOON)
    assert articles.get(kept.id).published_at == published
    assert articles.latest(1)[0].position.listed_at == NOON


def test_hostile_text_is_kept_to_the_letter(articles):
    title = "'; DROP TABLE articles;-- \u202e\u200b<script>%s{}\\u0000 🇻🇳 " + "ạ" * 5000
    kept = articles.create(Article(title, body=(Block("paragraph", "a\0b"),)), NOON)
    assert articles.get(kept.id) == kept
    assert articles.latest(1)[0].title == title


def test_a_naive_time_is_our_own_mistake(articles):
    with pytest.raises(Exception, match="aware"):
        articles.create(FULL, NOON.replace(tzinfo=None))
    assert articles.count() == 0


def test_kept_times_are_in_utc(articles):
    kept = articles.create(FULL, NOON.astimezone(HANOI))
    (version,) = articles.versions(kept.id)
    assert version.created_at == NOON
    assert version.created_at.tzinfo is UTC
