"""Quizzes over http without scripts: forms, attempts, time, feedback, no key before handing in, what counts and how often."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import httpx
import pytest

from readiness.actions import launch
from readiness.actions.measurement import quiz_attempts
from readiness.adapters.db import collected, quiz_answers, sittings
from readiness.adapters.db.store import transaction
from readiness.adapters.stored_quizzes import approved_forms
from readiness.settings import Settings
from readiness.stages.quizzes import Item, Placed
from tests.portal.taking import QUIZ, Browser, Clock, approve_quiz, sign_up


def items_of(settings: Settings) -> dict[str, Item]:
    """Return the approved items by id, with their key."""
    with transaction(settings.database) as connection:
        return {i.item_id: i for i in approved_forms(settings.templates, connection, "kettle-2")[1]}


def key(settings: Settings, page: str) -> dict[str, str]:
    """Return which value of each question on a page is right, by the text of the right option."""
    items, found = items_of(settings), {}
    for block in re.findall(r"<fieldset.*?</fieldset>", page, flags=re.DOTALL):
        item_id = re.findall(r'data-item="([^"]+)"', block)[0]
        options = dict(re.findall(r'value="(\d)"[^>]*><span[^>]*>([^<]+)</span>', block))
        right = items[item_id].options[items[item_id].correct]
        found[item_id] = next(v for v, text in options.items() if unescaped(text) == right)
    return found


def unescaped(text: str) -> str:
    """Return a text as it was before it was put in a page."""
    for mark, sign in (("&#39;", "'"), ("&#34;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(mark, sign)
    return text


def placed(settings: Settings, rep_id: str = "r1") -> list[Placed]:
    """Return a rep's answers as measurement sees them."""
    with transaction(settings.database) as connection:
        return quiz_answers.load_placed(connection, "kettle-2", [rep_id])


def answer(browser: Browser, sitting: str, choices: dict[str, str], **more: str) -> httpx.Response:
    """Post answers as a page without scripts does."""
    return browser.post(
        f"/sittings/{sitting}/answers", number=str(browser.number), **{f"q-{i}": v for i, v in choices.items()}, **more
    )


def test_what_is_answered_counts_once_and_as_the_key_says(here: Settings, kettle: str, browser: Browser) -> None:
    browser.enter(here, "r1")
    sitting = browser.begin()
    right = key(here, browser.page.text)
    assert len(right) == 6
    wrong = sorted(right)[:2]
    choices = {i: str((int(v) + 1) % 3) if i in wrong else v for i, v in right.items() if i != sorted(right)[5]}
    answer(browser, sitting, choices)
    assert {(p.item_id, p.correct, p.is_unfinished) for p in placed(here)} == {(i, i not in wrong, True) for i in choices}
    page = browser.post(f"/sittings/{sitting}/hand-in")
    assert "3 of 6 right" in page.text
    again = browser.client.post(f"/sittings/{sitting}/hand-in", data={"csrf": browser.csrf})
    assert again.text == page.text
    found = {p.item_id: (p.correct, p.is_unfinished, p.sitting, p.stated) for p in placed(here)}
    assert found == {i: (None if i not in choices else i not in wrong, False, sitting, 1) for i in right}
    with transaction(here.database) as connection:
        responses = collected.load_responses(connection, "kettle-2")
    assert sorted(r.item_id for r in responses) == sorted(right)
    assert {(r.rep_id, r.attempt, r.answered_on) for r in responses} == {("r1", 1, date(2024, 2, 1))}


def test_no_key_leaves_before_handing_in(here: Settings, kettle: str, browser: Browser) -> None:
    """Pages of two reps with the same form differ in nothing that goes with the right option; feedback is nowhere in them."""
    items = items_of(here)
    browser.enter(here, "r1")
    sitting = browser.begin()
    seen = [browser.page.text, browser.get(f"/sittings/{sitting}/review").text]
    told = browser.client.get(f"/sittings/{sitting}/state", headers={"Accept": "application/json"})
    seen.append(told.text)
    browser.get(f"/sittings/{sitting}")
    right = key(here, browser.page.text)
    listed = [{"item": i, "chosen": int(v), "number": browser.number} for i, v in right.items()]
    fields = {"csrf": browser.csrf, "answers": json.dumps(listed)}
    taken = browser.client.post(f"/sittings/{sitting}/answers", data=fields, headers={"Accept": "application/json"})
    seen += [taken.text, browser.get(f"/sittings/{sitting}").text]
    assert set(taken.json()) == {"numbers", "n_late", "is_over", "is_elsewhere", "following"}
    for text in seen:
        assert [i for i in right if items[i].feedback[:60] in unescaped(text)] == []
        assert re.findall(r"correct|richtig|\bright\b(?! one)", text.replace("counts as not right", "")) == []
    after = browser.client.post(f"/sittings/{sitting}/hand-in", data={"csrf": browser.csrf}).text
    assert [i for i in right if items[i].feedback[:60] not in unescaped(after)] == []


