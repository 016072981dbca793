"""A CONNECT proxy that leads every tunnel to one port of this machine, or to nowhere."""

import contextlib
import socket
import threading
from types import TracebackType


class ConnectProxy:
    """target_port: where tunnels end, whatever host they ask for; None: it accepts, and never answers.

    asked: the hosts of the tunnels that were asked for.
    """

    def __init__(self, target_port: int | None) -> None:
        self.asked: list[str] = []
        self._target_port = target_port
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> "ConnectProxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._open.append(client)
                if self._target_port is not None:
                    threading.Thread(
                        target=self._tunnel, args=(client, self._target_port), daemon=True
                    ).start()

    def _tunnel(self, client: socket.socket, port: int) -> None:
        with contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            self.asked.append(head.split()[1].decode())
            target = socket.create_connection(("127.0.0.1", port))
            self._open.append(target)
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            threading.Thread(target=_copy, args=(target, client), daemon=True).start()
            _copy(client, target)


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
