"""CRM: what a CRM exports as the files of a launch folder.

In: an export.
Out: files; what they hold.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.output import Json, show
from readiness.vocabulary import counted

MOST_SHOWN = 10


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    crm = typer.Typer(help="What a CRM exports, as the files of a launch folder.", no_args_is_help=True)
    crm.command("accounts")(accounts)
    app.add_typer(crm, name="crm")


def accounts(
    file: Annotated[Path, typer.Argument(help="an export of Salesforce accounts or HubSpot companies, CSV or XLSX")],
    channel: Annotated[str, typer.Option("--channel", help="the channel of channels.yaml they are of")],
    partner: Annotated[str, typer.Option("--partner", help="the partner of channels.yaml who serves them")],
    out: Annotated[Path, typer.Option("--out", help="the file to write; account_facts.csv is put beside it")],
    territory: Annotated[str, typer.Option("--territory", help="of accounts whose export names no place")] = "none",
    as_json: Json = False,
) -> None:
    """Write accounts.csv from a CRM's export and, where its custom fields say more, account_facts.csv."""
    from readiness.actions.crm_accounts import accounts_from_crm

    taken = accounts_from_crm(file, channel, partner, out, territory)
    where = sorted(taken.n_by_territory.items(), key=lambda pair: (-pair[1], pair[0]))
    lines = [f"{counted(taken.n_accounts, 'account')} in {counted(len(where), 'territory', 'territories')}, written to {out}"]
    lines += [f"  {name}: {counted(n, 'account')}" for name, n in where[:MOST_SHOWN]]
    lines += [f"  and {len(where) - MOST_SHOWN:,} more territories"] if len(where) > MOST_SHOWN else []
    lines += [f"{counted(taken.n_facts, 'account')} with facts, written to {f}" for f in taken.files[1:]]
    lines.append("not in an export, so to be filled in: potential_money and segment where they are blank")
    result = {"n_accounts": taken.n_accounts, "n_facts": taken.n_facts, "n_by_territory": taken.n_by_territory}
    show(lines, {**result, "files": [str(f) for f in taken.files]}, as_json=as_json)
