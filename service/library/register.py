"""Every article that stands, by number: for the map of the site, where the order of news does not matter.

In: an open Database and ranges of ids. Out: numbers, titles, times of the last change. Nothing is written.
"""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from service.library.database import Database
from service.library.models import articles as table


class Listed(NamedTuple):
    """updated_at: UTC."""

    id: int
    title: str
    updated_at: datetime


class Register:
    """The articles of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def highest_id(self) -> int:
        """The number of the newest article, standing or not; 0 when there never was one."""
        with self._database.read() as connection:
            return connection.scalar(sa.select(sa.func.max(table.c.id))) or 0

    def between(self, first_id: int, last_id: int) -> tuple[Listed, ...]:
        """What stands of the articles with these numbers, both included, in order."""
        query = (
            sa.select(table.c.id, table.c.title, table.c.updated_at)
            .where(table.c.id.between(first_id, last_id), table.c.withdrawn_at.is_(None))
            .order_by(table.c.id)
        )
        with self._database.read() as connection:
            return tuple(Listed(*row) for row in connection.execute(query))
