"""Launch flow: take in a folder, word its positioning, wait for approval, press decks, plan contacts.

In: LaunchRequest.
Out: LaunchOutcome; files and rows are the actions'.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from prefect import flow, runtime, suspend_flow_run
from prefect.artifacts import create_link_artifact, create_table_artifact
from prefect.input import RunInput
from pydantic import BaseModel, Field

from flows import account_decks, sales_out
from flows.copies import copied
from flows.progress import count, made, recorded, say, wait_for_approval
from flows.steps import step
from readiness.actions import buyer_side
from readiness.actions import decks as deck_actions
from readiness.actions import launch as actions
from readiness.actions.account_decks import channels_pressed
from readiness.actions.buyer_side import MapReport, PlanReport
from readiness.actions.decks import KeptDeck
from readiness.actions.launch import PositioningReport, Published
from readiness.settings import Settings
from readiness.vocabulary import counted

APPROVAL_DAYS = 14


class LaunchRequest(BaseModel):
    """What to launch: a folder, or a launch that was taken in before."""

    launch_dir: str = Field(
        default="", description="folder of the launch's inputs; blank: the launch named below, as it was taken in"
    )
    launch_id: str = Field(default="", description="a launch taken in before")
    out: str = Field(default="", description="output folder; blank: the workspace's")
    approve_as: str = Field(default="", description="approve the positioning in this person's name; blank: wait for a person")
    approve_on: date | None = Field(default=None, description="day of that approval; blank: today")

    @property
    def label(self) -> str:
        """Return what the run is called after."""
        return self.launch_id or Path(self.launch_dir).name


class Approval(RunInput):
    """What the Prefect page asks for when a launch waits for its approval."""

    approved_by: str = Field(description="name of the person who approves the positioning as it stands")


@dataclass(frozen=True, slots=True)
class LaunchOutcome:
    """How far a launch came."""

    launch_id: str
    out: Path
    positioning: PositioningReport
    n_decks: int
    n_contacts: int
    published: Published
    n_outdated: int = 0
    """Decks that still lie there and promise what waits for approval anew."""

    @property
    def is_approved(self) -> bool:
        """Say whether it went on beyond the positioning."""
        return self.positioning.approval is not None


@step("take in", "take-in-{launch_dir}")
def take_in(launch_dir: str) -> str:
    """Keep the launch folder as it stands."""
    launch_id, changed = actions.take_in(Settings(), Path(launch_dir))
    say("launch", "take in", f"{launch_id}: inputs checked, {'taken in' if changed else 'unchanged'}")
    return launch_id


def history(launch_id: str) -> None:
    """Take in the sales reports that are there: whom to call on first depends on what accounts bought before."""
    reports = sales_out.collected(launch_id)
    say("launch", "history", f"{counted(len(reports), 'sales report')} in the inbox, {sum(r.is_new for r in reports)} new")


@step("positioning", "positioning-{launch_id}")
def positioning(launch_id: str, out: str) -> PositioningReport:
    """Word the positioning."""
    return actions.write_positioning(Settings(), launch_id, Path(out))


@step("approve", "approve-{launch_id}")
def approve(launch_id: str, by: str, on: date) -> None:
    """Record who approved it."""
    actions.approve(Settings(), launch_id, by, on)


@step("decks", "decks-{launch_id}-{channels[0]}")
def press_decks(launch_id: str, out: str, channels: list[str]) -> tuple[list[KeptDeck], Published]:
    """Press one batch of decks."""
    return deck_actions.press_decks(Settings(), launch_id, Path(out), channels)


@step("deck index", "deck-index-{launch_id}")
def finish_decks(launch_id: str, out: str, rows: list[KeptDeck]) -> Published:
    """Write the index and the zips."""
    return deck_actions.finish_decks(Settings(), launch_id, Path(out), rows)


@step("outdated decks", "outdated-decks-{launch_id}")
def mark_outdated(launch_id: str, out: str) -> tuple[int, Published]:
    """Say in the index which decks promise what is no longer approved."""
    return deck_actions.mark_outdated(Settings(), launch_id, Path(out))


@step("buyer map", "buyer-map-{launch_id}")
def buyer_map(launch_id: str, out: str) -> MapReport:
    """Hold what was made against the buyers' map."""
    return buyer_side.write_map(Settings(), launch_id, Path(out))


@step("contact plan", "contact-plan-{launch_id}")
def contact_plan(launch_id: str, out: str) -> PlanReport:
    """Rank the prospects, decide about the deals, plan who does what to whom and when."""
    return buyer_side.write_plan(Settings(), launch_id, Path(out))


@step("kick off", "kick-off-{launch_id}")
def kick_off(launch_id: str, out: str) -> Published:
    """Make the kit of the kick-off."""
    return buyer_side.write_kick_off(Settings(), launch_id, Path(out))


