"""`baonoi lexicon` as the newsroom uses it."""

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.cli import running


@pytest.fixture
def baonoi(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    return partial(running.baonoi, tmp_path)


def test_a_reading_is_added_tried_listed_and_taken_out(baonoi):
    added = baonoi("lexicon", "add", "Zơ Nông", "giơ nông", "--note", "xã vùng cao")
    tried = baonoi("lexicon", "test", "Xã Zơ Nông họp chợ.")
    listed = baonoi("lexicon", "list")

    assert added.returncode == 0, added.stderr
    assert "“Zơ Nông” đọc là “giơ nông”" in added.stdout
    assert tried.stdout.splitlines()[0] == "Xã giơ nông họp chợ."
    assert listed.stdout == "1\tZơ Nông\tgiơ nông\txã vùng cao\n"
    assert baonoi("lexicon", "remove", "1").returncode == 0
    assert baonoi("lexicon", "list").stdout == ""


@pytest.mark.parametrize("name", ["cach-doc.csv", "cach-doc.pls"])
def test_readings_go_out_and_come_back_in_both_formats(baonoi, name):
    baonoi("lexicon", "add", "Zơ Nông", "giơ nông")
    baonoi("lexicon", "add", "Krông Xyz", "crông xi")

    exported = baonoi("lexicon", "export", name)
    baonoi("lexicon", "remove", "1")
    imported = baonoi("lexicon", "import", name)

    assert exported.returncode == 0, exported.stderr
    assert imported.returncode == 0, imported.stderr
    assert "Đã nhập 2 cách đọc." in imported.stdout
    assert {line.split("\t")[1] for line in baonoi("lexicon", "list").stdout.splitlines()} == {
        "Zơ Nông",
        "Krông Xyz",
    }


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param("viết,đọc\nOCOP,ô cốp\nOCOP,ô xê\n".encode(), "Dòng 3", id="duplicates"),
        pytest.param("viết,đọc\nKrông,crông\n".encode("utf-16"), "UTF-8", id="wrong encoding"),
        pytest.param(b"", "", id="empty"),
    ],
)
def test_a_faulty_file_is_refused_whole_with_the_place_of_the_fault(baonoi, tmp_path, content, told):
    (tmp_path / "sai.csv").write_bytes(content)

    refused = baonoi("lexicon", "import", "sai.csv")

    assert refused.returncode == 1
    assert told in refused.stderr
    assert "Traceback" not in refused.stderr
    assert baonoi("lexicon", "list").stdout == ""
