"""Collected: what came in, what waits, what was refused.

In: requests.
Out: pages; what ops decides goes to the actions.
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from readiness.actions import collected_desk, measurement, sales_out
from readiness.permissions import Viewer, hidden
from readiness.portal.cells import cells_of, faulty
from readiness.portal.guard import Asked, AskedHere, SignedForm, ViewerHere
from readiness.portal.listing import listing
from readiness.portal.pages import page
from readiness.portal.texts import TEXTS, say_in
from readiness.portal.uploads import UploadHere

router = APIRouter()
Number = Annotated[int, Path(ge=0, le=2_000_000_000)]
MOST_BYTES = 50_000_000
CELL = "cell:"
"""How the name of a field begins that holds a cell."""
SAID = (
    "mended",
    "replaced",
    "still",
    "waived",
    "accepted",
    "rejected",
    "decided",
    "undone",
    "likely",
    "approved",
    "taken",
    "assigned",
    "settled",
)
"""What the page before did, as its address says."""
TABS = (
    ("col_tab_in", ""), ("col_tab_quarantine", "/quarantine"), ("col_tab_codes", "/codes"), ("col_tab_files", "/files"),
    ("col_tab_answers", "/answers"), ("col_tab_contests", "/contests"),
)  # fmt: skip


@router.get("/collected")
def collected(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show what came in, by partner and by launch, and how much of it waits."""
    return _page(here, viewer, "in", found=collected_desk.came_in(here.settings, viewer))


@router.post("/collected/upload")
def upload(here: AskedHere, viewer: ViewerHere, sent: UploadHere) -> Response:
    """Take in a file: a partner's report, or a launch's answers, attendance or graded pitches."""
    file, whose = sent.file("file"), sent.fields.get("whose", "")
    kind, _, scope = whose.partition(":")
    if file is None or not scope or len(file[1]) > MOST_BYTES:
        problem = "col_no_file" if file is None or not scope else "col_too_large"
        found = collected_desk.came_in(here.settings, viewer)
        return _page(here, viewer, "in", status=400, found=found, problem=problem, whose=whose)
    if kind == "sales_out":
        report = sales_out.take_report(here.settings, viewer, scope, *file, here.now)
    else:
        report = measurement.take_answers_as(here.settings, viewer, scope, kind, *file, here.now)
    return _page(here, viewer, "taken", report=report, partner_id=scope if kind == "sales_out" else "")


