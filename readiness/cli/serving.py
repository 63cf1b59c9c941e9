"""Serving: the web portal, who may use it, and the quiz links of reps.

In: host and port; mail addresses, roles; a launch id.
Out: the portal until it is stopped; accounts and links.
"""

from __future__ import annotations

import socket
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.output import Json, show
from readiness.errors import InputError, Problem
from readiness.settings import Settings
from readiness.vocabulary import counted

Email = Annotated[str, typer.Argument(help="the mail address of the account")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(portal)
    app.command("quiz-links")(quiz_links)
    user = typer.Typer(help="Accounts of the portal.", no_args_is_help=True)
    user.command("add")(add)
    user.command("list")(list_)
    user.command("link")(link)
    user.command("disable")(disable)
    app.add_typer(user, name="user")


def portal(
    host: Annotated[str, typer.Option(help="the address to listen on; 127.0.0.1: this machine only")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="the port to listen on", min=1, max=65535)] = 8000,
    is_trial: Annotated[
        bool, typer.Option("--try", help="print an account for each role, to look around on this machine")
    ] = False,
) -> None:
    """Serve the web portal until Ctrl-C."""
    from readiness.actions.portal_health import is_well
    from readiness.portal.server import serve

    settings = Settings()
    is_well(settings)
    is_here = host in ("127.0.0.1", "localhost", "::1")
    if is_trial and not is_here:
        raise InputError(Problem("readiness portal", 0, "--try", f"accounts to try on {host}", "127.0.0.1, this machine only"))
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            what = f"{host}:{port}: {error.strerror}"
            raise InputError(Problem("readiness portal", 0, "--host, --port", what, "a free address of ours")) from error
    who = "only this machine reaches it" if is_here else "whoever reaches this machine reaches it: put https in front of it"
    shown = f"[{host}]" if ":" in host else host
    show(
        [f"portal on http://{shown}:{port} ({who}); Ctrl-C stops it", *_first_steps(settings, is_trial=is_trial)],
        {},
        as_json=False,
    )
    serve(settings, host, port)


def _first_steps(settings: Settings, *, is_trial: bool) -> list[str]:
    """Return how to get in: accounts to try, or how to add the first one."""
    from readiness.actions.accounts import list_users, try_accounts

    if is_trial:
        made = try_accounts(settings, datetime.now(UTC))
        widths = [max(len(getattr(a, name)) for a in made) for name in ("role", "email")]
        rows = [f"  {a.role:<{widths[0]}}  {a.email:<{widths[1]}}  {a.password}" for a in made]
        return ["sign in as (these passwords hold until the next start with --try):", *rows]
    if not list_users(settings):
        return ["nobody has an account yet: readiness user add YOU@EXAMPLE.COM --role admin"]
    return []


def quiz_links(
    launch: Annotated[str, typer.Argument(help="the launch whose quiz is taken")],
    out: Annotated[Path, typer.Option("--out", help="the CSV to write: rep_id, name, email, link, expires_on")],
    days: Annotated[int, typer.Option(help="how many days the links work")] = 30,
    as_json: Json = False,
) -> None:
    """Write a link for each rep that opens the quiz without a password; links made before end."""
    from readiness.actions.accounts import write_quiz_links

    n = write_quiz_links(Settings(), launch, out, datetime.now(UTC), days)
    line = f"{out}: {counted(n, 'link')} for {days} days; each lets in whoever has it, so send it to that rep only"
    show([line], {"file": str(out), "n_links": n}, as_json=as_json)


def add(
    email: Email,
    role: Annotated[str, typer.Option(help="admin, marketing, channel_manager, manager, rep or ops")],
    channel: Annotated[str, typer.Option(help="the channel a channel manager looks after")] = "",
    rep: Annotated[str, typer.Option(help="the rep_id of a rep")] = "",
    manager: Annotated[str, typer.Option(help="the manager_id of a manager, as reps.csv names it")] = "",
    name: Annotated[str, typer.Option(help="what to call this person")] = "",
    as_json: Json = False,
) -> None:
    """Add an account, and print the link that sets its password; the link works once, for seven days."""
    from readiness.actions.accounts import add_user

    now = datetime.now(UTC)
    page = add_user(Settings(), email, role, now, channel=channel, rep_id=rep, manager_id=manager, name=name)
    _show_link(page, email, as_json=as_json)


def link(email: Email, as_json: Json = False) -> None:
    """Print a new link that sets an account's password; the old password ends, and a disabled account works again."""
    from readiness.actions.accounts import new_link

    _show_link(new_link(Settings(), email, datetime.now(UTC)), email, as_json=as_json)


def _show_link(page: str, email: str, *, as_json: bool) -> None:
    lines = [f"send {email} this link; it sets the password, once, within 7 days:", f"  {page}"]
    show(lines, {"email": email, "link": page}, as_json=as_json)


def list_(as_json: Json = False) -> None:
    """List the accounts."""
    from readiness.actions.accounts import list_users

    found = list_users(Settings())
    lines = [f"  {a.email}  {a.role}{f' of {a.rep_id or a.channel}' if a.rep_id or a.channel else ''}  {a.state}" for a in found]
    show([counted(len(found), "account"), *lines], {"accounts": [asdict(a) for a in found]}, as_json=as_json)


def disable(email: Email, as_json: Json = False) -> None:
    """Let an account in no more, and sign it out everywhere; what it did stays."""
    from readiness.actions.accounts import disable_user

    disable_user(Settings(), email)
    show([f"{email}: disabled, and signed out everywhere"], {"email": email, "state": "disabled"}, as_json=as_json)
