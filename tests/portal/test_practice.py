"""Practice in the portal: a question a screen, explained at once, on working days only; it counts for nothing."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import insert, select

from readiness.actions import practice
from readiness.adapters.db import practice as stored
from readiness.adapters.db import quiz_answers
from readiness.adapters.db.practice_tables import practice_answers
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.db.tables import responses
from readiness.adapters.db.training_tables import training_seats, training_sessions
from readiness.adapters.quiz_offers import Offer, offer_of
from readiness.settings import Settings
from readiness.stages.quizzes import Placed
from readiness.stages.reinforcement import Memory, Practised
from tests.portal.staffed import STAFF
from tests.portal.taking import Browser, Clock, approve_quiz, link_of, sign_up, signed_in
from tests.small_launch import write_small_launch

THURSDAY = date(2024, 2, 1)
PRACTICE = "/practice/kettle-2"


def words(page: httpx.Response) -> str:
    """Return what a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).replace("\N{NO-BREAK SPACE}", " ").split())


def offer(here: Settings, launch_id: str = "kettle-2") -> Offer:
    with reading(here.database) as connection:
        found = offer_of(here.templates, connection, launch_id)
    assert found is not None
    return found


def quizzed(here: Settings, rep_id: str, answers: dict[str, bool], on: date = THURSDAY) -> None:
    """Let a rep have answered items of the quiz."""
    rows = [
        Placed(rep_id, item_id, "s1", 1, on.isoformat(), on, is_right, is_unfinished=False, file_number=1, row=n)
        for n, (item_id, is_right) in enumerate(answers.items(), start=1)
    ]
    with transaction(here.database) as connection:
        quiz_answers.save_placed(connection, "kettle-2", rows)


def seated(here: Settings, rep_id: str, ends_at: datetime, status: str = "enrolled") -> None:
    """Give a rep a seat in a session."""
    at = {"starts_at": (ends_at - timedelta(hours=1)).replace(tzinfo=None), "ends_at": ends_at.replace(tzinfo=None)}
    about = {"title": "x", "trainer_id": "t1", "language": "en", "place": "", "room_id": "", "seats": 9, "status": "planned"}
    key = {"launch_id": "kettle-2", "module_id": "training", "session_id": f"s-{rep_id}"}
    with transaction(here.database) as connection:
        connection.execute(insert(training_sessions), [{**key, **at, **about, "wave": 1}])
        connection.execute(insert(training_seats), [{**key, "rep_id": rep_id, "wave": 1, "status": status, "why": ""}])


def asked(page: httpx.Response) -> tuple[str, str, list[str]]:
    """Return item, number and options of the question that is shown."""
    item = re.findall(r'name="item" value="([^"]+)"', page.text)[0]
    number = re.findall(r'name="number" value="(\d+)"', page.text)[0]
    return item, number, [html.unescape(o) for o in re.findall(r'<button class="option"[^>]*>([^<]+)</button>', page.text)]


def give(browser: Browser, here: Settings, *, is_right: bool) -> httpx.Response:
    """Answer the question that is shown."""
    item_id, number, options = asked(browser.page)
    item = offer(here).items[item_id]
    right = options.index(item.options[item.correct])
    chosen = right if is_right else (right + 1) % len(options)
    return browser.post(PRACTICE, item=item_id, number=number, chosen=str(chosen))


def rows_of(here: Settings) -> list[tuple[object, ...]]:
    with reading(here.database) as connection:
        p = practice_answers.c
        return [
            tuple(r) for r in connection.execute(select(p.rep_id, p.number, p.claim, p.is_right).order_by(p.rep_id, p.number))
        ]


def test_nothing_is_asked_of_who_has_learnt_nothing(here: Settings, kettle: str, browser: Browser) -> None:
    page = sign_up(browser, here)
    assert "There is nothing to practise yet" in words(page.get("/practice"))
    assert "questions, about" not in words(page.get("/"))
    assert "Nothing due today" in words(page.get(PRACTICE))
    assert practice.due_practice(here, datetime(2024, 2, 1, 9, tzinfo=UTC)) == []


