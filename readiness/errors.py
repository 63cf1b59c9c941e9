"""Errors: every error raised on purpose, drawn as a tree.

    ReadinessError
      InputError            what came in is wrong: file, row, column, what, what was expected
      InvalidInputsError    several of them, found in one go
      NotEnoughDataError    the question cannot be answered honestly with what there is
      NotFoundError         an id nobody knows
      ConflictError         it was changed meanwhile, or means two things
      NotAllowedError       no permission, or not approved

In: nothing.
Out: exceptions; `exit_code` is what the command line returns for each.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in one place of one input file.

    `row` counts from 1 with the header row as 1 (as a spreadsheet shows it); 0 means the file as a whole. `column` is the
    column's name, a field path such as `dates.ready_by`, or an element path.
    """

    file: str
    row: int
    column: str
    what: str
    expected: str

    def __str__(self) -> str:
        """Return `file:row:column: what is wrong; what was expected`."""
        return f"{self.file}:{self.row or ''}:{self.column}: {self.what}; expected {self.expected}"


class ReadinessError(Exception):
    """The root of every error raised on purpose; its text is one clear sentence."""

    exit_code = 2

    def __reduce__(self) -> tuple[object, ...]:
        """Return how to make it again in another process, whatever its class was made from."""
        return _as_it_was, (type(self), self.args), self.__dict__


def _as_it_was(kind: type[ReadinessError], args: tuple[object, ...]) -> ReadinessError:
    return kind.__new__(kind, *args)


class InputError(ReadinessError):
    """What came in is wrong; `problem` says where and what was expected."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class InvalidInputsError(ReadinessError):
    """Several inputs are wrong; `problems` lists each, sorted by file, row and column."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        n = len(self.problems)
        super().__init__(f"{n} problem{'s' if n != 1 else ''} in the inputs; the first: {self.problems[0]}")


class NotEnoughDataError(ReadinessError):
    """The question cannot be answered honestly with the data there is."""

    exit_code = 3


class NotFoundError(ReadinessError):
    """An id, file or launch that nobody knows."""


class ConflictError(ReadinessError):
    """What was asked for clashes with what is already recorded."""

    exit_code = 4


class NotAllowedError(ReadinessError):
    """No permission, or not approved."""

    exit_code = 4