def test_orders_differ_between_sittings_and_stay_within_one(here: Settings, kettle: str, address: str) -> None:
    orders = set()
    for rep_id in ("r1", "r2", "r3", "r4"):
        browser = Browser(address).enter(here, rep_id)
        sitting = browser.begin()
        first = re.findall(r'value="\d"[^>]*><span[^>]*>([^<]+)<', browser.page.text)
        again = re.findall(r'value="\d"[^>]*><span[^>]*>([^<]+)<', browser.get(f"/sittings/{sitting}").text)
        assert first == again
        orders.add(tuple(first))
    assert len(orders) == 4


def test_each_attempt_gets_another_form_and_no_more_than_allowed(
    here: Settings, kettle: str, clock: Clock, browser: Browser
) -> None:
    browser.enter(here, "r1")
    forms = []
    for _ in range(2):
        sitting = browser.begin()
        with transaction(here.database) as connection:
            found = sittings.sitting_of(connection, sitting)
        assert found
        forms.append(found.form_id)
        browser.post(f"/sittings/{sitting}/hand-in")
        browser.get("/")
        clock.move(days=1)
    assert len(set(forms)) == 2
    page = browser.get("/").text
    assert "No attempt is left." in page
    assert "Start the quiz" not in page
    browser.get(f"/sittings/{sitting}")
    assert browser.post("/launches/kettle-2/quiz").status_code == 409
    assert [a.number for a in quiz_attempts(here, "kettle-2")] == [1, 2]


def test_the_next_attempt_waits_for_its_day(here: Settings, kettle: str, clock: Clock, browser: Browser) -> None:
    browser.enter(here, "r1")
    first = browser.begin()
    csrf = browser.csrf
    browser.post(f"/sittings/{first}/hand-in")
    assert "The next attempt is possible from 2 February 2024 on." in browser.get("/").text
    clock.move(hours=13)  # 22:00 in London, 23:00 in Paris, where this rep is
    assert browser.client.post("/launches/kettle-2/quiz", data={"csrf": csrf}).status_code == 409
    clock.move(hours=1, minutes=1)
    assert browser.client.post("/launches/kettle-2/quiz", data={"csrf": csrf}).url.path != f"/sittings/{first}"


def test_starting_twice_is_once(here: Settings, kettle: str, browser: Browser) -> None:
    browser.enter(here, "r1")
    first = browser.begin()
    assert browser.begin() == first


def test_the_highest_number_stands_in_whatever_order_answers_come(here: Settings, kettle: str, browser: Browser) -> None:
    browser.enter(here, "r1")
    sitting = browser.begin()
    item, base = browser.items[0], browser.number

    def send(number: int, chosen: int) -> dict[str, int]:
        listed = json.dumps([{"item": item, "chosen": chosen, "number": number}])
        fields = {"csrf": browser.csrf, "answers": listed}
        told = browser.client.post(f"/sittings/{sitting}/answers", data=fields, headers={"Accept": "application/json"})
        return dict(told.json()["numbers"])

    assert send(base + 2, 1) == {item: base + 2}
    assert send(base + 1, 0) == {item: base + 2}
    assert send(base + 2, 1) == {item: base + 2}
    with transaction(here.database) as connection:
        assert sittings.shown_in(connection, sitting)[1][item].chosen == 1
    assert len(placed(here)) == 1


@pytest.mark.parametrize(
    ("item", "chosen", "number"),
    [("nothing", 0, 10001), ("", 9, 10001), ("", -1, 10001), ("", 0, 999999), ("", 0, -1)],
)
def test_answers_that_cannot_be_are_refused(
    here: Settings, kettle: str, browser: Browser, item: str, chosen: int, number: int
) -> None:
    browser.enter(here, "r1")
    sitting = browser.begin()
    listed = json.dumps([{"item": item or browser.items[0], "chosen": chosen, "number": number}])
    for text in (listed, "[1]", "{", '{"a": 1}', "7", "null"):
        fields = {"csrf": browser.csrf, "answers": text}
        told = browser.client.post(f"/sittings/{sitting}/answers", data=fields, headers={"Accept": "application/json"})
        assert (text, told.status_code) == (text, 400)
        assert told.json()["error"]
    assert placed(here) == []


