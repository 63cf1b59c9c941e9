"""Accounts: who may use the portal, how they get in, and who they are while they are there.

In: mail addresses, passwords, codes, links; the time now, in UTC.
Out: Viewer, Account, links; rows in the database.
"""

from readiness.actions.accounts.company import Asking, NoAccountError, NotFromHereError, ask_company, come_back
from readiness.actions.accounts.entering import (
    Device,
    Entered,
    LinkOverError,
    SignInNeededError,
    WrongCodeError,
    WrongPasswordError,
    enter_by_link,
    give_code,
    sign_in,
    sign_out,
    viewer_of,
    waits_for_code,
)
from readiness.actions.accounts.own import OwnAccount, choose_language, end_devices, my_account
from readiness.actions.accounts.people_desk import (
    PersonRow,
    add_person,
    change_person,
    disable_person,
    find_people,
    link_for,
    reset_second_factor,
    see_person,
)
from readiness.actions.accounts.registry import (
    QUIZ_LINK_DAYS,
    Account,
    add_user,
    disable_user,
    list_users,
    mail_new_account,
    new_link,
    one_line,
    send_test_mail,
    write_quiz_links,
)
from readiness.actions.accounts.second_factor import (
    begin_second_factor,
    finish_second_factor,
    pending_picture,
    pending_secret,
    remove_second_factor,
)
from readiness.actions.accounts.setting_passwords import (
    WeakPasswordError,
    ask_new_password,
    change_password,
    link_holder,
    set_password,
)
from readiness.actions.accounts.tries import TooManyTriesError
from readiness.actions.accounts.trying import TryAccount, try_accounts
from readiness.adapters.company_sign_in import CompanyDownError, NotBelievedError, is_company_set
from readiness.adapters.mail import MailDownError, is_mail_set
from readiness.permissions import ROLES, Viewer

__all__ = [
    "QUIZ_LINK_DAYS",
    "ROLES",
    "Account",
    "Asking",
    "CompanyDownError",
    "Device",
    "Entered",
    "LinkOverError",
    "MailDownError",
    "NoAccountError",
    "NotBelievedError",
    "NotFromHereError",
    "OwnAccount",
    "PersonRow",
    "SignInNeededError",
    "TooManyTriesError",
    "TryAccount",
    "Viewer",
    "WeakPasswordError",
    "WrongCodeError",
    "WrongPasswordError",
    "add_person",
    "add_user",
    "ask_company",
    "ask_new_password",
    "begin_second_factor",
    "change_password",
    "change_person",
    "choose_language",
    "come_back",
    "disable_person",
    "disable_user",
    "end_devices",
    "enter_by_link",
    "find_people",
    "finish_second_factor",
    "give_code",
    "is_company_set",
    "is_mail_set",
    "link_for",
    "link_holder",
    "list_users",
    "mail_new_account",
    "my_account",
    "new_link",
    "one_line",
    "pending_picture",
    "pending_secret",
    "remove_second_factor",
    "reset_second_factor",
    "see_person",
    "send_test_mail",
    "set_password",
    "sign_in",
    "sign_out",
    "try_accounts",
    "viewer_of",
    "waits_for_code",
    "write_quiz_links",
]
