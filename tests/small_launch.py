"""A small launch: an invented kettle, two channels, four reps, twelve accounts, a year of sales lines. Every text is made up."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

LAUNCH_YAML = """\
launch_id: kettle-2
name: Kettle 2
tier: 2
owner: Ada Owner
product_ids: ["K2"]
currency: EUR
channels: [shops, online]
dates: {positioning_by: 2024-01-08, ready_by: 2024-02-16, launch_on: 2024-03-04, measure_until: 2024-08-30}
seed: 7
"""
SPEC_YAML = """\
product: {model_id: K2, name: Kettle 2, vendor: Steam & Co, category: Kettles, revision: B, summary: "A kettle."}
characteristics:
  - {id: boil, name: boiling time, value: 90, unit: s, operator: "<=", condition: "for half a litre",
     quote: "Boils 0.5 L in at most 90 s."}
  - {id: lid, name: lid, value: "opens with one hand", quote: "Push-button lid opens with one hand."}
  - {id: warranty, name: warranty, value: 3, unit: years, quote: "3 years on parts."}
  - {id: cord, name: cord, value: 75, unit: cm, quote: "Cord 75 cm."}
variants:
  - {product_id: K2, name: "Kettle 2, white", gtin: "4006381333931", list_price: 49.90, currency: EUR, "weight (g)": 900}
"""
BUYERS_YAML = """\
segments: [{id: home, name: Home shops}]
personas: [{id: buyer, name: Shop buyer}]
steps:
  - {step: recognise, name: See the need, task: Notice it, exit_criterion: A count, starts_after_days: 0,
     call_to_action: {act: Count the kettles brought back, who: you, within_days: 7}}
  - {step: evaluate, name: Try it, task: Boil it, anxiety: It is only a kettle, exit_criterion: A tried kettle,
     starts_after_days: 14, call_to_action: {act: Boil half a litre in the shop, who: you and a colleague, within_days: 7}}
  - {step: decide, name: Order, task: Order it, anxiety: It will not sell, exit_criterion: An order, starts_after_days: 28,
     call_to_action: {act: Order six, who: you, within_days: 10}}
"""
CHANNELS_YAML = """\
channels:
  - {id: shops, name: Shops, tier: 2, motion: consultative, language: en, template: standard, manager: Mo}
  - {id: online, name: Online, tier: 2, motion: transactional, language: en, template: standard, manager: Mo}
partners: [{id: steam, name: Steam & Co, channels: [shops, online], currency: EUR}]
"""
TRAINING_YAML = """\
title: Kettle 2
minutes: 60
seats: 3
first_day: 2024-01-15
working_hours: {starts: "09:00", ends: "17:00"}
waves: 2
readiness_bar: 60
"""
REQUIREMENTS = """\
requirement_id,segment,persona,statement,importance,kano,evidence_ids
N1,home,buyer,Boiling must not take longer than making the toast,9,must,E1;E2
N2,home,buyer,I open the lid with one hand because the other holds the tap,6,attractive,E3
N3,home,buyer,Who pays when it breaks in year two? I want a warranty,7,must,E4
N4,home,buyer,It should play music,2,,
"""
EVIDENCE = """\
evidence_id,kind,source,heard_on,text
E1,interview,owner of a shop,2023-10-02,"Boiling takes for ever, they say."
E2,survey,twelve shops,2023-10-09,Nine of twelve name the boiling time first.
E3,review,a customer,2023-10-11,The lid needs both hands.
E4,ticket,a shop,2023-10-20,Broken in month fourteen and no warranty.
"""
ANSWERS = """\
requirement_id,characteristic_id,strength,does,limit,proof
N1,boil,9,boils half a litre within 90 seconds,A full kettle takes longer.,The test sheet states it.
N2,lid,9,opens its lid with one hand,The spout stays open.,Try the button in the shop.
N3,warranty,9,carries a warranty of 3 years on parts,Labor is not covered.,The warranty card states it.
"""
TRAINERS = "trainer_id,name,email,languages,time_zone,max_sessions_per_day\nt1,Tess Trainer,tess@example.com,en,Europe/Paris,3\n"
REPS = [
    ("r1", "Ana Ruiz", "ana@example.com", "T1", "r4", "Europe/Paris"),
    ("r2", "Bo Li", "bo@example.com", "T1", "r4", "Europe/London"),
    ("r3", "Cy O'Neil", "cy@example.com", "T2", "r4", "Europe/Paris"),
    ("r4", "Dee Müller", "dee@example.com", "T2", "", "Europe/Berlin"),
]


def write_small_launch(folder: Path) -> Path:
    """Write the launch folder and return it."""
    (folder / "inbox" / "sales_out" / "steam").mkdir(parents=True)
    texts = {
        "launch.yaml": LAUNCH_YAML, "spec.yaml": SPEC_YAML, "buyers.yaml": BUYERS_YAML, "channels.yaml": CHANNELS_YAML,
        "training.yaml": TRAINING_YAML, "requirements.csv": REQUIREMENTS, "evidence.csv": EVIDENCE, "answers.csv": ANSWERS,
        "trainers.csv": TRAINERS, "reps.csv": _reps(), "accounts.csv": _accounts(),
        "inbox/sales_out/steam/2023.csv": _sales(date(2023, 3, 6), 52),
        "inbox/sales_out/steam/2024.csv": _sales(date(2024, 3, 4), 26),
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _reps() -> str:
    header = "rep_id,name,email,channel,partner_id,territory_id,manager_id,motion,time_zone,language,hired_on\n"
    return header + "".join(f"{i},{n},{e},,steam,{t},{m},consultative,{z},en,2020-01-01\n" for i, n, e, t, m, z in REPS)


def _accounts() -> str:
    header = "account_id,name,channel,partner_id,territory_id,segment,industry,first_seen_on,potential_money\n"
    rows = (
        f"a{i},Shop {i},{'shops' if i % 3 else 'online'},steam,T{1 + i % 2},home,retail,2022-01-03,{1000 * (i + 1)}\n"
        for i in range(12)
    )
    return header + "".join(rows)


def _sales(first: date, weeks: int) -> str:
    """Return sales lines by a rule: account i buys every (2 + i % 4) weeks; the old product K1 before, K2 as well after."""
    lines = ["invoice no,order date,product id,account id,rep id,quantity,amount"]
    for i in range(12):
        rep = f"r{1 + (i % 2) * 2 + (i // 6)}"
        for week in range(i % 3, weeks, 2 + i % 4):
            day = first + timedelta(weeks=week, days=i % 5)
            product = "K2" if day >= date(2024, 3, 4) and week % 2 == 0 else "K1"
            units = 1 + (i * 7 + week) % 5
            lines.append(f"D{day:%y%m%d}{i},{day.isoformat()},{product},a{i},{rep},{units},{units * (40 + i)}.50")
    return "\n".join(lines) + "\n"
