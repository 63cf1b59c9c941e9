"""Who may do what: every route, by every role and by nobody, with what is one's own and with what is somebody else's.

The table was written by hand from what each role is for; it knows nothing of the program's rights. A route that is not in it
fails.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from readiness.actions import accounts, api_tokens
from readiness.adapters.db.shown import names_of
from readiness.adapters.db.store import engine, reading
from readiness.portal.app import portal
from readiness.settings import Settings
from tests.portal.every_route import World, prepared, routes_of
from tests.portal.staffed import AFTER, OTHER_REP, REP, STAFF
from tests.portal.taking import Browser, Clock, served, settings_in, signed_in

ROLES = (*STAFF, "link")
"""admin, marketing, ops, channel_manager, manager, rep; and a rep who came by a quiz link."""

TABLE = """
GET  /                                                            yyyyyyy
GET  /account                                                     yyyyyyn
POST /account/devices                                             yyyyyyn
POST /account/language                                            yyyyyyn
POST /account/password                                            yyyyyyn
GET  /account/second-factor                                       eeeeeen
POST /account/second-factor                                       yyyyyyn
POST /account/second-factor/confirm                               eeeeeen
GET  /account/second-factor/picture.svg                           eeeeeen
POST /account/second-factor/remove                                yyyyyyn
GET  /account/tokens                                              yyyyyyn
POST /account/tokens                                              yyyyyyn
POST /account/tokens/{token_id}/end                               hyhhhhn yhhhhhn
GET  /admin/installation                                          ynnnnnn
GET  /admin/log                                                   ynnnnnn
GET  /admin/log.csv                                               ynnnnnn
GET  /admin/people                                                ynnnnnn
POST /admin/people                                                ynnnnnn
GET  /admin/people/new                                            ynnnnnn
GET  /admin/people/{person_id}                                    ynnnnnn
POST /admin/people/{person_id}                                    ynnnnnn
POST /admin/people/{person_id}/disable                            ynnnnnn
POST /admin/people/{person_id}/link                               ynnnnnn
POST /admin/people/{person_id}/second-factor                      ynnnnnn
POST /admin/test-mail                                             ynnnnnn
GET  /admin/webhooks                                              ynnnnnn
POST /admin/webhooks                                              ynnnnnn
POST /admin/webhooks/{webhook_id}/end                             ynnnnnn
POST /admin/webhooks/{webhook_id}/ping                            ennnnnn
GET  /api/v1/collected/codes                                      nnynnn-
POST /api/v1/collected/codes                                      nnynnn-
GET  /api/v1/collected/contests                                   nnynnn-
POST /api/v1/collected/contests/{number}                          nnynnn-
GET  /api/v1/collected/files                                      nnynnn-
POST /api/v1/collected/files/{number}                             nnynnn-
GET  /api/v1/collected/partners                                   nnynnn-
GET  /api/v1/collected/quarantine                                 nnynnn-
POST /api/v1/collected/quarantine/{number}/{row}                  nnynnn-
GET  /api/v1/docs                                                 yyyyyyy
GET  /api/v1/launches                                             yyyyyn-
POST /api/v1/launches                                             yynnnn-
GET  /api/v1/launches/{launch_id}                                 yyyyyn-
POST /api/v1/launches/{launch_id}/approvals                       nynnnn-
GET  /api/v1/launches/{launch_id}/certificates                    nnynyy-
GET  /api/v1/launches/{launch_id}/charts                          nyyynn-
GET  /api/v1/launches/{launch_id}/charts/{name}/picture.{kind}    nhyhnn-
GET  /api/v1/launches/{launch_id}/charts/{name}/spec              nhyhnn-
POST /api/v1/launches/{launch_id}/contests                        nnnnny-
GET  /api/v1/launches/{launch_id}/decks                           yyyyyy-
POST /api/v1/launches/{launch_id}/decks                           nynynn-
GET  /api/v1/launches/{launch_id}/decks.zip                       yyyyyy-
GET  /api/v1/launches/{launch_id}/decks/{deck_id}                 yyyyyy- yyyhyy-
GET  /api/v1/launches/{launch_id}/decks/{deck_id}/file            yyyyyy- yyyhyy-
GET  /api/v1/launches/{launch_id}/files                           yyynnn-
GET  /api/v1/launches/{launch_id}/files/{path:path}               eeennn-
GET  /api/v1/launches/{launch_id}/gaps                            yyynnn-
GET  /api/v1/launches/{launch_id}/inputs                          nnnnny-
GET  /api/v1/launches/{launch_id}/links                           yyynnn-
GET  /api/v1/launches/{launch_id}/lint                            yyynnn-
GET  /api/v1/launches/{launch_id}/messages                        yyynnn-
GET  /api/v1/launches/{launch_id}/problems                        yynnnn-
GET  /api/v1/launches/{launch_id}/report                          nnynnn-
GET  /api/v1/launches/{launch_id}/report/{name}                   nnynnn-
GET  /api/v1/launches/{launch_id}/results                         nnynyy-
GET  /api/v1/launches/{launch_id}/results/{rep_id}                nnynyy- nnynhh-
GET  /api/v1/launches/{launch_id}/runs                            yyynnn-
POST /api/v1/launches/{launch_id}/runs                            yyynnn-
GET  /api/v1/launches/{launch_id}/tables                          yyyyyy-
GET  /api/v1/launches/{launch_id}/tables/{name}                   nnynyy-
GET  /api/v1/me                                                   yyyyyy-
GET  /api/v1/me/contests                                          nnnnny-
GET  /api/v1/openapi.json                                         yyyyyyy
GET  /api/v1/runs/{run_id}                                        yyynnn-
GET  /collected                                                   nnynnnn
GET  /collected/answers                                           nnynnnn
POST /collected/answers                                           nnennnn
GET  /collected/codes                                             nnynnnn
POST /collected/codes                                             nnennnn
POST /collected/codes/likely                                      nnynnnn
GET  /collected/contests                                          nnynnnn
POST /collected/contests/{contest_id}                             nnynnnn
GET  /collected/files                                             nnynnnn
POST /collected/files/{number}                                    nnynnnn
GET  /collected/files/{number}/mapping                            nnynnnn
POST /collected/files/{number}/mapping                            nnynnnn
GET  /collected/quarantine                                        nnynnnn
POST /collected/quarantine/replace                                nnennnn
POST /collected/quarantine/waive                                  nnennnn
POST /collected/quarantine/{number}/{row}                         nnynnnn
POST /collected/upload                                            nnynnnn
GET  /decks                                                       yyyyyyn
GET  /forgotten                                                   yyyyyyy
POST /forgotten                                                   nnnnnnn
GET  /go/{secret}                                                 nnnnnnn
GET  /metrics                                                     yyyyyyy
GET  /ready                                                       yyyyyyy
GET  /health                                                      yyyyyyy
GET  /kits/{token}                                                eeeeeee
GET  /kits/{token}/files/{name}                                   eeeeeee
GET  /kits/{token}/kit.zip                                        eeeeeee
GET  /launches                                                    yyyyynn
GET  /launches/drafts/{draft_id}                                  yynnnnn
POST /launches/drafts/{draft_id}/drop                             eennnnn
POST /launches/drafts/{draft_id}/example                          eennnnn
GET  /launches/drafts/{draft_id}/file                             eennnnn
POST /launches/drafts/{draft_id}/files                            yynnnnn
GET  /launches/drafts/{draft_id}/raw                              eennnnn
POST /launches/drafts/{draft_id}/row                              eennnnn
POST /launches/drafts/{draft_id}/take-in                          yynnnnn
POST /launches/drafts/{draft_id}/text                             eennnnn
POST /launches/drafts/{draft_id}/throw-away                       eennnnn
GET  /launches/kit                                                yynnnnn
GET  /launches/new                                                yynnnnn
POST /launches/new/files                                          yynnnnn
GET  /launches/new/form                                           yynnnnn
POST /launches/new/form                                           yynnnnn
GET  /launches/{launch_id}                                        yyyyynn
POST /launches/{launch_id}/change                                 yynnnnn
GET  /launches/{launch_id}/charts/reps/{rep_id}.{form}            nnynnnn
GET  /launches/{launch_id}/charts/{name}.{form}                   nhyhnnn
GET  /launches/{launch_id}/contacts                               nyyyynn
POST /launches/{launch_id}/contacts/{contact_id}                  nyyyyyn nyyhhhn
GET  /launches/{launch_id}/decks                                  yyyyyyn
GET  /launches/{launch_id}/decks.zip                              yyyyyyn
GET  /launches/{launch_id}/decks/make                             nynynnn
POST /launches/{launch_id}/decks/make                             nenennn
GET  /launches/{launch_id}/decks/{deck_id}                        yyyyyyn yyyhyyn
GET  /launches/{launch_id}/decks/{deck_id}/file                   yyyyyyn yyyhyyn
GET  /launches/{launch_id}/decks/{deck_id}/pdf                    yyyyyyn yyyhyyn
GET  /launches/{launch_id}/decks/{deck_id}/picture                yyyyyyn yyyhyyn
GET  /launches/{launch_id}/evidence                               yyynnnn
POST /launches/{launch_id}/evidence                               nennnnn
GET  /launches/{launch_id}/evidence/confirmations.csv             yyynnnn
GET  /launches/{launch_id}/evidence/judged                        yyynnnn
POST /launches/{launch_id}/evidence/undo                          nynnnnn
GET  /launches/{launch_id}/files/{folder}/{name}                  eeennnn
GET  /launches/{launch_id}/follow-ups                             nyyyynn
GET  /launches/{launch_id}/gaps                                   yyynnnn
GET  /launches/{launch_id}/go                                     nyynnnn
POST /launches/{launch_id}/go                                     nyynnnn
GET  /launches/{launch_id}/house                                  yyynnnn
GET  /launches/{launch_id}/impact                                 yyynnnn
POST /launches/{launch_id}/impact                                 yyynnnn
GET  /launches/{launch_id}/kits                                   nynynnn
POST /launches/{launch_id}/kits                                   nynynnn
POST /launches/{launch_id}/kits/{link_id}/end                     nynynnn nynhnnn
GET  /launches/{launch_id}/map                                    nyyyynn
GET  /launches/{launch_id}/messages                               yyynnnn
POST /launches/{launch_id}/messages                               ncnnnnn
GET  /launches/{launch_id}/positioning/{name}                     yyynnnn
GET  /launches/{launch_id}/practice                               nyynnnn
GET  /launches/{launch_id}/prospects                              nyyyynn
GET  /launches/{launch_id}/prospects/files/{name}                 nyyyynn
POST /launches/{launch_id}/quiz                                   nnnnnyy
GET  /launches/{launch_id}/questions                              yyynnnn
POST /launches/{launch_id}/questions                              nynnnnn
GET  /launches/{launch_id}/results                                nyyynnn
GET  /launches/{launch_id}/results/files                          nnynnnn
GET  /launches/{launch_id}/results/files/{name}                   nnynnnn
GET  /launches/{launch_id}/results/groups                         nyyynnn
GET  /launches/{launch_id}/results/reps                           nnynnnn
GET  /launches/{launch_id}/results/reps/{rep_id}                  nnynnnn
GET  /launches/{launch_id}/results/{topic}                        nyyynnn
GET  /launches/{launch_id}/rubric                                 nyynnnn
POST /launches/{launch_id}/rubric                                 nyynnnn
GET  /launches/{launch_id}/rubric/training.yaml                   nyynnnn
GET  /launches/{launch_id}/runs                                   yyynnnn
POST /launches/{launch_id}/runs                                   yyynnnn
GET  /launches/{launch_id}/sessions/{session_id}.ics              nnnnnyy nnnnnhh
GET  /launches/{launch_id}/training                               yyyyynn
GET  /launches/{launch_id}/training/files/{path:path}             eeeeenn
GET  /launches/{launch_id}/training/history                       yyyyynn
GET  /launches/{launch_id}/training/missed                        nyynnnn
POST /launches/{launch_id}/training/missed                        nyynnnn
GET  /launches/{launch_id}/training/replan                        nyynnnn
POST /launches/{launch_id}/training/replan                        nyynnnn
GET  /launches/{launch_id}/training/sessions/{session_id}         yyyhynn yyyhhnn
POST /launches/{launch_id}/training/sessions/{session_id}         nnynnnn
POST /launches/{launch_id}/training/sessions/{session_id}/list    nnynnnn
GET  /launches/{launch_id}/training/sessions/{session_id}/sheet.xlsx nnynnnn
GET  /launches/{launch_id}/vision                                 nyyyynn
GET  /launches/{launch_id}/vision/{account_id}                    nyyyyyn nyyhhhn
POST /launches/{launch_id}/vision/{account_id}                    nyyyyyn nyyhhhn
GET  /my-contacts                                                 nnnnnyn
GET  /my-decks                                                    nnnnnyn
GET  /my-numbers                                                  nnnnnyn
GET  /my-numbers/contests                                         nnnnnyn
POST /my-numbers/contests/{contest_id}/drop                       nnnnnyn nnnnnhn
GET  /my-numbers/inputs                                           nnnnnyn
GET  /my-numbers/{launch_id}/inputs/{input_id}                    nnnnnen
POST /my-numbers/{launch_id}/inputs/{input_id}                    nnnnnen
GET  /my-numbers/{launch_id}/pictures/{picture}                   nnnnnyn
GET  /my-sessions                                                 nnnnnyn
POST /my-sessions/{launch_id}/{session_id}                        nnnnnyn nnnnnhn
POST /my-sessions/{launch_id}/{session_id}/here                   nnnnnyn nnnnnhn
POST /notes/{note_id}                                             nnnnynn nnnnhnn
GET  /notice                                                      yyyyyyy
GET  /practice                                                    nnnnnyn
GET  /practice/{launch_id}                                        nnnnnyn
POST /practice/{launch_id}                                        nnnnnyn
GET  /practice/{launch_id}/answers/{number}                       nnnnnen
GET  /results                                                     nyyynnn
GET  /runs/{run_id}                                               yyynnnn
GET  /set-password/{secret}                                       nnnnnnn
POST /set-password/{secret}                                       nnnnnnn
GET  /sign-in                                                     yyyyyyy
POST /sign-in                                                     nnnnnnn
GET  /sign-in/code                                                sssssss
POST /sign-in/code                                                nnnnnnn
GET  /sign-in/company                                             nnnnnnn
GET  /sign-in/company/back                                        nnnnnnn
GET  /sittings/{sitting_id}                                       nnnnnyy nnnnnhh
POST /sittings/{sitting_id}/answers                               nnnnnyy nnnnnhh
POST /sittings/{sitting_id}/hand-in                               nnnnnyy nnnnnhh
GET  /sittings/{sitting_id}/review                                nnnnnyy nnnnnhh
GET  /sittings/{sitting_id}/state                                 nnnnnyy nnnnnhh
GET  /team                                                        nnnnynn
GET  /team-training                                               nnnnynn
GET  /team/{rep_id}                                               nnnnynn nnnnhnn
POST /team/{rep_id}/notes                                         nnnnynn nnnnhnn
GET  /team/{rep_id}/pictures/{picture}                            nnnnenn nnnnhnn
POST /team/{rep_id}/pitches                                       nnnnenn nnnnhnn
GET  /weekly                                                      nyynnnn
GET  /worker.js                                                   yyyyyyy
"""
"""Method, path, a letter a role in the order of ROLES for what is one's own; after it, where it differs, for somebody else's.

