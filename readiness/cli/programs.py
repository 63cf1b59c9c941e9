"""Programs: tokens of programs that ask, and receivers that are told.

In: a mail address, a label, acts; an address, events.
Out: a token or a secret, shown once; what there is; what was sent.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from readiness.cli.output import Json, show
from readiness.settings import Settings
from readiness.vocabulary import counted

Email = Annotated[str, typer.Argument(help="the mail address of the account in whose name the program asks")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    token = typer.Typer(help="Tokens of programs that ask in somebody's name (/api/v1).", no_args_is_help=True)
    token.command("add")(add_token)
    token.command("list")(list_tokens)
    token.command("end")(end_token)
    app.add_typer(token, name="token")
    hook = typer.Typer(
        help="Receivers that are told when a launch is approved, decks or a report are ready.", no_args_is_help=True
    )
    hook.command("add")(add_hook)
    hook.command("list")(list_hooks)
    hook.command("end")(end_hook)
    hook.command("ping")(ping_hook)
    hook.command("send")(send)
    app.add_typer(hook, name="webhook")


def add_token(
    email: Email,
    label: Annotated[str, typer.Option("--label", help="what it is for")],
    act: Annotated[list[str] | None, typer.Option("--act", help="what it may do, such as decks.see; may be given again")] = None,
    days: Annotated[int, typer.Option("--days", help="how many days it works, 1 to 366")] = 90,
    as_json: Json = False,
) -> None:
    """Make a token and print it, this once; without --act, list what can be chosen."""
    from readiness.actions import api_tokens

    settings, now = Settings(), datetime.now(UTC)
    viewer = api_tokens.person_named(settings, email)
    if not act:
        known = api_tokens.acts_of(viewer)
        show([f"{email} may give a program:", *(f"  --act {a}" for a in known)], {"acts": known}, as_json=as_json)
        raise typer.Exit(2)
    made = api_tokens.add_token(settings, viewer, label, act, days, now)
    lines = [f"the token {made.token_id}; it is shown only this once, and works until {made.expires_at:%Y-%m-%d %H:%M} UTC:"]
    result = {"token_id": made.token_id, "token": made.secret, "expires_at": made.expires_at}
    show([*lines, f"  {made.secret}"], result, as_json=as_json)


def list_tokens(email: Email, as_json: Json = False) -> None:
    """List somebody's tokens; the tokens themselves are kept nowhere."""
    from readiness.actions import api_tokens

    settings = Settings()
    found = api_tokens.tokens_of(settings, api_tokens.person_named(settings, email))
    lines = [
        f"  {t.token_id}  {t.label}  until {t.expires_at:%Y-%m-%d}  last used {_day(t.used_at)}  {' '.join(t.acts)}"
        for t in found
    ]
    result = [{k: v for k, v in asdict(t).items() if k not in ("token_sha256", "person_id")} for t in found]
    show([counted(len(found), "token"), *lines], {"tokens": result}, as_json=as_json)


def end_token(email: Email, token_id: Annotated[str, typer.Argument(help="as `readiness token list` gives it")]) -> None:
    """End a token."""
    from readiness.actions import api_tokens

    settings = Settings()
    api_tokens.end_token(settings, api_tokens.person_named(settings, email), token_id, datetime.now(UTC))
    show([f"the token {token_id} is ended"], {}, as_json=False)


def add_hook(
    url: Annotated[str, typer.Argument(help="where messages are sent, https://...")],
    event: Annotated[list[str] | None, typer.Option("--event", help="told of this alone; may be given again")] = None,
    shape: Annotated[str, typer.Option("--shape", help="generic, slack or teams: what the receiver can read")] = "generic",
    as_json: Json = False,
) -> None:
    """Add a receiver and print its secret, this once; without --event it is told of everything."""
    from readiness.actions import webhooks

    made = webhooks.add_webhook(Settings(), webhooks.AT_THE_MACHINE, url, event or webhooks.EVENTS, datetime.now(UTC), shape)
    lines = [f"the receiver {made.webhook_id}; the secret that proves a message is ours is shown only this once:"]
    result = {"webhook_id": made.webhook_id, "secret": made.secret}
    show([*lines, f"  {made.secret}"], result, as_json=as_json)


def list_hooks(as_json: Json = False) -> None:
    """List the receivers, and what became of the last messages."""
    from readiness.actions import webhooks

    hooks, last = webhooks.list_webhooks(Settings(), webhooks.AT_THE_MACHINE)
    lines = [f"  {h.webhook_id}  {h.shape}  {h.url}  {' '.join(h.events)}" for h in hooks]
    lines += [f"  {d.made_at:%Y-%m-%d %H:%M}  {d.event}  {d.answer or 'waits'}" for d in last[:10]]
    result: dict[str, Any] = {
        "webhooks": [{k: v for k, v in asdict(h).items() if k != "secret"} for h in hooks],
        "deliveries": [asdict(d) for d in last],
    }
    show([counted(len(hooks), "receiver"), *lines], result, as_json=as_json)


def end_hook(webhook_id: Annotated[str, typer.Argument(help="as `readiness webhook list` gives it")]) -> None:
    """Tell a receiver nothing more."""
    from readiness.actions import webhooks

    webhooks.end_webhook(Settings(), webhooks.AT_THE_MACHINE, webhook_id, datetime.now(UTC))
    show([f"the receiver {webhook_id} is told nothing more"], {}, as_json=False)


def ping_hook(
    webhook_id: Annotated[str, typer.Argument(help="as `readiness webhook list` gives it")], as_json: Json = False
) -> None:
    """Send a receiver a test, and say what it answered."""
    from readiness.actions import webhooks

    settings = Settings()
    webhooks.ping_webhook(settings, webhooks.AT_THE_MACHINE, webhook_id, datetime.now(UTC))
    webhooks.send_due(settings, lambda: datetime.now(UTC))
    _, last = webhooks.list_webhooks(settings, webhooks.AT_THE_MACHINE)
    answer = next(d.answer for d in last if d.webhook_id == webhook_id) or "it waits behind earlier messages"
    show([f"{webhook_id}: {answer}"], {"webhook_id": webhook_id, "answer": answer}, as_json=as_json)


def send(as_json: Json = False) -> None:
    """Send every message that is due; the portal does so by itself."""
    sent = tell_receivers(Settings())
    show([f"{sent[0]} arrived, {sent[1]} did not"], {"n_arrived": sent[0], "n_failed": sent[1]}, as_json=as_json)


def tell_receivers(settings: Settings) -> tuple[int, int]:
    """Send receivers what they are to be told, and return how many messages arrived and how many did not."""
    from readiness.actions.webhooks import send_due

    sent = send_due(settings, lambda: datetime.now(UTC))
    return sent.n_arrived, sent.n_failed


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else "never"
