"""Brief, the close: what the field does not get, and what is decided: acts owed, by whom, by when, with what is not known.

In: Desk.
Out: the fifth and the sixth slide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from readiness.stages.decks import fit
from readiness.stages.decks.recipe import SlideFill
from readiness.stages.follow_ups import CLAIM_ACTS, NOT_ENOUGH, PARTNER_ACTS
from readiness.stages.report.acts import KINDS, THEMSELVES, ActLine, acts_by_owner
from readiness.stages.report.brief.desk import TABLE, WIDE, Desk
from readiness.stages.report.contests import contests_note
from readiness.stages.report.quiz import ClaimRow, QuizSection
from readiness.stages.report.summary import Report
from readiness.stages.report.words import MONTHS, day, listed, percent
from readiness.vocabulary import counted

CLAIMS, DECISIONS = "What the field does not get", "What we decide"
CLAIM_HEADER = ("Message", "Right answers", "90% interval", "Whose problem it is")
ACT_HEADER = ("By", "Who", "What")
MOST_CLAIMS, MOST_NAMED = 8, 2
_FOR_ALL = frozenset(KINDS[act] for act in (*CLAIM_ACTS, *PARTNER_ACTS))
NOBODYS = "Not shown to be missed by most."


def claims(desk: Desk) -> SlideFill:
    """Return the messages that are missed most, and what the factory should mend."""
    report, notes = desk.report, ("The quiz", "Claims and questions")
    judged = [c for c in (report.quiz.claims if report.quiz else ()) if c.verdict != NOT_ENOUGH]
    if report.quiz is None or not judged:
        title = "Not enough answers to say which messages the field does not get"
        return desk.words(CLAIMS, [title], report.missing or [title], notes)
    shown = _worst(judged)
    names = dict(report.names)
    missed = {c.requirement_id for c in judged if c.problem}
    table = desk.table(WIDE, CLAIM_HEADER, [_claim(c, report.quiz, names) for c in shown[:MOST_CLAIMS]])
    made = desk.slide(
        WIDE, CLAIMS, _missed(shown, missed, report.quiz), notes, note=_mending(report, len(shown), len(table.rows))
    )
    return replace(made, tables={"rows": table}, message_ids=tuple(dict.fromkeys(c.message_id for c in shown[: len(table.rows)])))


def _worst(judged: Sequence[ClaimRow]) -> list[ClaimRow]:
    """Return a row a claim, those shown to be missed first, then the least often right; of one channel where that misses it."""
    found: dict[str, ClaimRow] = {}
    for c in sorted(judged, key=lambda c: (c.problem == "", c.channel != "", c.share_right, c.requirement_id, c.channel)):
        if c.problem or not c.channel:
            found.setdefault(c.requirement_id, c)
    return list(found.values())


def _claim(c: ClaimRow, quiz: QuizSection, names: dict[str, str]) -> tuple[str, ...]:
    where = f" ({names.get(c.channel, c.channel)})" if c.channel else ""
    right = f"{percent(c.share_right)} of {c.n:,}"
    return (f"{_said(c, quiz)}{where}", right, f"{percent(c.share_low)} to {percent(c.share_high)}", c.advice or NOBODYS)


def _said(c: ClaimRow, quiz: QuizSection) -> str:
    return dict(quiz.said).get(c.message_id) or c.message_id


def _missed(shown: Sequence[ClaimRow], missed: set[str], quiz: QuizSection) -> list[str]:
    worst = shown[0] if shown else None
    n = len({c.requirement_id for c in quiz.claims})
    if worst is None:
        return ["No message is shown to be missed by most"]
    if missed:
        title = f"The field does not get {len(missed):,} of {counted(n, 'message')}"
        return [f"{title}, first of all “{_said(worst, quiz)}”", title]
    title = "No message is shown to be missed by most"
    return [f"{title}; the weakest is right in {percent(worst.share_right)} of answers", title]


def _mending(report: Report, n_claims: int, n_shown: int) -> list[str]:
    """Return what is owed to mend messages and questions, in ever fewer words."""
    acts = [c.follow_up for c in report.decisions.claims if c.follow_up]
    more = f" Shown: {n_shown:,} of {counted(n_claims, 'message')}." if n_shown < n_claims else ""
    if not acts:
        return [
            f"Nothing here is shown to be the fault of a message or of a question, so the factory has nothing to mend yet.{more}"
        ]
    kinds = [f"{KINDS[kind]}: {sum(a.act == kind for a in acts):,}" for kind in dict.fromkeys(a.act for a in acts)]
    due_on = day(min(a.due_on for a in acts))
    first = f"The factory owes {counted(len(acts), 'act')} here ({'; '.join(kinds)}), the first by {due_on}."
    return [f"{first} {acts[0].words}{more}", f"{first}{more}", first]


@dataclass(frozen=True, slots=True)
class _Owed:
    """Acts of one kind, whoever owes them; those that reps owe themselves apart."""

    kind: str
    lines: tuple[tuple[str, ActLine], ...]
    """Owner and act, the earliest due first."""

    @property
    def n_late(self) -> int:
        """Return how many are late."""
        return sum(line.is_late for _, line in self.lines)

    @property
    def order(self) -> tuple[bool, bool, bool, date, str]:
        """Return what is late first, then what mends messages and partners, by day; who may go on as before comes last."""
        return (self.kind == KINDS["keep_going"], not self.n_late, self.kind not in _FOR_ALL, self.lines[0][1].due_on, self.kind)

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the row of the table."""
        owners = listed(list(dict.fromkeys(owner for owner, _ in self.lines)), most=2)
        named = list(dict.fromkeys(name for _, line in self.lines for name in line.about if name))
        if named:
            what = f"{self.kind}: {listed(named) if len(named) <= MOST_NAMED else f'{len(named):,} in all'}"
        else:
            more = f" And {len(self.lines) - 1:,} more." if len(self.lines) > 1 else ""
            what = f"{self.lines[0][1].words}{more}"
        late = f" ({self.n_late:,} late)" if self.n_late else ""
        due = self.lines[0][1].due_on
        short = f"{due.day} {MONTHS[due.month - 1][:3]} {due.year}"  # on two lines, a day would make each row taller than planned
        return (f"{short}{late}", owners, what)


