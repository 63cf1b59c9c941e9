"""xAPI statements: answers as learning record stores keep them, an array or one a line; cmi5 verbs; voided ones left out.

In: the JSON values of a file, each with its place.
Out: answers, voided statements and faults in an Export.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from readiness.adapters.input_values import BadValueError
from readiness.adapters.quiz_exports.moments import EXPECTED, moment_of
from readiness.adapters.quiz_exports.reading import Export
from readiness.stages.quizzes import Person, Question, ReadAnswer

JUDGED = {"passed": True, "failed": False}
ANSWERS = ("answered", "passed", "failed", "completed")
MAX_ID = 64


class _BadStatementError(ValueError):
    """A statement that cannot be read: where in it, what, what was expected."""


def is_statement(value: object) -> bool:
    """Return whether a JSON value looks like a statement."""
    return isinstance(value, dict) and "verb" in value and ("actor" in value or "object" in value)


def read_statements(statements: list[tuple[int, Any]], export: Export) -> None:
    """Read statements; one that tells no answer to a question is counted in a note."""
    others: dict[str, int] = {}
    for row, statement in statements:
        try:
            verb = _read(row, statement, export)
        except _BadStatementError as error:
            where, what, expected = error.args
            export.fault(row, where, what, expected, [json.dumps(statement, ensure_ascii=False, sort_keys=True)])
        else:
            if verb:
                others[verb] = others.get(verb, 0) + 1
    if others:
        told = ", ".join(f"{n} {verb}" for verb, n in sorted(others.items()))
        export.notes.append(f"statements that tell no answer to a question were passed over: {told}")


def _read(row: int, statement: Any, export: Export) -> str:
    """Add one statement; return its verb where it tells no answer."""
    s = _map(statement, "")
    verb = _string(_map(s.get("verb"), "verb").get("id"), "verb.id").rstrip("/").rsplit("/", 1)[-1].casefold()
    target = _map(s.get("object"), "object")
    id_ = _statement_id(s)
    if verb == "voided":
        export.voids[_named(_string(target.get("id"), "object.id"))] = id_
        return ""
    definition = _map(target.get("definition", {}), "object.definition")
    is_question = (
        verb == "answered" or "interactionType" in definition or str(definition.get("type", "")).endswith("cmi.interaction")
    )
    if verb not in ANSWERS or not is_question:
        return verb
    moment = _moment(s)
    answer, correct = _result(_map(s.get("result", {}), "result"), definition, verb)
    name, text = _words(definition.get("name")), _words(definition.get("description"))
    question = Question(text or name, item_id=f"{_last(_string(target.get('id'), 'object.id'))} {name if text else ''}".strip())
    export.answers.append(
        ReadAnswer(
            row, "", _person(_map(s.get("actor"), "actor")), question, f"xapi {id_}", 0, moment.at, moment.day, answer, correct,
            statement=id_,
        )
    )  # fmt: skip
    return ""


def _map(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        what = "is missing" if value is None else f"is {type(value).__name__}, not an object"
        raise _BadStatementError(where, what, "a JSON object, as xAPI statements have it")
    return value


def _string(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _BadStatementError(where, "is missing" if value is None else "is no text", "a text, as xAPI statements have it")
    return value.strip()


def _named(id_: str) -> str:
    """Return a statement's id in the form that ids are compared in."""
    return id_.casefold() if len(id_) <= MAX_ID else hashlib.sha256(id_.casefold().encode()).hexdigest()


def _statement_id(s: Mapping[str, Any]) -> str:
    """Return a statement's id; one without is known by what it says."""
    if "id" in s:
        return _named(_string(s["id"], "id"))
    return hashlib.sha256(json.dumps(s, sort_keys=True).encode()).hexdigest()


def _moment(s: Mapping[str, Any]) -> Any:
    where = "timestamp" if "timestamp" in s else "stored"
    try:
        return moment_of(_string(s.get(where), "timestamp"))
    except BadValueError as error:
        raise _BadStatementError("timestamp", str(error), EXPECTED) from error


def _person(actor: Mapping[str, Any]) -> Person:
    """Return who answered, by the one identifier an actor has, and the name beside it."""
    account = _map(actor.get("account", {}), "actor.account")
    return Person(
        email=_plain(actor.get("mbox"), "actor.mbox").removeprefix("mailto:"),
        email_sha1=_plain(actor.get("mbox_sha1sum"), "actor.mbox_sha1sum"),
        nickname=_plain(account.get("name"), "actor.account.name"),
        name=_plain(actor.get("name"), "actor.name"),
    )


def _plain(value: Any, where: str) -> str:
    return "" if value is None else _string(value, where)


def _result(result: Mapping[str, Any], definition: Mapping[str, Any], verb: str) -> tuple[str, bool | None]:
    """Return the answer in words and whether it was right, as far as a statement tells."""
    answer = _option(_plain(result.get("response") or None, "result.response"), definition)
    correct = result.get("success", JUDGED.get(verb))
    if correct is not None and not isinstance(correct, bool):
        raise _BadStatementError("result.success", f"{correct!r} is neither true nor false", "true or false")
    return answer, _scored(_map(result.get("score", {}), "result.score"), answer) if correct is None else correct


def _scored(score: Mapping[str, Any], answer: str) -> bool | None:
    told = {k: score[k] for k in ("scaled", "raw", "max") if k in score}
    if any(isinstance(v, bool) or not isinstance(v, int | float) for v in told.values()):
        raise _BadStatementError("result.score", "is no number", "a number from -1 to 1 as scaled, or raw and max")
    got, full = (told["scaled"], 1) if "scaled" in told else (told.get("raw"), told.get("max"))
    if got is None or full is None:
        return None
    if 0 < got < full and not answer:
        raise _BadStatementError(
            "result.score", f"{got} of {full} is neither all nor none of the points", "success: true or false"
        )
    return None if 0 < got < full else got >= full


def _option(response: str, definition: Mapping[str, Any]) -> str:
    """Return the words of the option that was chosen, where the statement lists the options."""
    choices = definition.get("choices")
    for choice in choices if isinstance(choices, list) else []:
        if isinstance(choice, dict) and choice.get("id") == response:
            return _words(choice.get("description")) or response
    return response


def _words(value: Any) -> str:
    """Return a text in English, else in the first language there is."""
    texts = {k: v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}
    first = min(texts, key=lambda k: (not k.casefold().startswith("en"), k), default="")
    return texts.get(first, "").strip()


def _last(address: str) -> str:
    """Return what an address ends with."""
    return address.rstrip("/#").replace("#", "/").replace("=", "/").rsplit("/", 1)[-1]
