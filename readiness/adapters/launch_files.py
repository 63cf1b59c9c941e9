"""Launch files: a whole launch folder read and checked in one go.

In: the folder's files as path -> bytes, paths with forward slashes relative to the folder.
Out: LaunchInputs, or every problem there is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from readiness.adapters import buyer_files, people_files, requirement_files
from readiness.adapters.input_tables import Problems
from readiness.adapters.market_files import read_market
from readiness.adapters.requirement_files import ANY_ID
from readiness.adapters.spec_files import read_spec
from readiness.errors import InvalidInputsError, Problem
from readiness.stages.buyers import BuyerMap
from readiness.stages.positioning import Link
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.sales_out import Market
from readiness.stages.spec import ProductSpec
from readiness.stages.training import Blackout, Busy, Trainer, TrainingPolicy
from readiness.vocabulary import Account, ChannelRow, Launch, Partner, Rep

REQUIRED = (
    "launch.yaml", "requirements.csv", "evidence.csv", "buyers.yaml", "channels.yaml", "accounts.csv", "reps.csv",
    "training.yaml", "trainers.csv",
)  # fmt: skip
OPTIONAL = ("answers.csv", "quotas.csv", "calendar/blackout.csv", "calendar/busy.csv")
MARKET = ("market/index.csv", "market/availability.csv", "market/demand.csv")


@dataclass(frozen=True, slots=True)
class LaunchInputs:
    """Everything a launch folder says, except what stands in its inbox."""

    launch: Launch
    spec: ProductSpec
    requirements: tuple[Requirement, ...]
    evidence: Mapping[str, Evidence]
    answers: tuple[Link, ...]
    buyers: BuyerMap
    channels: tuple[ChannelRow, ...]
    """The launch's own channels, in its order."""
    partners: tuple[Partner, ...]
    accounts: Mapping[str, Account]
    """Accounts of every channel in channels.yaml, so that all reported lines find theirs."""
    reps: tuple[Rep, ...]
    policy: TrainingPolicy
    trainers: tuple[Trainer, ...]
    blackouts: tuple[Blackout, ...]
    busy: tuple[Busy, ...]
    market: Market
    quotas: tuple[tuple[str, date, Decimal], ...]

    @property
    def accounts_in_scope(self) -> list[Account]:
        """Return the accounts of the launch's channels, by id."""
        return [a for _, a in sorted(self.accounts.items()) if a.channel in self.launch.channels]

    @property
    def partner(self) -> Mapping[str, Partner]:
        """Return partners by id."""
        return {p.partner_id: p for p in self.partners}


def is_input(path: str) -> bool:
    """Say whether a path of a launch folder is read at launch (the inbox is collected later, other files are ignored)."""
    return path in (*REQUIRED, *OPTIONAL, *MARKET) or (path.startswith("spec.") and "/" not in path)


def read_launch_files(files: Mapping[str, bytes]) -> LaunchInputs:
    """Return the launch's inputs.

    Raises:
        InvalidInputsError: with every problem in every file.
    """
    inputs, problems = inspect_launch_files(files)
    if inputs is None or problems:
        raise InvalidInputsError(problems)
    return inputs


def inspect_launch_files(files: Mapping[str, bytes]) -> tuple[LaunchInputs | None, list[Problem]]:
    """Return what could be read (None where a whole part is missing) and every problem, sorted."""
    problems = Problems()
    specs = {path: data for path, data in files.items() if path.startswith("spec.") and "/" not in path}
    for path in REQUIRED:
        if path not in files:
            problems.add(path, 0, "", "the file is missing", "a file of this name in the launch folder")
    if not specs:
        problems.add("spec.*", 0, "", "the factory spec is missing", "spec.xml, .yaml, .json, .xlsx or .csv")
    inputs = _read({p: d for p, d in files.items() if is_input(p)}, specs, problems)
    return inputs, sorted(set(problems.found))


def _read(files: dict[str, bytes], specs: dict[str, bytes], problems: Problems) -> LaunchInputs | None:
    def present(path: str) -> bytes:
        return files.get(path, b"")

    launch = buyer_files.read_launch("launch.yaml", files["launch.yaml"], problems) if "launch.yaml" in files else None
    spec = read_spec(specs, problems)
    buyers = buyer_files.read_buyers("buyers.yaml", files["buyers.yaml"], problems) if "buyers.yaml" in files else None
    channels: list[ChannelRow] = []
    partners: list[Partner] = []
    if "channels.yaml" in files:
        channels, partners = buyer_files.read_channels("channels.yaml", files["channels.yaml"], problems)
    policy = buyer_files.read_training("training.yaml", files["training.yaml"], problems) if "training.yaml" in files else None
    evidence, requirements, answers = _read_needs(files, buyers, spec, problems)
    accounts = people_files.read_accounts("accounts.csv", present("accounts.csv"), problems) if "accounts.csv" in files else []
    reps = people_files.read_reps("reps.csv", present("reps.csv"), problems) if "reps.csv" in files else []
    trainers = people_files.read_trainers("trainers.csv", present("trainers.csv"), problems) if "trainers.csv" in files else []
    blackouts, busy, quotas = _read_calendar(files, problems)
    territories = {a.territory_id for _, a in accounts} | {r.territory_id for _, r in reps}
    market = read_market(files, territories, launch.product_ids if launch else (), problems)
    if not (launch and spec and buyers and policy):
        return None
    _cross_check(launch, spec, buyers, channels, partners, accounts, reps, problems)
    by_id = {c.channel: c for c in channels}
    return LaunchInputs(
        launch, spec, tuple(requirements), {e.evidence_id: e for e in evidence}, tuple(answers), buyers,
        tuple(by_id[c] for c in launch.channels if c in by_id), tuple(partners), {a.account_id: a for _, a in accounts},
        tuple(r for _, r in reps), policy, tuple(trainers), tuple(blackouts), tuple(busy), market, tuple(quotas),
    )  # fmt: skip