def decisions(desk: Desk) -> SlideFill:
    """Return the acts owed, by whom and by when, with what is not known."""
    report, notes = desk.report, ("Data", "Ranks")
    owed = _owed(report)
    if not owed:
        title = "Nothing is owed: there is nobody to act on"
        return desk.words(DECISIONS, [title], report.missing or [title], notes)
    acts = report.decisions.owed
    n_late = sum(act.due_on < report.as_of for act in acts)
    late = f"{n_late:,} late" if n_late else "none late"
    table = desk.table(TABLE, ACT_HEADER, [o.cells for o in owed])
    said = f"{counted(len(acts), 'act')} owed, the first by {day(min(act.due_on for act in acts))}, {late}"
    first = owed[0].kind
    made = desk.slide(
        TABLE,
        DECISIONS,
        (f"{said}; first of all: {first[:1].lower()}{first[1:]}", said),
        notes,
        figure=(f"{len(acts):,}",),
        measure=(f"acts owed, {late}; each is on the sheet Acts of readiness.xlsx", "acts owed"),
        words=_unknown(report),
    )
    return replace(made, tables={"rows": table})


def _owed(report: Report) -> list[_Owed]:
    """Return the acts owed, those of one kind together."""
    kinds: dict[tuple[str, bool], list[tuple[str, ActLine]]] = {}
    for owner in acts_by_owner(report.decisions, dict(report.names), as_of=report.as_of, currency=report.currency):
        for line in owner.lines:
            kinds.setdefault((line.kind, owner.owner == THEMSELVES), []).append((owner.owner, line))
    found = [_Owed(kind, tuple(sorted(lines, key=lambda x: (x[1].due_on, x[0])))) for (kind, _), lines in kinds.items()]
    return sorted(found, key=lambda o: (o.order, o.lines[0][0]))


def _unknown(report: Report) -> list[str]:
    """Return what is not known, in ever fewer words: contested figures first."""
    contested = contests_note(report.contests)
    missing = [line for line in (contested, *report.missing) if line]
    if contested in report.missing:
        missing = [contested, *(line for line in report.missing if line != contested)]
    if not missing:
        return ["Nothing is missing that the report knows of."]
    first = [fit.sentences(line)[0] for line in missing]
    return [f"Not known: {_some(lines, k)}" for lines in (missing, first) for k in range(len(missing), 0, -1)] + [
        f"{counted(len(missing), 'thing is', 'things are')} not known: see the notes."
    ]


def _some(lines: Sequence[str], k: int) -> str:
    """Return the first k of some sentences, and how many more there are."""
    left = len(lines) - k
    return " ".join(lines[:k]) + (f" {counted(left, 'more point')} in the notes." if left else "")
