"""Message shapes: one message as the programs that receive it want it.

In: what happened, to which launch, where to look.
Out: JSON: our own signed shape, Slack's incoming webhook, a Microsoft Teams workflow's card.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

GENERIC, SLACK, TEAMS = "generic", "slack", "teams"
SHAPES = (GENERIC, SLACK, TEAMS)
CARD = "http://adaptivecards.io/schemas/adaptive-card.json"


def shaped(shape: str, said: Mapping[str, Any], words: str, pages: Mapping[str, str]) -> str:
    """Return a message's body.

    Args:
        shape: one of SHAPES.
        said: the message as it is kept: id, event, at, launch_id.
        words: one sentence for people.
        pages: names of what can be opened -> addresses.
    """
    if shape == SLACK:
        body = _slack(words, pages.get("page", ""))
    elif shape == TEAMS:
        body = _teams(words, pages.get("page", ""))
    else:
        body = {**said, "links": dict(pages)}
    return json.dumps(body, ensure_ascii=False)


def _slack(words: str, page: str) -> dict[str, Any]:
    """Source: Slack, "Sending messages using incoming webhooks"; `text` is what a notification shows."""
    plain = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    blocks: list[dict[str, Any]] = [{"type": "section", "text": {"type": "mrkdwn", "text": plain}}]
    if page:
        button = {"type": "button", "text": {"type": "plain_text", "text": "Open"}, "url": page}
        blocks.append({"type": "actions", "elements": [button]})
    return {"text": plain, "blocks": blocks}


def _teams(words: str, page: str) -> dict[str, Any]:
    """Source: Microsoft, "Create incoming webhooks with Workflows for Microsoft Teams": a message with one adaptive card."""
    card: dict[str, Any] = {
        "$schema": CARD,
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "TextBlock", "text": words, "wrap": True}],
    }
    if page:
        card["actions"] = [{"type": "Action.OpenUrl", "title": "Open", "url": page}]
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": card}]}
