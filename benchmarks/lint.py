"""Lint: CPU time a message, how it grows, and how well the share of rare words tells the factory from customers.

In: the bundled launch; the specs and reviews of tests/samples. Run: `python benchmarks/lint.py [a folder of such reviews]`.
Out: a table of CPU medians; the area under the curve. The peer looks for each listed word on its own, and knows no other rule.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from readiness.adapters.folder_files import read_folder  # noqa: E402
from readiness.adapters.input_tables import Problems  # noqa: E402
from readiness.adapters.launch_files import is_input, read_launch_files  # noqa: E402
from readiness.adapters.lint_files import lint_rules  # noqa: E402
from readiness.adapters.phrase_files import phrase_books  # noqa: E402
from readiness.adapters.spec_files import read_spec  # noqa: E402
from readiness.stages.positioning import Brief, positioning_of  # noqa: E402
from readiness.stages.positioning.lint import lint  # noqa: E402

COPIES = (1, 4, 16)
ROUNDS = 5
MANY = 10_000
SAMPLES = ROOT / "tests" / "samples"
BUNDLED = ROOT / "data" / "launches" / "touring-1000"
LISTS = ("spec verbs", "absolute", "superlative", "open comparison")


def bundled() -> Brief:
    """Return the bundled launch, its channels left out: one voice."""
    i = read_launch_files({p: data for p, data in read_folder(BUNDLED).items() if is_input(p)})
    return Brief(i.launch.name, i.spec, i.requirements, i.evidence, i.buyers, i.answers)


def enlarged(brief: Brief, copies: int) -> Brief:
    """Return the launch with each need and its answers several times."""
    needs = [replace(r, requirement_id=f"{r.requirement_id}~{n}") for n in range(copies) for r in brief.requirements]
    answers = [replace(x, requirement_id=f"{x.requirement_id}~{n}") for n in range(copies) for x in brief.answers]
    return replace(brief, requirements=needs, answers=answers)


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the median CPU seconds of some work."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def speed() -> None:
    """Print one row a size and program, and what many messages take with their wording."""
    books, brief = phrase_books(ROOT / "content_templates"), bundled()
    rules = books["en"].rules
    words = [w for name in LISTS for w in rules[name].words]
    print(f"medians of {ROUNDS} runs, one core\n{'messages':>8} {'program':<15} {'ms a message':>12} {'grows':>6}")
    base: dict[str, float] = {}
    for copies in COPIES:
        b = enlarged(brief, copies)
        messages = positioning_of(b, books).messages
        programs: dict[str, Callable[[], object]] = {
            "readiness": lambda b=b, m=messages: lint(b.product, m, b.spec, b.requirements, b.evidence, b.answers, rules),
            "word by word": lambda m=messages: [
                re.search(rf"\b{re.escape(w)}\b", x.text, re.IGNORECASE) for x in m for w in words
            ],
        }
        for name, work in programs.items():
            seconds = cpu_seconds(work)
            grows = seconds / base.setdefault(name, seconds)
            print(f"{len(messages):>8} {name:<15} {seconds / len(messages) * 1000:12.3f} {grows:5.1f}x")
    many = enlarged(brief, -(-MANY // len(positioning_of(brief, books).messages)))
    start = time.process_time()
    n = len(positioning_of(many, books).messages)
    print(f"{n} messages worded, matched and linted: {time.process_time() - start:.1f} s")


def share(text: str, common: frozenset[str]) -> float:
    """Return the share of rare words among those of three letters or more."""
    counted = [w for w in re.findall(r"[^\W\d_]+", text.lower()) if len(w) >= 3]
    return sum(w not in common for w in counted) / max(1, len(counted))


def pieces(texts: Sequence[str], size: int) -> list[str]:
    """Return neighbouring texts put together until each has so many words."""
    found: list[str] = []
    current: list[str] = []
    for text in texts:
        current += text.split()
        if len(current) >= size:
            found.append(" ".join(current))
            current = []
    return found


def reviews(folder: Path) -> list[str]:
    """Return the customers' sentences of a folder, each review cut into pieces the length of a message."""
    found: list[str] = []
    for file in sorted(folder.glob("*.txt")):
        for review in file.read_text(encoding="latin-1").split("[t]"):
            said = [line.split("##", 1)[1].strip() for line in review.splitlines() if "##" in line]
            found += pieces(said, 60)
    return found


def quotes() -> list[str]:
    """Return what factories say of their products, in pieces of half a message's length or more."""
    positioning = SAMPLES / "positioning"
    groups = [
        [positioning / "router" / "spec.yaml"],
        [positioning / "phone" / "spec.yaml"],
        [BUNDLED / "spec.csv", BUNDLED / "spec.xml"],
    ]
    groups += [[p] for p in sorted((SAMPLES / "specs").iterdir()) if p.suffix in (".csv", ".xml", ".json")]
    specs = [read_spec({f.name: f.read_bytes() for f in group}, Problems()) for group in groups]
    return pieces([c.quote for spec in specs if spec for c in spec.characteristics], 30)


def rare_words(folder: Path) -> None:
    """Print how well the share of rare words tells the two sides apart, and the customers' 90th percentile."""
    rules = lint_rules(ROOT / "content_templates")
    factory, customers = ([share(t, rules.common) for t in texts] for texts in (quotes(), reviews(folder)))
    wins = sum((f > c) + (f == c) / 2 for f in factory for c in customers)
    p90 = sorted(customers)[int(0.9 * len(customers))]
    limit = rules["rare words"].limit or 0
    print(
        f"rare words: {len(factory)} pieces of specs, {len(customers)} of reviews; medians {statistics.median(factory):.3f} and"
    )
    print(f"  {statistics.median(customers):.3f}; customers' 90th percentile {p90:.3f}; area under the curve", end=" ")
    print(f"{wins / (len(factory) * len(customers)):.2f}; at the limit {limit:g}", end=" ")
    print(
        f"{sum(f > limit for f in factory)} of {len(factory)} specs and {sum(c > limit for c in customers)} reviews are over it"
    )


if __name__ == "__main__":
    speed()
    rare_words(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES / "reviews")
