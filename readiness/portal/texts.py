"""Texts: every word of the portal's own, in English and German, in one table.

In: a language, a key, what to fill in.
Out: the text; a count chooses between one and many.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from babel.dates import format_date

LANGUAGES = ("en", "de")

TEXTS: dict[str, tuple[str, str]] = {
    "skip": ("Skip to the content", "Zum Inhalt springen"),
    "sign_in": ("Sign in", "Anmelden"),
    "sign_in_lead": (
        "With the mail address and password of your account. A link to a quiz in your mail needs neither.",
        "Mit der E-Mail-Adresse und dem Passwort Ihres Kontos. Ein Link zu einem Quiz in Ihrer E-Mail braucht beides nicht.",
    ),
    "sign_out": ("Sign out", "Abmelden"),
    "email": ("Mail address", "E-Mail-Adresse"),
    "password": ("Password", "Passwort"),
    "new_password": ("New password", "Neues Passwort"),
    "password_rule": (
        "12 characters or more. A few words in a row are easy to remember and hard to guess.",
        "Mindestens 12 Zeichen. Ein paar Wörter hintereinander merkt man sich leicht und errät man schwer.",
    ),
    "set_password": ("Set your password", "Passwort festlegen"),
    "set_password_for": ("For the account {name}", "Für das Konto {name}"),
    "set_password_do": ("Set password and sign in", "Passwort festlegen und anmelden"),
    "problem": ("There is a problem", "Es gibt ein Problem"),
    "owed_title": ("What you owe", "Was ansteht"),
    "owed_none": (
        "Nothing is due. When a launch has a quiz for you, it stands here.",
        "Nichts steht an. Wenn es zu einer Einführung ein Quiz für Sie gibt, finden Sie es hier.",
    ),
    "no_page": (
        "There are no pages for your role yet. What you need is on the command line: readiness --help.",
        "Für Ihre Rolle gibt es noch keine Seiten. Was Sie brauchen, steht auf der Kommandozeile: readiness --help.",
    ),
    "you_are": ("You are signed in as {name}.", "Sie sind angemeldet als {name}."),
    "due": ("Due by {day}", "Fällig bis {day}"),
    "overdue": ("Was due by {day}", "War fällig bis {day}"),
    "due_today": ("Due today", "Heute fällig"),
    "questions": ("1 question|{n} questions", "1 Frage|{n} Fragen"),
    "minutes": ("1 minute|{n} minutes", "1 Minute|{n} Minuten"),
    "no_limit": ("no time limit", "ohne Zeitlimit"),
    "attempts_left": ("1 attempt left|{n} attempts left", "noch 1 Versuch|noch {n} Versuche"),
    "attempts_none": ("no attempt left", "kein Versuch mehr"),
    "state_start": ("To do", "Zu tun"),
    "state_go_on": ("Begun", "Begonnen"),
    "state_wait": ("Later", "Später"),
    "state_passed": ("Passed", "Bestanden"),
    "state_none_left": ("Not passed", "Nicht bestanden"),
    "start": ("Start the quiz", "Quiz starten"),
    "start_again": ("Try once more", "Noch einmal versuchen"),
    "practise": ("Take it once more", "Noch einmal machen"),
    "go_on": ("Go on", "Weitermachen"),
    "so_far": ("{n} of {of} answered", "{n} von {of} beantwortet"),
    "again_from": ("The next attempt is possible from {day} on.", "Der nächste Versuch ist ab {day} möglich."),
    "none_left_act": (
        "No attempt is left. Talk to your manager about what comes next.",
        "Es ist kein Versuch mehr übrig. Besprechen Sie mit Ihrer Führungskraft, wie es weitergeht.",
    ),
    "timed_note": (
        "The clock starts with the first question and does not stop.",
        "Die Uhr läuft ab der ersten Frage und hält nicht an.",
    ),
    "last_result": ("Last result", "Letztes Ergebnis"),
    "quiz_of": ("Quiz: {name}", "Quiz: {name}"),
    "question_of": ("Question {n} of {of}", "Frage {n} von {of}"),
    "question_n": ("Question {n}", "Frage {n}"),
    "question_most": ("Question {n} of at most {of}", "Frage {n} von höchstens {of}"),
    "back": ("Back", "Zurück"),
    "next": ("Next", "Weiter"),
    "save": ("Save answers", "Antworten speichern"),
    "review": ("Review and hand in", "Prüfen und abgeben"),
    "review_title": ("Before you hand in", "Bevor Sie abgeben"),
    "review_lead": (
        "After handing in, answers cannot be changed. What you leave open counts as not right.",
        "Nach der Abgabe lässt sich nichts mehr ändern. Was offen bleibt, zählt als nicht richtig.",
    ),
    "answered": ("answered", "beantwortet"),
    "open": ("open", "offen"),
    "all_answered": ("All questions are answered.", "Alle Fragen sind beantwortet."),
    "n_open": ("1 question is open.|{n} questions are open.", "1 Frage ist offen.|{n} Fragen sind offen."),
    "hand_in": ("Hand in", "Abgeben"),
    "back_to": ("Back to the questions", "Zurück zu den Fragen"),
    "left": ("{time} left", "noch {time}"),
    "left_until": ("You have until {time}.", "Sie haben Zeit bis {time}."),
    "time_up_now": ("The time is up. Your answers are being handed in.", "Die Zeit ist um. Ihre Antworten werden abgegeben."),
    "choose_first": ("Choose an answer to go on.", "Wählen Sie eine Antwort, um weiterzugehen."),
    "adaptive_lead": (
        "Each question depends on your answers so far, so there is no way back to earlier ones.",
        "Jede Frage richtet sich nach Ihren bisherigen Antworten, deshalb gibt es kein Zurück zu früheren.",
    ),
    "adaptive_done": ("That was the last question.", "Das war die letzte Frage."),
    "all_sent": ("All answers are sent.", "Alle Antworten sind gesendet."),
    "sending": ("Sending …", "Wird gesendet …"),
    "kept": (
        "No connection. Kept on this phone, 1 not sent yet.|No connection. Kept on this phone, {n} not sent yet.",
        "Keine Verbindung. Auf diesem Gerät gespeichert, 1 noch nicht gesendet.|"
        "Keine Verbindung. Auf diesem Gerät gespeichert, {n} noch nicht gesendet.",
    ),
    "not_kept": (
        "No connection, and this browser keeps nothing: leave this page open.",
        "Keine Verbindung, und dieser Browser speichert nichts: Lassen Sie diese Seite offen.",
    ),
    "will_hand_in": (
        "Will be handed in as soon as there is a connection. Leave this page open, or open it again later.",
        "Wird abgegeben, sobald wieder eine Verbindung besteht. Lassen Sie die Seite offen oder öffnen Sie sie später wieder.",
    ),
    "sign_in_again": (
        "Your sign-in ended. Your answers are kept on this phone: open your link again, or sign in.",
        "Ihre Anmeldung ist abgelaufen. Ihre Antworten bleiben auf diesem Gerät: "
        "Öffnen Sie Ihren Link noch einmal oder melden Sie sich an.",
    ),
    "elsewhere": (
        "This quiz is open on another device too. What is answered on the one opened last counts.",
        "Dieses Quiz ist auch auf einem anderen Gerät offen. Es zählt, was auf dem zuletzt geöffneten beantwortet wird.",
    ),
    "refused": (
        "These answers were not accepted. Load this page again; they stay on this phone.",
        "Diese Antworten wurden nicht angenommen. Laden Sie die Seite neu; sie bleiben auf diesem Gerät.",
    ),
    "unsent_title": ("Answers on this phone are not sent yet", "Antworten auf diesem Gerät sind noch nicht gesendet"),
    "unsent_open": ("Open the quiz to send them", "Quiz öffnen und senden"),
    "unsent_lose": (
        "Answers on this phone are not sent yet. Sign out and lose them?",
        "Antworten auf diesem Gerät sind noch nicht gesendet. Trotzdem abmelden und sie verlieren?",
    ),
    "result_of": ("Result: {name}", "Ergebnis: {name}"),
    "n_right": ("{n} of {of} right", "{n} von {of} richtig"),
    "passed": ("Passed", "Bestanden"),
    "not_passed": ("Not passed yet", "Noch nicht bestanden"),
    "needed": ("{share} are needed to pass.", "Zum Bestehen sind {share} nötig."),
    "needed_adaptive": (
        "From your answers, you would get about {share} of all questions right; {needed} are needed to pass.",
        "Nach Ihren Antworten würden Sie etwa {share} aller Fragen richtig beantworten; zum Bestehen sind {needed} nötig.",
    ),
    "time_was_up": (
        "The time was up before you handed in. What had arrived by then counts.",
        "Die Zeit war um, bevor Sie abgegeben haben. Es zählt, was bis dahin angekommen war.",
    ),
    "handed_in_on": ("Handed in on {day}.", "Abgegeben am {day}."),
    "no_feedback": (
        "This launch does not show which answers were right.",
        "Diese Einführung zeigt nicht, welche Antworten richtig waren.",
    ),
    "read_first": ("Read these first", "Das zuerst lesen"),
    "were_right": ("1 was right|{n} were right", "1 war richtig|{n} waren richtig"),
    "your_answer": ("Your answer", "Ihre Antwort"),
    "not_answered": ("not answered", "nicht beantwortet"),
    "right_answer": ("Right answer", "Richtige Antwort"),
    "message": ("The message", "Die Botschaft"),
    "to_start": ("To what you owe", "Zur Übersicht"),
    "error_404": ("There is no such page", "Diese Seite gibt es nicht"),
    "error_404_act": (
        "The address may be incomplete, or the page is not yours to see.",
        "Die Adresse ist vielleicht unvollständig, oder die Seite ist nicht für Sie bestimmt.",
    ),
    "error_403": ("This is not possible", "Das ist nicht möglich"),
    "error_409": ("Not now", "Jetzt nicht"),
    "error_400": ("This could not be understood", "Das war nicht zu verstehen"),
    "error_500": ("Something went wrong here", "Hier ist etwas schiefgegangen"),
    "error_500_act": (
        "It is our fault, not yours. Go back and try again; what was saved before is not lost.",
        "Der Fehler liegt bei uns. Gehen Sie zurück und versuchen Sie es noch einmal; Gespeichertes ist nicht verloren.",
    ),
    "error_503": ("We cannot be reached for a moment", "Wir sind gerade nicht erreichbar"),
    "error_503_act": ("Wait a minute and try again.", "Warten Sie eine Minute und versuchen Sie es noch einmal."),
    "stale_page": (
        "This page was open for too long, or came from elsewhere. Go back, load it again and repeat.",
        "Diese Seite war zu lange offen oder kam von anderswo. Gehen Sie zurück, laden Sie sie neu und wiederholen Sie es.",
    ),
    "too_large": ("That was more than this page takes.", "Das war mehr, als diese Seite annimmt."),
    "SignInNeededError": ("Sign in first.", "Melden Sie sich zuerst an."),
    "TooManyTriesError": (
        "Too many tries. Wait 15 minutes, or ask for a new link.",
        "Zu viele Versuche. Warten Sie 15 Minuten, oder bitten Sie um einen neuen Link.",
    ),
    "WrongPasswordError": (
        "No account has this mail address and password.",
        "Kein Konto hat diese E-Mail-Adresse und dieses Passwort.",
    ),
    "LinkOverError": (
        "This link was used before or replaced, or its time is over. Ask for a new one.",
        "Dieser Link wurde schon benutzt oder ersetzt, oder er ist abgelaufen. Bitten Sie um einen neuen.",
    ),
    "WeakPasswordError": (
        "This password is too easy to guess or too long: 12 to 200 characters, and not the mail address.",
        "Dieses Passwort ist zu leicht zu erraten oder zu lang: 12 bis 200 Zeichen, und nicht die E-Mail-Adresse.",
    ),
}

Say = Callable[..., str]


def say_in(language: str) -> Say:
    """Return what gives a text of this language: `say("questions", n=3)`."""
    column = LANGUAGES.index(language)

    def say(key: str, **facts: object) -> str:
        one, _, many = TEXTS[key][column].partition("|")
        text = many if many and facts.get("n") != 1 else one
        return text.format(**{k: long_day(v, language) if isinstance(v, date) else v for k, v in facts.items()})

    return say


def pattern(language: str, key: str) -> str:
    """Return a text with its places still open, for the script of a page to fill in."""
    return TEXTS[key][LANGUAGES.index(language)]


def long_day(day: date, language: str) -> str:
    """Return a day as people write it, such as 5 March 2026."""
    return format_date(day, "d MMMM y" if language == "en" else "d. MMMM y", locale=language)


def percent(share: float, language: str) -> str:
    """Return a share in whole percent."""
    return f"{round(share * 100)}%" if language == "en" else f"{round(share * 100)} %"


def nearest_language(wanted: str) -> str:
    """Return the language of ours that an Accept-Language header, or a rep's language, asks for first."""
    for part in wanted.split(","):
        code = part.split(";")[0].strip().lower().split("-")[0]
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]
