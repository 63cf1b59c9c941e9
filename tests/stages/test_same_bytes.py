"""Same bytes: the whole positioning is one and the same whatever order Python's sets and hashes happen to have."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.adapters.folder_files import read_folder
from readiness.adapters.launch_files import is_input, read_launch_files
from readiness.adapters.phrase_files import phrase_books
from readiness.adapters.positioning_files import positioning_files
from readiness.adapters.table_files import csv_bytes
from readiness.settings import ROOT
from readiness.stages.positioning import Approval, Approvals, positioning_of

BUNDLED = ROOT / "data" / "launches" / "touring-1000"
CRM = ROOT / "tests" / "samples" / "crm"
SEEDS = ("1", "2", "3")
IN_A_PROCESS = """\
import json, sys
from pathlib import Path
from tests.stages.test_same_bytes import hashes_of
print(json.dumps({"order": list({"lid", "boil", "cord", "warranty"}), "files": [hashes_of(Path(p)) for p in sys.argv[1:]]}))
"""
"""The order of a set is told too: it shows that the processes do differ in it."""
GERMAN_CHANNEL = """\
channels:
  - {id: shops, name: Shops, tier: 2, motion: consultative, language: en, template: standard, manager: Mo}
  - {id: online, name: Online, tier: 2, motion: transactional, language: en, template: standard, manager: Mo}
  - {id: laden, name: Laden, tier: 2, motion: enterprise, language: de-CH, template: standard, manager: Mo}
partners: [{id: steam, name: Steam & Co, channels: [shops, online, laden], currency: EUR}]
"""
LID_NEED = "I open the lid with one hand because the other holds the tap"
GERMAN = [
    ("requirements", "N1", "statement", "Boiling must not take longer than making the toast", "Kochen darf nicht lange dauern"),
    ("requirements", "N2", "statement", LID_NEED, "Ich brauche eine Hand frei"),
    ("requirements", "N3", "statement", "Who pays when it breaks? (as it was)", "Wer zahlt, wenn er kaputtgeht?"),
    ("answers", "N1/boil", "does", "boils half a litre within 90 seconds", "kocht einen halben Liter innerhalb von 90 Sekunden"),
    ("answers", "N1/boil", "limit", "A full kettle takes longer.", "Ein voller Kessel braucht länger."),
    ("answers", "N1/boil", "proof", "The test sheet states it.", "Das Prüfblatt weist es aus."),
    ("answers", "N2/lid", "does", "opens its lid with one hand", "öffnet seinen Deckel mit einer Hand"),
    ("answers", "N2/lid", "limit", "The spout stays open.", "Der Ausguss bleibt offen."),
    ("answers", "N2/lid", "proof", "Try the button in the shop.", "Drücken Sie den Knopf im Laden."),
    ("personas", "buyer", "name", "Shop buyer", "Einkauf"),
    ("segments", "home", "name", "Home shops", "Haushaltsgeschäfte"),
    ("steps", "evaluate", "name", "Try it", "Ausprobieren"),
    ("steps", "evaluate", "task", "Boil it", "Wasser kochen"),
    ("steps", "evaluate", "anxiety", "It is only a kettle", "Es ist nur ein Kessel"),
    ("steps", "evaluate", "exit_criterion", "A tried kettle", "Ein erprobter Kessel"),
    ("steps", "evaluate", "act", "Boil half a litre in the shop", "Kochen Sie im Laden einen halben Liter"),
    ("steps", "evaluate", "who", "you and a colleague", "Sie und ein Kollege"),
]  # fmt: skip
"""Two of three answered needs at one of three steps, and a translation of what a need said before."""


def hashes_of(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a launch's positioning, every other message of it approved."""
    inputs = read_launch_files({p: data for p, data in read_folder(folder).items() if is_input(p)})
    made = positioning_of(inputs.brief, phrase_books(ROOT / "content_templates"))
    signed = {m.message_id: Approval(made.hashes[m.message_id], "Ada Owner", "2024-01-08") for m in made.messages[::2]}
    files = positioning_files(inputs, made, Approvals(signed, len(made.messages)))
    return {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}


@pytest.fixture
def german_launch(small_launch: Path) -> Path:
    """Return the small launch with a third channel in German, partly translated, and exports of a CRM."""
    launch = small_launch / "launch.yaml"
    launch.write_text(launch.read_text(encoding="utf-8").replace("[shops, online]", "[shops, online, laden]"), encoding="utf-8")
    (small_launch / "channels.yaml").write_text(GERMAN_CHANNEL, encoding="utf-8")
    (small_launch / "translations").mkdir()
    rows = csv_bytes(("table", "id", "field", "source", "text", "was"), [(*row, "") for row in GERMAN])
    (small_launch / "translations" / "de.csv").write_bytes(rows)
    (small_launch / "crm").mkdir()
    for export in CRM.glob("*.csv"):
        (small_launch / "crm" / export.name).write_bytes(export.read_bytes())
    return small_launch


def test_the_german_launch_speaks_three_ways_and_names_what_is_missing(german_launch: Path) -> None:
    """What is compared below must hold something: German, gaps for want of it, and customers of a CRM."""
    inputs = read_launch_files({p: data for p, data in read_folder(german_launch).items() if is_input(p)})
    made = positioning_of(inputs.brief, phrase_books(ROOT / "content_templates"))
    assert [m.message_id for m in made.messages_for("laden")] == ["N1-evaluate-enterprise-de", "N2-evaluate-enterprise-de"]
    assert {g.ref.partition(".")[0] for g in made.gaps if g.kind == "translation_missing"} == {
        "de:requirements", "de:answers", "de:steps", "de:characteristics", "de:variants"
    }  # fmt: skip
    assert [t.was for t in made.to_translate["de"] if (t.id, t.field) == ("N3", "statement")] == [
        "Wer zahlt, wenn er kaputtgeht?"
    ]
    assert inputs.deals


def test_every_file_of_the_positioning_is_the_same_under_every_hash_seed(german_launch: Path) -> None:
    told = []
    for seed in SEEDS:
        process = subprocess.run(
            [sys.executable, "-c", IN_A_PROCESS, str(BUNDLED), str(german_launch)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            encoding="utf-8",
        )
        told.append(json.loads(process.stdout))
    assert len({tuple(t["order"]) for t in told}) > 1
    bundled, german = told[0]["files"]
    assert "positioning/messages.csv" in bundled
    assert set(german) - set(bundled) == {"positioning/translate_de.csv"}
    for other in told[1:]:
        assert other["files"] == [bundled, german]
