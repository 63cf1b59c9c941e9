"""Invite mails: a mail about a seat as a letter, with its calendar file; the seats of a plan as their invites tell them.

In: a training plan, the reps, trainers and rooms of its launch, who answers go to.
Out: Seats; Letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from readiness.adapters.invite_files import Party, mailed_event, organiser_of
from readiness.adapters.invite_words import Told, letter_text, subject, words_in
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.mail import Letter
from readiness.stages.training import Session, Trainer, TrainingPlan
from readiness.stages.training.inviting import InviteMail, Seat
from readiness.stages.training.records import ENROLLED
from readiness.vocabulary import Rep


@dataclass(frozen=True)
class InviteDesk:
    """What invites are written from."""

    inputs: LaunchInputs
    plan: TrainingPlan
    organiser: str
    """The mail address that answers go to; blank: the session's own trainer."""

    @cached_property
    def reps(self) -> Mapping[str, Rep]:
        """Return the reps by id."""
        return {r.rep_id: r for r in self.inputs.reps}

    @cached_property
    def trainers(self) -> Mapping[str, Trainer]:
        """Return the trainers by id."""
        return {t.trainer_id: t for t in self.inputs.trainers}

    @cached_property
    def sessions(self) -> Mapping[str, Session]:
        """Return the sessions by id."""
        return {s.session_id: s for s in self.plan.sessions}

    @cached_property
    def _before(self) -> Mapping[str, list[str]]:
        """Return module -> the titles of those that are to be had before it."""
        titles = {m.module_id: m.title for m in self.inputs.policy.taught}
        return {m.module_id: [titles[a] for a in m.after if a in titles] for m in self.inputs.policy.taught}

    def seats(self, *, open_only: bool = False) -> list[Seat]:
        """Return every seat of the plan, or those that are still to be sat in; of reps who left there is none."""
        mine = [e for e in self.plan.enrolments if e.rep_id in self.reps and e.session_id in self.sessions]
        kept = [e for e in mine if e.status == ENROLLED or not open_only]
        return sorted((self.seat(e.rep_id, self.sessions[e.session_id]) for e in kept), key=lambda s: (s.key, s.starts_at))

    def seat(self, rep_id: str, session: Session) -> Seat:
        """Return a seat as its invite tells it."""
        rep = self.reps[rep_id]
        return Seat(
            rep_id, session.module_id, session.session_id, rep.email.strip(), session.title, session.trainer_id,
            session.language, self.place_of(session), session.starts_at, session.ends_at,
        )  # fmt: skip

    def place_of(self, session: Session) -> str:
        """Return where a session is, in words."""
        room = next((r for r in self.inputs.calendar.rooms if r.room_id == session.room_id), None)
        if room is None:
            trainer = self.trainers.get(session.trainer_id)
            return session.place or (trainer.webinar if trainer else "")
        return ", ".join(dict.fromkeys(p for p in (room.name, room.place) if p))

    def told(self, seat: Seat) -> Told:
        """Return what a mail about a seat tells; of one who left, by UTC."""
        rep, trainer = self.reps.get(seat.rep_id), self.trainers.get(seat.trainer_id)
        name, zone = (rep.name, rep.time_zone) if rep else ("", "UTC")
        taught_by, ask = (trainer.name, self.organiser or trainer.email) if trainer else ("", self.organiser)
        before = self._before.get(seat.module_id, [])
        return Told(name, seat.title, seat.starts_at, seat.ends_at, zone, seat.language, seat.place, taught_by, ask, before)

    def language_of(self, seat: Seat) -> str:
        """Return the language a rep reads."""
        rep = self.reps.get(seat.rep_id)
        return rep.language if rep else seat.language

    def letter(self, mail: InviteMail, kind: str, at: datetime) -> Letter:
        """Return a mail that brings its event along."""
        seat, told, language = mail.seat, self.told(mail.seat), self.language_of(mail.seat)
        party = self.organiser_of(seat)
        text = letter_text(kind, told, language, can_decline=True)
        attendee = Party(told.name, seat.email)
        launch_id = self.inputs.launch.launch_id
        event = mailed_event(launch_id, mail, told, text, party, attendee, at)
        return Letter(
            seat.email, subject(kind, told, language), text + "\n", words_in(language), event, mail.method, party.email,
            party.name,
        )  # fmt: skip

    def organiser_of(self, seat: Seat) -> Party:
        """Return who an event is from."""
        trainer = self.trainers.get(seat.trainer_id)
        return organiser_of(trainer, self.inputs.trainers, self.inputs.launch, self.organiser)
