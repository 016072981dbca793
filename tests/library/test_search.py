"""Articles are found by their words; what is found changes in the same moment as the articles."""

import contextlib
import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.article import Article, Block
from service.library import folding
from service.library.archive import Period
from service.library.articles import Articles
from service.library.database import Database, open_database, sqlite_url, upgrade
from service.library.errors import NoSuchResultPage, NothingToSearch, QueryTooLong
from service.library.folding import without_marks, words
from service.library.models import meta
from service.library.search import FOLDING_NOTE, MAX_RESULTS, Search

from .conftest import NOON

param = pytest.param


def article(title: str, *paragraphs: str, lead: str | None = None, **fields: object) -> Article:
    return Article(title, lead, tuple(Block("paragraph", text) for text in paragraphs), **fields)  # type: ignore[arg-type]


class Library:
    """Keeps articles a minute apart and finds their titles."""

    def __init__(self, database: Database) -> None:
        self.articles = Articles(database)
        self.search = Search(database)
        self.now = NOON

    def keep(self, *articles: Article) -> list[int]:
        ids: list[int] = []
        for each in articles:
            self.now += timedelta(minutes=1)
            ids.append(self.articles.create(each, self.now).id or 0)
        return ids

    def titles(self, query: str, **scope: object) -> list[str]:
        return [hit.article.title for hit in self.search.find(query, **scope).hits]  # type: ignore[arg-type]


@pytest.fixture
def library(database: Database) -> Library:
    return Library(database)


STREET, POPLAR, PLAIN = "Sửa đường liên xã", "Họ Dương mở hội", "Duong Van Minh"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        param("duong", [PLAIN, POPLAR, STREET], id="no marks: all of them, the newest first"),
        param("đường", [STREET], id="marks count"),
        param("dương", [POPLAR], id="and đ counts"),
        param("DUONG", [PLAIN, POPLAR, STREET], id="capitals do not count"),
        param("sua đường", [STREET], id="word by word"),
        param("lien xa duong", [STREET], id="in any order"),
        param("duong hoi", [POPLAR], id="all words must be there"),
        param("“duong lien”", [STREET], id="a phrase"),
        param("“đường liên”", [STREET], id="a phrase with marks"),
        param("“lien duong”", [], id="a phrase in the wrong order"),
        param("duong lie", [STREET], id="the last word may be begun"),
        param("duo", [PLAIN, POPLAR, STREET], id="the only word too"),
        param("đườ", [STREET], id="begun with marks"),
        param("duo lien", [], id="but no other word"),
        param("minh", [PLAIN], id="one word"),
    ],
)
def test_marks_count_where_they_are_typed(library: Library, query, found):
    library.keep(article(STREET), article(POPLAR), article(PLAIN))
    assert library.titles(query) == found


def test_old_and_new_places_of_the_tone_find_each_other(library: Library):
    library.keep(article("Hoà bình ở Thuỷ Nguyên"), article("Hòa Bình và Thủy Nguyên"))
    assert len(library.titles("hòa thuỷ")) == len(library.titles("“hoà bình”")) == 2


def test_titles_come_before_leads_and_leads_before_the_text_and_the_newest_first(library: Library):
    library.keep(
        article("Một", "Nước sạch về bản."),
        article("Hai", "Tin.", lead="Nước sạch về bản."),
        article("Nước sạch về bản ba"),
        article("Bốn", "Nước sạch về bản."),
        article("Năm", "Tin.", lead="Nước sạch về bản."),
        article("Nước sạch về bản sáu"),
        article("Bảy", "Sạch bóng khách, bản vắng nước về."),
    )
    expected = ["Nước sạch về bản sáu", "Nước sạch về bản ba", "Năm", "Hai", "Bốn", "Một", "Bảy"]
    assert library.titles("nước sạch") == expected
    assert library.titles("nuoc sach") == expected


def test_whole_words_come_before_words_that_only_begin_so(library: Library):
    library.keep(article("Chợ Đồ cũ"), article("Chợ Đồn vui"))
    assert library.titles("chợ đồ") == ["Chợ Đồ cũ", "Chợ Đồn vui"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        param("nghj quyet", "nghi quyet", id="a wrong letter"),
        param("ngh quyet", "nghi quyet", id="a missing letter"),
        param("nghii quyet", "nghi quyet", id="a letter too many"),
        param("ngih quyet", "nghi quyet", id="two letters exchanged"),
        param("nghị quyếr", "nghị quyết", id="with marks"),
        param("nghi quyêt", "nghi quyết", id="a tone forgotten"),
        param("nghĩ quyet", "nghị quyet", id="a wrong tone"),
    ],
)
def test_a_typing_error_is_forgiven_when_nothing_is_found_and_it_is_said(library: Library, typed, meant):
    library.keep(article("Nghị quyết mới"), article("Họp mặt"))
    found = library.search.find(typed)
    assert (found.query, found.instead_of, found.total) == (meant, typed, 1)


