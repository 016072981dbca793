"""Files that the command line reads and writes."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from service.errors import BaoNoiError, TextTooLarge
from service.sources import decode


class CannotRead(BaoNoiError):
    code = "cannot-read-file"
    en = "{path} cannot be read: {detail}"
    vi = "Không mở được tệp {path}. Hãy xem lại tên tệp và quyền đọc."


class CannotWrite(BaoNoiError):
    code = "cannot-write-file"
    en = "{path} cannot be written: {detail}"
    vi = "Không ghi được tệp {path}. Hãy xem lại thư mục, quyền ghi và chỗ trống trên đĩa."


def read_text(path: str, max_bytes: int) -> str:
    """The text of a file, or of standard input for "-". Raises CannotRead, TextTooLarge, or what `decode` raises."""
    try:
        if path == "-":
            data = sys.stdin.buffer.read(max_bytes + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(max_bytes + 1)
    except OSError as error:
        raise CannotRead(path=path, detail=error.strerror or error) from error
    if len(data) > max_bytes:
        raise TextTooLarge(size=f"hơn {max_bytes}", limit=max_bytes)
    return decode(data)


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file that is either whole or not there: a temporary neighbour, then rename. Raises CannotWrite."""
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        raise CannotWrite(path=path, detail=error.strerror or error) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
