"""Translation files: translations/<language>.csv as a translator filled it in, and the file that asks for it.

In: the bytes of the file; the texts a launch needs.
Out: Translations, and Problems; CSV.
"""

from __future__ import annotations

from collections.abc import Sequence

from readiness.adapters.answer_files import A_FIGURE, CASES
from readiness.adapters.input_columns import text_column, words_column
from readiness.adapters.input_tables import Problems, Row, read_table
from readiness.adapters.table_files import csv_bytes
from readiness.stages.positioning.brief import Translations
from readiness.stages.positioning.figures import figure_faults, placeholders
from readiness.stages.positioning.rows import ToTranslate
from readiness.stages.spec import ProductSpec

COLUMNS = ("table", "id", "field", "source", "text", "was")


def read_translations(file: str, data: bytes, spec: ProductSpec | None, problems: Problems) -> Translations:
    """Return the translations of a file; a row that is not filled in is left out.

    A translation names the same figures in braces as its source; how it wants them may differ.
    A row nobody needs is no fault: what is left without a translation is a gap of the positioning, which names it.
    """
    columns = [
        words_column("table", "a table as in positioning/translate_<language>.csv"),
        text_column("id", "an id as in positioning/translate_<language>.csv"),
        words_column("field", "a field as in positioning/translate_<language>.csv"),
        words_column("source", "the text that is translated", at_most=20_000),
        words_column("text", "its translation", blank=True, at_most=20_000),
        words_column("was", "words", optional=True, blank=True, at_most=20_000),
    ]
    found: dict[tuple[str, str, str], tuple[str, str]] = {}
    first: dict[tuple[str, str, str], int] = {}
    for r in read_table(file, data, columns, problems):
        place = (r["table"], r["id"], r["field"])
        if first.setdefault(place, r.row) != r.row:
            problems.add(file, r.row, "field", f"this text already stands in row {first[place]}", "each text once")
        elif r["text"]:
            _check_figures(file, r, spec, problems)
            found[place] = (r["source"], r["text"])
    return found


def _check_figures(file: str, r: Row, spec: ProductSpec | None, problems: Problems) -> None:
    if r["table"] != "answers" or spec is None:
        return
    for fault in figure_faults(r["text"], spec, CASES):
        problems.add(file, r.row, "text", fault, A_FIGURE)
    numbers = {c.characteristic_id for c in spec.characteristics if c.number is not None}
    wanted, said = ({p.name for p in placeholders(r[name])} & numbers for name in ("source", "text"))
    for name in sorted(wanted - said):
        problems.add(file, r.row, "text", f"the figure {{{name}}} of the source is missing", f"{{{name}}} where it is said")


def to_translate_csv(rows: Sequence[ToTranslate]) -> bytes:
    """Return the file a translator fills in."""
    return csv_bytes(COLUMNS, ([getattr(r, c) for c in COLUMNS] for r in rows))
