"""Words: the ids, channels, motions, money and weeks that every stage shares.

In: nothing.
Out: types and a few small functions with no I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

Part = TypeVar("Part")
Done = TypeVar("Done")


class SideBySide(Protocol):
    """Does the same work on each part, here or on other processes, and yields what comes of them in the parts' order.

    `map` does it here, one after the other. Work and parts can be pickled.
    """

    def __call__(self, work: Callable[[Part], Done], parts: Iterable[Part], /) -> Iterator[Done]:
        """Yield what comes of each part."""


Channel = str
"""A route to market, by its id in `channels.yaml`."""

CURRENCIES = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT "
    "LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR "
    "NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP "
    "STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF "
    "XPF YER ZAR ZMW ZWL".split()
)
"""ISO 4217 codes in use."""
CURRENCY_EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
"""Digits after the decimal point where it is not two (ISO 4217)."""


class Motion(StrEnum):
    """How a sale is made (Rackham & De Vincentis, Rethinking the Sales Force, 1999)."""

    TRANSACTIONAL = "transactional"
    CONSULTATIVE = "consultative"
    ENTERPRISE = "enterprise"


CADENCES = ("weekly", "monthly")
"""How often a partner reports: each week from Monday to Sunday, or each month of the calendar."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
BUYER_STEPS = ("recognise", "define", "evaluate", "decide", "implement", "review")
"""The steps of a buyer's own process that message templates are written for."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in integer minor units of its currency."""

    minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        """Return the amount in major units, exact."""
        return Decimal(self.minor).scaleb(-currency_exponent(self.currency))


def currency_exponent(currency: str) -> int:
    """Return how many digits the currency keeps after its decimal point."""
    return CURRENCY_EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """Return an amount in major units as integer minor units, halves to even."""
    return int(amount.scaleb(currency_exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def week_of(day: date) -> date:
    """Return the Monday of the ISO week that a day falls in."""
    return day - timedelta(days=day.weekday())


def working_day(start: date, n: int) -> date:
    """Return the n-th Monday-to-Friday day after a day; public holidays are not known here."""
    day = start
    while n > 0:
        day += timedelta(days=1)
        n -= day.weekday() < 5
    return day


def counted(n: int, one: str, many: str = "") -> str:
    """Return a count with its noun, such as `1 rep` or `3 reps`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


@dataclass(frozen=True, slots=True)
class LaunchDates:
    """The four days a launch is managed by."""

    positioning_by: date
    """The positioning is to be approved by this day."""
    ready_by: date
    """Every rep in scope is to be trained by the end of this day."""
    launch_on: date
    """The first day the product is on sale; earlier sales are the legacy baseline."""
    measure_until: date
    """The last day whose sales-out counts for this launch."""


@dataclass(frozen=True, slots=True)
class Launch:
    """One product launch: what, when, for whom, owned by one named person."""

    launch_id: str
    name: str
    tier: int
    owner: str
    product_ids: tuple[str, ...]
    currency: str
    dates: LaunchDates
    channels: tuple[Channel, ...]
    seed: int
    language: str = "en"
    """The language the launch folder is written in."""


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A route to market as `channels.yaml` describes it."""

    channel: Channel
    name: str
    tier: int
    """Distance from the factory: 1 sells to 2, 2 to 3, the last to end customers."""
    motion: Motion
    language: str
    template: str
    """The folder of `content_templates/decks/` its decks are made from."""
    manager: str
    deny: tuple[str, ...] = ()
    """What its decks do not show: prices, competitors, personas."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A firm that sells in our channels and reports sales-out."""

    partner_id: str
    name: str
    channels: tuple[Channel, ...]
    currency: str
    tier: int = 1
    """Distance from the factory, as of a channel."""
    reports_to: str = ""
    """The partner that supplies it, whose tier is nearer to the factory; "" where none is named."""
    cadence: str = "monthly"
    """One of CADENCES."""
    due_weekday: int = 2
    """The day of the week its reports are due, 0 for Monday."""
    due_time: time = time(17)
    """On that day, in its own time zone."""
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Account:
    """A customer firm that reps call on."""

    account_id: str
    name: str
    channel: Channel
    partner_id: str
    territory_id: str
    segment: str
    industry: str
    first_seen_on: date | None
    potential_money: Decimal | None
    """Yearly purchases it could make, in the launch's currency; None where unknown."""
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class KnownProduct:
    """A product of ours, by each of its numbers; "" where it has none."""

    product_id: str
    mpn: str
    """The manufacturer's number."""
    gtin: str
    name: str


@dataclass(frozen=True, slots=True)
class Rep:
    """A person who sells; `channel` is empty for one who serves every channel."""

    rep_id: str
    name: str
    email: str
    channel: Channel
    partner_id: str
    territory_id: str
    manager_id: str
    motion: Motion
    time_zone: str
    language: str
    hired_on: date | None
