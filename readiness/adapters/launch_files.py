"""Launch files: a whole launch folder read and checked in one go.

In: the folder's files as path -> bytes, paths with forward slashes relative to the folder.
Out: LaunchInputs, or every problem there is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from readiness.adapters import buyer_files
from readiness.adapters.alias_files import FILES as NAMES
from readiness.adapters.alias_files import SalesNames, read_sales_names
from readiness.adapters.angoff_files import FILE as ANGOFF
from readiness.adapters.angoff_files import read_angoff
from readiness.adapters.buyer_map_files import check_step_channels, read_buyers
from readiness.adapters.buyer_side_files import FILES as BUYER_SIDE
from readiness.adapters.buyer_side_files import BuyerSide, read_buyer_side
from readiness.adapters.calendar_files import PEOPLE, ROOMS, is_calendar, read_rooms
from readiness.adapters.channel_files import read_channels
from readiness.adapters.crm_files import FOLDER as CRM
from readiness.adapters.crm_files import all_evidence, read_crm
from readiness.adapters.deck_layer_files import FILE as LAYERS
from readiness.adapters.deck_layer_files import is_picture, read_layers, read_pictures
from readiness.adapters.inbox_rows import inspect_rows, known_people
from readiness.adapters.index_policy_files import check_competencies
from readiness.adapters.input_ids import ANY_ID, KnownIds, either
from readiness.adapters.input_tables import Problems
from readiness.adapters.launch_calendar import LaunchCalendar, read_calendar
from readiness.adapters.launch_needs import is_translation, read_needs
from readiness.adapters.launch_people import read_people_of
from readiness.adapters.market_files import read_market
from readiness.adapters.quiz_policy_files import FILE as QUIZ
from readiness.adapters.quiz_policy_files import read_quiz_policy
from readiness.adapters.rate_files import RATES, UNITS, read_rates, read_units
from readiness.adapters.spec_files import read_spec
from readiness.adapters.stray_files import stray_files
from readiness.adapters.training_policy_files import FILE as TRAINING
from readiness.adapters.training_policy_files import check_training, read_training
from readiness.adapters.yaml_files import listed_ids
from readiness.errors import InvalidInputsError, Problem
from readiness.stages.buyers import BuyerMap, CallToAction
from readiness.stages.deals import Deal
from readiness.stages.decks.layers import Layer
from readiness.stages.decks.telling import deck_words
from readiness.stages.positioning import Brief, Link
from readiness.stages.positioning.brief import Translations
from readiness.stages.positioning.quality_house import AlternativeVerdict
from readiness.stages.quizzes.policy import QuizPolicy
from readiness.stages.quizzes.standard_setting import Rating
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.sales_out import Market
from readiness.stages.sales_out.rates import ExchangeRates
from readiness.stages.sales_out.unit_table import UnitTable
from readiness.stages.spec import ProductSpec
from readiness.stages.training.records import Trainer, TrainingPolicy
from readiness.vocabulary import Account, ChannelRow, Launch, Partner, Rep

T = TypeVar("T")
REQUIRED = (
    "launch.yaml", "requirements.csv", "evidence.csv", "buyers.yaml", "channels.yaml", "accounts.csv", "reps.csv",
    "training.yaml", "trainers.csv",
)  # fmt: skip
OPTIONAL = (
    "answers.csv", "calls_to_action.csv", "alternatives.csv", "confirmations.csv", "quotas.csv", "calendar/blackout.csv",
    "calendar/busy.csv", PEOPLE, ROOMS, LAYERS, QUIZ, ANGOFF, RATES, UNITS, *BUYER_SIDE, *NAMES,
)  # fmt: skip
MARKET = tuple(f"market/{name}.csv" for name in ("index", "availability", "demand", "promotion"))


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
    calendar: LaunchCalendar
    market: Market
    quotas: tuple[tuple[str, date, Decimal], ...]
    seen: tuple[AlternativeVerdict, ...] = ()
    """How the alternatives stand on the requirements, as somebody saw it."""
    confirmations: Mapping[str, str] = field(default_factory=dict)
    """statement_id -> the characteristic a person said it speaks of, "" for none."""
    acts: Mapping[tuple[str, str], CallToAction] = field(default_factory=dict)
    """(requirement_id, step) -> what is asked for there instead of the step's own act."""
    translations: Mapping[str, Translations] = field(default_factory=dict)
    """By language."""
    deals: tuple[Deal, ...] = ()
    """Of the CRM's exports; the words of closed ones stand in `evidence` too."""
    layers: tuple[Layer, ...] = ()
    """What decks say differently to a channel, segment, industry, company or person."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """File name -> a picture of images/."""
    quiz: QuizPolicy = field(default_factory=QuizPolicy)
    ratings: tuple[Rating, ...] = ()
    """What judges said of the quiz's items; whether there are such items is known only once they are made."""
    rates: ExchangeRates = field(default_factory=ExchangeRates)
    """Of other currencies, to the launch's."""
    units: UnitTable = field(default_factory=dict)
    names: SalesNames = field(default_factory=SalesNames)
    """What partners' codes of products, accounts and reps mean, and whom a sale counts for."""
    side: BuyerSide = field(default_factory=BuyerSide)
    """What is known of the accounts beside who they are."""

    @property
    def brief(self) -> Brief:
        """Return what messages are made from."""
        return Brief(
            self.launch.name, self.spec, self.requirements, self.evidence, self.buyers, self.answers, self.channels,
            self.launch.dates, self.launch.language, "", self.acts, self.translations, deck_words(self.layers, self.seen),
        )  # fmt: skip

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
    own = (
        path in (*REQUIRED, *OPTIONAL, *MARKET)
        or path.startswith(CRM)
        or is_translation(path)
        or is_picture(path)
        or is_calendar(path)
    )
    return own or (path.startswith("spec.") and "/" not in path)


