"""Accounts: who may use the portal, how they get in, and who they are while they are there.

In: mail addresses, passwords, links; the time now, in UTC.
Out: Viewer, Account, links; rows in the database.
"""

from readiness.actions.accounts.entering import (
    Entered,
    LinkOverError,
    SignInNeededError,
    TooManyTriesError,
    WeakPasswordError,
    WrongPasswordError,
    enter_by_link,
    link_holder,
    set_password,
    sign_in,
    sign_out,
    viewer_of,
)
from readiness.actions.accounts.registry import (
    QUIZ_LINK_DAYS,
    Account,
    add_user,
    disable_user,
    list_users,
    new_link,
    write_quiz_links,
)
from readiness.actions.accounts.trying import TryAccount, try_accounts
from readiness.permissions import ROLES, Viewer

__all__ = [
    "QUIZ_LINK_DAYS",
    "ROLES",
    "Account",
    "Entered",
    "LinkOverError",
    "SignInNeededError",
    "TooManyTriesError",
    "TryAccount",
    "Viewer",
    "WeakPasswordError",
    "WrongPasswordError",
    "add_user",
    "disable_user",
    "enter_by_link",
    "link_holder",
    "list_users",
    "new_link",
    "set_password",
    "sign_in",
    "sign_out",
    "try_accounts",
    "viewer_of",
    "write_quiz_links",
]
