"""Research: how often cards, matching and mining are right, how fast, and how that grows, beside a peer.

In: a folder of annotated reviews (`python benchmarks/research.py [FOLDER]`); by default the samples of the tests, which hold one
product whole and a part of another. With the files of all six products every line below is printed.
Out: each number beside the level to reach, then CPU medians. The peer is scikit-learn's TfidfVectorizer (`pip install
scikit-learn`): words and pairs, cosine. Without it the peer is the share of words in common (Jaccard).

How it is scored. Cards: one row a sentence that names at least one characteristic; P@1: the first card is one of them; R@k: the
share of them among the first k, mean over sentences. Mining: an aspect is right (lenient) where its last word has the stem of the
last word of any label of that product, exact where it equals a label, both in singular; recall: the share of labels given three
times or more whose last word is the last word of one of 60 aspects. Means over products.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded: one thread, so that CPU time is comparable

import csv
import importlib
import importlib.util
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from readiness.stages.positioning.cards import Candidate, Card, confirmed, rank
from readiness.stages.positioning.mining import aspects
from readiness.stages.positioning.terms import stem, tokens
from readiness.stages.positioning.trace_match import trace
from readiness.stages.positioning.word_classes import singular

SAMPLES = Path(__file__).resolve().parents[1] / "tests" / "samples" / "reviews"
OWN_NAMES = {
    "Apex": ("Apex", "AD2600"), "Canon": ("Canon Powershot G3",), "Creative": ("Creative Labs Nomad Jukebox Zen Xtra",),
    "Linksys": ("Linksys WRT54G",), "Nikon": ("Nikon Coolpix 4300",), "Nokia": ("Nokia 6610",),
}  # fmt: skip
SPLITS = 5
Sentence = tuple[tuple[str, ...], str]
Row = tuple[int, str, frozenset[str]]
"""A sentence: its review's number, its text, the characteristics it names."""
Ranker = Callable[[Sequence[str], Sequence[Card], int], list[tuple[Candidate, ...]]]


def reviews_in(file: Path) -> list[list[Sentence]]:
    """Return reviews, each a list of sentences with their labels in lower case."""
    found: list[list[Sentence]] = []
    for line in file.read_text(encoding="latin-1").splitlines():
        labels, mark, text = line.partition("##")
        if line.startswith("[t]") or (mark and not found):
            found.append([])
        if mark and not line.startswith("*"):
            named = [m[1].strip().lower() for part in labels.split(",") if (m := re.match(r"\s*(.*?)\s*\[[+-]", part))]
            found[-1].append((tuple(n for n in named if n), text.strip()))
    return found


def cards_of(name: str) -> list[Card]:
    with (SAMPLES / f"{name}_cards.csv").open(encoding="utf-8", newline="") as lines:
        return [Card(r["characteristic_id"], r["name"], r["definition"], (r["words"],)) for r in csv.DictReader(lines)]


def rows_of(name: str, reviews: Sequence[Sequence[Sentence]]) -> list[Row]:
    """Return every sentence; those that name no characteristic count in the weights of terms only."""
    with (SAMPLES / f"{name}_labels.csv").open(encoding="utf-8", newline="") as lines:
        means = {label: r["characteristic_id"] for r in csv.DictReader(lines) for label in r["labels"].split(";")}
    return [
        (i, text, frozenset(means[n] for n in named if n in means)) for i, review in enumerate(reviews) for named, text in review
    ]


def hits(rows: Sequence[Row], cards: Sequence[Card], ks: Sequence[int], ranker: Ranker = rank) -> tuple[int, float, list[float]]:
    """Return the number of sentences that count, P@1, and R@k for each k."""
    ranked = ranker([text for _, text, _ in rows], cards, max(ks))
    pairs = [([c.characteristic_id for c in found], named) for found, (_, _, named) in zip(ranked, rows, strict=True) if named]
    first = statistics.fmean(bool(found) and found[0] in named for found, named in pairs)
    return len(pairs), first, [statistics.fmean(len(named & set(found[:k])) / len(named) for found, named in pairs) for k in ks]


