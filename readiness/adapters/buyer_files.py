"""Launch files of words: launch.yaml, and the kinds of value and checks that such files share.

In: the bytes of a file.
Out: Launch; faults as Problems with line and field.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from datetime import date, time
from typing import Annotated, Any

from pydantic import Field

from readiness.adapters.input_ids import nearest, unknown_ids
from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import (
    BadValueError,
    clock_value,
    currency_value,
    date_value,
    id_value,
    integer_value,
    language_value,
    one_of,
    shown,
    slug_value,
    text_value,
    words_value,
)
from readiness.adapters.yaml_files import Strict, parsed_by, read_model
from readiness.vocabulary import BUYER_STEPS, Launch, LaunchDates

DAYS = ("positioning_by", "ready_by", "launch_on", "measure_until")


def _day_or_blank(text: str) -> date | None:
    return date_value(text) if text else None


def _words_or_blank(text: str) -> str:
    return words_value(500)(text) if text else ""


def _name(text: str) -> str:
    if not text:
        raise BadValueError("blank")
    return text_value(200)(text)


A_DAY = "a date such as 2019-07-01"
Slug = Annotated[str, parsed_by(slug_value, "lower-case letters, digits and dashes")]
Id = Annotated[str, parsed_by(id_value, "an id without spaces, commas, semicolons or slashes")]
Currency = Annotated[str, parsed_by(currency_value, "an ISO 4217 code such as EUR")]
Language = Annotated[str, parsed_by(language_value, "a language code such as en or de-CH")]
Name = Annotated[str, parsed_by(_name, "a name")]
Words = Annotated[str, parsed_by(words_value(500), "words, not only a number")]
MaybeWords = Annotated[str, parsed_by(_words_or_blank, "words, or blank")]
Day = Annotated[date, parsed_by(date_value, A_DAY)]
MaybeDay = Annotated[date | None, parsed_by(_day_or_blank, A_DAY)]
StepName = Annotated[str, parsed_by(one_of(BUYER_STEPS), "one of " + ", ".join(BUYER_STEPS))]
Clock = Annotated[time, parsed_by(clock_value, 'a time of day such as "09:00"')]


def whole(low: int, high: int) -> Any:
    """Return how a whole number within bounds is read."""
    return parsed_by(integer_value(low, high), f"a whole number from {low} to {high}")


class _Dates(Strict):
    positioning_by: MaybeDay = None
    ready_by: Day
    launch_on: Day
    measure_until: Day


class _Launch(Strict):
    launch_id: Slug
    name: Name
    tier: Annotated[int, whole(1, 3)]
    owner: Words
    product_ids: list[Id] = Field(min_length=1)
    currency: Currency
    channels: list[Slug] = Field(min_length=1)
    dates: _Dates
    seed: Annotated[int, whole(0, 2_000_000_000)] = 1
    language: Language = "en"


def read_launch(file: str, data: bytes, problems: Problems) -> Launch | None:
    """Return the launch; its days must follow one another."""
    model = read_model(file, data, _Launch, problems)
    content = problems.contents.get(file, {})
    for block in ("product_ids", "channels"):
        no_repeats(file, block, [(f"{block}[{i}]", v) for i, v in enumerate(entries(content, block))], problems)
    _in_order(file, content.get("dates"), problems)
    if model is None:
        return None
    d = model.dates
    days = LaunchDates(d.positioning_by or d.ready_by, d.ready_by, d.launch_on, d.measure_until)
    return Launch(
        model.launch_id,
        model.name,
        model.tier,
        model.owner,
        tuple(model.product_ids),
        model.currency,
        days,
        tuple(model.channels),
        model.seed,
        model.language,
    )


def _in_order(file: str, written: Any, problems: Problems) -> None:
    """Record each day that is before the one it must follow; a day that is none is recorded elsewhere."""
    days: list[tuple[str, date]] = []
    for name in DAYS if isinstance(written, dict) else ():
        try:
            days.append((name, date_value(str(written.get(name, "")).strip())))
        except BadValueError:
            continue
    for (earlier, before), (later, after) in itertools.pairwise(days):
        if after < before:
            problems.add_at(file, f"dates.{later}", f"{after} is before {earlier}", f"{before} or later")


def check_listed(file: str, ids: Sequence[tuple[str, object]], known: Collection[str], expected: str, problems: Problems) -> None:
    """Record each id of a list, given with its field path, that nobody names; one with a fault of its own is left."""
    faulty = {p.column for p in problems.found if p.file == file}
    paths = {v: path for path, v in reversed(ids) if isinstance(v, str) and v and path not in faulty}
    for value in unknown_ids(sorted(paths), known):
        problems.add_at(file, paths[value], f"{shown(value)} is unknown", expected + nearest(value, known))


def entries(content: Any, block: str) -> list[Any]:
    """Return what stands in a list of a file; nothing where it is none."""
    found = content.get(block) if isinstance(content, dict) else None
    return found if isinstance(found, list) else []


def ids_of(problems: Problems, file: str, block: str, name: str) -> list[tuple[str, object]]:
    """Return a field of each entry of a list with its path."""
    found = entries(problems.contents.get(file, {}), block)
    return [(f"{block}[{i}].{name}", e.get(name, "")) for i, e in enumerate(found) if isinstance(e, dict)]


def no_repeats(file: str, block: str, ids: Sequence[tuple[str, object]], problems: Problems) -> None:
    """Record each id of a list, given with its field path, that stands a second time."""
    seen: set[str] = set()
    for path, value in ids:
        if isinstance(value, str) and value:
            if value in seen:
                problems.add_at(file, path, f"{shown(value)} stands twice", f"each of {block} once")
            seen.add(value)
