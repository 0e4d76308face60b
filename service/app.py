"""Puts the HTTP application together: routes, limits and errors as sentences."""

import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPMethod
from importlib.metadata import version

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from model.errors import ModelError
from model.store import Store
from service.answers import Answers
from service.bodies import Direct
from service.errors import ServiceError
from service.frames import error_page, wants_page
from service.hooks.router import router as hooks
from service.hooks.smsforwarder import QuestionMark
from service.jobs import Jobs
from service.limits import BodyLimit
from service.pages import UPLOAD
from service.pages import router as pages
from service.routes import CLASSIFY, classify_directly, router
from service.serving import Serving, fill_store
from service.settings import Settings
from service.slashes import EitherSpelling

MOST_DIRECT = 1 << 20
"""Bytes of a body that may be read twice, where there is something to be said against it; of more it would show."""

DESCRIPTION = """静信 tells three kinds of Chinese SMS apart: collection harassment, threats to contact family, normal.
Nothing that is sent here is stored or logged."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; reads the environment unless settings are given, and loads the champion when it starts."""
    settings = settings or Settings()
    app = FastAPI(
        title="jingxin 静信",
        version=version("jingxin"),
        description=DESCRIPTION,
        lifespan=_lifespan,
        redirect_slashes=False,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url=None,  # FastAPI's viewers run scripts of other sites, beside the page where messages are pasted
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.answers = Answers()
    app.state.serving = Serving(Store(settings.store))
    app.state.jobs = Jobs(settings.reports, most=settings.max_reports, seconds=settings.report_minutes * 60)
    app.include_router(router)
    app.include_router(hooks)
    app.include_router(pages)
    app.add_middleware(BodyLimit, most=settings.max_body, larger={UPLOAD: settings.max_upload})
    app.add_middleware(Direct, path=CLASSIFY, answer=classify_directly, most=min(settings.max_body, MOST_DIRECT))
    app.add_middleware(EitherSpelling)
    app.add_middleware(QuestionMark)  # what is added last comes first
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(ServiceError, _failed)
    app.add_exception_handler(ModelError, _no_model)
    return app


def ready_app(settings: Settings) -> FastAPI:
    """The application with its champion loaded and its reports looked for.

    Raises what stands in the way; of what is raised while an application starts uvicorn shows a traceback.
    """
    app = create_app(settings)
    gc.disable()  # until it has started
    app.state.serving.current()
    app.state.jobs.sweep()
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    fill_store(app.state.settings, lambda _: None)
    gc.disable()
    try:
        app.state.serving.current()
    finally:
        gc.enable()  # `jingxin serve` starts without it
    gc.freeze()  # the model and the modules stay; looking through them again took 37 ms of some request
    async with app.state.jobs:
        yield


def answer(status: int, error: str, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An error as the body that every error has."""
    return JSONResponse({"error": error, "detail": detail}, status, headers)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        error.headers = {"Allow": _methods(request)}
        error.detail = f"{request.method} is not answered here; use {error.headers['Allow']}"
    if wants_page(request):
        return error_page(error)
    return answer(error.status_code, "HTTPError", str(error.detail), error.headers)


def _methods(request: Request) -> str:
    """What is answered at a path: each method may have a route of its own, and Starlette names those of one route only.

    Routers that were included are asked as well; they do not say what routes they hold.
    """
    scopes = ({**request.scope, "method": str(method)} for method in HTTPMethod)
    routes = request.app.routes
    return ", ".join(scope["method"] for scope in scopes if any(_answers(route, scope) for route in routes))


def _answers(route: BaseRoute, scope: Scope) -> bool:
    return route.matches(scope)[0] is Match.FULL


async def _failed(_: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)
    return answer(error.status, type(error).__name__, str(error))


async def _no_model(_: Request, error: Exception) -> Response:
    return answer(503, type(error).__name__, str(error))
