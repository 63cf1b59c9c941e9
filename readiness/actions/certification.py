"""Certification: give, renew and end certificates as of a day, and publish them.

In: a launch id; the answers, ratings and certificates that are kept; who decides.
Out: certificate events in the database; certificates/ in the output folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from threadpoolctl import threadpool_limits

from readiness.adapters import angoff_files, badge_files
from readiness.adapters.db import certificates, collected
from readiness.adapters.db.quiz_items import item_approvals_of
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.manifest import publish_manifest
from readiness.adapters.output_files import OutFolder
from readiness.adapters.output_files import Published as Published
from readiness.adapters.stored_certificates import award_of, standard_content, standard_for, standard_lines
from readiness.adapters.stored_positioning import approved_positioning
from readiness.adapters.stored_quizzes import quiz_desk
from readiness.adapters.training_files import safe_name
from readiness.errors import ConflictError, NotAllowedError
from readiness.settings import Settings
from readiness.stages.quizzes import Response, abilities
from readiness.stages.quizzes.applying import applying, candidate, in_these_words_since
from readiness.stages.quizzes.certificate_model import Candidate, CertificateEvent, Standing, history_of
from readiness.stages.quizzes.certificates import Awarding, decide_partner, decide_rep, is_active
from readiness.stages.quizzes.gate import Cut, cut_of, verdict_of
from readiness.stages.quizzes.standard_setting import Standard

HOLDS = ("certified", "renew")
NOTHING = Published((), (), (), ())


@dataclass(frozen=True, slots=True)
class CertificationReport:
    """What became of the certificates of a launch."""

    as_of: date
    is_dry_run: bool
    standard: Standard
    cut: Cut
    confidence: float
    events: tuple[CertificateEvent, ...]
    """What happens on the day; kept unless this is a dry run."""
    standings: tuple[Standing, ...]
    """Reps, then partners, each by id."""
    notes: tuple[str, ...]
    """What of the judges' ratings to look at."""
    published: Published


@dataclass(frozen=True, slots=True)
class _Known:
    """What certificates are decided on."""

    inputs: LaunchInputs
    standard: Standard
    cut: Cut
    candidates: Mapping[str, Candidate]
    events: Sequence[CertificateEvent]
    notes: tuple[str, ...]


def certify(settings: Settings, launch_id: str, out: Path, *, by: str, as_of: date, dry_run: bool = False) -> CertificationReport:
    """Give, renew and end certificates as of a day, and publish them; a dry run keeps and writes nothing.

    Raises:
        ConflictError: something was decided on a later day already.
        NotAllowedError: the positioning is not approved.
        NotEnoughDataError: the judges' cut cannot be placed on the scale of ability.
    """
    if not by.strip():
        raise NotAllowedError("a certificate needs the name of the person who decides")
    with transaction(settings.database) as connection:
        certificates.only_writer(connection, launch_id)
        known = _known(settings, connection, launch_id, as_of)
        content = standard_content(known.inputs, known.standard, known.cut)
        key = certificates.standard_id(content)
        rules = Awarding(known.inputs.quiz.certificate, known.cut.share, key, as_of, by.strip())
        events, standings = _decided(known, rules)
        contents = {k: c for k, (_, c) in certificates.standards_of(connection, launch_id).items()} | {key: content}
        files = _files(known, rules, standings, {k: award_of(launch_id, c) for k, c in contents.items()})
        if events and not dry_run:
            certificates.save_standard(connection, launch_id, content, as_of)
            certificates.save_events(connection, launch_id, events)
    published = NOTHING
    if not dry_run:
        folder = OutFolder(settings.database, launch_id, out)
        published = folder.publish_all("certificates", files)
        published = published + publish_manifest(settings.templates, folder)
    return CertificationReport(
        as_of,
        dry_run,
        known.standard,
        known.cut,
        rules.policy.confidence,
        tuple(events),
        tuple(standings),
        known.notes,
        published,
    )