def lift(rows: Sequence[Row], cards: Sequence[Card], n: int) -> tuple[float, float, float]:
    """Return R@5 on held-out reviews before and after n confirmations from the others, and their number; mean of splits."""
    outcome: list[tuple[float, float, float]] = []
    for seed in range(SPLITS):
        draw = np.random.default_rng(seed)
        reviews = sorted({i for i, _, _ in rows})
        held_out = set(draw.permutation(reviews)[: len(reviews) // 2].tolist())
        known = [row for row in rows if row[0] not in held_out and row[2]]
        grown = {c.characteristic_id: c for c in cards}
        picked = [known[i] for i in draw.permutation(len(known))[:n]]
        for _, text, named in picked:
            grown.update({i: confirmed(grown[i], text) for i in named})
        test = [row for row in rows if row[0] in held_out]
        before, after = (hits(test, c, (5,))[2][0] for c in (cards, list(grown.values())))
        outcome.append((before, after, len(picked)))
    before, after, used = (statistics.fmean(x) for x in zip(*outcome, strict=True))
    return before, after, used


def mined(file: Path) -> tuple[float, float, float]:
    """Return P@20 lenient and exact, and recall of labels given three times or more."""
    reviews = reviews_in(file)
    given = Counter(_singulars(n) for review in reviews for named, _ in review for n in named)
    own = OWN_NAMES.get(re.split(r"[_ ]", file.stem)[0], ())
    terms = [a.term for a in aspects(((str(i), "\n".join(t for _, t in r)) for i, r in enumerate(reviews)), own, 60)]
    heads, often = {_head(label) for label in given}, [label for label, n in given.items() if n >= 3]
    found = {_head(t) for t in terms}
    best = terms[:20]
    return (
        sum(_head(t) in heads for t in best) / 20,
        sum(t in given for t in best) / 20,
        sum(_head(label) in found for label in often) / max(len(often), 1),
    )


def _singulars(label: str) -> str:
    return " ".join(singular(w) for w in label.replace("-", " ").split())


def _head(term: str) -> str:
    return stem(term.split()[-1])


def peer() -> tuple[str, Ranker]:
    """Return the peer's name and how it ranks."""
    if importlib.util.find_spec("sklearn") is None:
        return "jaccard", _jaccard
    return "scikit-learn", _sklearn


def _sklearn(statements: Sequence[str], cards: Sequence[Card], k: int) -> list[tuple[Candidate, ...]]:
    text = importlib.import_module("sklearn.feature_extraction.text")
    vectorizer = text.TfidfVectorizer(ngram_range=(1, 2), stop_words="english", sublinear_tf=True)
    known = [". ".join([c.name, c.definition, *c.words, *c.approved_quotes]) for c in cards]
    weighted = vectorizer.fit_transform([*known, *statements])
    scores = (weighted[len(known) :] @ weighted[: len(known)].T).toarray()
    best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return [tuple(Candidate(cards[j].characteristic_id, float(row[j])) for j in b) for row, b in zip(scores, best, strict=True)]


def _jaccard(statements: Sequence[str], cards: Sequence[Card], k: int) -> list[tuple[Candidate, ...]]:
    known = [(c.characteristic_id, set(tokens(" ".join([c.name, c.definition, *c.words, *c.approved_quotes])))) for c in cards]
    ranked = []
    for words in (set(tokens(s)) for s in statements):
        scored = sorted(((len(words & own) / max(len(words | own), 1), i) for i, own in known), key=lambda s: (-s[0], s[1]))
        ranked.append(tuple(Candidate(i, score) for score, i in scored[:k]))
    return ranked


def drawn_texts(n: int, length: int, seed: int) -> list[str]:
    """Return texts of made-up words, some common and most rare, as in speech."""
    draw = np.random.default_rng(seed)
    syllables = [a + b for a in "bcdfglmnprst" for b in "aeiou"]
    words = ["".join(syllables[(i * 7919 // 60**j) % 60] for j in range(2 + i % 3)) for i in range(8000)]
    picks = (8000 * draw.random((n, length)) ** 2.5).astype(int)
    return [" ".join(words[i] for i in row) for row in picks]


def drawn_cards(n: int) -> list[Card]:
    parts = zip(drawn_texts(n, 3, 1), drawn_texts(n, 10, 2), drawn_texts(n, 12, 3), strict=True)
    return [Card(f"c{i:04d}", name, definition, (words,)) for i, (name, definition, words) in enumerate(parts)]


def _line(what: str, value: float, target: str, note: str = "") -> None:
    print(f"{what:<58} {value:7.3f}  {target:<8} {note}".rstrip())


def _cpu(work: Callable[[], object], rounds: int = 3) -> float:
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def show_cards(files: Mapping[str, Path]) -> None:
    for name, start, targets in (("router", "Linksys", (">= .72", ">= .90")), ("player", "Creative", ("", ""))):
        if start not in files:
            continue
        rows, cards = rows_of(name, reviews_in(files[start])), cards_of(name)
        bare = [Card(c.characteristic_id, c.name) for c in cards]
        n, first, (third,) = hits(rows, cards, (3,))
        _line(f"{name}: P@1, cards with customers' words", first, targets[0], f"{n} sentences, {len(cards)} cards")
        _line(f"{name}: R@3, cards with customers' words", third, targets[1])
        _, first, (third,) = hits(rows, bare, (3,))
        _line(f"{name}: P@1, names only", first, "", f"R@3 {third:.3f}")
        program, ranker = peer()
        _, first, (third,) = hits(rows, cards, (3,), ranker)
        _line(f"{name}: P@1, peer {program}, the same cards", first, "", f"R@3 {third:.3f}")
        for what, own in (("names only", bare), ("customers' words", cards)):
            before, after, used = lift(rows, own, 100)
            target = ">= .05" if own is bare else ""
            _line(
                f"{name}: lift of R@5, {what}, held-out half",
                after - before,
                target,
                f"{before:.3f} -> {after:.3f}, {used:.0f} quotes",
            )


def show_mining(files: Sequence[Path]) -> None:
    scores = {f.stem: mined(f) for f in files}
    for name, (lenient, exact, recall) in scores.items():
        print(f"mining {name[:40]:<42} P@20 {lenient:.3f}  exact {exact:.3f}  recall {recall:.3f}")
    lenient, exact, recall = (statistics.fmean(s) for s in zip(*scores.values(), strict=True))
    _line(f"mining: P@20 lenient, mean of {len(scores)}", lenient, ">= .72", f"exact {exact:.3f}")
    _line(f"mining: recall of labels given 3 times, mean of {len(scores)}", recall, ">= .70")


def show_growth() -> None:
    program, ranker = peer()
    cards, lefts = drawn_cards(1000), drawn_texts(500, 25, 5)
    rights = {c.characteristic_id: f"{c.name} {c.definition}" for c in cards}
    requirements = {f"r{i}": text for i, text in enumerate(lefts)}
    print(
        "\nCPU seconds, medians of 3, one thread; 1,000 cards, 500 requirements"
        f"\n{'statements':>10} {'readiness':>10} {program:>14}"
    )
    for size in (1_250, 5_000, 20_000):
        statements = drawn_texts(size, 18, 4)
        ours, theirs = (_cpu(lambda r=r, s=statements: r(s, cards, 3)) for r in (rank, ranker))  # type: ignore[misc]
        print(f"{size:>10,} {ours:>10.2f} {theirs:>14.2f}")
    matched = _cpu(lambda: trace(requirements, rights))
    _line("requirements x characteristics, CPU s", matched, "")
    _line("all: statements, requirements and characteristics, CPU s", matched + ours, "< 30")


def main() -> None:
    """Print what the files in the folder allow."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    files = sorted(f for f in folder.glob("*.txt") if "##" in f.read_text(encoding="latin-1") and f.stem != "FORMAT")
    if not files:
        print(f"no annotated reviews in {folder}; only the growth is measured")
    show_cards({re.split(r"[_ ]", f.stem)[0]: f for f in files})
    if files:
        show_mining(files)
    show_growth()


if __name__ == "__main__":
    main()
