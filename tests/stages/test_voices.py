"""Voices: a message per motion and language, the templates each takes, what is left out untranslated, what is barred."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from readiness.errors import InputError
from readiness.stages.buyers import CallToAction
from readiness.stages.positioning import Brief, Link, PhraseBook, Positioning, Voice, positioning_of
from readiness.stages.positioning.brief import voices_of
from readiness.stages.requirements import Requirement
from readiness.vocabulary import BUYER_STEPS, ChannelRow, LaunchDates, Motion
from tests.phrases import BOOKS, english
from tests.stages.test_positioning import ANSWER, BOIL, FULL, HEARD, LID, NEED, SPEC, steps

SHOPS = ChannelRow("shops", "Shops", 1, Motion.CONSULTATIVE, "en", "standard", "Mo")
ONLINE = replace(SHOPS, channel="online", motion=Motion.TRANSACTIONAL)
LADEN = replace(SHOPS, channel="laden", language="de-CH")
DATES = LaunchDates(date(2024, 1, 8), date(2024, 2, 16), date(2024, 3, 4), date(2024, 8, 30))
BRIEF = Brief(
    "Kettle 2", SPEC, (FULL,), {"E1": HEARD}, steps("recognise", "evaluate"), (ANSWER,), (SHOPS, ONLINE, LADEN), DATES
)  # fmt: skip
GERMAN = {
    ("requirements", "R1", "statement"): (FULL.statement, "Ich brauche beim Öffnen eine Hand frei."),
    ("requirements", "R1", "trigger"): (FULL.trigger, "der Hahn läuft"),
    ("requirements", "R1", "pain"): (FULL.pain, "Sie brauchen beide Hände"),
    ("requirements", "R1", "outcome"): (FULL.outcome, "eine Hand bleibt frei"),
    ("requirements", "R1", "ask"): (FULL.ask, "wie der Deckel aufgeht"),
    ("requirements", "R1", "anxiety"): (FULL.anxiety, "der Knopf bricht"),
    ("requirements", "R1", "measure"): (FULL.measure, "zurückgebrachte Kessel"),
    ("answers", "R1/lid", "does"): (ANSWER.does, "öffnet seinen Deckel mit einer Hand"),
    ("answers", "R1/lid", "limit"): (ANSWER.limit, "Der Ausguss bleibt offen."),
    ("answers", "R1/lid", "proof"): (ANSWER.proof, "Probieren Sie es."),
    ("answers", "R1/lid", "reassurance"): (ANSWER.reassurance, "Er ist geprüft."),
    ("characteristics", "lid", "name"): (LID.name, "Deckel"),
    ("characteristics", "lid", "text"): (LID.text, "geht mit einer Hand auf"),
    ("personas", "buyer", "name"): ("Buyer", "Einkauf"),
    ("segments", "home", "name"): ("Home shops", "Haushaltsgeschäfte"),
    **{
        ("steps", step, field): (was, said)
        for step in ("recognise", "evaluate")
        for field, was, said in (
            ("name", step, f"Schritt {step}"),
            ("task", "Look at it", "Sehen Sie es an"),
            ("exit_criterion", "A note", "Eine Notiz"),
            ("act", "Try the button", "Drücken Sie den Knopf"),
            ("who", "you", "Sie"),
        )
    },
}


def told(brief: Brief = BRIEF, german: Mapping[tuple[str, str, str], tuple[str, str]] = GERMAN) -> Positioning:
    return positioning_of(replace(brief, translations={"de": german}), BOOKS)


def texts(made: Positioning) -> dict[str, str]:
    return {m.message_id: m.text for m in made.messages}


def test_the_main_voice_is_the_one_that_says_most_and_each_other_is_there_once() -> None:
    main = Voice(Motion.CONSULTATIVE, "en")
    assert voices_of((), "en", BOOKS) == (main,)
    assert voices_of((ONLINE, LADEN, SHOPS, replace(ONLINE, channel="more")), "en", BOOKS) == (
        main, Voice(Motion.TRANSACTIONAL, "en"), Voice(Motion.CONSULTATIVE, "de"),
    )  # fmt: skip
    assert voices_of((ONLINE,), "en", BOOKS) == (Voice(Motion.TRANSACTIONAL, "en"),)


def test_a_channel_is_spoken_to_in_its_motion_and_its_language() -> None:
    made = told()
    assert [m.message_id for m in made.main_messages] == ["R1-recognise", "R1-evaluate"]
    assert [m.message_id for m in made.messages_for("online")] == ["R1-recognise-transactional", "R1-evaluate-transactional"]
    assert [m.message_id for m in made.messages_for("laden")] == ["R1-recognise-de", "R1-evaluate-de"]
    said = texts(made)
    assert said["R1-evaluate"] == (
        "When the tap runs, one hand stays free. The Kettle 2 opens its lid with one hand. The spout stays open. Try it."
        " Try the button, within 7 days."
    )
    assert said["R1-evaluate-transactional"] == (
        "The Kettle 2 opens its lid with one hand. The spout stays open. Try the button, within 7 days."
    )
    assert said["R1-evaluate-de"] == (
        "Der Hahn läuft: eine Hand bleibt frei. Kettle 2 öffnet seinen Deckel mit einer Hand. Der Ausguss bleibt offen."
        " Probieren Sie es. Bitte innerhalb von 7 Tagen: Drücken Sie den Knopf."
    )
    assert not [f for f in made.findings if f.level == "error"]


def test_every_motion_words_some_step_in_its_own_way() -> None:
    channels = [replace(SHOPS, channel=m.value, motion=m) for m in Motion]
    made = positioning_of(replace(BRIEF, channels=channels, buyers=steps(*BUYER_STEPS, anxiety="It breaks")), BOOKS)
    said = texts(made)
    for step in ("evaluate", "decide", "define"):
        assert len({said[f"R1-{step}"], said[f"R1-{step}-transactional"], said[f"R1-{step}-enterprise"]}) == 3
    assert len(made.messages) == 3 * len(BUYER_STEPS)


@pytest.mark.parametrize("place", sorted(GERMAN))
def test_a_message_is_left_out_where_a_text_of_it_is_not_translated(place: tuple[str, str, str]) -> None:
    made = told(german={k: v for k, v in GERMAN.items() if k != place})
    gone = {"R1-recognise-de", "R1-evaluate-de"}
    if place[0] == "steps":  # the templates of these two steps say nothing of a step but its act
        gone = {f"R1-{place[1]}-de"} if place[2] in ("act", "who") else set()
    if place[0] == "characteristics":  # a person's words stand in for the factory's; only decks show those
        gone = set()
    assert {"R1-recognise-de", "R1-evaluate-de"} - set(texts(made)) == gone
    assert [g.ref for g in made.gaps if g.kind == "translation_missing"] == [f"de:{'.'.join(place)}"]
    (row,) = [t for t in made.to_translate["de"] if not t.text and t.table != "evidence"]
    assert (row.table, row.id, row.field, row.source, row.was) == (*place, GERMAN[place][0], "")


def test_a_translation_of_what_was_said_before_no_longer_counts() -> None:
    now = replace(FULL, pain="both hands are wet")
    made = told(replace(BRIEF, requirements=(now,)))
    assert not [i for i in texts(made) if i.endswith("-de")]
    (row,) = [t for t in made.to_translate["de"] if not t.text and t.table != "evidence"]
    assert (row.source, row.was) == ("both hands are wet", "Sie brauchen beide Hände")


def test_a_language_nobody_translated_is_one_gap_and_its_channel_hears_the_launchs_own() -> None:
    made = told(german={})
    assert [(g.ref, g.text) for g in made.gaps if g.kind == "translation_missing"] == [
        ("de", f"none of {len(GERMAN)} texts is translated into de")
    ]
    assert [m.message_id for m in made.messages_for("laden")] == ["R1-recognise", "R1-evaluate"]


def test_a_customer_is_quoted_in_another_language_only_where_a_person_translated_it() -> None:
    need = replace(NEED, trigger="")
    german = {**GERMAN, ("requirements", "R1", "statement"): (need.statement, "Ich brauche eine Hand frei.")}
    brief = replace(BRIEF, requirements=(need,))
    assert {m.message_id: m.quote for m in told(brief, german).messages}["R1-recognise-de"] == ""
    heard = {
        ("evidence", "E1", "text"): (HEARD.text, "Wir schicken sie zurück."),
        ("evidence", "E1", "source"): (HEARD.source, "Inhaber eines Ladens in Lyon"),
    }
    quoted = {m.message_id: m for m in told(brief, {**german, **heard}).messages}["R1-recognise-de"]
    assert quoted.quote == "Wir schicken sie zurück."
    assert quoted.quote_source == "Interview, Inhaber eines Ladens in Lyon, 2024-01-09, übersetzt"
    assert "„Wir schicken sie zurück.“" in quoted.text


def test_a_launch_written_in_german_needs_no_translation() -> None:
    german = replace(FULL, **{field: said for (table, _, field), (_, said) in GERMAN.items() if table == "requirements"})
    answer = replace(ANSWER, **{field: said for (table, _, field), (_, said) in GERMAN.items() if table == "answers"})
    brief = replace(BRIEF, language="de", requirements=(german,), answers=(answer,), channels=(LADEN,))
    made = positioning_of(brief, BOOKS)
    assert set(texts(made)) == {"R1-recognise", "R1-evaluate"}
    assert texts(made)["R1-evaluate"].startswith("Der Hahn läuft: eine Hand bleibt frei.")
    assert not [g for g in made.gaps if g.kind == "translation_missing"]


def test_a_launch_in_a_language_without_templates_is_refused_in_one_line() -> None:
    with pytest.raises(InputError) as raised:
        positioning_of(replace(BRIEF, language="fi"), BOOKS)
    assert str(raised.value) == "launch.yaml::language: there are no message templates in 'fi'; expected one of de, en"


# Templates


def book(**templates: str) -> dict[str, PhraseBook]:
    return english({name.replace("__", "."): f"{text}\n\n{text}" for name, text in templates.items()})


@pytest.mark.parametrize(
    ("templates", "said"),
    [
        ({"evaluate": "base"}, "Base"),
        ({"evaluate": "base", "evaluate__enables": "relation"}, "Relation"),
        ({"evaluate": "base", "evaluate__enables": "relation", "evaluate__consultative": "motion"}, "Motion"),
        ({"evaluate": "base", "evaluate__consultative": "motion", "evaluate__consultative__enables": "both"}, "Both"),
        ({"evaluate": "base", "evaluate__enterprise": "another motion"}, "Base"),
    ],
)
def test_the_most_particular_template_words_the_message(templates: dict[str, str], said: str) -> None:
    brief = replace(BRIEF, channels=(), answers=(replace(ANSWER, relation="enables"),))
    (message,) = positioning_of(brief, book(**templates)).messages
    assert message.text == said


def test_an_empty_template_takes_a_step_out_of_a_motion() -> None:
    books = english({"evaluate": "A headline\n\nIt is so.", "evaluate.transactional": "\n"})
    made = positioning_of(replace(BRIEF, channels=(SHOPS, ONLINE)), books)
    assert [m.message_id for m in made.messages] == ["R1-evaluate"]


def test_a_relation_changes_the_headline() -> None:
    brief = replace(BRIEF, channels=(), buyers=steps("evaluate"))
    plain, loss = (
        positioning_of(replace(brief, answers=(replace(ANSWER, relation=r),)), BOOKS).messages[0].headline
        for r in ("", "prevents_loss")
    )
    assert (plain, loss) == ("One hand stays free", "One hand stays free when the tap runs")


def test_the_act_asked_for_belongs_to_the_need_where_somebody_wrote_it() -> None:
    acts = {("R1", "evaluate"): CallToAction("Open the lid with a full hand", "you and a colleague", 1)}
    said = texts(positioning_of(replace(BRIEF, channels=(), acts=acts), BOOKS))
    assert said["R1-evaluate"].endswith("Next step for you and a colleague, within 1 day: open the lid with a full hand.")
    assert said["R1-recognise"].endswith("Try the button, within 7 days.")


# Figures


def test_a_figure_follows_the_spec_in_every_language_and_has_a_source() -> None:
    answer = Link("boiling time", "R1", 9, 1.0, "", "boils half a litre within {boiling time:number} s", "", "A test.", "Try it.")
    slower = replace(BOIL, operator="<=", name="boiling", characteristic_id="boil")
    spec = replace(SPEC, characteristics=(LID, slower))
    answer = replace(answer, characteristic_id="boil", does="boils half a litre within {boil:minute}")
    brief = replace(BRIEF, channels=(), spec=spec, answers=(answer,), buyers=steps("evaluate"))
    made = positioning_of(brief, BOOKS)
    assert made.messages[0].claim.startswith("The Kettle 2 boils half a litre within 1.5 minutes.")
    assert made.links[0].does == "boils half a litre within 1.5 minutes"
    assert not [f for f in made.findings if f.level == "error"]
    twice = replace(spec, characteristics=(LID, replace(slower, number=slower.number * 2)))
    other = positioning_of(replace(brief, spec=twice), BOOKS)
    assert "within 3 minutes" in other.messages[0].text
    assert other.hashes != made.hashes


# What may not be said


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"status": "roadmap"}, "not_yet_available"),
        ({"valid_until": date(2024, 3, 3)}, "claim_expired"),
        ({"status": "dated", "available_from": date(2024, 8, 31)}, "not_yet_available"),
    ],
)
def test_what_is_not_in_force_at_the_launch_is_not_said(change: dict[str, object], kind: str) -> None:
    barred = replace(SPEC, characteristics=(replace(LID, **change), BOIL))
    made = positioning_of(replace(BRIEF, channels=(), spec=barred), BOOKS)
    assert made.messages == ()
    assert (kind, "lid") in {(g.kind, g.ref) for g in made.gaps}


def test_what_comes_later_is_said_with_its_day_in_the_readers_language() -> None:
    later = replace(LID, status="dated", available_from=date(2024, 5, 2))
    made = told(replace(BRIEF, spec=replace(SPEC, characteristics=(later, BOIL))))
    said = texts(made)
    assert "It is available from May 2, 2024." in said["R1-evaluate"]
    assert "Erhältlich ab dem 2. Mai 2024." in said["R1-evaluate-de"]


def test_a_value_below_what_is_asked_for_is_a_gap_and_no_message() -> None:
    asked = replace(FULL, statement="It must boil within 60 s")
    short = Link("boiling time", "R1", 9, 1.0, "", "boils within 90 s", "", "A test.")
    made = positioning_of(replace(BRIEF, channels=(), requirements=(asked,), answers=(short,)), BOOKS)
    assert made.messages == ()
    assert [g.kind for g in made.gaps if g.ref == "R1"] == ["falls_short"]


def test_a_need_of_a_number_says_the_customers_limit_and_why() -> None:
    need: Requirement = replace(FULL, statement="It has to boil within 90 s", why="the toast is ready then")
    answer = replace(ANSWER, characteristic_id="boiling time", does="boils half a litre in that time")
    made = positioning_of(replace(BRIEF, channels=(), requirements=(need,), answers=(answer,), buyers=steps("define")), BOOKS)
    assert "Your limit is at most 90 seconds: the toast is ready then." in made.messages[0].text


def test_a_regions_translations_serve_its_language() -> None:
    made = positioning_of(replace(BRIEF, translations={"de-CH": GERMAN}), BOOKS)
    assert "R1-evaluate-de" in texts(made)
