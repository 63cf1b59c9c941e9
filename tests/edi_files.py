"""EDI files: interchanges with right counts and numbers, for the tests of what partners send.

In: the segments inside the envelopes, written with * and > or + and :.
Out: bytes as a partner would send them.
"""

from __future__ import annotations

from collections.abc import Sequence

ISA = "ISA*00*          *00*          *ZZ*{sender:<15}*ZZ*{receiver:<15}*261115*0930*U*00401*{number:09d}*0*{usage}*>"


def x12(
    *sets: tuple[str, str], per_group: int = 0, number: int = 7, usage: str = "P", element: str = "*", inner: str = ">",
    end: str = "~", line_end: str = "",
) -> bytes:  # fmt: skip
    """Return an interchange: sets of a code and segments divided by blanks or line ends, `per_group` in each group, 0 for all."""
    out = [ISA.format(sender="PARTNER", receiver="FACTORY", number=number, usage=usage)]
    size = per_group or max(len(sets), 1)
    groups = [sets[i : i + size] for i in range(0, len(sets), size)]
    n_set = 0
    for g, group in enumerate(groups, 1):
        out.append(f"GS*{'PD' if group[0][0] == '852' else 'PT'}*PARTNER*FACTORY*20261115*0930*{g}*X*004010")
        for code, body in group:
            n_set += 1
            segments = lines(body)
            out += [f"ST*{code}*{n_set:04d}", *segments, f"SE*{len(segments) + 2}*{n_set:04d}"]
        out.append(f"GE*{len(group)}*{g}")
    out.append(f"IEA*{len(groups)}*{number:09d}")
    marked = [s.replace("*", "\x00").replace(">", "\x01").replace("\x00", element).replace("\x01", inner) for s in out]
    return "".join(f"{s}{end}{line_end}" for s in marked).encode()


def edifact(
    *messages: tuple[str, str], una: str = "UNA:+.? '", line_end: str = "", test: str = "", syntax: str = "UNOC"
) -> bytes:
    """Return an interchange: messages of a type and segments divided by line ends."""
    out = [f"UNB+{syntax}:3+4012345000009:14+4000001000005:14+261115:0930+REF77{test}"]
    for n, (kind, body) in enumerate(messages, 1):
        segments = lines(body)
        out += [f"UNH+{n}+{kind}:D:96A:UN:EAN004", *segments, f"UNT+{len(segments) + 2}+{n}"]
    out.append(f"UNZ+{len(messages)}+REF77")
    return (una + line_end + "".join(f"{s}'{line_end}" for s in out)).encode("latin-1")


def lines(body: str) -> list[str]:
    """Return a body's segments, one a line."""
    return [line.strip() for line in body.strip().splitlines() if line.strip()]


def rows(frame: object, *names: str) -> Sequence[tuple[str, ...]]:
    """Return columns of a frame as rows."""
    return frame.select(*names).rows()  # type: ignore[attr-defined]
