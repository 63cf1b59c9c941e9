"""Brief: a report in six slides for whoever decides: the answer, the people, sales, training, messages, decisions.

In: Report, the room of a brand's templates.
Out: Brief: a recipe for the press, and the charts that are drawn for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from readiness.stages.decks.recipe import PRESENTER, Recipe
from readiness.stages.decks.rooms import Rooms
from readiness.stages.report.brief.closing import claims, decisions
from readiness.stages.report.brief.desk import Desk
from readiness.stages.report.brief.people import cover, readiness
from readiness.stages.report.brief.results import sales, training
from readiness.stages.report.charts import Chart
from readiness.stages.report.summary import Report

__all__ = ["TEMPLATE", "Brief", "brief"]

TEMPLATE = "brief"
LANGUAGE = "en-GB"
_SECTIONS = ("Answer", "People", "Sales", "Training", "Messages", "Decisions")


@dataclass(frozen=True, slots=True)
class Brief:
    """A management brief, ready to be pressed once its charts are drawn."""

    recipe: Recipe
    pictures: Mapping[str, Chart]
    """Key of an image of the recipe -> the chart it shows."""


def brief(report: Report, rooms: Rooms, brand: str) -> Brief:
    """Return the brief in a brand; where a report cannot say something, the slide says so and why."""
    desk = Desk(report, rooms)
    slides = tuple(make(desk) for make in (cover, readiness, sales, training, claims, decisions))
    recipe = Recipe(
        deck_id=f"{report.launch_id}-brief",
        template=TEMPLATE,
        brand=brand,
        title=f"{report.launch_name}: management brief",
        subject=slides[0].text["title"],
        language=LANGUAGE,
        made_on=report.as_of.isoformat(),
        edition=PRESENTER,
        spec_revision=report.versions.spec_revision,
        slides=tuple(replace(slide, section=name) for slide, name in zip(slides, _SECTIONS, strict=True)),
    )
    return Brief(recipe, desk.pictures)