y: let in. e: let in, and there is nothing (404). c: let in, and nothing was chosen (403, and it says so). n: refused (403).
h: hidden: as if it were not there (404). -: no token (401).
s: sent to the sign-in."""

OPEN = {
    "/health", "/ready", "/metrics", "/worker.js",
    "/sign-in", "/sign-in/code", "/sign-in/company", "/sign-in/company/back", "/forgotten",
    "/set-password/{secret}", "/go/{secret}", "/kits/{token}", "/kits/{token}/files/{name}", "/kits/{token}/kit.zip",
    "/api/v1/docs", "/api/v1/openapi.json",
}  # fmt: skip
"""What nobody has to sign in for: doors, links that are secrets, and how programs ask."""

SENT: dict[str, dict[str, str]] = {
    "/collected/answers": {"launch": "{launch_id}", "queue": "q", "choice": "-"},
    "/collected/codes": {"partner_id": "p", "code_field": "product", "code": "c", "choice": "-"},
    "/launches/{launch_id}/decks/make": {"account": "a"},
    "/launches/{launch_id}/runs": {"kind": "launch"},
    "/launches/{launch_id}/go": {"decision": "go", "why": "because"},
    "/practice/{launch_id}": {"item": "i", "number": "1", "chosen": "0"},
    "/team/{rep_id}/notes": {"launch": "{launch_id}", "text": "t"},
    "/my-numbers/{launch_id}/inputs/{input_id}": {"says": "wrong"},
    "/admin/people": {"email": "evil@example.com", "role": "admin"},
    "/admin/people/{person_id}": {"role": "admin"},
    "/launches/{launch_id}/messages": {"then": "all", "all_seen": "x"},
    "/admin/webhooks": {"url": "https://example.com/", "events": "decks ready"},
}
"""What a form says, to whom it is refused: a refusal must not hang on the form being wrong."""
SENT_BY_PROGRAMS: dict[str, object] = {
    "/api/v1/collected/codes": {"partner_id": "p", "field": "product", "code": "c", "known_id": "-"},
    "/api/v1/collected/contests/{number}": {"is_upheld": False, "because": "b"},
    "/api/v1/collected/files/{number}": {"accepts": False, "why": "w"},
    "/api/v1/collected/quarantine/{number}/{row}": {"waive_because": "w"},
    "/api/v1/launches/{launch_id}/approvals": {"messages": {"m": "s"}},
    "/api/v1/launches/{launch_id}/contests": {"input_id": "i", "says": "wrong"},
    "/api/v1/launches/{launch_id}/decks": {"account_id": "a"},
    "/api/v1/launches/{launch_id}/runs": {"kind": "launch"},
}


def table() -> dict[tuple[str, str], tuple[str, str]]:
    """Return route -> letters for one's own, and for somebody else's."""
    found = {}
    for line in TABLE.strip().splitlines():
        method, path, *letters = line.split()
        assert all(len(part) == len(ROLES) for part in letters), line
        found[(method, path)] = (letters[0], letters[-1])
    return found


@dataclass
class House:
    """A portal with a device signed in for every role."""

    settings: Settings
    address: str
    world: World
    devices: dict[str, httpx.Client]
    secrets: dict[str, str]
    tokens: dict[str, str]
    routes: list[tuple[str, str]]

    def ask(self, role: str, method: str, path: str, of_path: str, *, is_refused: bool) -> httpx.Response:
        """Send a role's request; to a program's address with the role's token."""
        if of_path.startswith("/api/"):
            key = {"Authorization": f"Bearer {self.tokens[role]}"} if self.tokens[role] else {}
            json = SENT_BY_PROGRAMS.get(of_path, {}) if is_refused else {}
            if (method, of_path) == ("POST", "/api/v1/launches"):
                zipped = {**key, "Content-Type": "application/zip"}
                return httpx.post(self.address + path, headers=zipped, content=b"PK\x05\x06" + bytes(18), timeout=60)
            return httpx.request(method, self.address + path, headers=key, json=json if method == "POST" else None, timeout=60)
        if method == "GET":
            return self.devices[role].get(path)
        sent = {k: v.format(launch_id=self.world.launch_id) for k, v in SENT.get(of_path, {}).items()} if is_refused else {}
        return self.devices[role].post(path, data={"csrf": self.secrets[role], **sent})


