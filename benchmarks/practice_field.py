"""Practice in a simulated field: the mean chance to remember a claim on launch day, by how it is asked.

In: people of tests/practice_field.py, who forget by a law of their own: a simulation, which says nothing of real people.
Run: `python benchmarks/practice_field.py [seeds]`.
Out: a line a way of asking, with questions a person; what is not practised.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.practice_field import outcome

HOW = {
    "spaced": "as the program asks: before it is forgotten, and at its best on launch day",
    "no_peak": "the same without the peak before the launch",
    "in_turn": "about as many questions, three a working day, one claim after the other",
    "early": "about as many questions, five a working day from the training on",
}


def main(n_seeds: int) -> None:
    """Print a line a way of asking, and how the claims stand that nobody practised."""
    for how, words in HOW.items():
        found = [outcome(seed, how=how) for seed in range(1, n_seeds + 1)]
        chance = sum(f.practised for f in found) / n_seeds
        n = sum(f.n_questions for f in found) / n_seeds / 60
        print(f"{chance:.3f}  {n:5.1f} questions a person  {words}")
    print(f"{sum(f.unpractised for f in found) / n_seeds:.3f}    0.0 questions a person  not practised")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