def test_a_day_of_practice_from_the_start_page_to_the_next_day(
    here: Settings, kettle: str, clock: Clock, browser: Browser
) -> None:
    quizzed(here, "r1", {"N1-next_act": True, "N2-next_act": False, "N3-situation": False})
    page = sign_up(browser, here)
    assert "questions, about" not in words(page.get("/"))  # the day of the quiz itself
    clock.move(days=1)
    # Wrong is due a day later; right (two days, a Saturday) on Monday: Friday has two questions.
    start = page.get("/")
    assert "2 questions, about 1 min" in words(start)
    page.get("/practice")
    assert page.page.url.path == PRACTICE  # there is one launch only
    assert "1 of 2 today" in words(page.page)
    item_id, number, options = asked(page.page)
    item = offer(here).items[item_id]
    assert (number, sorted(options)) == ("1", sorted(item.options))
    assert item.requirement_id in ("N2", "N3")
    assert item_id not in ("N2-next_act", "N3-situation")  # never the one shown last
    assert item.feedback not in words(page.page)
    told = give(page, here, is_right=True)
    assert told.url.path == PRACTICE + "/answers/1"
    said = words(told)
    assert "That is right" in said
    assert item.options[item.correct] in said
    assert " ".join(item.feedback.split()) in said
    assert "What the customer says" in said
    assert "You will be asked about this again on" in said
    page.get(PRACTICE)
    assert "2 of 2 today" in words(page.page)
    assert "Not right yet" in words(give(page, here, is_right=False))
    done = words(page.get(PRACTICE))
    assert "Done for today" in done
    assert "2 questions answered today." in done
    assert "The next questions come on Monday 5 February" in done
    assert "questions, about" not in words(page.get("/"))
    assert [(r[1], r[3]) for r in rows_of(here)] == [(1, True), (2, False)]


def test_on_days_off_nothing_is_asked_and_it_says_until_when(here: Settings, kettle: str, clock: Clock, browser: Browser) -> None:
    quizzed(here, "r1", {"N1-next_act": False})
    page = sign_up(browser, here)
    clock.move(days=2)  # Saturday
    said = words(page.get("/practice"))
    assert "Nothing due today" in said
    assert "Nothing is due until Monday 5 February" in said
    assert practice.due_practice(here, clock.now) == []


def test_today_is_that_of_the_rep(here: Settings, kettle: str, clock: Clock) -> None:
    quizzed(here, "r1", {"N1-next_act": False})  # Ana works in Paris, Bo in London
    quizzed(here, "r2", {"N1-next_act": False})
    late = datetime(2024, 2, 4, 23, 30, tzinfo=UTC)  # Monday half past midnight in Paris, still Sunday in London
    (due,) = practice.due_practice(here, late)
    assert (due.rep_id, due.on, due.email, due.launch_name) == ("r1", date(2024, 2, 5), "ana@example.com", "Kettle 2")
    assert due.n_questions == 3  # the one that was wrong, and the two claims never asked
    assert due.minutes == 2


def test_a_session_to_come_is_waited_for(here: Settings, kettle: str, clock: Clock, browser: Browser) -> None:
    quizzed(here, "r1", {"N1-next_act": False})
    seated(here, "r1", datetime(2024, 2, 6, 10, tzinfo=UTC))
    page = sign_up(browser, here)
    clock.move(days=1)
    assert "Nothing is due until Wednesday 7 February" in words(page.get("/practice"))
    clock.now = datetime(2024, 2, 7, 9, tzinfo=UTC)
    signed_in(page, "ana@example.com")
    assert "1 of 3 today" in words(page.get("/practice"))


