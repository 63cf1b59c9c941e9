"""Input ids: which ids a file names, and whether an id used elsewhere is one of them.

In: the ids met while a file was read, and the cells that use them.
Out: KnownIds, and Problems: one for each unknown id, however often it is used.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence

from readiness.adapters.input_values import shown
from readiness.errors import Problem

ALIKE = 0.6
"""From here two ids are taken for one and the same with a slip in it (difflib's ratio)."""
MAX_ROWS_NAMED = 3


class KnownIds(set[str]):
    """The ids a file names, those of faulty rows too, so that one fault is not reported again wherever its id is used."""

    def __init__(self, ids: Iterable[str] = (), lost: Sequence[str] = (), twice: Sequence[str] = ()) -> None:
        super().__init__(ids)
        self.lost = tuple(lost)
        """What stands where an id should be but cannot be one; blank cells too."""
        self.twice = tuple(twice)
        """Ids that stand a second time, perhaps in place of another."""


class AnyId(KnownIds):
    """The set of every id: stands in where the file that names them could not be read, so that one fault is said once."""

    def __contains__(self, value: object) -> bool:
        """Return True."""
        return True


ANY_ID = AnyId()


def either(*parts: KnownIds) -> KnownIds:
    """Return the ids of any of the parts; every id where one part is not known."""
    if any(isinstance(p, AnyId) for p in parts):
        return ANY_ID
    return KnownIds((i for p in parts for i in p), [t for p in parts for t in p.lost], [t for p in parts for t in p.twice])


def unknown_ids(values: Iterable[str], known: Collection[str]) -> list[str]:
    """Return the ids nobody names, without those that a faulty row must have meant: that fault is reported there."""
    unknown = [v for v in dict.fromkeys(values) if v not in known]
    lost, twice = (known.lost, known.twice) if isinstance(known, KnownIds) else ((), ())
    unexplained = 0
    for i, text in enumerate((*lost, *twice)):
        if meant := difflib.get_close_matches(text, unknown, n=1, cutoff=ALIKE):
            unknown.remove(meant[0])
        elif i < len(lost):
            unexplained += 1
    return [] if len(unknown) <= unexplained else unknown


def unknown_id_problems(
    file: str, column: str, cells: Sequence[tuple[int, str]], known: Collection[str], expected: str
) -> list[Problem]:
    """Return one problem for each unknown id of a column, at its first row, saying where else it stands.

    Args:
        file: the file that uses the ids.
        column: the column, or the path of a list.
        cells: row and id.
        known: the ids there are.
        expected: where they are named.
    """
    rows: dict[str, list[int]] = {}
    for row, value in cells:
        rows.setdefault(value, []).append(row)
    return [
        Problem(file, rows[v][0], column, f"{shown(v)} is unknown{also_in(rows[v])}", expected + nearest(v, known))
        for v in unknown_ids(rows, known)
    ]


def also_in(rows: Sequence[int]) -> str:
    """Return ` (also in rows 5, 9)`; nothing for one row."""
    others = list(dict.fromkeys(rows))[1:]
    if not others:
        return ""
    named = ", ".join(map(str, others[:MAX_ROWS_NAMED]))
    more = f" and {len(others) - MAX_ROWS_NAMED} more" if len(others) > MAX_ROWS_NAMED else ""
    return f" (also in row{'s' if len(others) > 1 else ''} {named}{more})"


def nearest(value: str, known: Collection[str]) -> str:
    """Return ` (did you mean R01?)` where one known id is much like the value."""
    # Long lists are not compared: it would take seconds, and ids that differ in one digit tell nothing.
    close = difflib.get_close_matches(value, sorted(known), n=1, cutoff=0.75) if len(known) <= 200 else []
    return f" (did you mean {close[0]}?)" if close else ""
