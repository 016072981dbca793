"""Bearer tokens: shown once when made, kept as a hash only.

A token is 256 random bits, so a plain SHA-256 is enough: there is nothing to guess, and looking one up by its
hash tells nothing by its timing. Randomness and time are passed in.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from service.library.database import Database
from service.library.errors import BadTokenName, NoSuchToken, TokenNameTaken
from service.library.models import tokens as table

MAX_NAME_CHARS: Final = 100
MAX_TOKEN_CHARS: Final = 200
"""A longer one is nobody's and is not hashed."""

SECRET_BYTES: Final = 32
PREFIX: Final = "baonoi_"
"""Lets people and secret scanners see what a string is."""

TOUCH_AFTER: Final = timedelta(minutes=1)
"""How old the last written use is before a new one is written: a request must not become a write."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; never the token itself."""

    name: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class Tokens:
    """The tokens of one database. clock: gives aware datetimes. secret: that many random bytes as text."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        secret: Callable[[int], str] = secrets.token_urlsafe,
    ) -> None:
        self._database = database
        self._clock = clock
        self._secret = secret

    def create(self, name: str) -> str:
        """A new token, in plain text for the last time. Raises TokenNameTaken, BadTokenName."""
        if not 0 < len(name) <= MAX_NAME_CHARS or not name.isprintable() or name != name.strip():
            raise BadTokenName(limit=MAX_NAME_CHARS)
        token = PREFIX + self._secret(SECRET_BYTES)
        in_use = sa.select(table.c.id).where(table.c.name == name, table.c.revoked_at.is_(None))
        with self._database.write() as connection:
            if connection.scalar(in_use) is not None:
                raise TokenNameTaken(name=name)
            connection.execute(
                sa.insert(table).values(name=name, hash=_hash(token), created_at=self._clock())
            )
        return token

    def verify(self, token: str) -> str | None:
        """The name of the token; None when it is unknown or revoked."""
        if len(token) > MAX_TOKEN_CHARS:
            return None
        query = sa.select(table.c.id, table.c.name, table.c.last_used_at).where(
            table.c.hash == _hash(token), table.c.revoked_at.is_(None)
        )
        with self._database.read() as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            return None
        now = self._clock()
        if found.last_used_at is None or now - found.last_used_at >= TOUCH_AFTER:
            with self._database.write() as connection:
                connection.execute(sa.update(table).where(table.c.id == found.id).values(last_used_at=now))
        return found.name

    def revoke(self, name: str) -> None:
        """The token of this name opens nothing any more; the name is free again. Raises NoSuchToken."""
        with self._database.write() as connection:
            revoked = connection.execute(
                sa.update(table)
                .where(table.c.name == name, table.c.revoked_at.is_(None))
                .values(revoked_at=self._clock())
            )
            if not revoked.rowcount:
                raise NoSuchToken(name=name)

    def list(self) -> tuple[Token, ...]:
        """All tokens ever made, oldest first."""
        query = sa.select(
            table.c.name, table.c.created_at, table.c.last_used_at, table.c.revoked_at
        ).order_by(table.c.id)
        with self._database.read() as connection:
            return tuple(Token(*row) for row in connection.execute(query))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
