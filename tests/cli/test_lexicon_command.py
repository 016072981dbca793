"""`baonoi lexicon` as the newsroom uses it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def baonoi(tmp_path: Path):
    environment = {
        **os.environ,
        "BAONOI_DATA_DIR": str(tmp_path / "data"),
        "BAONOI_VOICES": "espeak:vi",
        "BAONOI_DEMO": "0",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "service", *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


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
        pytest.param("viết,đọc\nA,b\nA,c\n".encode(), "dòng", id="duplicates"),
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