@pytest.mark.parametrize("typed", ["zzzzz", "nghi zzzzz", "đường", "q", "“nghi moi”"])
def test_what_nobody_wrote_finds_nothing(library: Library, typed):
    library.keep(article("Nghị quyết mới của họ Dương"))
    found = library.search.find(typed)
    assert (found.total, found.pages, found.hits, found.instead_of) == (0, 1, (), None)


def test_a_withdrawn_article_is_found_no_more(library: Library):
    gone, _ = library.keep(article("Nước sạch", "Ngân hàng máu"), article("Nước lũ"))
    library.articles.withdraw(gone, NOON)
    assert library.titles("nước") == ["Nước lũ"]
    assert library.titles("ngân hàng máu") == []
    library.articles.withdraw(gone, NOON)
    assert library.titles("nuoc") == ["Nước lũ"]


def test_an_edited_article_is_found_by_its_new_words_only(library: Library):
    (edited,) = library.keep(article("Cầu treo", "Nhịp dài 40 mét.", section="Xã hội"))
    library.articles.update(edited, article("Cầu phao", "Rộng 6 mét.", section="Kinh tế"), NOON)
    assert library.titles("cầu phao") == library.titles("mét", section="Kinh tế") == ["Cầu phao"]
    for gone in ("treo", "nhịp", "40"):
        assert library.titles(gone) == []
    assert library.titles("mét", section="Xã hội") == []


def test_a_new_version_with_another_date_moves(library: Library):
    first, _ = library.keep(article("Tin một"), article("Tin hai"))
    later = article("Tin một", published_at=NOON + timedelta(days=1))
    library.articles.update(first, later, NOON)
    assert library.titles("tin") == ["Tin một", "Tin hai"]


def test_a_search_may_be_kept_to_a_section_and_to_days(library: Library):
    days = [datetime(2021, 4, day, 12, tzinfo=UTC) for day in (27, 28, 29)]
    library.keep(
        *(
            article(f"Tin {section} ngày {day.day}", published_at=day, section=section)
            for section in ("Xã hội", "Kinh tế", "”; DROP TABLE articles; --")
            for day in days
        )
    )
    day = Period(datetime(2021, 4, 28, tzinfo=UTC), datetime(2021, 4, 29, tzinfo=UTC))
    assert library.titles("tin", section="Xã hội", period=day) == ["Tin Xã hội ngày 28"]
    assert len(library.titles("tin", section="”; DROP TABLE articles; --")) == 3
    assert len(library.titles("tin", period=day)) == 3
    assert library.titles("tin", section="Xã hộ") == []
    assert library.titles("tin", period=Period(day.until, day.since)) == []


def test_pages_cover_everything_exactly_once_even_while_articles_come_in(library: Library):
    chance = random.Random(1)
    kept = library.keep(
        *(
            article(
                "Nước sạch" if n % 3 else f"Tin {n}",
                "Chuyện khác." if n % 3 else "Nước về.",
                lead="Có nước." if n % 5 else None,
            )
            for n in range(47)
        )
    )
    chance.shuffle(kept)
    first = library.search.find("nước", page_results=10)
    seen = [hit.article.id for hit in first.hits]
    for page in range(2, first.pages + 1):
        library.keep(article("Nước mới"))
        following = library.search.find("nước", page, edition=first.edition, page_results=10)
        assert following.total == first.total
        seen += [hit.article.id for hit in following.hits]
    assert len(seen) == len(set(seen)) == first.total == 47
    assert library.search.find("nước").total > 47


@pytest.mark.parametrize("page", [0, -1, 2, 10**9])
def test_a_page_that_does_not_exist_is_refused_in_words(library: Library, page):
    library.keep(article("Nước"))
    with pytest.raises(NoSuchResultPage) as refused:
        library.search.find("nước", page)
    assert "có 1 trang" in refused.value.vi_text


def test_of_very_many_matches_the_best_are_shown_and_it_is_said(database: Database, monkeypatch):
    monkeypatch.setattr("service.library.search.MAX_RESULTS", 30)
    library = Library(database)
    library.keep(article("Nước cũ"), *(article(f"Tin {n}", "Nước.") for n in range(50)))
    found = library.search.find("nước")
    assert (found.total, found.more, found.pages) == (30, True, 2)
    assert found.hits[0].article.title == "Nước cũ"
    assert MAX_RESULTS == 2_000
    with pytest.raises(NoSuchResultPage):
        library.search.find("nước", 3)


def test_articles_of_one_minute_keep_their_order_and_none_is_lost(database: Database, monkeypatch):
    monkeypatch.setattr("service.library.indexing.ARRIVAL_BITS", 2)
    articles, search = Articles(database), Search(database)
    for number in range(11):
        articles.create(article(f"Tin {number}"), NOON)
    assert {hit.article.title for hit in search.find("tin").hits} == {f"Tin {n}" for n in range(11)}


hostile = st.text(
    st.sampled_from("aàdđuưoơng AND\"'“”*()-+^:;{}[]\\%_<>&|!@#·¶§~/\x00\u0300😀１²½")
    | st.characters(exclude_categories=["Cs"]),
    max_size=40,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=hostile)
