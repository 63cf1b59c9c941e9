"""Persons: everything kept about one person handed over, or erased; and what is too old swept away.

In: a mail address or a rep_id; the time now, in UTC.
Out: Subject, Exported, Erased, Swept; a zip; rows and files deleted or marked.
"""

from readiness.actions.persons.erasing import Erased, Plan, erase_person, plan_erasing
from readiness.actions.persons.exporting import Exported, export_person
from readiness.actions.persons.finding import Subject
from readiness.actions.persons.sweeping import Swept, sweep

__all__ = ["Erased", "Exported", "Plan", "Subject", "Swept", "erase_person", "export_person", "plan_erasing", "sweep"]