def _known(settings: Settings, connection: Connection, launch_id: str, as_of: date) -> _Known:
    inputs, positioning, _ = approved_positioning(settings.templates, connection, launch_id)
    desk = quiz_desk(settings.templates, connection, inputs, positioning)
    events = certificates.events_of(connection, launch_id)
    if later := max((e.happened_on for e in events if e.happened_on > as_of), default=None):
        raise ConflictError(f"certificates were decided as of {later} already: --as-of may not be before that")
    responses = [r for r in collected.load_responses(connection, launch_id) if r.answered_on <= as_of]
    since = in_these_words_since(desk.states, item_approvals_of(connection, launch_id).values())
    history = history_of(events)
    kept = applying(responses, desk.hashes, since, history)
    with threadpool_limits(limits=1):  # the same sums on every machine
        able, qualities, _ = abilities(kept, desk.items)
    standard = standard_for(inputs, desk.items)
    cut = cut_of(standard, qualities)
    ability = {a.rep_id: a for a in able}
    answers: dict[str, list[Response]] = {}
    for r in kept:
        answers.setdefault(r.rep_id, []).append(r)
    confidence = inputs.quiz.certificate.confidence
    candidates = {
        r.rep_id: candidate(
            verdict_of(ability.get(r.rep_id), cut, confidence),
            answers.get(r.rep_id, []),
            desk.hashes,
            history.get(("rep", r.rep_id), []),
        )
        for r in inputs.reps
    }
    return _Known(inputs, standard, cut, candidates, events, standard_lines(inputs, desk.items, standard))


def _decided(known: _Known, rules: Awarding) -> tuple[list[CertificateEvent], list[Standing]]:
    """Return what happens on the day and how everybody stands then: reps first, for partners rest on them."""
    history = history_of(known.events)
    events: list[CertificateEvent] = []
    standings: list[Standing] = []
    reps = [r for r in sorted(known.inputs.reps, key=lambda r: r.rep_id) if r.hired_on is None or r.hired_on <= rules.as_of]
    for rep in reps:
        happened, standing = decide_rep(rep, history.get(("rep", rep.rep_id), []), known.candidates[rep.rep_id], rules)
        events += happened
        standings.append(standing)
    holders = {s.subject_id: s.last.valid_until for s in standings if s.status in HOLDS and s.last}
    for partner in sorted(known.inputs.partners, key=lambda p: p.partner_id):
        own = [r for r in reps if r.partner_id == partner.partner_id]
        until = [holders[r.rep_id] for r in own if r.rep_id in holders]
        n_active = sum(is_active(r, rules.as_of, is_certified=r.rep_id in holders) for r in own)
        happened, standing = decide_partner(partner, history.get(("partner", partner.partner_id), []), until, n_active, rules)
        events += happened
        standings.append(standing)
    return events, standings


def _files(
    known: _Known, rules: Awarding, standings: Sequence[Standing], awards: Mapping[str, badge_files.Award]
) -> dict[str, bytes]:
    emails = {r.rep_id: r.email for r in known.inputs.reps}
    files: dict[str, bytes] = {}
    pages: dict[tuple[str, str], str] = {}
    for s in standings:
        if s.status not in HOLDS or s.last is None:
            continue
        folder = "certificates/partners" if s.kind == "partner" else "certificates"
        path = f"{folder}/{safe_name(s.subject_id)}"
        award = awards[s.last.standard]
        files[f"{path}.json"] = badge_files.credential(award, s, emails.get(s.subject_id, "") if s.kind == "rep" else "")
        files[f"{path}.html"] = badge_files.certificate_page(award, s)
        pages[s.kind, s.subject_id] = f"{path}.html"
    files["certificates/index.csv"] = badge_files.index_csv(standings, known.cut.share, rules.policy.confidence, pages)
    if known.standard.items:
        files["certificates/standard.csv"] = angoff_files.standard_csv(known.standard)
        files["certificates/judges.csv"] = angoff_files.judges_csv(known.standard)
    return files
