"""Results: readiness against results: totals for marketing and channels, people for ops.

In: requests.
Out: pages; pictures and data of charts; files of the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse

from readiness.actions import launch_desk, results_desk
from readiness.actions.results_desk import FILTERS, SORTABLE
from readiness.errors import NotFoundError
from readiness.permissions import Viewer, may
from readiness.portal.figures import figures_in
from readiness.portal.guard import Asked, AskedHere, ViewerHere
from readiness.portal.listing import listing
from readiness.portal.pages import page
from readiness.portal.texts import TEXTS, say_in

router = APIRouter()
NUMBERS = ("readiness",)
GROUPS = ("channel", "territory", "motion", "wave")
FORMS = {"svg": "picture", "json": "vega"}
TABS: tuple[tuple[str, str, str], ...] = (
    ("res_tab_glance", "", "results.see"),
    ("res_tab_reps", "/reps", "people.see"),
    ("res_tab_groups", "/groups", "results.see"),
    ("res_tab_training", "/training", "results.whole"),
    ("res_tab_messages", "/messages", "results.see"),
    ("res_tab_partners", "/partners", "results.whole"),
    ("res_tab_trust", "/trust", "people.see"),
    ("res_tab_files", "/files", "results.download"),
)
"""Key of its words, end of its address, the right it takes."""


@router.get("/results")
def results(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show the launches with results; where there is one only, that one."""
    found = results_desk.measured(here.settings, viewer)
    asked = here.request.query_params.get("launch", "") or (found[0].launch_id if len(found) == 1 else "")
    if asked:
        return RedirectResponse(f"/launches/{quote(asked, safe='')}/results", status_code=303)
    return _page(here, viewer, "launches", launches=found)


@router.get("/launches/{launch_id}/results")
def glance(launch_id: str, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show a launch's results at a glance; of a launch that was not measured yet, that it was not."""
    try:
        found = results_desk.overview(here.settings, viewer, launch_id)
    except NotFoundError:
        row = launch_desk.launch_page(here.settings, viewer, launch_id, here.now).row
        return _page(here, viewer, "unmeasured", launch_id, launch=row.launch)
    return _page(here, viewer, "glance", launch_id, found=found)


@router.get("/launches/{launch_id}/results/groups")
def groups(launch_id: str, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show reps added up by channel, territory, motion or wave."""
    asked = here.request.query_params
    by = asked.get("by", "") if asked.get("by", "") in GROUPS else ("territory" if viewer.channel else "channel")
    found = results_desk.totals_by(here.settings, viewer, launch_id, by, asked.get("channel", "")[:64])
    return _page(here, viewer, "groups", launch_id, found=found, by=by, groups=GROUPS)


@router.get("/launches/{launch_id}/results/reps")
def reps(launch_id: str, request: Request, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show a launch's reps, by name, readiness or what is due."""
    rows = listing(request, SORTABLE, (*FILTERS, "channel"))
    channel = dict(rows.equal).get("channel", "")
    wanted = replace(rows.wanted(NUMBERS), equal={k: v for k, v in rows.equal if k != "channel"})
    found = results_desk.reps_page(here.settings, viewer, launch_id, wanted, channel)
    return _page(here, viewer, "reps", launch_id, found=found, listing=rows)


@router.get("/launches/{launch_id}/results/reps/{rep_id}")
def rep(launch_id: str, rep_id: str, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show one rep's figures, and what each hangs on; the look is noted."""
    found = results_desk.one_rep(here.settings, viewer, launch_id, rep_id, here.now)
    return _page(here, viewer, "rep", launch_id, found=found)


@router.get("/launches/{launch_id}/results/files")
def files(launch_id: str, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show the report's files."""
    launch, found = results_desk.report_files(here.settings, viewer, launch_id)
    return _page(here, viewer, "files", launch_id, measured=launch, files=found)


@router.get("/launches/{launch_id}/results/files/{name}")
def file(launch_id: str, name: str, here: AskedHere, viewer: ViewerHere) -> Response:
    """Give a file of the report; never to be shown in the portal's own place."""
    path = results_desk.report_file(here.settings, viewer, launch_id, name, here.now)
    return FileResponse(path, filename=name, content_disposition_type="attachment")


@router.get("/launches/{launch_id}/results/{topic}")
def topic(launch_id: str, topic: str, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show what a measurement says of training, messages, partners, or how far it can be trusted."""
    return _page(here, viewer, topic, launch_id, found=results_desk.results_table(here.settings, viewer, launch_id, topic))


@router.get("/launches/{launch_id}/charts/reps/{rep_id}.{form}")
def rep_chart(launch_id: str, rep_id: str, form: str, here: AskedHere, viewer: ViewerHere) -> Response:
    """Give the picture of where one rep's sales came from."""
    return _drawing(results_desk.rep_drawing(here.settings, viewer, launch_id, rep_id, FORMS.get(form, "")))


@router.get("/launches/{launch_id}/charts/{name}.{form}")
def chart(launch_id: str, name: str, form: str, here: AskedHere, viewer: ViewerHere) -> Response:
    """Give a chart as a picture, or as what a script draws it from."""
    return _drawing(results_desk.chart_drawing(here.settings, viewer, launch_id, name, FORMS.get(form, "")))


def _drawing(found: str | Mapping[str, Any]) -> Response:
    return Response(found, media_type="image/svg+xml") if isinstance(found, str) else JSONResponse(found)


def _page(here: Asked, viewer: Viewer, name: str, launch_id: str = "", **facts: Any) -> Response:
    language = viewer.language or here.language
    say, base, path = say_in(language), f"/launches/{quote(launch_id, safe='')}", here.request.url.path
    tabs = [(say(key), f"{base}/results{end}") for key, end, act in TABS if may(viewer, act)]
    sub_here = next((p for _, p in tabs[1:] if path == p or path.startswith(f"{p}/")), f"{base}/results")

    def word_of(key: str, otherwise: str) -> str:
        return say(key) if key in TEXTS else otherwise

    shown: dict[str, Any] = {
        "word_of": word_of,
        "sub_tabs": tabs,
        "sub_here": sub_here,
        "base": base,
        "launch_id": launch_id,
        **figures_in(language),
    }
    return page(f"results/{name}", language, viewer=viewer, is_desk=True, here_in="/results", **shown, **facts)