def _read_needs(
    files: dict[str, bytes], buyers: BuyerMap | None, spec: ProductSpec | None, problems: Problems
) -> tuple[list[Evidence], list[Requirement], list[Link]]:
    evidence: list[Evidence] = []
    requirements: list[Requirement] = []
    answers: list[Link] = []
    if "evidence.csv" in files:
        evidence = requirement_files.read_evidence("evidence.csv", files["evidence.csv"], problems)
    if "requirements.csv" in files:
        requirements = requirement_files.read_requirements(
            "requirements.csv",
            files["requirements.csv"],
            ANY_ID if buyers is None else {s.segment_id for s in buyers.segments},
            ANY_ID if buyers is None else {p.persona_id for p in buyers.personas},
            problems.ids.get("evidence.csv", ANY_ID),
            problems,
        )
        if not requirements and "requirements.csv" not in {p.file for p in problems.found}:
            problems.add("requirements.csv", 1, "", "there is no requirement", "at least one row")
    if "answers.csv" in files:
        known = ANY_ID if spec is None else {c.characteristic_id for c in spec.characteristics}
        if spec is not None and any(p.file.startswith("spec.") for p in problems.found):
            known = ANY_ID
        requirement_ids = problems.ids.get("requirements.csv", ANY_ID)
        answers = requirement_files.read_answers("answers.csv", files["answers.csv"], requirement_ids, known, problems)
    return evidence, requirements, answers


def _read_calendar(
    files: dict[str, bytes], problems: Problems
) -> tuple[list[Blackout], list[Busy], list[tuple[str, date, Decimal]]]:
    rep_ids = problems.ids.get("reps.csv", ANY_ID)
    blackouts: list[Blackout] = []
    busy: list[Busy] = []
    quotas: list[tuple[str, date, Decimal]] = []
    if "calendar/blackout.csv" in files:
        blackouts = people_files.read_blackouts("calendar/blackout.csv", files["calendar/blackout.csv"], problems)
    if "calendar/busy.csv" in files:
        trainer_ids = problems.ids.get("trainers.csv", ANY_ID)
        people = ANY_ID if ANY_ID in (rep_ids, trainer_ids) else rep_ids | trainer_ids
        busy = people_files.read_busy("calendar/busy.csv", files["calendar/busy.csv"], people, problems)
    if "quotas.csv" in files:
        quotas = people_files.read_quotas("quotas.csv", files["quotas.csv"], rep_ids, problems)
    return blackouts, busy, quotas


def _cross_check(
    launch: Launch,
    spec: ProductSpec,
    buyers: BuyerMap,
    channels: Sequence[ChannelRow],
    partners: Sequence[Partner],
    accounts: Sequence[tuple[int, Account]],
    reps: Sequence[tuple[int, Rep]],
    problems: Problems,
) -> None:
    """Add every id that one file uses and no other knows."""
    channel_ids = {c.channel for c in channels}
    partner_ids = {p.partner_id for p in partners}
    segments = {s.segment_id for s in buyers.segments}

    def known(file: str, row: int, column: str, value: str, ids: Collection[str], expected: str) -> None:
        if value and ids and value not in ids:
            problems.add(file, row, column, f"{value!r} is unknown", expected)

    for i, channel in enumerate(launch.channels):
        path = f"channels[{i}]"
        known("launch.yaml", problems.line("launch.yaml", path), path, channel, channel_ids, "a channel of channels.yaml")
    variants = {v.product_id for v in spec.variants}
    if variants and not any(p.file.startswith("spec.") for p in problems.found):
        for i, product_id in enumerate(launch.product_ids):
            path, expected = f"product_ids[{i}]", "a product_id of the spec's variants"
            known("launch.yaml", problems.line("launch.yaml", path), path, product_id, variants, expected)
    for row, a in accounts:
        known("accounts.csv", row, "channel", a.channel, channel_ids, "a channel of channels.yaml")
        known("accounts.csv", row, "partner_id", a.partner_id, partner_ids, "a partner of channels.yaml")
        known("accounts.csv", row, "segment", a.segment, segments, "a segment of buyers.yaml")
    for row, r in reps:
        known("reps.csv", row, "channel", r.channel, channel_ids, "a channel of channels.yaml, or blank for all")
        known("reps.csv", row, "partner_id", r.partner_id, partner_ids, "a partner of channels.yaml")
