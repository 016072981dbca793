"""kill -9 at any moment: what was said to be kept is whole, and nothing else is ever handed out."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from service.article import Article
from service.library.articles import Articles
from service.library.cache import Cache
from service.library.database import open_database, sqlite_url
from service.library.lock import KeyLocks
from service.library.migrations import FOLDER, HEAD
from service.library.notes import Notes
from service.library.store import LEFTOVER_SECONDS, FileStore

from .conftest import StartChild

NOW = datetime(2026, 4, 28, tzinfo=UTC)
KILLS = 4

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from service.audio.segment import Segment
from service.audio.timeline import Timeline
from service.library.cache import Cache, NewSegment
from service.library.database import open_database, sqlite_url
from service.library.lock import KeyLocks
from service.library.store import FileStore

folder, prefix = Path(sys.argv[1]), sys.argv[2]
cache = Cache(
    open_database(sqlite_url(folder / "db.sqlite")),
    FileStore(folder / "audio"),
    KeyLocks(folder / "locks"),
    lambda: datetime.now(UTC),
)
for number in range(100_000):
    keys = [f"{prefix}{number:06}{letter}" for letter in "abc"]
    cache.put_segments(
        [NewSegment(key, "v", Segment(2880, ()), {"mp3": key.encode() * 3000}) for key in keys]
    )
    print("segments", *keys, flush=True)
    recipe = keys[0]
    kept = cache.put_rendition(
        (recipe.encode() * 1000 for _ in range(40)), Timeline(24000, ()), recipe=recipe, codec="mp3", voice="v"
    )
    print("rendition", recipe, flush=True)
"""


def test_a_killed_writer_leaves_no_torn_file_and_loses_nothing_it_had_kept(tmp_path: Path, start: StartChild):
    segments: list[str] = []
    recipes: list[str] = []
    for kill in range(KILLS):
        child = start(WRITER, tmp_path, f"{kill:02}")
        assert child.stdout
        for _ in range(3 + 7 * kill):  # another moment each time; the writer runs on while this is read
            kind, *names = child.stdout.readline().split()
            (segments if kind == "segments" else recipes).extend(names)
        child.kill()
        child.wait()

    store = FileStore(tmp_path / "audio")
    database = open_database(sqlite_url(tmp_path / "db.sqlite"))
    cache = Cache(database, store, KeyLocks(tmp_path / "locks"), lambda: datetime.now(UTC))
    assert database.check() == []
    found = cache.get_segments(segments, "mp3")
    assert {key: kept.data for key, kept in found.items()} == {key: key.encode() * 3000 for key in segments}
    for recipe in recipes:
        rendition = cache.get_rendition(recipe, "mp3")
        assert rendition
        assert cache.rendition_path(rendition.digest)[1].read_bytes() == recipe.encode() * 40_000
    report = cache.verify()
    assert (report.damaged, report.missing) == ((), ())
    incoming = list((tmp_path / "audio" / "incoming").iterdir())
    latest = max((path.stat().st_mtime for path in incoming), default=0)
    assert store.clean(latest + LEFTOVER_SECONDS) == len(incoming)
    database.close()


UPGRADER = """
import sys
from pathlib import Path
from service.library.database import open_database, sqlite_url
open_database(sqlite_url(Path(sys.argv[1])), head="9999", migrations=Path(sys.argv[2]))
"""

HANGING_REVISION = f"""
import sys

from alembic import op

revision = "9999"
down_revision = "{HEAD}"


def upgrade() -> None:
    op.execute("ALTER TABLE articles RENAME TO old_articles")
    op.execute("DELETE FROM meta")
    print("halfway", flush=True)
    sys.stdin.readline()
"""


def test_a_process_killed_in_the_middle_of_an_upgrade_changed_nothing(tmp_path: Path, start: StartChild):
    path = tmp_path / "db.sqlite"
    old = open_database(sqlite_url(path))
    kept = Articles(old).create(Article("Tin"), NOW)
    assert kept.id
    Notes(old).set("a", "1")
    old.close()
    shutil.copytree(FOLDER, tmp_path / "next")
    (tmp_path / "next" / "versions" / "9999_next.py").write_text(HANGING_REVISION)
    child = start(UPGRADER, path, tmp_path / "next")
    assert child.stdout
    assert child.stdout.readline() == "halfway\n"
    child.kill()
    child.wait()
    again = open_database(sqlite_url(path))
    assert Articles(again).get(kept.id) == kept
    assert Notes(again).get("a") == "1"
    again.close()
