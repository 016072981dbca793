"""The wheel is whole: installed alone, in an empty folder, the site opens with its pages, styles and demo articles."""

import os
import re
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    uv = ROOT / ".tools" / "bin" / "uv"
    subprocess.run(
        [str(uv), "build", "--wheel", "--out-dir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    (built,) = folder.glob("baonoi-*.whl")
    return built


def test_the_wheel_carries_templates_static_files_and_data(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())

    for folder in ("templates", "static"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert f"service/{path.relative_to(ROOT).as_posix()}" in names
    for path in (ROOT / "service").rglob("*"):
        if path.is_file() and path.suffix in {".toml", ".tsv", ".csv", ".txt", ".mako"}:
            assert path.relative_to(ROOT).as_posix() in names


def test_the_site_opens_from_the_wheel_in_an_empty_folder(wheel, tmp_path):
    """The wheel is put before everything else on the path, so that the checkout is not what runs."""
    installed, folder = tmp_path / "installed", tmp_path / "empty"
    folder.mkdir()
    zipfile.ZipFile(wheel).extractall(installed)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BAONOI_")},
        "PYTHONPATH": str(installed),
        "BAONOI_VOICES": "espeak:vi",
        "PYTHONUNBUFFERED": "1",
    }
    where = subprocess.run(
        [sys.executable, "-P", "-c", "import service; print(service.__file__)"],
        env=environment, cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(installed) in where.stdout
    site = subprocess.Popen(
        [sys.executable, "-P", "-m", "service", "serve", "--port", "0"],
        env=environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    try:
        assert site.stdout is not None
        address = re.search(r"http://\S+?/", site.stdout.readline())
        assert address is not None
        page = urllib.request.urlopen(address.group(), timeout=60).read().decode()
    finally:
        site.terminate()
        site.wait(30)
        assert site.stdout is not None
        site.stdout.close()

    assert "Báo Nói" in page
    assert page.count('href="/bai/') >= 3
    assert (folder / "baonoi.sqlite3").exists()
    assert (folder / "audio_cache").is_dir()
