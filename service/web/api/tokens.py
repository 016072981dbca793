"""Who may write: a bearer token that the library knows."""

from fastapi import Request

from service.web.problems import TokenNeeded, TokenWrong
from service.wiring import Parts


def needs_token(request: Request) -> str:
    """The name of the token that was sent. Raises TokenNeeded, TokenWrong (both 401)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenNeeded
    parts: Parts = request.app.state.parts
    name = parts.tokens.verify(token.strip())
    if name is None:
        raise TokenWrong
    return name
