"""Own words: what the pages about one rep say alike: days and hours by the rep's own clock, the rep's language.

In: a request, who is signed in, a moment.
Out: a language; functions for templates.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime, format_time

from readiness.permissions import Viewer
from readiness.portal.guard import Asked
from readiness.portal.texts import money, nearest_language, say_in
from readiness.stages.report.charts.waterfalls import Step
from readiness.stages.report.own_figures import Band, Split


def language_for(here: Asked, viewer: Viewer, own: str = "") -> str:
    """Return the language of a page: the account's, else the browser's; by quiz link, the one the launch has for the rep."""
    return viewer.language or nearest_language(own if viewer.launch_id and own else here.language)


def own_words(language: str) -> dict[str, Any]:
    """Return what the templates about one rep say figures and times with."""
    locale = "en_GB" if language == "en" else language

    def weekday(day: date) -> str:
        return format_date(day, "EEEE d MMMM" if language == "en" else "EEEE, d. MMMM", locale=locale)

    def clock(at: datetime) -> str:
        return format_datetime(at, "EEEE d MMMM y, HH:mm" if language == "en" else "EEEE, d. MMMM y, HH:mm", locale=locale)

    def hour(at: datetime) -> str:
        return format_time(at, "HH:mm", locale=locale)

    def signed(amount: float, currency: str) -> str:
        return f"+{money(amount, currency, language)}" if round(amount) > 0 else money(amount, currency, language)

    def between(band: Band, currency: str) -> str:
        ends = (signed(v, currency) for v in (band.low, band.high))
        return say_in(language)("own_between", low=next(ends), high=next(ends))

    def steps(split: Split) -> list[tuple[str, str, Step]]:
        """Return each bar's key, its words and itself."""
        return [(key, say_in(language)(f"own_step_{key}"), step) for key, step in zip(split.keys, split.steps, strict=True)]

    days = {"day_of": date.fromisoformat, "moment_of": datetime.fromisoformat}
    return {**days, "steps": steps, "weekday": weekday, "clock": clock, "hour": hour, "signed": signed, "between": between}


def bar_labels(split: Split, currency: str, language: str) -> tuple[str, ...]:
    """Return what stands beside each bar of a rep's waterfall: its words, and its amount below."""
    words = own_words(language)
    said = []
    for _, name, step in words["steps"](split):
        is_change = step.kind in ("more", "less")
        said.append(f"{name}\n{words['signed'](step.shown, currency) if is_change else money(step.shown, currency, language)}")
    return tuple(said)
