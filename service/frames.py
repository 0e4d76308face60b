"""What all pages have in common: the template they stand in, the headers they go with, and errors as pages."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from model.errors import ModelError
from service.errors import ForeignError, InputError, PageError, ServiceError
from service.filling import filled
from service.inputs import BROKE_OFF

HEADERS: Mapping[str, str] = {
    # connect-src is for the progress of an upload; nothing else of a script needs a permission.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it a browser sends `Origin: null` with our own forms, and over plain HTTP there is nothing
    # else to tell them from another site's. No other site is ever told.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

PROGRAMS = ("/v1/", "/v1beta/", "/openai/", "/hook/", "/healthz", "/readyz", "/metrics")
"""Where the paths begin that only programs ask, some of which say that they take text/html: Java's own client does."""

REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""A report carries its style inside, as it must be readable alone; sandboxed, it can do nothing but be read."""


class PageRoute(APIRoute):
    """A route whose answers have the headers of a page, and whose errors are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, wrapped."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                response = await handle(request)
            except ClientDisconnect:  # a tab was closed while it sent something; nobody reads this
                response = error_page(InputError(BROKE_OFF))
            except (ServiceError, ModelError, HTTPException, RequestValidationError) as error:
                response = error_page(error)
            return _framed(response)

        return answer


def page(name: str, code: int = 200, **values: Any) -> Response:  # noqa: ANN401
    """A template as an answer, every value escaped."""
    return HTMLResponse(filled(f"page_{name}.html", values), code)


def error_page(error: Exception) -> Response:
    """An error as a page with the way back."""
    status, title, sentence = _told(error)
    response = page("error", status, title=title, sentence=sentence)
    response.headers.update(getattr(error, "headers", None) or {})
    return _framed(response)


async def read_form(request: Request, *, fields: int, files: int = 0) -> FormData:
    """The form of a request. Raises InputError for one in a charset that is none or in which it is not written."""
    try:
        return await request.form(max_fields=fields, max_files=files)
    except UnicodeError:
        raise InputError("the form cannot be read in the charset that it names; send it in UTF-8") from None


def wants_page(request: Request) -> bool:
    """Whether a browser asks, to show the answer to a person; programs take anything or JSON."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(PROGRAMS)


def refuse_foreign(request: Request) -> None:
    """Raises ForeignError for a form that a page of another site sent.

    Browsers say where a form comes from in Sec-Fetch-Site or, over plain HTTP, in Origin; whatever says neither is no
    browser, and acts for nobody else.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        own = site in ("same-origin", "none")
    else:
        own = origin is None or origin.partition("://")[2] == request.headers.get("host")
    if not own:
        raise ForeignError("这个表单不是从本页面提交的，为了安全没有处理。请回到首页再提交一次。")


def _framed(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _told(error: Exception) -> tuple[int, str, str]:
    """Status, title and sentence; never what was sent."""
    if isinstance(error, PageError):
        return error.status, error.title, str(error)
    if isinstance(error, ModelError):
        return 503, "模型还没有准备好", "请过一分钟再试。"
    status = error.status_code if isinstance(error, HTTPException) else getattr(error, "status", 422)
    if status == 413:
        return 413, "内容太大了", "请分成几份，一份一份地提交；或者导出时只选短信，不带图片和附件。"
    if status in (404, 405):
        return status, "这里没有页面", "地址可能不完整，或者页面已经过时。您的短信没有被保存。请回到首页重新开始。"
    return status, "没有看懂提交的内容", "请回到首页，再提交一次。"
