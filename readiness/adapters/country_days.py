"""Country days: the weekend and the public holidays of a country or a part of it.

In: ISO 3166 codes, years.
Out: days off; unknown codes as Problems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import shown


@cache
def days_off(country: str, subdivision: str, years: range) -> tuple[tuple[int, ...], frozenset[date]]:
    """Return a country's weekend and the public holidays of some years."""
    import holidays  # takes long to load, and most commands do without

    found = holidays.country_holidays(country, subdiv=subdivision or None, years=list(years))
    return tuple(sorted(found.weekend)), frozenset(found)


def check_country(file: str, row: int, country: str, subdivision: str, problems: Problems) -> None:
    """Record a country, or a part of one, whose public holidays nobody knows."""
    if subdivision and not country:
        problems.add(file, row, "country", "blank", "the country of the subdivision")
    if not country:
        return
    known = _subdivisions()
    if country not in known:
        expected = "an ISO 3166 country code such as DE; blank: Monday to Friday, and no public holidays"
        problems.add(file, row, "country", f"{shown(country)} is not known", expected)
    elif subdivision and subdivision not in known[country]:
        some = ", ".join(known[country][:6]) + (", ..." if len(known[country]) > 6 else "")
        expected = f"one of {some}, or blank" if some else "blank: this country has no subdivisions of its own"
        problems.add(file, row, "subdivision", f"{shown(subdivision)} is not known in {country}", expected)


@cache
def _subdivisions() -> Mapping[str, Sequence[str]]:
    import holidays

    return {country: tuple(parts) for country, parts in holidays.list_supported_countries(include_aliases=True).items()}