def read_launch_files(files: Mapping[str, bytes]) -> LaunchInputs:
    """Return the launch's inputs.

    Raises:
        InvalidInputsError: with every problem in every file.
    """
    inputs, problems = inspect_launch_files(files)
    if inputs is None or problems:
        raise InvalidInputsError(problems)
    return inputs


def is_read(path: str) -> bool:
    """Say whether a launch takes anything from a file of this name."""
    is_free = path.startswith((CRM, "images/", "inbox/")) or is_translation(path) or is_calendar(path)
    return is_free or path in (*REQUIRED, *OPTIONAL, *MARKET) or (path.startswith("spec.") and "/" not in path)


def inspect_launch_files(files: Mapping[str, bytes]) -> tuple[LaunchInputs | None, list[Problem]]:
    """Return the launch's inputs, or None and every problem there is, sorted.

    Where nothing is wrong the inbox is left to `inspect_inbox`; else it is inspected here with the ids that are known, so that
    a fault in a report is named even when launch.yaml cannot be read.
    """
    problems = Problems()
    stray_files(files, (*REQUIRED, *OPTIONAL, *MARKET, *(p for p in files if p.startswith(CRM) or is_translation(p))), problems)
    for path in REQUIRED:
        if path not in files and not any(p.file == path for p in problems.found):
            problems.add(path, 0, "", "the file is missing", "a file of this name in the launch folder")
    specs = {path: data for path, data in files.items() if path.startswith("spec.") and "/" not in path}
    if not specs:
        problems.add("spec.*", 0, "", "the factory spec is missing", "spec.xml, .yaml, .json, .xlsx or .csv")
    inputs = _Reading({p: d for p, d in files.items() if is_input(p)}, specs, problems).inputs()
    if inputs is not None and not problems.found:
        return inputs, []
    inspect_rows(files, known_people(problems), problems)
    return None, sorted(set(problems.found))