def test_a_missed_session_taught_nothing_and_the_quiz_counts(here: Settings, kettle: str, clock: Clock) -> None:
    quizzed(here, "r1", {"N1-next_act": False})
    seated(here, "r1", datetime(2024, 1, 22, 10, tzinfo=UTC), status="no_show")
    seated(here, "r2", datetime(2024, 1, 22, 10, tzinfo=UTC), status="no_show")
    assert [d.rep_id for d in practice.due_practice(here, clock.now + timedelta(days=1))] == ["r1"]


def test_no_more_a_day_than_the_launch_says(
    here: Settings, tmp_path: Path, clock: Clock, portal_of: Callable[[str], AbstractContextManager[Browser]]
) -> None:
    with portal_of("practice: {per_day: 1}\n") as page:
        seated(here, "r1", datetime(2024, 1, 31, 10, tzinfo=UTC))
        sign_up(page, here)
        assert "1 question, about 1 min" in words(page.get("/"))
        page.get(PRACTICE)
        assert "1 of 1 today" in words(page.page)
        give(page, here, is_right=False)
        assert "Done for today" in words(page.get(PRACTICE))
        assert "at most 1 questions" in words(page.page)
        clock.move(days=1)
        assert "1 of 1 today" in words(page.get(PRACTICE))


def test_a_launch_can_do_without(
    here: Settings, clock: Clock, portal_of: Callable[[str], AbstractContextManager[Browser]]
) -> None:
    with portal_of("practice: {per_day: 0}\n") as page:
        seated(here, "r1", datetime(2024, 1, 31, 10, tzinfo=UTC))
        sign_up(page, here)
        assert "There is nothing to practise yet" in words(page.get("/practice"))
        assert page.get(PRACTICE).status_code == 404
        ops = sign_up(Browser(str(page.client.base_url)), here, "olu@example.com", "ops")
        assert "This launch has no practice" in words(ops.get("/launches/kettle-2/practice"))
        assert practice.due_practice(here, clock.now) == []


def test_a_quiz_that_keeps_its_answers_to_itself_lends_none_of_its_questions(
    here: Settings, clock: Clock, portal_of: Callable[[str], AbstractContextManager[Browser]]
) -> None:
    with portal_of("feedback: never\n") as page:
        of_quiz = {i for f in offer(here).forms if f.motion == "consultative" for i in f.item_ids}
        seated(here, "r1", datetime(2024, 1, 31, 10, tzinfo=UTC))
        sign_up(page, here)
        met = set()
        for day in range(12):
            clock.now = datetime(2024, 2, 1, 9, tzinfo=UTC) + timedelta(days=day)
            while 'name="item"' in page.get(PRACTICE).text:
                met.add(asked(page.page)[0])
                give(page, here, is_right=False)
        assert len(met) > 3
        assert met & of_quiz == set()


@pytest.fixture
def portal_of(here: Settings, clock: Clock, tmp_path: Path) -> Iterator[Callable[[str], AbstractContextManager[Browser]]]:
    """Return what serves the small launch with this in its quiz.yaml."""
    from contextlib import contextmanager

    from readiness.portal.app import portal
    from tests.portal.taking import QUIZ, served

    @contextmanager
    def serve(more: str) -> Iterator[Browser]:
        approve_quiz(here, write_small_launch(tmp_path / "launch"), QUIZ + more)
        with served(portal(here, clock)) as address:
            yield Browser(address)

    yield serve
    shutil.rmtree(tmp_path / "launch", ignore_errors=True)


