"""Quiz items: ten thousand from one launch, judged by the lint and by a second rule book, with CPU seconds and growth.

In: launches of made-up words from tests/quiz_launches.py, in which needs share words, customers, claims, worries and limits with
the probability 0.15. Run: `python benchmarks/quiz_items.py [needs of the largest]`.
Out: items, findings of the lint, items without exactly one right answer by tests/quiz_truth.py, CPU seconds at 1x, 4x and 16x,
and how much of two forms changes when one need is taken away, with PASS or MISS beside what is asked.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from readiness.stages.quizzes import forms_of, lint_items
from readiness.stages.quizzes.policy import QuizPolicy
from readiness.vocabulary import Motion
from tests.quiz_launches import drawn_launch, without_last_need
from tests.quiz_truth import Truth

NEEDS, SEED = 2240, 1
ASKED_ITEMS, ASKED_SECONDS = 10_000, 20.0


def verdict(passes: bool) -> str:
    return "PASS" if passes else "MISS"


def main(largest: int) -> None:
    """Print the counts and times."""
    print(f"{'needs':>6} {'items':>7} {'lint':>5} {'not one right':>13} {'CPU s':>7} {'ms/item':>8}")
    for needs in (largest // 16, largest // 4, largest):
        launch = drawn_launch(SEED, needs)
        start = time.process_time()
        items = launch.items(SEED)
        seconds = time.process_time() - start
        truth = Truth(launch)
        found, wrong = len(lint_items(items)), sum(truth.right(i) != [i.correct] for i in items)
        print(f"{needs:6} {len(items):7} {found:5} {wrong:13} {seconds:7.2f} {1000 * seconds / len(items):8.2f}")
    if largest >= NEEDS:
        print(f"  items         {len(items):7}   asked {ASKED_ITEMS}      {verdict(len(items) >= ASKED_ITEMS)}")
        print(f"  CPU seconds   {seconds:7.2f}   asked < {ASKED_SECONDS:.0f}       {verdict(seconds < ASKED_SECONDS)}")
    print(f"  lint findings {found:7}   asked 0          {verdict(not found)}")
    print(f"  not one right {wrong:7}   asked 0          {verdict(not wrong)}")
    changed = []
    for seed in range(20):
        launch = drawn_launch(seed, 24)
        pair = [forms_of(x.items(seed), QuizPolicy(), Motion.CONSULTATIVE, seed) for x in (without_last_need(launch), launch)]
        changed.append(sum(len(set(a.item_ids) - set(b.item_ids)) for a, b in zip(*pair, strict=True)))
    print(f"  of 30 places in two forms, a need more changes {statistics.mean(changed):.1f} on average, {max(changed)} at most")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else NEEDS)