@step("manifest", "manifest-{launch_id}")
def manifest(launch_id: str, out: str) -> Published:
    """Write the manifest."""
    return actions.write_manifest(Settings(), launch_id, Path(out))


@flow(name="launch", flow_run_name="launch-{request.label}", validate_parameters=True)
def launch(request: LaunchRequest) -> LaunchOutcome:
    """Take a launch from its folder to decks and contact plan; without an approval it stops at the positioning."""
    launch_id = take_in(request.launch_dir) if request.launch_dir else request.launch_id
    first = ("take in",)
    with recorded("launch", launch_id, done=first, left_out=() if request.launch_dir else first):
        outcome = _launched(request, launch_id, request.out or str(Settings().out_dir(launch_id)))
        made(n_decks=outcome.n_decks, n_files=outcome.published.n_files)
        return outcome


def _launched(request: LaunchRequest, launch_id: str, out: str) -> LaunchOutcome:
    worded = _approved(request, launch_id, out, positioning(launch_id, out))
    if worded.approval is None:
        say("launch", "positioning", f"{counted(worded.n_messages, 'message')} worded, waiting for a person's approval")
        wait_for_approval()
        n_outdated, index = mark_outdated(launch_id, out)
        published = worded.published + index + manifest(launch_id, out)
        return LaunchOutcome(launch_id, Path(out), worded, 0, 0, published, n_outdated)
    say("launch", "positioning", f"{counted(worded.n_messages, 'message')}, approved by {worded.approval.approved_by}")
    rows, published = _decks(launch_id, out)
    history(launch_id)
    mapped = buyer_map(launch_id, out)
    say("launch", "buyer map", _covered(mapped))
    planned = contact_plan(launch_id, out)
    goes = "" if planned.n_go is None else f", {counted(planned.n_go, 'deal')} a go"
    say("launch", "contact plan", f"{counted(planned.n_contacts, 'contact')} planned{goes}")
    kit = kick_off(launch_id, out)
    say("launch", "kick off", "deck and agenda, from the customer's side")
    published = worded.published + published + mapped.published + planned.published + kit + manifest(launch_id, out)
    say("launch", "manifest", f"{out}/manifest.json{copied(launch_id, out)}")
    return LaunchOutcome(launch_id, Path(out), worded, len(rows), planned.n_contacts, published)


def _approved(request: LaunchRequest, launch_id: str, out: str, worded: PositioningReport) -> PositioningReport:
    """Return the positioning once it is approved; as it is where nobody is there to ask."""
    create_table_artifact(
        table=[
            {"messages": worded.n_messages, "gaps": worded.n_gaps, "errors": len(worded.errors), "warnings": worded.n_warnings}
        ],
        key=f"{launch_id}-positioning",
        description=f"Read positioning/messages.md in {out}, then approve.",
    )
    if worded.approval is not None:
        return worded
    by, on = request.approve_as, request.approve_on or datetime.now(UTC).date()
    if not by and runtime.deployment.id:
        # A run of a server gives its process back while it waits; it starts again from the top, where all is as it was.
        answer = suspend_flow_run(wait_for_input=Approval, timeout=int(timedelta(days=APPROVAL_DAYS).total_seconds()))
        by, on = answer.approved_by, datetime.now(UTC).date()
    if not by:
        return worded
    approve(launch_id, by, on)
    again = positioning(launch_id, out)
    return replace(again, published=worded.published + again.published)


def _covered(mapped: MapReport) -> str:
    """Return how much of the map is covered, and what the rest lacks first, in words."""
    lacks = {"no_message": "to say", "no_deck": "to show", "no_training": "taught", "no_question": "asked"}
    holes = "".join(f", {n} with nothing {lacks[what]}" for what, n in mapped.holes.items())
    return f"{mapped.n_places - sum(mapped.holes.values())} of {counted(mapped.n_places, 'place')} covered{holes}"


def _decks(launch_id: str, out: str) -> tuple[list[KeptDeck], Published]:
    batches = deck_actions.deck_batches(Settings(), launch_id)
    pressed = []
    for n, batch in enumerate(batches, start=1):
        pressed.append(press_decks(launch_id, out, batch))
        count(n, len(batches))
    rows = [row for batch_rows, _ in pressed for row in batch_rows]
    published = finish_decks(launch_id, out, rows)
    for _, one in pressed:
        published = one + published
    in_bulk = channels_pressed(Settings(), launch_id, Path(out))
    if in_bulk:
        published = published + account_decks.pressed(launch_id, out, in_bulk)[1]
    table = [{"deck": row.deck_id, "channel": row.channel, "edition": row.edition, "file": row.file} for row in rows]
    create_table_artifact(table=table, key=f"{launch_id}-decks", description="Decks of the channels")
    create_link_artifact(link=(Path(out) / "decks").resolve().as_uri(), key=f"{launch_id}-deck-folder", link_text="decks")
    say("launch", "decks", f"{counted(len(rows), 'deck')} pressed")
    return rows, published
