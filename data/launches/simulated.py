"""Simulation: attendance and quiz responses for a launch whose reps exist only in a sample.

In: reps.csv of a launch folder, the training plan and the quiz items the product made, a seed.
Out: attendance.csv and responses CSVs in the formats of `inbox/`, each marked as simulated.

    python data/launches/simulated.py attendance REPS.csv OUT.csv SEED [PLAN.csv]
    python data/launches/simulated.py responses ITEMS.csv REPS.csv OUT.csv SEED [FIRST_DAY LAST_DAY]
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import exp
from pathlib import Path
from random import Random

Row = dict[str, str]


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], note: str) -> None:
    """Write a CSV with one comment line above its header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(note + "\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a CSV, comment lines above its header left out."""
    lines = path.read_text("utf-8-sig").splitlines(keepends=True)
    while lines and lines[0].startswith("#"):
        lines.pop(0)
    return list(csv.DictReader(lines))


def simulated_day(draw: Random, rep: Row, first: date, last: date) -> date:
    """Return a working day in the span; for one hired too late for it, a day in the second to fourth week of work."""
    hired = date.fromisoformat(rep["hired_on"]) if rep.get("hired_on") else first
    if hired > last:
        first, last = hired + timedelta(days=7), hired + timedelta(days=25)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    return draw.choice([day for day in days if day.weekday() < 5] or days)


def simulate_attendance(
    reps_csv: Path,
    out: Path,
    seed: int,
    plan_csv: Path | None = None,
    first: date = date(2019, 5, 14),
    last: date = date(2019, 6, 14),
) -> None:
    """Write who came to the session: most stay to the end, about one in six leaves early, about one in twelve stays away.

    With the training plan each comes on the day of the seat, else on a working day of the span. Who starts work after that
    day comes in the second to fourth week of work.
    """
    draw = Random(seed)  # noqa: S311 - repeatable, not secret
    seats = {row["rep_id"]: row for row in read_rows(plan_csv) if row["starts_at_local"]} if plan_csv else {}
    rows = []
    for rep in sorted(read_rows(reps_csv), key=lambda r: r["rep_id"]):
        seat = seats.get(rep["rep_id"], {"starts_at_local": "", "minutes": "90"})
        planned = date.fromisoformat(seat["starts_at_local"][:10]) if seat["starts_at_local"] else None
        minutes = int(seat["minutes"])
        day = simulated_day(draw, rep, planned or first, planned or last)
        luck, stayed = draw.random(), draw.randrange(minutes // 3, minutes, 5)
        if luck > 1 / 12:
            rows.append([rep["rep_id"], day, minutes if luck > 1 / 4 else stayed])
    note = f"# Simulated by data/launches/simulated.py with seed {seed}; nobody's real attendance"
    write_table(out, ["rep_id", "attended_on", "minutes"], rows, note)


def simulate_responses(
    items_csv_path: Path,
    reps_csv_path: Path,
    out_path: Path,
    seed: int,
    first: date = date(2019, 6, 5),
    last: date = date(2019, 6, 21),
) -> dict[str, float]:
    """Write quiz responses by the Rasch model, and return the true ability of each rep, drawn without regard to sales.

    Ability is N(0.6, 0.8) and difficulty N(0, 0.7) in logits; 4% of items are skipped, one rep in seventeen answers nothing,
    and 40% of first answers that were wrong are tried again, once, two to six days later and 0.5 logits stronger.
    """
    draw = Random(seed)  # noqa: S311 - repeatable, not secret
    items = sorted(read_rows(items_csv_path), key=lambda item: item["item_id"])
    reps = sorted(read_rows(reps_csv_path), key=lambda rep: rep["rep_id"])
    difficulty = {item["item_id"]: draw.gauss(0, 0.7) for item in items}
    ability = {rep["rep_id"]: draw.gauss(0.6, 0.8) for rep in reps}
    silent = {rep["rep_id"] for rep in draw.sample(reps, len(reps) // 17)}
    rows: list[list[object]] = []
    for rep in reps:
        day = simulated_day(draw, rep, first, last)
        for item in items:
            gap = ability[rep["rep_id"]] - difficulty[item["item_id"]]
            options = [text for name, text in item.items() if name.startswith("option_") and text]
            right, answer = options[int(item["correct"]) - 1], ""
            if draw.random() >= 0.04:
                answer = answered(draw, options, right, gap)
            if rep["rep_id"] not in silent:
                rows.append([rep["rep_id"], item["item_id"], 1, day, answer])
                if answer not in {"", right} and draw.random() < 0.4:
                    later = day + timedelta(days=draw.randint(2, 6))
                    rows.append([rep["rep_id"], item["item_id"], 2, later, answered(draw, options, right, gap + 0.5)])
    note = f"# Simulated by data/launches/simulated.py with seed {seed}; nobody's real answers"
    write_table(out_path, ["rep_id", "item_id", "attempt", "answered_on", "answer"], rows, note)
    return ability


def answered(draw: Random, options: Sequence[str], right: str, gap: float) -> str:
    """Return the right option with the probability the Rasch model gives for this gap, else one of the others."""
    return right if draw.random() < 1 / (1 + exp(-gap)) else draw.choice([text for text in options if text != right])


def main(arguments: Sequence[str]) -> None:
    """Run one of the two commands of the module's docstring."""
    match arguments:
        case ["attendance", reps, out, seed]:
            simulate_attendance(Path(reps), Path(out), int(seed))
        case ["attendance", reps, out, seed, plan]:
            simulate_attendance(Path(reps), Path(out), int(seed), Path(plan))
        case ["responses", items, reps, out, seed]:
            simulate_responses(Path(items), Path(reps), Path(out), int(seed))
        case ["responses", items, reps, out, seed, first, last]:
            simulate_responses(Path(items), Path(reps), Path(out), int(seed), date.fromisoformat(first), date.fromisoformat(last))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
