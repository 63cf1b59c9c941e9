"""Quiz taking on both databases: many at once, never twice, measured as collected answers are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from readiness.actions import accounts, quiz_taking
from readiness.actions.accounts import Viewer
from readiness.actions.measurement import write_report
from readiness.actions.quiz_taking import Answer, Paper
from readiness.adapters.db import collected
from readiness.adapters.db.store import transaction
from readiness.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from readiness.settings import Settings
from readiness.stages.quizzes import Response
from tests.portal.taking import NOW, QUIZ, approve_quiz

ANA = Viewer("p", "ana@example.com", "rep", "", "r1", "", "csrf")


def of(rep_id: str) -> Viewer:
    return replace(ANA, rep_id=rep_id)


def all_first(paper: Paper, n: int = 99) -> list[Answer]:
    return [Answer(q.item_id, 0, paper.sitting.first_number + k) for k, q in enumerate(paper.questions[:n], start=1)]


def responses(settings: Settings) -> list[Response]:
    with transaction(settings.database) as connection:
        return collected.load_responses(connection, "kettle-2")


def test_reps_at_once_each_have_their_answers_once(settings: Settings, small_launch: Path) -> None:
    approve_quiz(settings, small_launch)

    def take(rep_id: str) -> int:
        viewer = of(rep_id)
        sitting = quiz_taking.begin(settings, viewer, "kettle-2", NOW)
        paper = quiz_taking.open_paper(settings, viewer, sitting, NOW)
        for answer in all_first(paper):
            quiz_taking.give(settings, viewer, sitting, [answer], NOW)
            quiz_taking.give(settings, viewer, sitting, [answer], NOW)
        quiz_taking.hand_in(settings, viewer, sitting, all_first(paper), NOW)
        return len(paper.questions)

    with ThreadPoolExecutor(4) as pool:
        n = sum(pool.map(take, ["r1", "r2", "r3", "r4"]))
    assert n == len(responses(settings)) == 24


def test_beginning_and_handing_in_at_once_are_once(settings: Settings, small_launch: Path) -> None:
    approve_quiz(settings, small_launch)
    with ThreadPoolExecutor(4) as pool:
        begun = set(pool.map(lambda _: quiz_taking.begin(settings, ANA, "kettle-2", NOW), range(8)))
        assert len(begun) == 1
        sitting = begun.pop()
        answers = all_first(quiz_taking.open_paper(settings, ANA, sitting, NOW))
        ends = set(pool.map(lambda k: quiz_taking.hand_in(settings, ANA, sitting, answers[:k], NOW).sitting, range(1, 7)))
    assert len(ends) == 1
    assert len(responses(settings)) == 6


def test_measurement_counts_them_as_collected(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    approve_quiz(settings, small_launch)
    sitting = quiz_taking.begin(settings, ANA, "kettle-2", NOW)
    paper = quiz_taking.open_paper(settings, ANA, sitting, NOW)
    quiz_taking.hand_in(settings, ANA, sitting, all_first(paper, 5), NOW)
    assert write_report(settings, "kettle-2", tmp_path / "out", NOW.date()).n_responses == 6
    told = {r.item_id: r.correct for r in responses(settings)}
    assert [told[q.item_id] is None for q in paper.questions].count(True) == 1


def test_an_adaptive_quiz_asks_one_by_one_and_passes_only_when_it_knows_enough(settings: Settings, small_launch: Path) -> None:
    approve_quiz(settings, small_launch, QUIZ + "adaptive: true\npass_share: 0\n")
    sitting = quiz_taking.begin(settings, ANA, "kettle-2", NOW)
    paper = quiz_taking.open_paper(settings, ANA, sitting, NOW)
    assert len(paper.questions) == 1
    forbidden = {q.item_id for q in (*paper.questions, *paper.spare)}
    asked = [paper.questions[0].item_id]
    for k in range(1, 20):
        receipt = quiz_taking.give(settings, ANA, sitting, [Answer(asked[-1], 0, paper.sitting.first_number + k)], NOW)
        if receipt.following is None:
            break
        asked.append(receipt.following.item_id)
    assert len(asked) == len(set(asked)) == 6
    assert quiz_taking.hand_in(settings, ANA, sitting, [], NOW).sitting.is_passed
    assert {r.item_id for r in responses(settings)} == set(asked)
    other = of("r2")
    sitting = quiz_taking.begin(settings, other, "kettle-2", NOW)
    paper = quiz_taking.open_paper(settings, other, sitting, NOW)
    unasked = sorted(set(asked) | forbidden - {q.item_id for q in (*paper.questions, *paper.spare)})
    for item_id in unasked:
        if item_id not in {q.item_id for q in (*paper.questions, *paper.spare)}:
            with pytest.raises(InputError, match="no question of this quiz"):
                quiz_taking.give(settings, other, sitting, [Answer(item_id, 0, 10001)], NOW)
    early = quiz_taking.hand_in(settings, other, sitting, [Answer(paper.questions[0].item_id, 0, 10001)], NOW)
    assert not early.sitting.is_passed


def test_a_quiz_link_is_for_its_own_launch(settings: Settings, small_launch: Path) -> None:
    approve_quiz(settings, small_launch)
    stranger = replace(ANA, launch_id="another")
    assert quiz_taking.owing(settings, stranger, NOW).quizzes == ()
    with pytest.raises(NotFoundError):
        quiz_taking.begin(settings, stranger, "kettle-2", NOW)
    sitting = quiz_taking.begin(settings, ANA, "kettle-2", NOW)
    for act in (quiz_taking.open_paper, quiz_taking.look_at, quiz_taking.explain):
        with pytest.raises(NotFoundError, match="you have no such quiz"):
            act(settings, stranger, sitting, NOW)
    with pytest.raises(ConflictError, match="not handed in yet"):
        quiz_taking.explain(settings, ANA, sitting, NOW)


def test_what_is_not_approved_is_not_asked(settings: Settings, small_launch: Path) -> None:
    approve_quiz(settings, small_launch)
    answers = small_launch / "answers.csv"
    answers.write_text(answers.read_text(encoding="utf-8").replace("one hand", "a thumb"), encoding="utf-8")
    from readiness.actions import launch

    launch.take_in(settings, small_launch)
    assert quiz_taking.owing(settings, ANA, NOW).quizzes == ()
    with pytest.raises(NotFoundError, match="no such quiz for you"):
        quiz_taking.begin(settings, ANA, "kettle-2", NOW)


@pytest.mark.parametrize(
    ("email", "role", "rep_id", "channel", "message"),
    [
        ("no address", "rep", "r1", "", "is no mail address"),
        ("a@b.c\r\nBcc: x@y.z", "rep", "r1", "", "is no mail address"),
        ("a@b.com", "boss", "", "", "'boss' is no role; expected admin, marketing"),
        ("a@b.com", "rep", "", "", "a rep_id goes with the role rep"),
        ("a@b.com", "ops", "r1", "", "a rep_id goes with the role rep"),
        ("a@b.com", "rep", "r77", "", "no launch that was taken in names 'r77'"),
        ("a@b.com", "channel_manager", "", "moon", "no launch that was taken in names 'moon'"),
    ],
)
def test_accounts_that_cannot_be(
    settings: Settings, small_launch: Path, email: str, role: str, rep_id: str, channel: str, message: str
) -> None:
    approve_quiz(settings, small_launch)
    with pytest.raises(InputError, match=message):
        accounts.add_user(settings, email, role, NOW, rep_id=rep_id, channel=channel)
    assert accounts.list_users(settings) == []


def test_an_account_is_added_once(settings: Settings) -> None:
    accounts.add_user(settings, "Ada@Example.com", "marketing", NOW)
    with pytest.raises(ConflictError, match=r"readiness user link ada@example\.com"):
        accounts.add_user(settings, "ada@example.com", "ops", NOW)
    with pytest.raises(NotFoundError, match="readiness user list"):
        accounts.disable_user(settings, "bob@example.com")
    assert [(a.email, a.role, a.state) for a in accounts.list_users(settings)] == [("ada@example.com", "marketing", "invited")]


def test_sign_ins_that_are_over_are_forgotten(settings: Settings) -> None:
    secret = accounts.add_user(settings, "ada@example.com", "ops", NOW).rsplit("/", 1)[1]
    entered = accounts.set_password(settings, secret, "a long enough password", NOW)
    assert accounts.viewer_of(settings, entered.token, NOW).role == "ops"
    with pytest.raises(accounts.SignInNeededError):
        accounts.viewer_of(settings, entered.token, NOW + timedelta(days=15))
    with pytest.raises(NotAllowedError, match="you are signed in as ops"):
        quiz_taking.owing(settings, accounts.viewer_of(settings, entered.token, NOW), NOW)