def test_time_and_grace(here: Settings, small_launch: Path, clock: Clock, browser: Browser) -> None:
    approve_quiz(here, small_launch, QUIZ + "minutes: 10\n")
    browser.enter(here, "r1")
    sitting = browser.begin()
    items, started = browser.items, clock()

    def send(item: str, minutes: float) -> dict[str, object]:
        said = int((started.timestamp() + 60 * minutes) * 1000)
        listed = json.dumps([{"item": item, "chosen": 0, "number": browser.number, "said_at": said}])
        fields = {"csrf": browser.csrf, "answers": listed}
        told = browser.client.post(f"/sittings/{sitting}/answers", data=fields, headers={"Accept": "application/json"})
        return dict(told.json())

    clock.move(minutes=9)
    assert send(items[0], 9)["n_late"] == 0
    clock.move(minutes=2)
    assert send(items[1], 9.5)["n_late"] == 0  # given in time, and arrived within the grace
    assert send(items[2], 10.5)["n_late"] == 1
    assert (
        browser.client.post(
            f"/sittings/{sitting}/answers", data={"csrf": browser.csrf, "number": str(browser.number), f"q-{items[3]}": "0"}
        ).url.path
        == f"/sittings/{sitting}"
    )
    assert len(placed(here)) == 2
    clock.move(minutes=10)
    late = send(items[4], 9.9)
    assert (late["n_late"], late["is_over"]) == (1, True)
    page = browser.get(f"/sittings/{sitting}").text
    assert "The time was up before you handed in." in page
    assert {(p.item_id, p.is_unfinished) for p in placed(here)} == {(items[0], True), (items[1], True)}
    assert [a.is_partial for a in quiz_attempts(here, "kettle-2")] == [True]


def test_no_feedback_where_the_launch_gives_none(here: Settings, small_launch: Path, browser: Browser) -> None:
    approve_quiz(here, small_launch, QUIZ + "feedback: never\n")
    browser.enter(here, "r1")
    sitting = browser.begin()
    right, items = key(here, browser.page.text), items_of(here)
    answer(browser, sitting, right)
    page = browser.post(f"/sittings/{sitting}/hand-in").text
    assert "Passed" in page
    assert "does not show which answers were right" in page
    assert [i for i in right if items[i].feedback[:60] in unescaped(page)] == []


def test_passing_is_said_and_another_attempt_stays_possible(here: Settings, kettle: str, clock: Clock, browser: Browser) -> None:
    browser.enter(here, "r1")
    sitting = browser.begin()
    answer(browser, sitting, key(here, browser.page.text))
    assert "6 of 6 right" in browser.post(f"/sittings/{sitting}/hand-in").text
    clock.move(days=1)
    page = browser.get("/").text
    assert "Passed" in page
    assert "Take it once more" in page


def test_a_quiz_that_was_begun_goes_on_in_its_words_when_the_launch_changes(
    here: Settings, small_launch: Path, browser: Browser
) -> None:
    approve_quiz(here, small_launch)
    browser.enter(here, "r1")
    sitting = browser.begin()
    before = re.findall(r"<span lang=[^>]*>([^<]+)<", browser.page.text)
    answers = small_launch / "answers.csv"
    answers.write_text(answers.read_text(encoding="utf-8").replace("one hand", "a thumb"), encoding="utf-8")
    launch.take_in(here, small_launch)
    assert re.findall(r"<span lang=[^>]*>([^<]+)<", browser.get(f"/sittings/{sitting}").text) == before
    assert "of 6 right" in browser.post(f"/sittings/{sitting}/hand-in").text
    assert "Nothing is due." in browser.get("/").text
    assert len(placed(here)) == 6


def test_a_rep_who_is_in_no_launch_owes_nothing(here: Settings, small_launch: Path, browser: Browser) -> None:
    approve_quiz(here, small_launch)
    sign_up(browser, here)
    reps = small_launch / "reps.csv"
    reps.write_text(reps.read_text(encoding="utf-8").replace("r1,Ana Ruiz,ana@", "r9,Eva Roy,eva@"), encoding="utf-8")
    approve_quiz(here, small_launch)
    assert "Nothing is due." in browser.get("/").text
    assert browser.client.post("/launches/kettle-2/quiz", data={"csrf": browser.csrf}).status_code == 404


def test_health_is_one_word(browser: Browser) -> None:
    assert browser.get("/health").json() == {"status": "ok"}
