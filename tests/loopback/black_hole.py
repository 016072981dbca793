"""A port of this machine that answers no connection, as a dead route does not: not refused, not accepted, nothing."""

import contextlib
import socket
from collections.abc import Iterator


@contextlib.contextmanager
def black_hole() -> Iterator[int]:
    """The port. Its queue of connections is full, so the kernel drops every further attempt (Linux)."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    port: int = listener.getsockname()[1]
    waiting = [socket.socket() for _ in range(4)]
    try:
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
        yield port
    finally:
        for end in (listener, *waiting):
            end.close()
