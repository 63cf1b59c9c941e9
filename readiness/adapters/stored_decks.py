"""Stored decks: what a launch's decks are made from, and the recipe of each, from the positioning as it stands.

In: the templates folder, a launch's inputs, its positioning and approval.
Out: DeckSources, DeckBrand, Recipes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from readiness.adapters.db.store import Connection
from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.stored_positioning import UNSAID, approved_positioning
from readiness.adapters.stored_vision import held_back
from readiness.adapters.storyline_files import read_storyline
from readiness.adapters.template_files import deck_storyline
from readiness.adapters.unit_words_files import unit_words
from readiness.errors import NotAllowedError
from readiness.stages.contact_plan import owner_by_account
from readiness.stages.decks import Audience, DeckSources, Recipe, audiences_of, battlecard_for, one_pager_for, recipes_for
from readiness.stages.decks.telling import told_layers, told_verdicts
from readiness.stages.positioning import Approval, Brief, Positioning, best_links
from readiness.stages.positioning.message_house import message_house
from readiness.stages.positioning.quality_house import QualityHouse, quality_house
from readiness.stages.positioning.translations import alternatives_told, told_deck_words, told_in
from readiness.vocabulary import Account, ChannelRow


@dataclass(frozen=True, slots=True)
class DeckDesk:
    """One channel's decks: what they are made from and whose brand they carry."""

    inputs: LaunchInputs
    positioning: Positioning
    brief: Brief
    """In the channel's language."""
    sources: DeckSources
    house: QualityHouse
    brand: DeckBrand
    accounts: tuple[Account, ...]
    """The channel's, by id."""
    owners: Mapping[str, str]
    """Account -> the rep whom it is to call."""
    held: Mapping[str, str] = field(default_factory=dict)
    """Account -> why it has no deck of its own yet."""

    @property
    def channel(self) -> ChannelRow:
        """Return the channel."""
        return self.sources.channel

    def for_channel(self) -> list[Recipe]:
        """Return the channel's deck, its one-pager, and a battlecard for each alternative that somebody looked at."""
        audience = Audience(self.channel.channel)
        house = message_house(
            self.brief.product, self.inputs.spec, self.brief.requirements, self.brief.evidence, self.brief.buyers,
            self.positioning, self.house,
        )  # fmt: skip
        cards = [battlecard_for(a.name, audience, self.sources) for a in self.brief.buyers.alternatives]
        found = [*recipes_for([audience], self.sources), one_pager_for(audience, self.sources, house), *cards]
        return [recipe for recipe in found if recipe is not None]

    def for_accounts(self, account_ids: Sequence[str] = ()) -> Iterator[tuple[Audience, Recipe]]:
        """Yield the deck of each account of the channel: those named, else all.

        An account whose deal is no go is passed over, where the launch notes the vision of its deals at all.

        Raises:
            NotAllowedError: one that is named is no go.
            NotFoundError: an id is no account of the channel.
        """
        wanted = audiences_of(self.accounts, self.owners, account_ids)
        for account_id in account_ids:
            if account_id in self.held:
                raise NotAllowedError(f"no deck of its own for account {account_id} yet: {self.held[account_id]}")
        audiences = tuple(a for a in wanted if a.account_id not in self.held)
        yield from zip(audiences, recipes_for(audiences, self.sources), strict=True)


def approved_desks(templates: Path, connection: Connection, launch_id: str, channels: Collection[str]) -> Iterator[DeckDesk]:
    """Yield the desk of each of these channels of an approved launch.

    Raises:
        NotAllowedError: the positioning is not approved.
    """
    inputs, positioning, approval = approved_positioning(templates, connection, launch_id, UNSAID)
    brands: dict[str, DeckBrand] = {}
    held = held_back(connection, inputs, positioning, datetime.now(UTC).date())
    for channel in (c for c in inputs.channels if c.channel in channels):
        yield replace(deck_desk(templates, inputs, positioning, channel, approval, brands), held=held)


def deck_desk(
    templates: Path,
    inputs: LaunchInputs,
    positioning: Positioning,
    channel: ChannelRow,
    approval: Approval,
    brands: dict[str, DeckBrand],
) -> DeckDesk:
    """Return one channel's desk, in the motion and the language it is spoken to in; `brands` keeps what was opened.

    Raises:
        NotFoundError: there is no storyline or brand for it.
    """
    voice = positioning.voice_by_channel[channel.channel]
    own = positioning.voices[0].language
    brief, seen, layers = inputs.brief, inputs.seen, inputs.layers
    if voice.language != own:
        words = told_deck_words(brief, voice.language)
        seen = told_verdicts(seen, alternatives_told(brief, voice.language), words)
        layers = told_layers(layers, words)
        brief = told_in(brief, voice.language)
    if channel.template not in brands:
        brands[channel.template] = DeckBrand(templates / "decks", channel.template, inputs.pictures)
    house = quality_house(inputs.spec, brief.requirements, positioning.links, brief.buyers.alternatives, seen)
    sources = DeckSources(
        channel=channel,
        launch=inputs.launch,
        spec=brief.spec,
        requirements=brief.requirements,
        evidence=brief.evidence,
        buyers=brief.buyers,
        messages=positioning.messages_for(channel.channel),
        approval=approval,
        storyline=read_storyline(*deck_storyline(templates, voice.motion.value, voice.language)),
        units=unit_words(templates, voice.language),
        rooms=brands[channel.template].rooms,
        house=house,
        accounts=inputs.accounts,
        reps={r.rep_id: r for r in inputs.reps},
        layers=layers,
        heroes=brands[channel.template].heroes,
        pictures=frozenset(inputs.pictures),
        unproven=frozenset(i for i, link in best_links(positioning.links).items() if not link.proof.strip()),
    )
    accounts = tuple(a for a in inputs.accounts_in_scope if a.channel == channel.channel)
    owners = {account: rep.rep_id for account, rep in owner_by_account(accounts, inputs.reps, {}).items()}
    return DeckDesk(inputs, positioning, brief, sources, house, brands[channel.template], accounts, owners)