@router.get("/collected/quarantine")
def quarantine(request: Request, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show rows that could not be taken, with their cells to be mended in place."""
    rows = listing(request, filters=("partner", "kind"))
    asked = dict(rows.equal)
    found = collected_desk.quarantine(here.settings, viewer, asked.get("partner", ""), asked.get("kind", ""), rows.page)
    parted = [(row, cells := cells_of(row.raw), faulty(cells, row.reason)) for row in found.rows]
    n_rows = collected_desk.ROWS
    return _page(here, viewer, "quarantine", found=found, parted=parted, listing=rows, asked=asked, n_rows=n_rows)


@router.post("/collected/quarantine/waive")
def waive_kind(form: SignedForm, here: AskedHere, viewer: ViewerHere) -> Response:
    """Leave out every row of a partner with the same thing wrong."""
    partner, kind = form.get("partner", ""), form.get("kind", "")
    n = sales_out.waive_kind(here.settings, viewer, partner, kind, form.get("why", ""), here.now)
    return _back("/collected/quarantine", {"partner": partner}, "waived", n)


@router.post("/collected/quarantine/replace")
def replace_all(form: SignedForm, here: AskedHere, viewer: ViewerHere) -> Response:
    """Put another text in every row of a partner with the same thing wrong and the same text, and take them in."""
    partner, kind = form.get("partner", ""), form.get("kind", "")
    old, new = form.get("old", ""), form.get("new", "")
    n = sales_out.mend_kind(here.settings, viewer, partner, kind, (form.get("column", ""), old, new), here.now)
    return _back("/collected/quarantine", {"partner": partner}, "replaced", n)


@router.post("/collected/quarantine/{number}/{row}")
def mend(number: Number, row: Number, form: SignedForm, here: AskedHere, viewer: ViewerHere) -> Response:
    """Take in one row as its cells were mended, or leave it out."""
    back = {"partner": form.get("partner", ""), "kind": form.get("kind", ""), "page": form.get("page", "")}
    if form.get("do") == "waive":
        sales_out.waive(here.settings, viewer, number, [row], form.get("why", ""), here.now)
        return _back("/collected/quarantine", back, "waived", 1)
    cells = {name.removeprefix(CELL): text for name, text in form.items() if name.startswith(CELL)}
    why = sales_out.mend_row(here.settings, viewer, number, row, cells, here.now)
    return _back("/collected/quarantine", back, "still" if why else "mended", 1)


@router.get("/collected/codes")
def codes(request: Request, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show codes of partners that nobody can tell, with what they may be."""
    rows = listing(request, filters=("partner", "field"))
    asked = dict(rows.equal)
    found = collected_desk.codes(here.settings, viewer, asked.get("partner", ""), asked.get("field", ""), rows.page)
    return _page(here, viewer, "codes", found=found, listing=rows, asked=asked, n_rows=collected_desk.ROWS)


@router.post("/collected/codes")
def decide(form: SignedForm, here: AskedHere, viewer: ViewerHere) -> Response:
    """Say which of ours a code is, that it is none, or take that back."""
    key = (form.get("partner_id", ""), form.get("code_field", ""), form.get("code", ""))
    choice = form.get("choice", "").strip() or form.get("other", "").strip()
    undoes = form.get("do") == "undo"
    if not undoes and not choice:
        raise hidden("product or account")
    sales_out.decide_code(here.settings, viewer, key, "" if undoes else choice, here.now)
    back = {"partner": form.get("partner", ""), "field": form.get("field", ""), "page": form.get("page", "")}
    return _back("/collected/codes", back, "undone" if undoes else "decided", 1)


@router.post("/collected/codes/likely")
def likely(form: SignedForm, here: AskedHere, viewer: ViewerHere) -> Response:
    """Take the first candidate of all codes that are sure enough."""
    least = form.get("least", "")
    share = int(least) / 100 if least.isascii() and least.isdigit() and len(least) < 4 else 0.0
    partner, field = form.get("partner", ""), form.get("field", "")
    n, _ = sales_out.accept_likely(here.settings, viewer, partner, field, share, here.now)
    return _back("/collected/codes", {"partner": partner, "field": field}, "likely", n)


@router.get("/collected/files")
def files(request: Request, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show partners' files, and those that wait for somebody to accept them."""
    rows = listing(request, filters=("partner", "status"))
    asked = dict(rows.equal)
    found = collected_desk.files(here.settings, viewer, asked.get("partner", ""), asked.get("status", ""), rows.page)
    return _page(here, viewer, "files", found=found, listing=rows, asked=asked, n_rows=collected_desk.ROWS)


@router.post("/collected/files/{number}")
def settle_file(number: Number, form: SignedForm, here: AskedHere, viewer: ViewerHere) -> Response:
    """Accept or reject a held file."""
    accepts = form.get("do") == "accept"
    sales_out.settle_file(here.settings, viewer, number, accepts=accepts, why=form.get("why", ""), now=here.now)
    return _back("/collected/files", {"status": "held"}, "accepted" if accepts else "rejected", 1)


@router.get("/collected/files/{number}/mapping")
def mapping(number: Number, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show how a file may be read, and what is read of it so."""
    return _mapping(number, "", here, viewer)


@router.post("/collected/files/{number}/mapping")
def approve_mapping(number: Number, form: SignedForm, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show once more what is read of a file by an edited mapping, or let the partner's files be read by it from now on."""
    yaml = form.get("yaml", "")
    found = sales_out.mapping_desk(here.settings, viewer, number, yaml, here.now)
    if form.get("do") != "approve" or found.problems:
        return _page(here, viewer, "mapping", found=found, status=400 if found.problems else 200)
    _, again = sales_out.approve_mapping_text(here.settings, viewer, found.file.partner_id, yaml, here.now)
    return _back("/collected/files", {"partner": found.file.partner_id}, "approved", len(again))


def _mapping(number: Number, yaml: str, here: Asked, viewer: Viewer) -> Response:
    return _page(here, viewer, "mapping", found=sales_out.mapping_desk(here.settings, viewer, number, yaml, here.now))


@router.get("/collected/answers")
def answers(request: Request, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show answers of persons or to questions that nobody can tell, and rows that could not be taken."""
    rows = listing(request, filters=("launch",))
    desk = collected_desk.answers_desk(here.settings, viewer, dict(rows.equal).get("launch", ""), rows.q, rows.page)
    queue = measurement.review_queue_as(here.settings, viewer, desk.launch_id) if desk.launch_id else []
    return _page(here, viewer, "answers", desk=desk, queue=queue, listing=rows, n_rows=collected_desk.ROWS)


@router.post("/collected/answers")
def assign(form: SignedForm, here: AskedHere, viewer: ViewerHere) -> Response:
    """Say who a waiting person or which item a waiting question is."""
    launch_id = form.get("launch", "")
    choice = "-" if form.get("do") == "none" else form.get("choice", "").strip()
    if not choice:
        raise hidden("rep or question")
    n = measurement.assign_as(here.settings, viewer, launch_id, form.get("queue", ""), choice, here.now)
    return _back("/collected/answers", {"launch": launch_id}, "assigned", n)


@router.get("/collected/contests")
def contests(request: Request, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show what reps say is wrong behind their figures."""
    rows = listing(request, filters=("status",))
    desk = collected_desk.contests_desk(here.settings, viewer, dict(rows.equal).get("status", ""))
    return _page(here, viewer, "contests", desk=desk, listing=rows)


@router.post("/collected/contests/{contest_id}")
def settle(contest_id: Number, form: SignedForm, here: AskedHere, viewer: ViewerHere) -> Response:
    """Settle a contest: the rep is right, or is not, and why."""
    upheld = form.get("do") == "uphold"
    measurement.settle_contest_as(
        here.settings, viewer, contest_id, is_upheld=upheld, because=form.get("because", ""), now=here.now
    )
    return _back("/collected/contests", {}, "settled", 1)


def _back(path: str, query: dict[str, str], said: str, n: int) -> Response:
    """Return to a list, which says what was done."""
    kept = {name: value for name, value in query.items() if value}
    return RedirectResponse(f"{path}?{urlencode({**kept, 'said': said, 'n': n})}", status_code=303)


def _page(here: Asked, viewer: Viewer, name: str, *, status: int = 200, **facts: Any) -> Response:
    language = viewer.language or here.language
    say, query = say_in(language), here.request.query_params

    def word_of(key: str, otherwise: str) -> str:
        return say(key) if key in TEXTS else otherwise

    said, n = query.get("said", ""), query.get("n", "0")
    n_said = int(n) if n.isascii() and n.isdigit() and len(n) < 7 else 0
    path = here.request.url.path
    tabs = [(say(key), f"/collected{end}") for key, end in TABS]
    shown: dict[str, Any] = {
        "word_of": word_of, "sub_tabs": tabs, "problem": "", "whose": "",
        "sub_here": next((p for _, p in tabs[1:] if path.startswith(p)), "/collected"),
        "done_words": say("col_said_" + said, n=n_said) if said in SAID else "",
    }  # fmt: skip
    return page(
        f"collected/{name}", language, status=status, viewer=viewer, is_desk=True, here_in="/collected", **(shown | facts)
    )
