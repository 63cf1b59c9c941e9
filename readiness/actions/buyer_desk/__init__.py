"""Buyer desk: the buyers' map, where to aim, whose idea a deal is, contacts and promised acts, as pages show and take them.

In: settings, who is signed in, a launch; the time now, in UTC.
Out: pages; notes of what was heard and reports of contacts in the database.
"""

from readiness.actions.buyer_desk.aiming import AIMS, FILE, FILTERS, ProspectsPage, prospects_csv, prospects_file, prospects_page
from readiness.actions.buyer_desk.contacts import ContactsPage, OwnContacts, contacts_page, own_contacts, report_contact
from readiness.actions.buyer_desk.mapping import MapPage, map_page
from readiness.actions.buyer_desk.noting import QUESTIONS, TOP, Heard, note_vision
from readiness.actions.buyer_desk.owed import KINDS, ROLES, STATES, FollowUpsPage, follow_ups_page
from readiness.actions.buyer_desk.owed import Looked as LookedOwed
from readiness.actions.buyer_desk.visions import AccountPage, VisionPage, account_page, vision_page
from readiness.adapters.db.contact_views import WHEN
from readiness.adapters.db.contact_views import Looked as LookedContacts
from readiness.stages.contact_plan import REACTIONS
from readiness.stages.vision import DECISIONS

__all__ = [
    "AIMS", "DECISIONS", "FILE", "FILTERS", "KINDS", "QUESTIONS", "REACTIONS", "ROLES", "STATES", "TOP", "WHEN", "AccountPage",
    "ContactsPage", "FollowUpsPage", "Heard", "LookedContacts", "LookedOwed", "MapPage", "OwnContacts", "ProspectsPage",
    "VisionPage", "account_page", "contacts_page", "follow_ups_page", "map_page", "note_vision", "own_contacts", "prospects_csv",
    "prospects_file", "prospects_page", "report_contact", "vision_page",
]  # fmt: skip
