"""Deck: the decks of accounts, what two decks say differently, a deck as PDF.

In: a launch id, ids of accounts or decks.
Out: files of decks; differences.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli.output import Json, show
from readiness.cli.running import Out, change_line, out_folder, prefect_server
from readiness.errors import InputError, Problem
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from readiness.stages.decks import Difference

Deck = Annotated[
    str,
    typer.Argument(
        help="a deck_id of decks/index.csv; DECK_ID@HASH, with the first 8 of its recipe_sha256, for a superseded one"
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    deck = typer.Typer(help="Decks: of accounts, the difference of two, as PDF.", no_args_is_help=True)
    deck.command("account")(account)
    deck.command("all")(every_account)
    deck.command("diff")(diff)
    deck.command("preview")(preview)
    app.add_typer(deck, name="deck")


def account(
    launch_id: str,
    account_ids: Annotated[list[str], typer.Argument(metavar="ACCOUNT_ID...", help="ids of accounts.csv")],
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Press the decks of some accounts now, for the presenter and for the customer to keep, and name the files."""
    from readiness.actions import decks, launch

    settings = Settings()
    target = out_folder(out) if out else settings.out_dir(launch_id)
    made, published = decks.press_account_decks(settings, launch_id, target, account_ids)
    published = published + launch.write_manifest(settings, launch_id, target)
    files = [{"account_id": d.account_id, "deck_id": d.deck_id, "edition": d.edition, "file": str(target / d.file)} for d in made]
    lines = [f"{counted(len(made), 'deck')} for {counted(len(set(account_ids)), 'account')}.", change_line(published)]
    show([*lines, "Open these:", *(f"  {f['file']}" for f in files)], {"launch_id": launch_id, "decks": files}, as_json=as_json)


def every_account(
    launch_id: str,
    channels: Annotated[
        list[str] | None, typer.Option("--channel", help="only this channel's accounts; may be given again")
    ] = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Press the decks of all accounts into one zip a channel; READINESS_DECK_WORKERS or READINESS_DASK say where."""
    from readiness.actions import account_decks as actions
    from readiness.actions.launch import require_approval

    settings = Settings()
    require_approval(settings, launch_id)
    wanted = actions.channels_to_press(settings, launch_id, channels or ())
    target = out_folder(out) if out else settings.out_dir(launch_id)
    by = "Dask" if settings.dask else counted(settings.n_deck_workers, "process", "processes")
    with prefect_server(settings, as_json=as_json):
        from flows.account_decks import AccountDecksRequest, account_decks

        outcome = account_decks(AccountDecksRequest(launch_id=launch_id, channels=wanted, out=str(target)))
    n_decks, n_accounts = sum(z.n_decks for z in outcome.zips), sum(z.n_accounts for z in outcome.zips)
    lines = [
        f"{counted(n_decks, 'deck')} for {counted(n_accounts, 'account')}, pressed by {by}.",
        change_line(outcome.published),
        "Open these:",
        *(f"  {outcome.out / z.file}" for z in outcome.zips),
    ]
    show(lines, asdict(outcome), as_json=as_json)


def diff(launch_id: str, first: Deck, second: Deck, as_json: Json = False) -> None:
    """Say what the second deck says otherwise than the first: slide, field, before, after, and the layer that set it."""
    from readiness.actions import decks

    found = decks.difference(Settings(), launch_id, first, second)
    result = {"launch_id": launch_id, "first": first, "second": second, "differences": [asdict(d) for d in found]}
    show([line for d in found for line in _lines(d)] or ["The two decks say the same."], result, as_json=as_json)


def preview(
    launch_id: str,
    deck_id: Deck,
    out: Annotated[Path, typer.Option("--out", help="the PDF to write")],
    png: Annotated[
        bool, typer.Option("--png", help="a picture of each slide too, beside the PDF: deck-01.png, deck-02.png ...")
    ] = False,
    as_json: Json = False,
) -> None:
    """Draw a deck as PDF, a page a slide, with LibreOffice, as it was pressed; with --png also as pictures."""
    from readiness.actions import decks

    if out.suffix.lower() != ".pdf" or out.is_dir():
        raise InputError(Problem("--out", 0, "", f"{out} is no name of a PDF", "a file such as deck.pdf"))
    if not out.parent.is_dir():
        raise InputError(Problem("--out", 0, "", f"there is no folder {out.parent}", "a folder that is there"))
    _, *pictures = decks.write_preview(Settings(), launch_id, deck_id, out, with_pictures=png)
    lines = [f"Open: {out}", *([f"      {pictures[0]} to {pictures[-1].name}"] if pictures else [])]
    result = {"launch_id": launch_id, "deck_id": deck_id, "file": str(out), "pictures": [str(p) for p in pictures]}
    show(lines, result, as_json=as_json)


def _lines(d: Difference) -> list[str]:
    layer = f"  (set by {d.layer})" if d.layer else ""
    return [
        f"{d.slide or 'deck'}, {d.field}{layer}",
        *(f"  - {x}" for x in d.before.splitlines()),
        *(f"  + {x}" for x in d.after.splitlines()),
    ]
