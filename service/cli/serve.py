"""`baonoi serve`: the site on this machine."""

import errno
import socket

import click
import uvicorn

from service.errors import BaoNoiError
from service.settings import load_settings
from service.web.app import create_app
from service.web.logs import configure_logging
from service.wiring import build


class PortInUse(BaoNoiError):
    code = "port-in-use"
    en = "Port {port} on {host} is in use."
    vi = "Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác, ví dụ: baonoi serve --port {other}"


class CannotListen(BaoNoiError):
    code = "cannot-listen"
    en = "Cannot listen on {host}:{port}: {detail}"
    vi = "Không mở được địa chỉ {host}:{port}. Hãy xem lại --host và --port."


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket that is bound before anything else is started. Raises PortInUse, CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        listener.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise PortInUse(host=host, port=port, other=port + 1) from error
        raise CannotListen(host=host, port=port, detail=error) from error
    listener.setblocking(False)
    return listener


@click.command(help="Mở trang báo trên máy này.\n\nVí dụ: baonoi serve --host 0.0.0.0 --port 8000")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ để mở.")
@click.option("--port", default=8000, show_default=True, help="Cổng để mở.")
def serve(host: str, port: int) -> None:
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    listener = listening_socket(host, port)
    app = create_app(build(settings, warm_engines=True))
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Báo Nói đang mở tại http://{shown}:{listener.getsockname()[1]}/  (dừng: Ctrl-C)")
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        proxy_headers=False,  # the application does it, for trusted addresses only
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listener])
