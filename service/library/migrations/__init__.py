"""How an older database becomes today's. One module a change, in `versions/`.

To change a table: change models.py, write the next revision in versions/ by hand (both SQLite and
PostgreSQL; `op.batch_alter_table` for what SQLite cannot alter), and set HEAD to it. Tests hold HEAD, the
revisions and models.py equal. A revision that was released is never edited.
"""

from pathlib import Path
from typing import Final

HEAD: Final = "0002"
"""The schema this version of Báo Nói writes. Named here so that an up-to-date database opens without loading Alembic."""

FOLDER: Final = Path(__file__).parent