class _Reading:
    """A launch folder being read, the files that name ids before those that use them."""

    def __init__(self, files: Mapping[str, bytes], specs: Mapping[str, bytes], problems: Problems) -> None:
        self.files, self.specs, self.problems = files, specs, problems

    def inputs(self) -> LaunchInputs | None:
        """Return the inputs; None where a part of them could not be read."""
        problems = self.problems
        launch = self._yaml("launch.yaml", buyer_files.read_launch)
        spec = read_spec(self.specs, problems)
        buyers = self._yaml("buyers.yaml", read_buyers)
        routes = self._yaml("channels.yaml", read_channels)
        policy = self._yaml(TRAINING, read_training)
        self._check_launch(launch, policy)
        rooms = read_rooms(self.files[ROOMS], problems) if ROOMS in self.files else []
        people = read_people_of(self.files, policy, rooms, launch.currency if launch else "", problems)
        deals = read_crm(self.files, people.accounts, problems)
        needs = read_needs(self.files, spec, problems)
        evidence = all_evidence(needs.evidence.values(), deals, people.accounts, problems)
        territories = either(problems.in_column("accounts.csv", "territory_id"), problems.in_column("reps.csv", "territory_id"))
        market = read_market(dict(self.files), territories, self._launched(launch), problems)
        pictures = read_pictures(self.files, problems)
        layers = self._layers(launch, spec, people.accounts, people.reps, pictures)
        quiz = self._quiz()
        check_competencies(TRAINING, policy, buyers, quiz, problems)
        check_training(policy, rooms, self._ids("channels.yaml", "channels"), buyers, quiz, problems)
        ratings = read_angoff(self.files[ANGOFF], problems) if ANGOFF in self.files else ()
        rates = read_rates(self.files, launch.currency if launch else "", problems)
        units = read_units(self.files, problems)
        partners = self._ids("channels.yaml", "partners")
        side = read_buyer_side(self.files, [a.name for a in buyers.alternatives] if buyers else ANY_ID, problems)
        names = read_sales_names(self.files, problems, partners=partners, launched=self._launched(launch))
        dates = launch.dates if launch else None
        calendar = read_calendar(self.files, dates, policy, people.reps, people.trainers, rooms, problems)
        if not (launch and spec and buyers and routes and policy):
            return None
        by_id = {c.channel: c for c in routes[0]}
        return LaunchInputs(
            launch, spec, needs.requirements, evidence, needs.answers, buyers,
            tuple(by_id[c] for c in launch.channels if c in by_id), tuple(routes[1]), {a.account_id: a for a in people.accounts},
            people.reps, policy, people.trainers, calendar, market, people.quotas,
            needs.seen, needs.confirmations, needs.acts, needs.translations, tuple(deals),
            layers, pictures, quiz, ratings, rates, units, names, side,
        )  # fmt: skip

    def _yaml(self, path: str, read: Callable[[str, bytes, Problems], T]) -> T | None:
        return read(path, self.files[path], self.problems) if path in self.files else None

    def _ids(self, file: str, block: str) -> KnownIds:
        return listed_ids(file, block, "id", self.problems)

    def _launched(self, launch: Launch | None) -> Collection[str]:
        return launch.product_ids if launch else ANY_ID

    def _check_launch(self, launch: Launch | None, policy: TrainingPolicy | None) -> None:
        """Record what launch.yaml and training.yaml say that other files do not know."""
        problems, written = self.problems, self.problems.contents.get("launch.yaml", {})
        for block, known, expected in (
            ("channels", self._ids("channels.yaml", "channels"), "a channel of channels.yaml"),
            ("product_ids", problems.in_column("spec.*", "variant"), "a product_id of the spec's variants"),
        ):
            entries = written.get(block)
            ids = [(f"{block}[{i}]", v) for i, v in enumerate(entries)] if isinstance(entries, list) else []
            buyer_files.check_listed("launch.yaml", ids, known, expected, problems)
        check_step_channels("buyers.yaml", self._ids("channels.yaml", "channels"), problems)
        if launch and policy and policy.first_day > launch.dates.ready_by:
            what = f"{policy.first_day} is after ready_by of launch.yaml"
            problems.add_at(TRAINING, "first_day", what, f"{launch.dates.ready_by} or earlier")
        if launch and policy and policy.last_wave:
            starts, ends = policy.last_wave
            if starts <= launch.dates.launch_on:
                expected = f"after launch_on of launch.yaml, {launch.dates.launch_on}"
                problems.add_at(TRAINING, "last_wave.starts_on", f"{starts} is not after the launch", expected)
            if ends > launch.dates.measure_until:
                expected = f"{launch.dates.measure_until}, measure_until of launch.yaml, or earlier"
                problems.add_at(TRAINING, "last_wave.ends_on", f"{ends} is after sales are measured", expected)

    def _layers(
        self,
        launch: Launch | None,
        spec: ProductSpec | None,
        accounts: Sequence[Account],
        reps: Sequence[Rep],
        pictures: Collection[str],
    ) -> tuple[Layer, ...]:
        if LAYERS not in self.files:
            return ()
        in_column = self.problems.in_column
        known: dict[str, Collection[str]] = {
            "launch": {launch.launch_id} if launch else ANY_ID,
            "channel": self._ids("channels.yaml", "channels"),
            "segment": self._ids("buyers.yaml", "segments"),
            "industry": {a.industry for a in accounts} or ANY_ID,
            "account_id": in_column("accounts.csv", "account_id"),
            "rep_id": in_column("reps.csv", "rep_id"),
        }
        names = [launch.name if launch else "", spec.name if spec else "", *(a.name for a in accounts)]
        data = self.files[LAYERS]
        return read_layers(data, self.problems, known=known, accounts=accounts, reps=reps, pictures=pictures, names=names)

    def _quiz(self) -> QuizPolicy:
        known = self.problems.in_column("requirements.csv", "requirement_id")
        return read_quiz_policy(self.files[QUIZ], self.problems, known) if QUIZ in self.files else QuizPolicy()
