"""Every public GIFT sample says what its published reading says, and comes back the same from each writer."""

from pathlib import Path

import pytest

from readiness.adapters.quiz_formats import read_gift, read_questions, write_gift, write_moodle
from tests.quiz_readings import reading

SAMPLES = Path(__file__).parents[1] / "samples" / "quiz" / "gift"
FILES = sorted(p.name for p in SAMPLES.glob("*.gift"))


def readings() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (SAMPLES / "readings.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            lines = found.setdefault(line[3:], [])
        else:
            lines.append(line)
    return found


def test_every_sample_has_a_reading() -> None:
    assert sorted(readings()) == FILES
    assert len(FILES) == 51


@pytest.mark.parametrize("name", FILES)
def test_a_sample_says_what_its_reading_says(name: str) -> None:
    questions = read_gift(name, (SAMPLES / name).read_bytes())
    assert [line for q in questions for line in reading(q)] == readings()[name]


@pytest.mark.parametrize("name", FILES)
def test_gift_to_ours_to_gift_loses_nothing(name: str) -> None:
    questions = read_gift(name, (SAMPLES / name).read_bytes())
    written, losses = write_gift(questions)
    assert losses == []
    assert read_gift(name, written) == questions
    assert write_gift(read_gift(name, written))[0] == written


@pytest.mark.parametrize("name", FILES)
def test_line_ends_do_not_matter(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    assert read_gift(name, b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")) == read_gift(name, data)


@pytest.mark.parametrize("name", FILES)
def test_moodle_xml_holds_every_sample_but_the_gap(name: str) -> None:
    questions = read_gift(name, (SAMPLES / name).read_bytes())
    written, losses = write_moodle(questions)
    assert {loss.what for loss in losses} <= {"where in the sentence the answer goes: a line stands there"}
    read, lost = read_questions("quiz.xml", written)
    assert lost == []
    assert [reading(q) for q in read] == [reading(q) for q in questions]


def test_moodles_order_of_true_false_feedback() -> None:
    """Moodle's page on GIFT: the first feedback is shown to who is wrong, the second to who is right."""
    (question,) = read_gift("q", b"Grant is buried in Grant's tomb.{TRUE#No.#Well done.}")
    assert [(o.text.text, o.feedback.text) for o in question.options] == [("true", "Well done."), ("false", "No.")]
