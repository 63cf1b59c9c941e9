"""Lint: each rule has a text that breaks it and one that keeps it, in English and German, and shipped messages raise no alarm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.folder_files import read_folder
from readiness.adapters.launch_files import is_input, read_launch_files
from readiness.adapters.lint_files import lint_rules
from readiness.adapters.phrase_files import phrase_books
from readiness.settings import ROOT
from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.positioning import Brief, positioning_of
from readiness.stages.positioning.lint import RULES, fragment_findings, lint, lint_text
from readiness.stages.positioning.rows import Link, Message, Voice
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import Characteristic, ProductSpec, Source
from readiness.vocabulary import Motion
from tests.stages.test_message_house import sample

TEMPLATES = ROOT / "content_templates"
BY_LANGUAGE = {"en": lint_rules(TEMPLATES), "de": lint_rules(TEMPLATES, "de")}
HEARD = Evidence("E1", "interview", "Owner of a shop", date(2024, 1, 9), "We send them back. Every week, three of them.")


def fact(name, value, unit="", operator="="):
    number = Decimal(value) if value.replace(".", "").isdigit() else None
    return Characteristic(name, name, value, number, unit, operator, "", value, Source("spec.yaml", "row 2"))


LID, BOIL = fact("lid", "opens with one hand"), fact("boil", "90", "s", "<=")
SPEC = ProductSpec("K2", "Kettle", "Steam & Co", "Kettles", "B", "", (LID, BOIL), ())
NEEDS = {
    "en": Requirement(
        "R1", "home", "buyer", "I need a hand free when I open it.", 9, "must", ("E1",), trigger="the tap runs",
        pain="both hands are needed", outcome="one hand stays free", ask="how the lid opens", anxiety="the button breaks",
        measure="kettles brought back for the lid",
    ),
    "de": Requirement(
        "R1", "home", "buyer", "Ich brauche eine Hand frei, wenn ich ihn öffne.", 9, "must", ("E1",), trigger="Der Hahn läuft",
        pain="beide Hände werden gebraucht", outcome="eine Hand bleibt frei", ask="wie der Deckel aufgeht",
        anxiety="der Knopf bricht", measure="Kocher, die wegen des Deckels zurückkommen",
    ),
}  # fmt: skip
ANSWER = Link("lid", "R1", 9, 1.0, "a person", does="opens its lid with one hand", limit="The spout stays open.")
ACTS = {"en": "Try the lid within 7 days.", "de": "Probieren Sie den Deckel innerhalb von 7 Tagen."}


def message(text, language="en", **changed):
    act = changed.pop("act", ACTS[language])
    last = act if changed.pop("says_it", True) else ""
    made = Message(
        message_id="R1-evaluate", segment="home", persona="buyer", step="evaluate", requirement_id="R1", characteristic_id="lid",
        headline="", claim="", text=f"{text} {last}".strip(), evidence_ids=("E1",), quote="", quote_source="", proof="",
        objection="", answer="", call_to_action=act, voice=Voice(Motion.CONSULTATIVE, language),
    )  # fmt: skip
    return replace(made, **changed)


def found(text, language="en", *, spec=SPEC, need=None, answers=(ANSWER,), written=(), rules=None, **changed):
    needs, rules = [need or NEEDS[language]], rules or BY_LANGUAGE[language]
    hits = lint("Kettle 2", [message(text, language, **changed)], spec, needs, {"E1": HEARD}, answers, rules, written)
    return {(f.rule, f.level) for f in hits}


@pytest.mark.parametrize(
    ("language", "rule", "fails", "passes"),
    [
        ("en", "subject focus", "The Kettle 2 opens. Our lid is red. We made it.", "You open it. Press the lid. The tap runs."),
        ("en", "subject focus", "Steam & Co made it. Kettle 2 has a lid.", "“We made it,” they said. A lid is a lid."),
        ("en", "subject focus", "Steam & Co made it. Kettle 2 has a lid.", "Kettle 2 has a lid."),
        ("de", "subject focus", "Kettle 2 geht auf. Unser Deckel ist rot. Wir machen ihn.", "Sie öffnen ihn. Drücken Sie ihn."),
        ("en", "customer focus", "We say our kettle is ours. We do.", "You have our kettle, and you keep it."),
        (
            "de",
            "customer focus",
            "Wir sagen, unser Kocher gehört uns. Sagten wir.",
            "Sie haben unseren Kocher, und Ihr Tee ist heiß.",
        ),
        ("en", "spec verbs", "It supports one hand and is equipped with a lid.", "It opens with one hand, as a lid would."),
        ("de", "spec verbs", "Er verfügt über einen Deckel und ermöglicht eine Hand.", "Er geht mit einer Hand auf."),
        ("en", "acronym not expanded", "It has a BPA lid.", "It has a bisphenol A (BPA) lid."),
        ("en", "acronym not expanded", "It has an SLA.", "SLA 4 says so, and SD-5, on TV, in ALL shops."),
        ("en", "acronym not expanded", "Lids by UEFA (a maker).", "Lids by SCL (Steam & Co Lids)."),
        ("de", "acronym not expanded", "Der Deckel ist ohne BPA.", "Der Deckel ist ohne Bisphenol A (BPA), für PKW und TV."),
        ("en", "repetition", "You open it with one hand. Then you open it with one hand.", "You open it with one. You open two."),
        ("de", "repetition", "Sie öffnen ihn mit einer Hand. Dann, Sie öffnen ihn mit einer Hand.", "Sie öffnen ihn. Sie gehen."),
        ("en", "absolute", "Never mind.", "“Never mind.”"),
        ("de", "absolute", "Er ist garantierter Ersatz.", "Er ist nicht der Ersatz, „garantiert“."),
        ("en", "superlative", "The best lid there is.", "The bestiary is open."),
        ("de", "superlative", "Der schnellste Kocher.", "Der schnelle Kocher."),
        ("en", "open comparison", "It opens faster.", "It opens faster than the old one."),
        ("de", "open comparison", "Er geht schneller auf.", "Er geht schneller auf als der alte."),
        ("en", "long message", "Yes it is. " * 31, "Yes it is. " * 28),
        ("de", "long message", "So ist es. " * 31, "So ist es. " * 26),
        ("en", "long sentence", "word " * 32 + "word.", "word " * 31 + "word."),
        ("de", "long sentence", "Wort " * 30 + "Wort.", "Wort " * 29 + "Wort."),
        (
            "en",
            "reads like",
            "Aluminum lid, 75 cm cord, 90 s boiling time. Supports one-hand use; compliant, with integrated button and spout.",
            "When the tap runs and both of your hands are full, you still open the lid, because one of them stays free for it.",
        ),
    ],
)
def test_each_rule_on_wording_has_a_text_that_breaks_it_and_one_that_keeps_it(language, rule, fails, passes):
    assert (rule, "warn") in found(fails, language)
    assert (rule, "warn") not in found(passes, language)


@pytest.mark.parametrize(
    ("language", "rule", "fails", "passes"),
    [
        (
            "en",
            "number without a source",
            {"text": "It saves 40 hours."},
            {"text": "It boils in 90 s.", "characteristic_id": "boil"},
        ),
        (
            "de",
            "number without a source",
            {"text": "Er spart 4,5 Stunden."},
            {"text": "Er braucht 90 s.", "characteristic_id": "boil"},
        ),
        (
            "en",
            "bound direction",
            {"text": "It boils in more than 90 s.", "characteristic_id": "boil"},
            {"text": "It boils in no more than 90 s.", "characteristic_id": "boil"},
        ),
        (
            "de",
            "bound direction",
            {"text": "Er kocht in mindestens 90 Sekunden.", "characteristic_id": "boil"},
            {"text": "Er kocht in höchstens 90 Sekunden.", "characteristic_id": "boil"},
        ),
        ("en", "product too early", {"text": "The KETTLE 2 is here.", "step": "recognise"}, {"text": "A kettle is here."}),
        (
            "de",
            "product too early",
            {"text": "Der Kettle 2 ist da.", "step": "recognise"},
            {"text": "„Kettle 2“", "step": "recognise"},
        ),
        ("en", "missing because", {"text": "Yes.", "characteristic_id": "lead"}, {"text": "Yes."}),
        ("de", "missing because", {"text": "Ja.", "characteristic_id": ""}, {"text": "Ja."}),
        ("en", "missing so that", {"text": "Yes.", "requirement_id": "R2"}, {"text": "Yes."}),
        ("de", "missing so that", {"text": "Ja.", "requirement_id": ""}, {"text": "Ja."}),
        ("en", "missing call to action", {"text": "Yes.", "act": ""}, {"text": "Yes."}),
        ("de", "missing call to action", {"text": "Ja.", "act": " "}, {"text": "Ja."}),
        (
            "en",
            "rare words",
            {
                "text": "The failover of zirconium spigots obviates decalcification ferrules, gaskets, grommets and "
                "impellers. You may open it when the tap runs."
            },
            {"text": "When the tap runs and both of your hands are full, you still open the lid and one of them stays free."},
        ),
    ],
)
def test_each_rule_that_blocks_has_a_message_that_breaks_it_and_one_that_keeps_it(language, rule, fails, passes):
    assert (rule, "error") in found(language=language, **fails)
    assert (rule, "error") not in found(language=language, **passes)


@pytest.mark.parametrize(
    ("language", "act", "fault"),
    [
        ("en", "Count the lids, within 7 days.", ""),
        ("en", "Next step for you and a cook, today: try the lid.", ""),
        ("en", "Please try it by Friday.", ""),
        ("en", "Call us next Tuesday about the lid: bring one.", ""),
        ("en", "Send us the lid by 3 December.", ""),
        ("en", "Send us the lid before 2026-12-03.", ""),
        ("en", "Order six this week.", ""),
        ("en", "Try the lid within seven working days.", ""),
        ("en", "A test of the lid within 7 days.", "call to action"),
        ("en", "The lid should be tried within 7 days.", "call to action"),
        ("en", "Try the lid.", "call to action"),
        ("en", "Try the lid soon.", "call to action"),
        ("en", "Try the lid within 7 metres.", "call to action"),
        ("en", "Try the lid today. Then order six.", "call to action"),
        ("de", "Zählen Sie die Deckel, innerhalb von 7 Tagen.", ""),
        ("de", "Nächster Schritt für Sie und den Koch, noch heute: Fotografieren Sie den Deckel.", ""),
        ("de", "Bitte bestellen Sie bis Freitag einen Deckel.", ""),
        ("de", "Öffnen Sie den Deckel bis zum 3. Dezember.", ""),
        ("de", "Öffnen Sie den Deckel nächsten Dienstag.", ""),
        ("de", "Öffnen Sie den Deckel innerhalb eines Tages.", ""),
        ("de", "Öffnen Sie den Deckel diese Woche.", ""),
        ("de", "Der Deckel wird innerhalb von 7 Tagen getestet.", "call to action"),
        ("de", "Testen Sie den Deckel.", "call to action"),
        ("de", "Testen Sie den Deckel heute. Bestellen Sie dann sechs.", "call to action"),
    ],
)
def test_a_call_to_action_is_one_sentence_with_a_verb_first_and_a_time(language, act, fault):
    errors = {rule for rule, level in found("", language, act=act) if level == "error"}
    assert errors == ({fault} if fault else set())


def test_a_message_says_its_call_to_action():
    missing = ("missing call to action", "error")
    assert missing in found("You open it. It is open.", says_it=False)
    assert missing not in found(
        "It is open.", says_it=False
    )  # a line for a slide; whoever shows it has the act in a field of its own


@pytest.mark.parametrize(
    ("language", "act", "fits"),
    [
        ("en", "Count the lids you opened, within 7 days.", True),
        ("en", "Next step for you, within 7 days: count your kettles.", True),
        ("en", "Call us within 7 days.", False),
        ("en", "Next step for the owner of the kettle, today: bring that number to the review.", False),
        ("de", "Zählen Sie die Deckel, innerhalb von 7 Tagen.", True),
        ("de", "Bringen Sie den Wert mit, innerhalb von 7 Tagen.", False),
    ],
)
def test_an_act_at_the_steps_that_look_at_the_need_has_to_do_with_it(language, act, fits):
    generic = ("call to action for any need", "warn")
    assert (generic not in found("", language, act=act)) == fits
    assert generic not in found("", language, act=act, step="decide")


# Numbers


@pytest.mark.parametrize(
    ("language", "value", "said", "known"),
    [
        ("en", "1000", "1,000 pages", True), ("en", "1000", "1.000 pages", False), ("en", "1.5", "1.50 hours", True),
        ("en", "1.5", "15 hours", False), ("de", "1000", "1.000 Seiten", True), ("de", "1000", "1,000 Seiten", False),
        ("de", "1.5", "1,5 Stunden", True), ("de", "1.5", "15 Stunden", False), ("de", "1234567.5", "1.234.567,5 Seiten", True),
        ("en", "0.5", "5 hours", False), ("en", "10", "10. Then", True),
    ],
)  # fmt: skip
def test_numbers_are_read_as_their_language_writes_them(language, value, said, known):
    spec = replace(SPEC, characteristics=(fact("boil", value, "s"),))
    numbers = found(f"It is {said}.", language, spec=spec, characteristic_id="boil")
    assert (("number without a source", "error") not in numbers) == known


def test_a_number_of_a_person_needs_a_proof_a_limit_or_a_placeholder():
    unsourced = ("number without a source", "error")
    said = "The Kettle 2 lasts 12 years."
    for name, is_known in {"does": False, "reassurance": False, "rollout": False, "limit": True, "proof": True}.items():
        answer = replace(ANSWER, **{name: "It lasts 12 years"})
        assert (unsourced not in found(said, answers=[answer])) == is_known
        assert unsourced in found(said, answers=[replace(answer, characteristic_id="boil")])  # it belongs to another answer
    filled = replace(ANSWER, does="lasts 12 years")
    assert unsourced not in found(said, answers=[filled], written=[replace(ANSWER, does="lasts {life:year}")])
    assert unsourced in found(said, answers=[filled], written=[filled])
    assert unsourced not in found(said, need=replace(NEEDS["en"], statement="It has to last 12 years."))


def test_figures_and_dates_of_a_call_to_action_are_its_own():
    for language, act in (("en", "Send 12 lids by 3 December 2026."), ("de", "Senden Sie 12 Deckel bis zum 3.12.2026.")):
        assert not {e for e in found("", language, act=act) if e[1] == "error"}
        assert ("number without a source", "error") in found("13 of them.", language, act=act)


BOUNDS = [("at most", "<="), ("no more than", "<="), ("within", "<="), ("less than", "<="), ("up to", "<="),
          ("at least", ">="), ("more than", ">="), ("no less than", ">=")]  # fmt: skip
GERMAN = [("höchstens", "<="), ("nicht mehr als", "<="), ("innerhalb von", "<="), ("bis zu", "<="), ("mindestens", ">="),
          ("mehr als", ">=")]  # fmt: skip


@given(
    st.sampled_from([("en", *b) for b in BOUNDS] + [("de", *b) for b in GERMAN]), st.sampled_from(["<=", ">=", "="]),
    st.integers(2, 900),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_a_bound_is_an_error_only_where_the_factory_gives_the_other_one(bound, operator, value):
    language, said, means = bound
    spec, unit = replace(SPEC, characteristics=(fact("boil", str(value), "s", operator),)), {"en": "seconds", "de": "Sekunden"}
    hits = found(f"X {said} {value} {unit[language]}.", language, spec=spec, characteristic_id="boil")
    assert (("bound direction", "error") in hits) == (operator not in ("=", means))


def test_a_bound_of_the_customer_of_another_unit_or_of_the_next_step_is_their_own():
    spec, turned = replace(SPEC, characteristics=(fact("boil", "7", "day", ">="),)), ("bound direction", "error")
    at = {"spec": spec, "characteristic_id": "boil"}
    for said in ("at most 7 days", "at most seven days", "7 days or less", "AT MOST 7 days"):
        assert turned in found(f"It runs {said}.", **at)
    assert turned not in found("You open it.", act="Try it within 7 days.", **at)
    assert turned not in found("It takes at most 7 seconds.", **at)
    wanted = replace(NEEDS["en"], statement="I want it in no more than 7 days")
    assert turned not in found("You want it in at most 7 days.", need=wanted, **at)
    assert turned in found("Er läuft höchstens 7 Tage.", "de", **at)
    assert turned not in found("Er läuft höchstens 7 Sekunden.", "de", **at)


# Quotations and names


@pytest.mark.parametrize("marks", ["“{}”", "„{}“", "„{}”", "«{}»", "»{}«", '"{}"'])
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_stands_in_quotation_marks_is_let_be(language, marks):
    said = {"en": "We never made 4711 BPA lids faster, the best", "de": "Wir machen nie 4711 BPA Deckel schneller, die besten"}
    silent = found(f"Ja: {marks.format(said[language])}.", language)
    assert silent == found(f"Ja: {marks.format('x')}.", language)
    assert {"number without a source", "absolute", "superlative", "open comparison", "acronym not expanded"} <= {
        rule for rule, _ in found(f"Ja: {said[language]}.", language)
    }


def test_what_the_customer_calls_it_needs_no_explanation():
    need = replace(NEEDS["en"], pain="our BPA test fails")
    assert ("acronym not expanded", "warn") not in found("The BPA test fails.", need=need)
    rare = "Zirconium spigots and ferrules, gaskets, grommets, impellers: " + "the tap runs and your hand stays free. " * 3
    assert ("rare words", "error") in found(rare)
    assert ("rare words", "error") not in found(rare, need=replace(NEEDS["en"], measure="zirconium spigot, ferrule and grommet"))


# Fragments


@pytest.mark.parametrize(
    ("language", "fragment", "fails", "passes"),
    [
        ("en", "anxiety", "my managers complain", "your managers complain, says “my boss”"),
        ("en", "pain", "the US plug does not fit us", "the US plug does not fit"),
        ("de", "anxiety", "unsere Leitung beschwert sich", "Ihre Leitung beschwert sich, sagt „unser Chef“"),
        ("en", "ask", "the lid", "for how many years they stand behind it"),
        ("de", "ask", "den Deckel", "in welcher Woche er aufgeht"),
        ("en", "does", "opens in 3 seconds", "opens in {boil}"),
        ("de", "does", "öffnet in 3 Sekunden", "öffnet in {boil2}"),
        ("en", "does", "a lid that opens", "opens at once"),
        ("en", "does", "seamless opening", "has a lid"),
        ("de", "does", "mit Deckel", "hat einen Deckel"),
        ("de", "does", "Arbeit ohne Ende", "arbeitet leise"),
    ],
)
def test_each_fault_of_a_fragment_is_named_by_its_need(language, fragment, fails, passes):
    def faults(said):
        need = NEEDS[language] if fragment == "does" else replace(NEEDS[language], **{fragment: said})
        answer = Link("lid", "R1", 9, 1.0, "a person", does=said if fragment == "does" else "")
        return fragment_findings([need], [answer], BY_LANGUAGE[language])

    assert faults(passes) == []
    assert [(f.message_id, f.level, f.found.split(":")[0]) for f in faults(fails)] == [("R1", "warn", fragment)]


# All rules


def test_eight_rules_block_an_approval():
    assert {name for name in RULES if RULES[name].level == "error"} == {
        "number without a source", "bound direction", "product too early", "missing because", "missing so that",
        "missing call to action", "call to action", "rare words",
    }  # fmt: skip


def test_a_language_without_words_has_only_the_rules_that_need_none():
    rules = lint_rules(TEMPLATES, "fr")
    on = {name for name in rules if rules.is_on(name)}
    assert on == {
        "number without a source", "product too early", "missing because", "missing so that", "missing call to action",
        "call to action", "no evidence", "repetition", "long message", "long sentence", "figure in does",
    }  # fmt: skip
    assert found("Nous faisons 40 choses, la BPA.", "en", rules=rules) == {("number without a source", "error")}


def test_shipped_messages_raise_no_false_alarm():
    files = {p: data for p, data in read_folder(ROOT / "data" / "launches" / "touring-1000").items() if is_input(p)}
    i = read_launch_files(files)
    books, ever = phrase_books(TEMPLATES), set()
    for brief in (i.brief, Brief(*sample("router")), Brief(*sample("phone"))):
        made = positioning_of(brief, books)
        assert len(made.messages) >= 30
        assert [f for f in made.findings if f.level == "error"] == []
        ever |= {f.rule for f in made.findings}
    assert not ever & {"absolute", "superlative", "open comparison", "acronym not expanded", "subject focus"}


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["We", "“best”", '"', '5"', "\n", "- ", ".", "BPA", "🙂", "é", " "])).map("".join),
    st.sampled_from(["en", "de"]),
)
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_every_line_exists(text, language):
    n_lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert all(1 <= f.line <= n_lines for f in lint_text(text, BY_LANGUAGE[language]))
    assert all(f.advice for f in lint("K", [message(text)], SPEC, [NEEDS["en"]], {"E1": HEARD}, [], BY_LANGUAGE[language]))


def test_german_messages_of_the_bundled_templates_raise_no_alarm():
    steps = tuple(
        BuyerStep(
            step, "Schritt", "Sie sehen sich den Deckel an", "", "", "ein Blatt mit einer Zahl", n, CallToAction(act, who, 7 * n)
        )
        for n, (step, act, who) in enumerate(
            [
                ("recognise", "Zählen Sie die Kocher, die zurückkommen", "Sie"),
                ("define", "Schreiben Sie die Frage auf Ihre Liste", "Sie und den Einkauf"),
                ("evaluate", "Probieren Sie den Deckel unter dem Hahn", "Sie"),
                ("decide", "Bestellen Sie sechs Stück", "Sie"),
                ("implement", "Stellen Sie einen Kocher in das Regal", "Sie"),
                ("review", "Zählen Sie noch einmal die Kocher", "Sie und Ihren Vertreter"),
            ]
        )
    )
    buyers = BuyerMap((Segment("home", "Haushalt"),), (Persona("buyer", "Einkauf"),), steps, ())
    answer = replace(
        ANSWER, does="öffnet den Deckel mit einer Hand und kocht in {boil}", limit="Die Tülle bleibt offen.",
        proof="Das Prüfblatt zeigt es.", reassurance="Probieren Sie den Knopf selbst.",
    )  # fmt: skip
    heard = {"E1": replace(HEARD, text="Wir schicken sie zurück, jede Woche drei.")}
    brief = Brief("Kettle 2", SPEC, [NEEDS["de"]], heard, buyers, [answer], language="de")
    made = positioning_of(brief, phrase_books(TEMPLATES))
    assert [m.step for m in made.messages] == [s.step for s in steps]
    assert any("90 Sekunden" in m.text for m in made.messages)
    assert made.findings == ()
