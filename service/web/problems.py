"""Errors as answers: RFC 9457 problem details for programs, pages for people, both in words.

`/v1/*` answers carry the OpenAI error object beside the problem's members, so that existing clients show the sentence.
"""

import logging
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from service.errors import BaoNoiError, InvalidInput
from service.web.security import BodyTooLarge

_log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5


class NotFound(BaoNoiError):
    code = "not-found"
    status = 404
    en = "There is nothing at this address."
    vi = "Không có gì ở địa chỉ này. Có thể địa chỉ bị gõ sai; hãy về trang nhất để tìm bài."


class MethodNotAllowed(BaoNoiError):
    code = "method-not-allowed"
    status = 405
    en = "This address does not answer to this method."
    vi = "Địa chỉ này không nhận cách gửi đó. Hãy về trang nhất rồi thử lại."


class TokenNeeded(BaoNoiError):
    code = "token-needed"
    status = 401
    en = "A bearer token is needed: Authorization: Bearer …"
    vi = "Cần có mã truy cập. Hãy gửi kèm “Authorization: Bearer …”; người quản trị cấp mã bằng lệnh baonoi token create."


class TokenWrong(BaoNoiError):
    code = "token-wrong"
    status = 401
    en = "The bearer token is not known or has been revoked."
    vi = "Mã truy cập không đúng hoặc đã bị thu hồi. Hãy xin người quản trị cấp mã khác."


class RequestTooLarge(InvalidInput):
    code = "request-too-large"
    status = 413
    en = "The request is larger than {limit} bytes."
    vi = "Nội dung gửi lên vượt quá {limit} byte. Hãy chia bài thành nhiều phần rồi gửi lại."


class NotUnderstood(InvalidInput):
    code = "not-understood"
    status = 422
    en = "The request does not have the expected shape: {detail}"
    vi = "Nội dung gửi lên chưa đúng dạng ở mục: {fields}. Hãy xem lại rồi gửi lại."


class Unexpected(BaoNoiError):
    """What no one foresaw. The operator finds the cause in the log."""


def wants_problem(scope: Scope) -> bool:
    """Programs get JSON: everything below /api and /v1, and whoever asks for JSON rather than HTML."""
    if scope["path"].startswith(("/api/", "/v1/", "/audio/", "/healthz", "/readyz", "/metrics")):
        return True
    accept = next((value for name, value in scope["headers"] if name == b"accept"), b"")
    return b"json" in accept and b"text/html" not in accept


def as_error(error: Exception) -> BaoNoiError:
    """The error in words for whatever was raised."""
    match error:
        case BaoNoiError():
            return error
        case BodyTooLarge():
            return RequestTooLarge(limit=error.limit)
        case RequestValidationError():
            first = error.errors()[0] if error.errors() else {"loc": (), "msg": ""}
            names = sorted(
                {".".join(str(part) for part in item["loc"][1:]) or "body" for item in error.errors()}
            )
            return NotUnderstood(
                detail=f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}",
                fields=", ".join(names),
            )
        case HTTPException(status_code=404):
            return NotFound()
        case HTTPException(status_code=405):
            return MethodNotAllowed()
        case HTTPException(status_code=400, __cause__=BodyTooLarge(limit=limit)):
            return RequestTooLarge(limit=limit)
        case HTTPException(status_code=400):
            return NotUnderstood(detail=str(error.detail), fields="body")
        case _:
            return Unexpected()


def headers_of(error: BaoNoiError) -> dict[str, str]:
    headers = {"cache-control": "no-store"}
    if error.status == 401:
        headers["www-authenticate"] = 'Bearer realm="Bao Noi"'
    if error.status == 503:
        headers["retry-after"] = str(RETRY_AFTER_SECONDS)
    return headers


def problem(error: BaoNoiError, path: str) -> Response:
    """The problem document of an error."""
    body: dict[str, Any] = {
        "type": f"urn:baonoi:problem:{error.code}",
        "code": error.code,
        "status": error.status,
        "title": error.vi_text,
        "detail": error.vi_text,
        "title_en": error.en_text,
        "instance": path,
    }
    if path.startswith("/v1/"):
        kind = "server_error" if error.status >= 500 else "invalid_request_error"
        body["error"] = {"message": error.vi_text, "type": kind, "param": None, "code": error.code}
    return JSONResponse(
        body, status_code=error.status, media_type="application/problem+json", headers=headers_of(error)
    )


def log_unexpected(request: Request, error: Exception) -> None:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
