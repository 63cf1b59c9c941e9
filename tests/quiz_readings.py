"""What a question says, on lines that a person can hold against the file it came from."""

from readiness.stages.quizzes.question import Question, Text


def reading(question: Question) -> list[str]:
    """Kind, title and stem, then a line an answer: its percent, its text, its feedback behind `#`."""
    mark = f"[{question.stem.format}] " if question.stem.text else ""
    lines = [" | ".join(filter(None, (question.kind, question.title, mark + said(question.shown_stem))))]
    if question.question_id or question.tags:
        lines.append(f"  id {question.question_id or '-'} tags {', '.join(question.tags) or '-'}")
    lines += [f"  {o.weight}% {formed(o.text, question)}{behind(o.feedback, question)}" for o in question.options]
    for n in question.numbers:
        value = "any" if n.value is None else f"{n.value} +- {n.tolerance}"
        lines.append(f"  {n.weight}% {value}{behind(n.feedback, question)}")
    lines += [f"  {formed(p.left, question)} -> {p.right}" for p in question.pairs]
    lines += [f"  nothing -> {right}" for right in question.extra]
    return [*lines, f"  for all: {formed(question.general, question)}"] if question.general.text else lines


def said(text: str) -> str:
    return text.replace("\n", "⏎")


def formed(text: Text, question: Question) -> str:
    own = text.text and text.format != question.stem.format and question.kind not in ("short_answer", "true_false")
    return (f"[{text.format}] " if own else "") + said(text.text)


def behind(text: Text, question: Question) -> str:
    own = f"[{text.format}] " if text.format != question.stem.format else ""
    return f" # {own}{said(text.text)}" if text.text else ""
