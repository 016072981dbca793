"""A real site in a temporary folder, for measuring from outside: `baonoi serve` in a process of its own."""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Site:
    """port: on loopback. pid: of the server. token: may write."""

    port: int
    pid: int
    token: str
    folder: Path

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, str], bytes]:
        """One request, its whole answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        data = response.read()
        connection.close()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, data

    def json(self, method: str, path: str, body: Any = None) -> Any:
        status, _, data = self.ask(method, path, body)
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {data[:300]!r}")
        return json.loads(data) if data else None

    def listen(self, path: str) -> tuple[float, float, int]:
        """Seconds to the first byte of the body, seconds to its end, bytes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        began = time.perf_counter()
        connection.request("GET", path)
        response = connection.getresponse()
        first = response.read1(65_536)
        first_at = time.perf_counter() - began
        size = len(first)
        while piece := response.read1(1 << 20):
            size += len(piece)
        ended = time.perf_counter() - began
        connection.close()
        return first_at, ended, size

    def metric(self, name: str) -> float:
        """A counter of /metrics, summed over its labels."""
        _, _, text = self.ask("GET", "/metrics")
        return sum(
            float(line.rpartition(" ")[2])
            for line in text.decode().splitlines()
            if line.startswith((name + " ", name + "{"))
        )


@contextlib.contextmanager
def open_site(**settings: str) -> Iterator[Site]:
    """Start a site; settings are BAONOI_* without the prefix. Demo off, warming off, offline voice unless given."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "BAONOI_DATA_DIR": folder,
            "BAONOI_DEMO": "0",
            "BAONOI_WARM": "0",
            "BAONOI_VOICES": "espeak:vi",
            "BAONOI_LOG_LEVEL": "warning",
            **{f"BAONOI_{name.upper()}": value for name, value in settings.items()},
        }
        baonoi = [sys.executable, "-m", "service"]
        told = subprocess.run(
            [*baonoi, "token", "create", f"bench {time.time_ns()}"],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [*baonoi, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
        )
        site = Site(port, server.pid, told.stdout.split()[-1], Path(folder))
        try:
            _wait_until_ready(site, server)
            yield site
        finally:
            server.terminate()
            server.wait(20)


def _wait_until_ready(site: Site, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError("the site did not start")
        with contextlib.suppress(OSError):
            if site.ask("GET", "/readyz")[0] == 200:
                return
        time.sleep(0.05)
    raise RuntimeError("the site was not ready in ten seconds")