def test_an_answer_sent_twice_is_one_and_an_old_page_goes_on_with_the_next(
    here: Settings, kettle: str, clock: Clock, browser: Browser
) -> None:
    seated(here, "r1", datetime(2024, 1, 31, 10, tzinfo=UTC))
    page = sign_up(browser, here)
    page.get(PRACTICE)
    item_id, number, _ = asked(page.page)
    again = {"csrf": page.csrf, "item": item_id, "number": number}
    first = page.post(PRACTICE, **again, chosen="-1")
    assert "Now you know" in words(first)
    second = page.post(PRACTICE, **again, chosen="0")
    assert (second.url.path, words(second)) == (first.url.path, words(first))
    other = page.post(PRACTICE, **{**again, "item": "N1-value" if item_id != "N1-value" else "N3-value"}, chosen="0")
    assert other.url.path == PRACTICE
    ahead = page.post(PRACTICE, **{**again, "number": "9"}, chosen="0")
    assert ahead.url.path == PRACTICE
    known = page.post(PRACTICE, **{**again, "number": "2"}, chosen="0")  # about a claim that was just asked
    assert known.url.path == PRACTICE
    assert [row[1:2] + row[3:] for row in rows_of(here)] == [(1, False)]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"chosen": "99"}, 400),
        ({"chosen": "-2"}, 400),
        ({"chosen": "x"}, 400),
        ({"chosen": ""}, 400),
        ({"chosen": "1e9"}, 400),
        ({"number": "9" * 5000}, 400),
        ({"number": "٣"}, 400),
        ({"item": "<script>alert(1)</script>"}, 200),
        ({"item": "x" * 10_000}, 200),
    ],
)
def test_odd_answers_are_no_fault_and_change_nothing(
    here: Settings, kettle: str, browser: Browser, form: dict[str, str], status: int
) -> None:
    seated(here, "r1", datetime(2024, 1, 31, 10, tzinfo=UTC))
    page = sign_up(browser, here)
    page.get(PRACTICE)
    item_id, number, _ = asked(page.page)
    sent = page.post(PRACTICE, **{"item": item_id, "number": number, "chosen": "0", **form})
    assert sent.status_code == status
    assert "<script>alert" not in sent.text
    assert rows_of(here) == []