@pytest.fixture(scope="module")
def house(staffed_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return a portal of its own, two of everything in it."""
    folder = tmp_path_factory.mktemp("matrix")
    shutil.copytree(staffed_once, folder, dirs_exist_ok=True)
    settings = settings_in(folder)
    world = prepared(settings, next((settings.home / "out").iterdir()).name)
    app = portal(settings, Clock(AFTER))
    with served(app) as address:
        devices, secrets, tokens = {}, {}, {}
        for role, email in STAFF.items():
            browser = signed_in(Browser(address), email)
            secrets[role] = re.findall(r'name="csrf" value="([^"]+)"', browser.get("/account").text)[0]
            devices[role] = browser.client
            person = api_tokens.person_named(settings, email)
            acts = api_tokens.acts_of(person)
            tokens[role] = api_tokens.add_token(settings, person, "matrix", acts, 9, AFTER).secret
        accounts.write_quiz_links(settings, world.launch_id, folder / "links.csv", AFTER)
        rows = csv.DictReader((folder / "links.csv").read_text(encoding="utf-8").splitlines())
        browser = Browser(address)
        browser.get(httpx.URL(next(row["link"] for row in rows if row["rep_id"] == REP)).path)
        devices["link"], secrets["link"], tokens["link"] = browser.client, browser.csrf, ""
        for client in devices.values():
            client.follow_redirects = False
        yield House(settings, address, world, devices, secrets, tokens, routes_of(app))
    engine(settings.database).dispose()


def letter(answer: httpx.Response) -> str:
    """Return what became of a request."""
    status = answer.status_code
    if status == 303 and answer.headers["location"].startswith("/sign-in"):
        return "s"
    if status in (401, 403, 404):
        return {401: "-", 403: "n", 404: "h"}[status]
    return f"fault {status}" if status >= 500 else "y"


def fits(found: str, expected: str, *, is_get: bool, status: int) -> bool:
    """Say whether an answer is as the table has it; a page that is let in is shown, a form that is let in may still be wrong."""
    if expected in "ec":
        return found in ("h", "y") if expected == "e" else status == 403
    if expected == "y" and is_get:
        return found == "y" and status < 400
    return found == expected


def test_every_route_is_in_the_table_and_no_other(house: House) -> None:
    listed, there = set(table()), set(house.routes) - {("POST", "/sign-out")}
    assert sorted(there - listed) == []
    assert sorted(listed - there) == []


@pytest.mark.parametrize("whose", ["own", "other"])
def test_each_role_is_let_in_where_it_belongs_and_nowhere_else(house: House, whose: str) -> None:
    wrong = []
    for method, path in house.routes:
        if path == "/sign-out" or (method, path) not in table():
            continue
        own, other = table()[(method, path)]
        if whose == "other" and own == other:
            continue
        for role, expected in zip(ROLES, own if whose == "own" else other, strict=True):
            real = house.world.own_path(path) if whose == "own" else house.world.other_path(path)
            answer = house.ask(role, method, real, path, is_refused=expected in "nh")
            found = letter(answer)
            if expected == "c" and "chose no message" not in answer.text:
                wrong.append((method, path, role, "expected to be told that nothing was chosen"))
            if not fits(found, expected, is_get=method == "GET", status=answer.status_code):
                wrong.append((method, path, role, f"expected {expected}", f"got {found} {answer.status_code}"))
    assert wrong == [], "\n".join(map(str, wrong))


def test_nobody_gets_in_but_through_a_door(house: House) -> None:
    nobody = httpx.Client(base_url=house.address, timeout=30)
    wrong = []
    for method, path in house.routes:
        if path in OPEN:
            continue
        answer = nobody.request(method, house.world.own_path(path))
        expected = 401 if path.startswith("/api/") else 413 if method == "POST" and answer.status_code == 413 else 303
        is_sent = expected != 303 or answer.headers.get("location", "").startswith("/sign-in")
        if answer.status_code != expected or not is_sent:
            wrong.append((method, path, answer.status_code))
    nobody.close()
    assert wrong == [], "\n".join(map(str, wrong))


def test_no_form_is_taken_without_its_secret_or_from_another_site(house: House) -> None:
    """Every form, as a role that is let in: without the secret, with another's, from elsewhere; as a file upload too."""
    wrong = []
    foreign: list[dict[str, str]] = [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
    for method, path in house.routes:
        if method != "POST" or path.startswith("/api/"):
            continue
        letters = table().get((method, path), ("nnnnnnn", ""))[0]
        role = next((r for r, has in zip(ROLES, letters, strict=True) if has in "yec"), "ops")
        real, device, secret = house.world.own_path(path), house.devices[role], house.secrets[role]
        other = house.secrets["admin" if role != "admin" else "ops"]
        tries = [
            {"data": {**SENT.get(path, {}), **fields}} for fields in ({}, {"csrf": ""}, {"csrf": other}, {"csrf": secret[:-1]})
        ]
        tries += [{"data": {"csrf": secret}, "headers": headers} for headers in foreign]
        tries += [{"files": {"file": ("launch.zip", b"PK")}}, {"files": {"csrf": ("x", b"x")}, "data": {"csrf": other}}]
        for sent in tries:
            status = device.post(real, **sent).status_code  # type: ignore[arg-type]
            if status != 403 and not (status == 400 and "files" in sent):  # no file goes with a plain form
                wrong.append((path, role, sent, status))
    assert wrong == [], "\n".join(map(str, wrong))


def names_in(settings: Settings) -> dict[str, tuple[str, str]]:
    """Return every rep's name and mail address."""
    lines = (settings.home.parent / "launch" / "reps.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["rep_id"]: (row["name"], row["email"]) for row in rows}


def test_no_page_names_somebody_whom_the_viewer_may_not_see(house: House) -> None:
    """Every page a role is let in to: a rep and a manager meet nobody outside of the team; on results, marketing meets nobody."""
    names = names_in(house.settings)
    lines = (house.settings.home.parent / "launch" / "reps.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    team = {row["rep_id"] for row in rows if row["manager_id"] == "r00001"} | {"r00001"}
    assert OTHER_REP not in team
    assert len(team) > 3
    outside = {name for rep_id, both in names.items() if rep_id not in team for name in both}
    others = {name for rep_id, both in names.items() if rep_id not in (REP, "r00001") for name in both}
    everybody = {name for both in names.values() for name in both}
    leaders = {name for row in rows for name in names.get(row["manager_id"], ())}
    wrong = []
    for method, path in house.routes:
        if method != "GET" or (method, path) not in table() or path in OPEN:
            continue
        for role, expected in zip(ROLES, table()[(method, path)][0], strict=True):
            is_results = "result" in path or "weekly" in path or "chart" in path or "tables" in path
            hidden_names = {"manager": outside, "rep": others, "link": others}.get(role, set())
            if role in ("marketing", "channel_manager", "admin") and is_results:
                hidden_names = everybody - leaders  # a leader of a team is named with what the leader owes
            if expected != "y" or not hidden_names:
                continue
            text = house.ask(role, method, house.world.own_path(path), path, is_refused=False).text
            text = re.sub(r"Trainer [A-Z]\w+ [A-Z]\w+", "", text)  # trainers of this world have names like reps
            met = sorted(name for name in hidden_names if name in text)
            wrong += [(path, role, met[:3])] if met else []
    assert wrong == [], "\n".join(map(str, wrong))


def test_no_table_names_somebody_to_whom_it_should_not(house: House) -> None:
    """Every published table, asked for as programs do: by role, whose names must not be in its rows."""
    names = names_in(house.settings)
    with reading(house.settings.database) as connection:
        published = sorted(names_of(connection, house.world.launch_id))
    assert len(published) > 20
    everybody = {name for both in names.values() for name in both}
    others = {name for rep_id, both in names.items() if rep_id != REP for name in both}
    wrong = []
    for name in (n for n in published if not n.startswith(("plan.", "training."))):  # who visits whom, who sits where
        for role, hidden_names in (
            ("admin", everybody),
            ("marketing", everybody),
            ("channel_manager", everybody),
            ("rep", others),
        ):
            path = f"/api/v1/launches/{house.world.launch_id}/tables/{name}"
            answer = httpx.get(house.address + path, headers={"Authorization": f"Bearer {house.tokens[role]}"})
            met = sorted(n for n in hidden_names if n in answer.text) if answer.status_code == 200 else []
            wrong += [(name, role, met[:3])] if met or answer.status_code >= 500 else []
    assert wrong == [], "\n".join(map(str, wrong))


def test_a_channel_manager_meets_no_other_channel(house: House) -> None:
    """No deck, account or kit of the other channel on any page, in any zip's list of files, or behind a search or a filter."""
    launch = house.world.launch_id
    accounts_file = (house.settings.home.parent / "launch" / "accounts.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in accounts_file if not line.startswith("#")))
    foreign = {row["account_id"] for row in rows if row["channel"] == "chains"} | {f"{launch}-chains"}
    assert len(foreign) > 10
    asked = [house.world.own_path(p) for m, p in house.routes if m == "GET" and table().get((m, p), ("n" * 7,))[0][3] == "y"]
    for path in (f"/launches/{launch}/decks", f"/launches/{launch}/decks.zip", f"/api/v1/launches/{launch}/decks"):
        asked += [f"{path}?channel=chains", f"{path}?q=chains", f"{path}?channel=", f"{path}?channel=%25", f"{path}?status=all"]
    wrong = []
    for path in asked:
        if path.startswith("/api/"):
            answer = httpx.get(house.address + path, headers={"Authorization": f"Bearer {house.tokens['channel_manager']}"})
        else:
            answer = house.devices["channel_manager"].get(path)
        text = answer.content.decode("latin-1").replace(f"/launches/{launch}", "")
        met = sorted(x for x in foreign if re.search(rf"(?<![\w-]){re.escape(x)}(?![\w])", text))
        wrong += [(path, answer.status_code, met[:3])] if met or answer.status_code >= 500 else []
    assert wrong == [], "\n".join(map(str, wrong))


def test_a_token_does_no_more_than_it_was_given_and_ends_with_its_person(house: House) -> None:
    person = api_tokens.person_named(house.settings, STAFF["ops"])
    narrow = api_tokens.add_token(house.settings, person, "narrow", ["decks.see"], 9, AFTER)
    key = {"Authorization": f"Bearer {narrow.secret}"}
    launch = house.world.launch_id
    for method, path in house.routes:
        if not path.startswith("/api/v1/launches/{launch_id}/") or "/decks" in path or "/tables" in path:
            continue
        answer = httpx.request(
            method, house.address + house.world.own_path(path), headers=key, json=SENT_BY_PROGRAMS.get(path, {})
        )
        assert (path, answer.status_code) == (path, 403)
    assert httpx.get(f"{house.address}/api/v1/launches/{launch}/decks", headers=key).status_code == 200
    for page in ("/account", "/", "/admin/people", "/collected"):  # a token opens no page, and a device no address for programs
        assert httpx.get(house.address + page, headers=key).status_code == 303
    assert house.devices["ops"].get(f"/api/v1/launches/{launch}/decks").status_code == 401
    link = accounts.add_user(house.settings, "tim@example.com", "ops", AFTER)
    accounts.set_password(house.settings, link.rsplit("/", 1)[1], "kettles boil before toast", AFTER)
    tim = api_tokens.person_named(house.settings, "tim@example.com")
    key = {"Authorization": f"Bearer {api_tokens.add_token(house.settings, tim, 't', ['decks.see'], 9, AFTER).secret}"}
    assert httpx.get(f"{house.address}/api/v1/me", headers=key).status_code == 200
    accounts.disable_user(house.settings, "tim@example.com")
    assert httpx.get(f"{house.address}/api/v1/me", headers=key).status_code == 401
