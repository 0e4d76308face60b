"""The pages for people: paste a message and see its judgement, give an archive and get its report.

What reads archives and writes reports is imported when somebody opens a page: at the start it would cost 0.1 s, and
4 MiB in a process that only judges.
"""

import asyncio
import zipfile
from functools import cache
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from service.errors import PageError, UnequippedError
from service.extras import missing, packages
from service.frames import REPORT_POLICY, PageRoute, page, read_form, refuse_foreign
from service.highlighting import shown
from service.jobs import Job, Jobs, Stage
from service.metrics import JUDGED
from service.routes import serving_of, settings_of
from service.serving import Serving
from service.settings import Settings

router = APIRouter(route_class=PageRoute, include_in_schema=False)

UPLOAD = "/reports"
"""Where archives are sent to; its limit is one of its own."""

STATIC = {"page.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8"}
UNEQUIPPED = (
    "安装静信时没有装上整理报告要用的组件。这和您的文件没有关系，文件没有被读取，请先留好它。"
    "请告诉安装静信的人：首页“整理全部短信”那里写着怎么办。"
)
NOT_READY = "报告还在整理，请等它做好。"


def jobs_of(request: Request) -> Jobs:
    """The reports that run or can be had."""
    jobs: Jobs = request.app.state.jobs
    return jobs


def job_of(name: str, jobs: Annotated[Jobs, Depends(jobs_of)]) -> Job:
    """The report with the id in the path. Raises GoneError if there is none."""
    return jobs.get(name)


AppSettings = Annotated[Settings, Depends(settings_of)]
AppJobs = Annotated[Jobs, Depends(jobs_of)]
OneJob = Annotated[Job, Depends(job_of)]
SameOrigin = Depends(refuse_foreign)


@router.api_route("/", methods=["GET", "HEAD"])
async def home(settings: AppSettings) -> Response:
    """The two forms."""
    return _home(settings)


@router.post("/", dependencies=[SameOrigin])
async def judge(request: Request, settings: AppSettings, serving: Annotated[Serving, Depends(serving_of)]) -> Response:
    """The judgement of one message; a page without a message of its own to reload or to find in a history."""
    typed = (await read_form(request, fields=5)).get("text")
    text = typed.replace("\r\n", "\n") if isinstance(typed, str) else ""  # forms send every line end as two signs
    if not text.strip():
        return _home(settings, 422, problem="还没有内容。请先把短信贴进来。")
    if len(text) > settings.max_text:
        problem = f"有 {len(text):,} 个字，超过了 {settings.max_text:,} 个。请删去一些，或分几次看。"
        return _home(settings, 413, problem=problem, text=text)
    judging, _ = serving.current()
    judgement = judging.judge(text)
    JUDGED.labels(judgement.label).inc()
    return page("judged", shown=shown(text, judgement), limit=settings.max_text)


@router.post(UPLOAD, dependencies=[SameOrigin])
async def order(
    request: Request, settings: AppSettings, jobs: AppJobs, serving: Annotated[Serving, Depends(serving_of)]
) -> Response:
    """Takes archives, starts their report and leads to its page."""
    if missing("report"):
        raise UnequippedError(UNEQUIPPED)
    from service.uploads import Reporting, files_of, form_of, keep, order_of

    jobs.refuse_if_full()
    _, version = serving.current()
    async with form_of(request) as form:
        wanted, given = order_of(form, settings), files_of(form)
        job = jobs.open()
        try:
            await asyncio.to_thread(keep, given, job.given)
            jobs.start(job, Reporting(wanted, settings.store, version))
        except BaseException:
            job.delete()
            raise
    return RedirectResponse(f"{UPLOAD}/{job.id}", 303)


@router.get(UPLOAD + "/{name}")
async def progress(job: OneJob, jobs: AppJobs) -> Response:
    """How far a report is, and in the end where it can be had."""
    status = job.status()
    names = {Stage.RUNNING: "running", Stage.DONE: "done", Stage.FAILED: "failed"}
    return page(names[status.stage], job=job.id, status=status, minutes=f"{jobs.seconds / 60:g}")


@router.get(UPLOAD + "/{name}/report")
def read(job: OneJob) -> Response:
    """The report itself, to be read in the browser."""
    from service.uploads import REPORT

    _refuse_unready(job)
    with zipfile.ZipFile(job.made) as packed:
        return HTMLResponse(packed.read(REPORT), headers={"Content-Security-Policy": REPORT_POLICY})


@router.api_route(UPLOAD + "/{name}/download", methods=["GET", "HEAD"])
def download(job: OneJob) -> Response:
    """The folder as a zip, as often as it is asked for: that all was sent does not say that all arrived."""
    from service.uploads import FOLDER

    _refuse_unready(job)
    return FileResponse(job.made, media_type="application/zip", filename=f"{FOLDER}.zip")


@router.post(UPLOAD + "/{name}/delete", dependencies=[SameOrigin])
def delete(job: OneJob) -> Response:
    """Deletes a report, and stops it if it still runs."""
    job.delete()
    return page("deleted")


@router.get("/static/{name}")
async def static(name: str) -> Response:
    """The style and the script of the pages."""
    if name not in STATIC:
        raise HTTPException(404)
    return Response(_static(name), headers={"Content-Type": STATIC[name], "Cache-Control": "no-cache"})


@cache
def _static(name: str) -> bytes:
    return files("service").joinpath("static", name).read_bytes()


def _home(settings: Settings, status: int = 200, *, problem: str = "", text: str = "") -> Response:
    from service.archives.formats import formats
    from service.presets import PRESETS
    from service.uploads import FILES

    lacking = missing("report")
    return page(
        "home",
        status,
        problem=problem,
        text=text,
        limit=settings.max_text,
        most=settings.max_upload,
        files=FILES,
        megabytes=max(1, settings.max_upload >> 20),
        minutes=f"{settings.report_minutes:g}",
        purposes=[(preset.purpose.value, preset.name) for preset in PRESETS.values()],
        packages=packages("report") if lacking else "",
        formats=[each for each in formats() if each.page is not None],
    )


def _refuse_unready(job: Job) -> None:
    if job.status().stage is not Stage.DONE:
        raise PageError(NOT_READY)