def test_whatever_is_typed_is_answered(library: Library, typed):
    if not library.articles.count():
        library.keep(article("Đường ngang AND or Not", "Near 12 m², “a’b” 50% _x_"))
    with contextlib.suppress(NothingToSearch, QueryTooLong):
        assert library.search.find(typed).pages == 1


texts = st.text(
    st.sampled_from("aăâàáảãạặđdeêềgiìkhlmnoôơờpqrstuưừvxyỳỹ0123 ,.-/“”")
    | st.characters(max_codepoint=0x24F, categories=["L", "N", "P"]),
    min_size=1,
    max_size=60,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(title=texts, body=texts, data=st.data())
def test_some_of_an_articles_words_typed_without_marks_find_it(library: Library, title, body, data):
    written = [word for word in words(f"{title} {body}") if folding.keys(word).folded and len(word) <= 40]
    some = data.draw(st.lists(st.sampled_from(written or ["x"]), min_size=1, max_size=4))
    (kept,) = library.keep(article(title, body))
    period = Period(library.now, library.now + timedelta(minutes=1))
    queries = [" ".join(some), without_marks(" ".join(some))] if written else []
    found = [[hit.article.id for hit in library.search.find(query, period=period).hits] for query in queries]
    library.articles.withdraw(kept, NOON)
    assert found == [[kept] for _ in queries], queries
    assert [library.search.find(query).hits for query in queries] == [() for _ in queries]


def test_found_words_are_marked_in_title_and_text(library: Library):
    library.keep(
        article("Sửa <b>đường</b> liên xã", "Mưa to. " * 40 + "Đường liên xã dài 12 km. " + "Gió. " * 60)
    )
    (hit,) = library.search.find("duong lien").hits
    assert "".join(piece.text for piece in hit.title) == "Sửa <b>đường</b> liên xã"
    assert [piece.text for piece in hit.title if piece.marked] == ["đường", "liên"]
    assert [piece.text for piece in hit.snippet.pieces if piece.marked] == ["Đường liên"]
    shown = "".join(piece.text for piece in hit.snippet.pieces)
    assert "Đường liên xã dài 12 km" in shown
    assert shown.split()[0] in ("Mưa", "to.")
    assert hit.snippet.cut_before
    assert hit.snippet.cut_after


OLD_SCHEMA = "0001"


def old_database(path: Path, count: int) -> None:
    """A database of the version before search, with articles in it, one of them withdrawn."""
    engine = sa.create_engine(sqlite_url(path))
    with engine.begin() as connection:
        upgrade(connection, OLD_SCHEMA)
    engine.dispose()
    with sqlite3.connect(path) as plain:
        for number in range(1, count + 1):
            withdrawn = "2026-01-01 00:00:00.000000" if number == 2 else None
            moment = f"2026-04-{number:02} 12:00:00.000000"
            plain.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, 1, ?, NULL, NULL, NULL, ?, 3)",
                (number, moment, moment, withdrawn, f"Tin cũ {number}", moment),
            )
            plain.execute(
                "INSERT INTO article_versions VALUES (?, 1, ?, ?)",
                (
                    number,
                    moment,
                    f'{{"title":"Tin cũ {number}","lead":null,"body":[{{"kind":"paragraph","text":"Đường số {number}"}}],"byline":null,'
                    '"published_at":null,"section":null,"source_url":null,"dropped":[]}',
                ),
            )
    plain.close()


def test_an_older_database_gets_its_index_in_batches_the_newest_first(tmp_path: Path):
    path = tmp_path / "old.sqlite"
    old_database(path, 7)
    database = open_database(sqlite_url(path))
    library = Library(database)
    assert library.titles("duong") == []
    assert library.search.catch_up(batch=4) == 4
    assert library.titles("duong") == [f"Tin cũ {n}" for n in (7, 6, 5, 4)]
    library.articles.withdraw(7, NOON)
    library.articles.withdraw(1, NOON)
    assert library.search.catch_up(batch=4) == 1
    assert library.search.catch_up(batch=4) == 0
    assert library.titles("duong") == [f"Tin cũ {n}" for n in (6, 5, 4, 3)]
    database.close()


def test_an_index_of_another_folding_is_made_anew(database: Database):
    library = Library(database)
    library.keep(article("Nước sạch"), article("Nước lũ"))
    with database.write() as connection:
        connection.execute(sa.delete(meta).where(meta.c.key == FOLDING_NOTE))
        connection.execute(sa.insert(meta).values(key=FOLDING_NOTE, value="older"))
    assert library.search.catch_up() == 2
    assert library.search.catch_up() == 0
    assert library.titles("nước") == ["Nước lũ", "Nước sạch"]


def test_the_index_itself_finds_no_fault_with_what_was_taken_out(database: Database):
    library = Library(database)
    ids = library.keep(*(article(f"Tin {n}", "Đường đi khó không khó vì ngăn sông.") for n in range(30)))
    for number in ids[::2]:
        library.articles.withdraw(number, NOON)
    for number in ids[1::4]:
        library.articles.update(number, article("Mới", "Đường đi."), NOON)
    with database.write() as connection:
        for index in ("search_title", "search_head", "search_whole"):
            connection.exec_driver_sql(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
    assert database.check() == []
    assert library.search.find("duong").total == 15
