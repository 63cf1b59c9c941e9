"""Evidence inputs: what a rep's readiness is made from: each answer, attendance, pitch score and certificate, and the formula.

In: what was collected of one rep up to a day; the launch's training policy.
Out: RepInputs of kind answer, attendance, pitch, certificate and formula.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from readiness.stages.quizzes.attempts import Placed, numbered
from readiness.stages.quizzes.certificate_model import CertificateEvent
from readiness.stages.report.inputs import NOTHING, RepInput, input_id
from readiness.stages.training import Attendance, PitchScore, TrainingPolicy
from readiness.vocabulary import Rep

READINESS = "readiness"


@dataclass(frozen=True, slots=True)
class RepRecords:
    """What was collected of one rep up to a day."""

    placed: Sequence[Placed] = ()
    """Every answer that has the rep and an item."""
    words: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """(sitting, item_id) -> the question as it was shown and the option chosen, where the quiz was taken in the portal."""
    stems: Mapping[str, str] = field(default_factory=dict)
    """item_id -> the question as it is asked now; a question that is asked no more is missing."""
    changed_on: Mapping[str, date] = field(default_factory=dict)
    """item_id -> the first day whose answers speak of the question as it stands, where it once read otherwise."""
    files: Mapping[int, str] = field(default_factory=dict)
    """Number of a file of answers -> its name."""
    attendance: Sequence[Attendance] = ()
    listed_partners: Collection[str] = ()
    """Partners of whose reps an attendance list came in."""
    pitches: Sequence[PitchScore] = ()
    certificates: Sequence[CertificateEvent] = ()


def evidence_inputs(rep: Rep, known: RepRecords, policy: TrainingPolicy, launch_id: str) -> list[RepInput]:
    """Return the inputs of a rep's readiness; what is missing is an input too, so that it can be contested."""
    return [
        *(_answers(rep, known, policy, launch_id) or [_no_answers(rep, launch_id)]),
        *(_attended(rep, known) or [_absent(rep, known)]),
        *_pitches(rep, known, launch_id),
        *_certificates(known, launch_id),
        *_formula(rep, policy),
    ]


def _answers(rep: Rep, known: RepRecords, policy: TrainingPolicy, launch_id: str) -> list[RepInput]:
    met: set[str] = set()
    found = []
    for p, attempt in sorted(numbered(known.placed), key=lambda pair: (pair[1], pair[0].answered_on, pair[0].item_id)):
        counts_as, why = _counts(p, known, policy.index.again_days, is_first=p.item_id not in met)
        if _speaks(p, known):
            met.add(p.item_id)
        shown, chosen = known.words.get((p.sitting, p.item_id), (known.stems.get(p.item_id, p.item_id), ""))
        in_portal = (p.sitting, p.item_id) in known.words
        found.append(
            RepInput(
                input_id("answer", rep.rep_id, p.item_id, p.sitting), "answer", counts_as, why, p.answered_on,
                f"{shown} (attempt {attempt})", chosen, p.correct, file="" if in_portal else known.files.get(p.file_number, ""),
                row=None if in_portal else p.row, figures=READINESS,
                mends=f"take in a corrected export: readiness collect quizzes FILE --launch {launch_id}",
            )
        )  # fmt: skip
    return found


def _counts(p: Placed, known: RepRecords, again_days: int, *, is_first: bool) -> tuple[str, str]:
    """Return what an answer counts as, and why."""
    if p.item_id not in known.stems:
        return NOTHING, "the question is asked no more"
    if p.correct is None:
        return NOTHING, "it was skipped, which is missing and not wrong"
    if not _speaks(p, known):
        return NOTHING, f"the question changed on {known.changed_on[p.item_id]}, so the answer says nothing of it any more"
    if is_first:
        return READINESS, "the first answer to the question tells what the rep knows"
    again = f"{again_days} days or more after the rep was first taught and first asked"
    return READINESS, f"a later answer counts as reinforcement, where it came {again}"


def _speaks(p: Placed, known: RepRecords) -> bool:
    """Say whether an answer is to the question as it stands."""
    return p.answered_on >= known.changed_on.get(p.item_id, date.min)


def _no_answers(rep: Rep, launch_id: str) -> RepInput:
    return RepInput(
        input_id("answer", rep.rep_id, "none"), "answer", NOTHING, "no answer of the rep is known", what="no quiz taken",
        figures=READINESS, mends=f"take in the answers: readiness collect quizzes FILE --launch {launch_id}",
    )  # fmt: skip


def _attended(rep: Rep, known: RepRecords) -> list[RepInput]:
    return [
        RepInput(
            input_id("attendance", rep.rep_id, a.attended_on), "attendance", READINESS,
            "an attendance list has the rep on that day", a.attended_on, "minutes attended", value=float(a.minutes),
            figures=READINESS, mends="correct the list in inbox/attendance/ of the launch folder",
        )
        for a in known.attendance
    ]  # fmt: skip


def _absent(rep: Rep, known: RepRecords) -> RepInput:
    is_listed = rep.partner_id in known.listed_partners
    why = (
        "lists of the rep's partner came in and none has the rep, so it counts as absent once the session is over"
        if is_listed
        else "no list of the rep's partner came in, so it counts neither for nor against the rep"
    )
    return RepInput(
        input_id("attendance", rep.rep_id, "none"), "attendance", READINESS if is_listed else NOTHING, why,
        what="minutes attended", value=0.0 if is_listed else None, figures=READINESS,
        mends="put a list that has the rep into inbox/attendance/ of the launch folder",
    )  # fmt: skip


def _pitches(rep: Rep, known: RepRecords, launch_id: str) -> list[RepInput]:
    return [
        RepInput(
            input_id("pitch", rep.rep_id, s.graded_on, s.rater, s.criterion), "pitch", READINESS, f"graded by {s.rater}",
            s.graded_on, f"pitch: {s.criterion}", value=s.score, figures=READINESS,
            mends=f"take in the corrected score: readiness collect pitches FILE --launch {launch_id}",
        )
        for s in known.pitches
    ]  # fmt: skip


def _certificates(known: RepRecords, launch_id: str) -> list[RepInput]:
    return [
        RepInput(
            input_id("certificate", e.subject_id, e.number), "certificate", READINESS,
            f"{e.event} by {e.decided_by}: {e.reason}" if e.reason else f"{e.event} by {e.decided_by}", e.happened_on,
            f"certificate, valid from {e.valid_from} until {e.valid_until}", figures=READINESS,
            mends=f"mend what it rests on, then decide anew: readiness certify {launch_id} --by NAME",
        )
        for e in known.certificates
    ]  # fmt: skip


def _formula(rep: Rep, policy: TrainingPolicy) -> list[RepInput]:
    """Return the weights of the index and the bar the rep is held against."""
    bar = policy.bar_of(rep.motion)
    given = [(f"weight of {part} in the index", weight) for part, weight in policy.index.weights.items()]
    return [
        RepInput(
            input_id("formula", rep.rep_id, what), "formula", READINESS, "the index is 100 x sum(weight x share) / sum(weight)",
            what=what, value=value, figures=READINESS, mends="change training.yaml and take the launch folder in again",
        )
        for what, value in [*given, (f"bar of {rep.motion} reps", bar)]
    ]  # fmt: skip
