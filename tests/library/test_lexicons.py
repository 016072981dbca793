"""A newsroom's readings are kept for the site or for one article."""

import pytest

from service.article import Article
from service.errors import NoSuchArticle
from service.library.articles import Articles
from service.library.database import Database
from service.library.errors import BadLexiconEntry, NoSuchLexiconEntry
from service.library.lexicons import Lexicons
from service.reading.lexicon import Entry

from .conftest import NOON

HDND = Entry("HĐND", "hội đồng nhân dân", note="viết tắt", example="HĐND tỉnh", source="Luật 77/2015")


@pytest.fixture
def lexicons(database: Database) -> Lexicons:
    return Lexicons(database)


@pytest.fixture
def article_id(database: Database) -> int:
    return Articles(database).create(Article("Tin"), NOON).id or 0


def test_an_entry_comes_back_with_every_field(lexicons):
    kept = lexicons.put(HDND, NOON)
    assert kept.entry == HDND
    assert lexicons.get(kept.id) == kept
    assert lexicons.site() == (kept,)


def test_an_article_is_read_with_the_sites_entries_and_then_its_own(lexicons, article_id):
    lexicons.put(Entry("HCM", "hồ chí minh"), NOON, article_id)
    lexicons.put(HDND, NOON)
    assert [(e.written, e.scope) for e in lexicons.for_article(article_id)] == [
        ("HĐND", "site"),
        ("HCM", "article"),
    ]
    assert [e.written for e in lexicons.for_article(None)] == ["HĐND"]
    assert [e.written for e in lexicons.for_article(article_id + 1)] == ["HĐND"]


def test_the_same_written_form_in_the_same_scope_is_replaced(lexicons, article_id):
    lexicons.put(Entry("PC", "pi xi"), NOON)
    lexicons.put(Entry("PC", "phòng chống", match="anycase"), NOON)
    lexicons.put(Entry("PC", "pê xê"), NOON, article_id)
    lexicons.put(Entry("PC", "phòng cháy"), NOON)
    assert {(k.entry.spoken, k.entry.match) for k in lexicons.site()} == {
        ("phòng cháy", "exact"),
        ("phòng chống", "anycase"),
    }
    assert [k.entry.spoken for k in lexicons.article(article_id)] == ["pê xê"]


def test_many_entries_are_kept_at_once_the_last_of_equal_ones(lexicons):
    kept = lexicons.put_all([Entry("A", "một"), Entry("B", "hai"), Entry("A", "ba")], NOON)
    assert [(k.entry.written, k.entry.spoken) for k in kept] == [("A", "ba"), ("B", "hai")]
    assert lexicons.put_all([], NOON) == ()


def test_a_file_with_one_bad_entry_changes_nothing(lexicons):
    with pytest.raises(BadLexiconEntry):
        lexicons.put_all([HDND, Entry("", "gì")], NOON)
    assert lexicons.site() == ()
    assert lexicons.changes() == 0


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(Entry(" ", "gì"), id="nothing written"),
        pytest.param(Entry("A", ""), id="nothing spoken"),
        pytest.param(Entry("A" * 501, "a"), id="too long"),
        pytest.param(Entry("A", "a", note="x" * 501), id="a note too long"),
        pytest.param(Entry("A\0", "a"), id="NUL"),
        pytest.param(Entry("A", "\ud800"), id="a lone surrogate"),
    ],
)
def test_an_entry_that_cannot_be_kept_is_refused_in_words(lexicons, entry):
    with pytest.raises(BadLexiconEntry):
        lexicons.put(entry, NOON)


@pytest.mark.parametrize("nobodys", [0, -1, 99, 2**63, 10**30])
def test_ids_that_nobody_has_are_answered_in_words(lexicons, nobodys):
    with pytest.raises(NoSuchLexiconEntry):
        lexicons.get(nobodys)
    with pytest.raises(NoSuchLexiconEntry):
        lexicons.delete(nobodys)
    with pytest.raises(NoSuchArticle):
        lexicons.put(HDND, NOON, nobodys)
    assert lexicons.article(nobodys) == ()


def test_every_change_is_counted_so_that_others_notice(lexicons):
    seen = [lexicons.changes()]
    kept = lexicons.put(HDND, NOON)
    seen.append(lexicons.changes())
    lexicons.site()
    assert lexicons.changes() == seen[-1]
    assert lexicons.delete(kept.id) == kept
    seen.append(lexicons.changes())
    assert seen == [0, 1, 2]
    assert lexicons.site() == ()
