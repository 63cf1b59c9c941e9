"""Contact report files: what became of contacts, what buyers answered, and who the buyers' people are.

In: the bytes of the files; the ids they may use.
Out: ContactDone, SurveyAnswer, BuyerPerson; Problems.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from readiness.adapters.input_columns import Column, choice_column, date_column, id_column, text_column, words_column
from readiness.adapters.input_ids import ANY_ID
from readiness.adapters.input_tables import Problems, read_table
from readiness.adapters.input_values import email_value, integer_value
from readiness.stages.after_sale import HIGH, LOW, SurveyAnswer
from readiness.stages.contact_plan import REACTIONS, BuyerPerson, ContactDone

YES, NO = "yes", "no"
MARKS = ("prepared", "understood_us", "would_buy_again")
ACCOUNT, REP = "an account_id of accounts.csv", "a rep_id of reps.csv"
BLANK: dict[str, Any] = {"blank": True, "default": None}


def read_contact_reports(file: str, data: bytes, problems: Problems, *, contacts: Collection[str] = ANY_ID) -> list[ContactDone]:
    """Return what became of contacts, each once."""
    columns = [
        id_column("contact_id", "a contact_id of plan/contact_plan.csv", known=contacts),
        date_column("done_on"),
        words_column("done_by", "the name of who did it", at_most=200),
        choice_column("reaction", REACTIONS),
        text_column("note", "words, or blank", at_most=2000, blank=True, optional=True),
    ]
    return [ContactDone(**r.values) for r in read_table(file, data, columns, problems, key="contact_id")]


def read_survey(
    file: str, data: bytes, problems: Problems, *, accounts: Collection[str] = ANY_ID, reps: Collection[str] = ANY_ID
) -> list[SurveyAnswer]:
    """Return what buyers answered, each response once."""
    mark = f"a whole number from {LOW} (not at all) to {HIGH} (wholly), or blank"
    columns = [
        id_column("response_id"),
        id_column("account_id", ACCOUNT, known=accounts),
        id_column("rep_id", REP, known=reps),
        date_column("answered_on"),
        *(Column(name, integer_value(LOW, HIGH), mark, **BLANK) for name in MARKS),
        text_column("said", "words, or blank", at_most=2000, blank=True, optional=True),
    ]
    return [SurveyAnswer(**r.values) for r in read_table(file, data, columns, problems, key="response_id")]


def read_buyer_people(
    file: str, data: bytes, problems: Problems, *, accounts: Collection[str] = ANY_ID, personas: Collection[str] = ANY_ID
) -> list[BuyerPerson]:
    """Return the buyers' people; who consents says since when."""
    columns = [
        id_column("person_id"),
        id_column("account_id", ACCOUNT, known=accounts),
        words_column("name", "a person's name", at_most=200),
        id_column("persona", "a persona of buyers.yaml", known=personas),
        Column("email", email_value, "a mail address, or blank", blank=True, optional=True),
        choice_column("consent", (YES, NO)),
        date_column("consent_on", **BLANK),
    ]
    people = []
    for r in read_table(file, data, columns, problems, key="person_id"):
        if r["consent"] == YES and r["consent_on"] is None:
            problems.add(file, r.row, "consent_on", "blank, but consent is yes", "the day on which the person agreed")
            continue
        said = {name: value for name, value in r.values.items() if name != "consent"}
        people.append(BuyerPerson(**said, consents=r["consent"] == YES))
    return people
