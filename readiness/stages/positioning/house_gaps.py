"""House gaps: what a message house lacks, each with who could fill it.

In: a segment's answered needs and pillars.
Out: Gaps. What is missing is named here and is no blank in the house.
"""

from __future__ import annotations

from collections.abc import Sequence

from readiness.stages.positioning.asked import asked_of
from readiness.stages.positioning.house_rows import Pillar
from readiness.stages.positioning.rows import Gap
from readiness.stages.positioning.said import AnsweredNeed
from readiness.stages.positioning.verdict import MET
from readiness.stages.spec import ProductSpec
from readiness.vocabulary import counted

N_PILLARS = 3
FRAGMENTS = ("trigger", "pain", "outcome", "anxiety")


def house_gaps(
    segment_id: str,
    segment: str,
    needs: Sequence[AnsweredNeed],
    pillars: Sequence[Pillar],
    roof: str,
    spec: ProductSpec,
    alternatives: Sequence[str],
) -> list[Gap]:
    """Return the gaps of one segment's house: of the house, of its pillars, of its needs."""
    weight = max((n.requirement.importance for n in needs), default=0)
    n = counted(len(pillars), "pillar")
    lacks = (
        (len(pillars) < N_PILLARS, "pillar_missing", segment_id, f"{segment}: the house stands on {n}",
         "answer another need of this segment, or stand on what there is"),
        (not roof, "roof_missing", segment_id, f"{segment}: no pillar has an outcome that can stand over the house",
         "write an outcome that promises nothing absolute, as a clause"),
        (not spec.category, "category_missing", spec.model_id, f"{spec.name}: the spec names no category",
         "name the category that buyers look under"),
        (not alternatives, "alternative_missing", segment_id, f"{segment}: nobody has named what they could do instead",
         "name the alternatives, doing nothing among them"),
    )  # fmt: skip
    house = [Gap(kind, ref, text, weight, advice) for lacking, kind, ref, text, advice in lacks if lacking]
    if not pillars:
        house = house[:1]  # without a pillar nothing else can stand, so nothing else is missing yet
    return house + [g for p in pillars for g in _of_pillar(p)] + [g for need in needs for g in _of_need(need, spec)]


def _of_pillar(p: Pillar) -> list[Gap]:
    gaps = []
    if not p.proven:
        advice = "name what shows it: a test, a contract, a document, a reference or a trial"
        gaps.append(Gap("pillar_without_proof", p.requirement_ids[0], p.title, p.weight, advice))
    if p.not_looked_at:
        advice = f"find out, with source and date, how they do this: {'; '.join(p.not_looked_at)}"
        gaps.append(Gap("alternative_unknown", p.requirement_ids[0], p.title, p.weight, advice))
    return gaps


def _of_need(n: AnsweredNeed, spec: ProductSpec) -> list[Gap]:
    r, gaps = n.requirement, []
    asked = asked_of(r)
    if n.row.ours not in MET and asked:
        value = spec.characteristic(n.link.characteristic_id).value
        advice = f"ask the factory: asked for is {asked}, and its own words, “{value}”, do not show that"
        gaps.append(Gap("unproven", r.requirement_id, r.statement, r.importance, advice))
    missing = [name for name in FRAGMENTS if not getattr(r, name)]
    if missing:
        advice = f"write for it, with the customer's words in view: {', '.join(missing)}"
        gaps.append(Gap("fragment_missing", r.requirement_id, r.statement, r.importance, advice))
    if r.anxiety and not n.link.reassurance:
        gaps.append(
            Gap("objection_unanswered", r.requirement_id, r.anxiety, r.importance, "write what to answer this worry with")
        )
    return gaps
