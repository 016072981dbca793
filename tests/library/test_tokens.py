"""A token opens the newsroom's doors until it is revoked, and is kept nowhere in plain text."""

from pathlib import Path

import pytest

from service.library.database import Database
from service.library.errors import BadTokenName, NoSuchToken, TokenNameTaken
from service.library.tokens import Tokens

from .conftest import NOON, Clock


@pytest.fixture
def tokens(database: Database, clock: Clock) -> Tokens:
    return Tokens(database, clock)


def test_a_token_is_known_by_its_name(tokens):
    first, second = tokens.create("đài xã"), tokens.create("cms")
    assert first != second
    assert tokens.verify(first) == "đài xã"
    assert tokens.verify(second) == "cms"


@pytest.mark.parametrize("wrong", ["", "baonoi_", "baonoi_" + "A" * 43, "\ud800", "a\0b", "x" * 1_000_000])
def test_any_other_string_is_nobody(tokens, wrong):
    token = tokens.create("cms")
    assert tokens.verify(wrong) is None
    assert tokens.verify(token[:-1]) is None
    assert tokens.verify(token + "\n") is None


def test_a_revoked_token_opens_nothing_and_frees_its_name(tokens):
    old = tokens.create("cms")
    tokens.revoke("cms")
    new = tokens.create("cms")
    assert tokens.verify(old) is None
    assert tokens.verify(new) == "cms"
    assert [(t.name, t.revoked_at) for t in tokens.list()] == [("cms", NOON), ("cms", None)]


def test_two_tokens_in_use_do_not_share_a_name(tokens):
    token = tokens.create("cms")
    with pytest.raises(TokenNameTaken) as refused:
        tokens.create("cms")
    assert "“cms”" in refused.value.vi_text
    assert tokens.verify(token) == "cms"


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\0", "x" * 101, "\ud800", " cms"])
def test_a_name_that_cannot_be_shown_is_refused(tokens, name):
    with pytest.raises(BadTokenName):
        tokens.create(name)


def test_revoking_a_name_that_nobody_uses_is_answered_in_words(tokens):
    tokens.create("cms")
    tokens.revoke("cms")
    for name in ("cms", "khác"):
        with pytest.raises(NoSuchToken):
            tokens.revoke(name)


def test_the_database_holds_no_token(tokens, database: Database, tmp_path: Path):
    token = tokens.create("cms")
    tokens.verify(token)
    database.close()
    for path in tmp_path.iterdir():
        assert token.encode() not in path.read_bytes()
        assert token.removeprefix("baonoi_").encode() not in path.read_bytes()


def test_the_last_use_is_written_down_once_a_minute(tokens, database: Database, clock: Clock):
    token = tokens.create("cms")
    tokens.verify(token)
    clock.forward(seconds=59)
    with database.write():  # nobody else could write now
        assert tokens.verify(token) == "cms"
    assert tokens.list()[0].last_used_at == NOON
    later = clock.forward(seconds=1)
    tokens.verify(token)
    assert tokens.list()[0].last_used_at == later
