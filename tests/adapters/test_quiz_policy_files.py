"""quiz.yaml: what it says is what is kept, what it leaves out has a default, and every fault is named where it stands."""

from __future__ import annotations

import pytest

from readiness.adapters.input_tables import Problems
from readiness.adapters.quiz_policy_files import read_quiz_policy
from readiness.stages.quizzes.policy import LEVELS, QuizPolicy
from readiness.vocabulary import Motion

KNOWN = {"R1", "R2", "R3"}
WHOLE = """\
items: 20
forms: 3
blueprint:
  transactional: {recall: 0.5, understand: 0.3, apply: 0.2}
pass_share: 0.8
attempts: 2
minutes: 30
retake_days: 7
feedback: never
adaptive: true
competencies:
  - {id: money, name: What it costs, requirement_ids: [R1, R3]}
"""


def read(text: str) -> tuple[QuizPolicy, list[tuple[str, str]]]:
    problems = Problems()
    policy = read_quiz_policy(text.encode(), problems, KNOWN)
    return policy, [(p.column, p.what) for p in sorted(problems.found)]


def test_what_it_says_is_kept() -> None:
    policy, problems = read(WHOLE)
    assert problems == []
    assert (policy.n_items, policy.n_forms, policy.pass_share, policy.max_attempts) == (20, 3, 0.8, 2)
    assert (policy.minutes, policy.retake_days, policy.feedback, policy.is_adaptive) == (30, 7, "never", True)
    assert dict(policy.blueprint[Motion.TRANSACTIONAL]) == {"recall": 0.5, "understand": 0.3, "apply": 0.2}
    assert policy.blueprint[Motion.ENTERPRISE] == QuizPolicy().blueprint[Motion.ENTERPRISE]
    assert [(c.competency, c.name, c.requirement_ids) for c in policy.competencies] == [("money", "What it costs", ("R1", "R3"))]


def test_a_file_that_says_one_thing_leaves_the_defaults() -> None:
    policy, problems = read("minutes: 15\n")
    assert problems == []
    assert policy.minutes == 15
    assert (policy.n_items, policy.n_forms, policy.max_attempts) == (15, 2, 3)


def test_the_default_shares_add_up_and_name_every_level() -> None:
    for motion in Motion:
        shares = QuizPolicy().blueprint[motion]
        assert set(shares) == set(LEVELS)
        assert sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("items: 2\n", "items", "2"),
        ("items: many\n", "items", "many"),
        ("forms: 21\n", "forms", "21"),
        ("pass_share: 80%\n", "pass_share", "80%"),
        ("pass_share: 1.2\n", "pass_share", "1.2"),
        ("feedback: sometimes\n", "feedback", "sometimes"),
        ("retake_days: -1\n", "retake_days", "-1"),
        ("blueprint: {transactional: {recall: 0.5, apply: 0.4}}\n", "blueprint.transactional", "0.9"),
        ("blueprint: {haggling: {apply: 1}}\n", "blueprint", ""),
        ("blueprint: {enterprise: {guess: 1}}\n", "guess", ""),
        ("question_count: 3\n", "question_count", ""),
        ("competencies: [{id: a, name: A, requirement_ids: [R9]}]\n", "competencies[0].requirement_ids[0]", "R9"),
        ("competencies: [{id: a, name: A, requirement_ids: []}]\n", "competencies", ""),
        (
            "competencies: [{id: a, name: A, requirement_ids: [R1]}, {id: a, name: B, requirement_ids: [R2]}]\n",
            "competencies[1].id", "a",
        ),
        (
            "competencies: [{id: a, name: A, requirement_ids: [R1]}, {id: b, name: B, requirement_ids: [R1]}]\n",
            "competencies[1].requirement_ids[0]", "R1",
        ),
        ("items: [\n", "", ""),
    ],
)  # fmt: skip
def test_a_fault_is_named_where_it_stands(text: str, where: str, what: str) -> None:
    _, problems = read(text)
    assert len(problems) == 1
    assert where in problems[0][0] or where in problems[0][1]
    assert what in problems[0][1]