@pytest.mark.parametrize(
    "path",
    [
        "/practice/nonsense", "/practice/%F0%9F%98%80", f"{PRACTICE}/answers/0", f"{PRACTICE}/answers/1",
        f"{PRACTICE}/answers/-1", f"{PRACTICE}/answers/x", f"{PRACTICE}/answers/{'9' * 400}", f"{PRACTICE}/answers/%D9%A3",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_there(here: Settings, kettle: str, browser: Browser, path: str) -> None:
    seated(here, "r2", datetime(2024, 1, 31, 10, tzinfo=UTC))
    with transaction(here.database) as connection:
        kept = Practised(1, "N1", "N1-value", THURSDAY, 0, is_right=True)
        stored.add_practised(connection, "kettle-2", "r2", kept, Memory(2.0, 5.0, THURSDAY), datetime(2024, 2, 1, 9, tzinfo=UTC))
    page = sign_up(browser, here)  # r1; the answer that there is is another's
    assert page.get(path).status_code == 404


def test_after_its_weeks_the_practice_is_over(staffed: str, browser: Browser) -> None:
    page = signed_in(browser, STAFF["rep"])
    assert "The practice for this launch is over" in words(page.get(f"/practice/{staffed}"))
    assert "There is nothing to practise yet" in words(page.get("/practice"))


def test_a_question_that_is_gone_leaves_its_verdict(here: Settings, kettle: str, browser: Browser) -> None:
    seated(here, "r1", datetime(2024, 1, 31, 10, tzinfo=UTC))
    with transaction(here.database) as connection:
        kept = Practised(1, "N1", "N1-of-old", THURSDAY, 0, is_right=True)
        stored.add_practised(connection, "kettle-2", "r1", kept, Memory(2.0, 5.0, THURSDAY), datetime(2024, 2, 1, 9, tzinfo=UTC))
    said = words(sign_up(browser, here).get(f"{PRACTICE}/answers/1"))
    assert "That is right" in said
    assert "This question is no longer asked." in said


def test_words_of_customers_are_words_and_no_page(here: Settings, tmp_path: Path, clock: Clock) -> None:
    from readiness.portal.app import portal
    from tests.portal.taking import served

    folder = write_small_launch(tmp_path / "launch")
    evidence = (folder / "evidence.csv").read_text(encoding="utf-8")
    nasty = evidence.replace("Boiling takes for ever, they say.", "Boiling takes <script>alert(1)</script> {{7*7}} they say.")
    (folder / "evidence.csv").write_text(nasty, encoding="utf-8")
    approve_quiz(here, folder)
    seated(here, "r1", datetime(2024, 1, 31, 10, tzinfo=UTC))
    seen = ""
    with served(portal(here, clock)) as address:
        page = sign_up(Browser(address), here)
        for day in range(20):
            clock.now = datetime(2024, 2, 1, 9, tzinfo=UTC) + timedelta(days=day)
            while 'name="item"' in page.get(PRACTICE).text:
                seen += page.page.text + give(page, here, is_right=False).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in seen
    assert "<script>alert" not in seen


def test_practice_counts_for_nothing_and_says_so(here: Settings, kettle: str, clock: Clock, browser: Browser) -> None:
    quizzed(here, "r1", {"N1-next_act": False})
    page = sign_up(browser, here)
    clock.move(days=1)
    with reading(here.database) as connection:
        before = connection.execute(select(responses)).all()
    page.get("/practice")
    assert "it does not count for your readiness" in words(page.page)
    give(page, here, is_right=True)
    with reading(here.database) as connection:
        assert connection.execute(select(responses)).all() == before
    assert len(rows_of(here)) == 1
    assert "What you answered while practising" in words(page.get("/notice"))


def test_a_quiz_link_opens_no_practice(here: Settings, kettle: str, browser: Browser) -> None:
    seated(here, "r1", datetime(2024, 1, 31, 10, tzinfo=UTC))
    browser.get(link_of(here, "r1", "kettle-2"))
    assert "questions, about" not in words(browser.page)
    assert browser.get("/practice").status_code == 403
    assert browser.get(PRACTICE).status_code == 403


@pytest.mark.parametrize("role", ["admin", "marketing", "ops", "channel_manager", "manager"])
def test_practice_is_the_reps_own(staffed: str, browser: Browser, role: str) -> None:
    page = signed_in(browser, STAFF[role])
    for path in ("/practice", f"/practice/{staffed}", f"/practice/{staffed}/answers/1"):
        assert page.get(path).status_code == 403, path
    expected = 200 if role in ("ops", "marketing") else 403
    assert page.get(f"/launches/{staffed}/practice").status_code == expected


def test_ops_see_what_is_remembered_of_five_people_and_nobodys_name(
    here: Settings, kettle: str, clock: Clock, browser: Browser
) -> None:
    page = sign_up(browser, here, "olu@example.com", "ops")
    assert "Nobody has practised yet" in words(page.get("/launches/kettle-2/practice"))
    with transaction(here.database) as connection:
        for n in range(5):
            days_ago = 10 if n < 2 else 0
            memory = Memory(10.0, 5.0, THURSDAY - timedelta(days=days_ago))
            kept = Practised(1, "N1", "N1-value", memory.last_on, 0, is_right=n < 4)
            stored.add_practised(connection, "kettle-2", f"p{n}", kept, memory, clock.now)
        few = Practised(2, "N2", "N2-need", THURSDAY, 0, is_right=True)
        stored.add_practised(connection, "kettle-2", "p0", few, Memory(10.0, 5.0, THURSDAY), clock.now)
    said = words(page.get("/launches/kettle-2/practice"))
    assert "Boiling must not take longer than making the toast N1 5 5 80% 96%" in said  # (2 x .9 + 3 x 1) / 5
    assert "N2 fewer than 5 people" in said
    assert "As of 1 February 2024" in said
    assert "On launch day, 4 March 2024, without more practice" in said
    assert page.get("/launches/nonsense/practice").status_code == 404
