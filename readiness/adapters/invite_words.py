"""Invite words: what invites and reminders say, in English and German.

In: a seat, whom it is for, who teaches and who is asked.
Out: subjects and texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from readiness.stages.training.inviting import CANCELLED

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
}
MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
           "Dezember"),
}  # fmt: skip
LANGUAGES = {
    "en": {
        "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fi": "Finnish",
        "fr": "French", "he": "Hebrew", "hi": "Hindi", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
        "nb": "Norwegian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
        "ru": "Russian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
    },
    "de": {
        "ar": "Arabisch", "cs": "Tschechisch", "da": "Dänisch", "de": "Deutsch", "en": "Englisch", "es": "Spanisch",
        "fi": "Finnisch", "fr": "Französisch", "he": "Hebräisch", "hi": "Hindi", "id": "Indonesisch", "it": "Italienisch",
        "ja": "Japanisch", "ko": "Koreanisch", "nb": "Norwegisch", "nl": "Niederländisch", "no": "Norwegisch", "pl": "Polnisch",
        "pt": "Portugiesisch", "ro": "Rumänisch", "ru": "Russisch", "sv": "Schwedisch", "th": "Thailändisch", "tr": "Türkisch",
        "uk": "Ukrainisch", "vi": "Vietnamesisch", "zh": "Chinesisch",
    },
}  # fmt: skip
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "hello": "Hello {name},", "nobody": "Hello,",
        "new": "you have a seat in this training: {title}",
        "moved": "the time or place of your training has changed: {title}",
        "changed": "something about your training has changed, but neither its time nor its place: {title}",
        "cancelled": "you need not come: your seat in this training is cancelled: {title}",
        "remind": "your training is soon: {title}",
        "subject_new": "Invitation: {title}, {day}", "subject_moved": "New time or place: {title}, {day}",
        "subject_changed": "Invitation, updated: {title}, {day}", "subject_cancelled": "Cancelled: {title}, {day}",
        "subject_remind": "Reminder: {title}, {day}",
        "when": "When: {day}, {starts} to {ends} ({zone})", "was": "It would have been: {day}, {starts} to {ends} ({zone})",
        "day": "{weekday} {n} {month} {year}",
        "where": "Where: {place}", "trainer": "Trainer: {name}", "language": "Language: {language}",
        "before": "Before it: {modules}", "online": "Have ready: a quiet place, and a computer or phone with sound.",
        "room": "Please be there five minutes early.",
        "decline": "If you cannot come, decline this invitation or write to {ask} soon, please: you will get another date.",
        "write": "If you cannot come, write to {ask} soon, please.",
        "tell": "If you cannot come, tell your manager soon, please.",
        "replaced": "Delete it from your calendar if it is still there.",
    },
    "de": {
        "hello": "Guten Tag {name},", "nobody": "Guten Tag,",
        "new": "Sie haben einen Platz in dieser Schulung: {title}",
        "moved": "Zeit oder Ort Ihrer Schulung haben sich geändert: {title}",
        "changed": "an Ihrer Schulung hat sich etwas geändert, aber weder Zeit noch Ort: {title}",
        "cancelled": "Sie brauchen nicht zu kommen: Ihr Platz in dieser Schulung ist abgesagt: {title}",
        "remind": "Ihre Schulung ist bald: {title}",
        "subject_new": "Einladung: {title}, {day}", "subject_moved": "Neue Zeit oder neuer Ort: {title}, {day}",
        "subject_changed": "Einladung, geändert: {title}, {day}", "subject_cancelled": "Abgesagt: {title}, {day}",
        "subject_remind": "Erinnerung: {title}, {day}",
        "when": "Wann: {day}, {starts} bis {ends} ({zone})", "was": "Es wäre gewesen: {day}, {starts} bis {ends} ({zone})",
        "day": "{weekday}, {n}. {month} {year}",
        "where": "Wo: {place}", "trainer": "Trainer: {name}", "language": "Sprache: {language}",
        "before": "Vorher: {modules}", "online": "Bitte bereithalten: einen ruhigen Ort, Rechner oder Telefon mit Ton.",
        "room": "Bitte seien Sie fünf Minuten früher da.",
        "decline": "Wenn Sie nicht kommen können, sagen Sie in dieser Einladung ab oder schreiben Sie bitte bald an {ask}:"
                   " Sie bekommen einen anderen Termin.",
        "write": "Wenn Sie nicht kommen können, schreiben Sie bitte bald an {ask}.",
        "tell": "Wenn Sie nicht kommen können, sagen Sie es bitte bald Ihrer Führungskraft.",
        "replaced": "Löschen Sie den Termin, falls er noch in Ihrem Kalender steht.",
    },
}  # fmt: skip
_MANAGER: Mapping[str, Mapping[str, str]] = {
    "en": {
        "subject": "Training: who of your team declined or did not come",
        "declined": "Declined, and needs another date:", "no_show": "Did not come, or not for long enough:",
        "line": "- {name}: {title}, {day}, {starts} ({zone})", "said": ' - "{comment}"',
        "ask": "Please talk to them. They get another date as soon as there is one.",
    },
    "de": {
        "subject": "Schulung: wer aus Ihrem Team abgesagt hat oder nicht gekommen ist",
        "declined": "Abgesagt, braucht einen anderen Termin:", "no_show": "Nicht gekommen, oder nicht lange genug:",
        "line": "- {name}: {title}, {day}, {starts} ({zone})", "said": ' - „{comment}“',
        "ask": "Bitte sprechen Sie mit ihnen. Sie bekommen einen anderen Termin, sobald es einen gibt.",
    },
}  # fmt: skip
OTHER = "en"


@dataclass(frozen=True, slots=True)
class Told:
    """What an invite or reminder tells, as far as it is known; times are aware."""

    name: str
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    language: str
    """Of the session."""
    place: str = ""
    trainer: str = ""
    ask: str = ""
    """Who is written to when one cannot come."""
    before: Sequence[str] = ()
    """Titles of the modules to have had by then."""


def words_in(tag: str) -> str:
    """Return the language that texts for a reader of this one are in."""
    language = tag.strip().casefold().replace("_", "-").split("-")[0]
    return language if language in _WORDS else OTHER


def subject(kind: str, told: Told, language: str) -> str:
    """Return the one line a mail is known by."""
    words = _WORDS[words_in(language)]
    text = words.get(f"subject_{kind}", words["subject_new"])
    return text.format(title=" ".join(told.title.split()), day=day_of(told.starts_at, told.zone, language))


def letter_text(kind: str, told: Told, language: str, *, can_decline: bool = False) -> str:
    """Return a mail's text: new, moved, changed, cancelled or remind; anything else reads like a new one."""
    words = _WORDS[words_in(language)]
    opening = words.get(kind, words["new"]).format(title=told.title)
    greeting = words["hello"].format(name=told.name) if told.name else words["nobody"]
    if kind == CANCELLED:
        return "\n".join([greeting, "", opening, "", _when("was", told, language), "", words["replaced"]])
    blocks = ["\n".join(facts(told, language)), *_preparing(told, words), _cannot(told, words, can_decline=can_decline)]
    return "\n\n".join([f"{greeting}\n\n{opening}", *blocks])


def manager_letter(name: str, about: Mapping[str, Sequence[tuple[Told, str]]], language: str) -> tuple[str, str]:
    """Return the subject and text to a manager: kind (declined, no_show) -> what was missed, and the words that came with it."""
    tag = words_in(language)
    words, own = _WORDS[tag], _MANAGER[tag]
    blocks = [words["hello"].format(name=name) if name else words["nobody"]]
    for kind, missed in sorted(about.items()):
        blocks.append("\n".join([own[kind], *(_missed(told, comment, tag) for told, comment in missed)]))
    return own["subject"], "\n\n".join([*blocks, own["ask"]]) + "\n"


def _missed(told: Told, comment: str, tag: str) -> str:
    starts = f"{told.starts_at.astimezone(ZoneInfo(told.zone)):%H:%M}"
    day = day_of(told.starts_at, told.zone, tag)
    line = _MANAGER[tag]["line"].format(name=told.name, title=told.title, day=day, starts=starts, zone=told.zone)
    return line + (_MANAGER[tag]["said"].format(comment=comment) if comment else "")


def facts(told: Told, language: str) -> list[str]:
    """Return when, where, by whom and in which language, a line each."""
    tag = words_in(language)
    words, spoken = _WORDS[tag], LANGUAGES[tag].get(told.language.split("-")[0].casefold(), told.language)
    lines = [_when("when", told, language)]
    lines += [words["where"].format(place=told.place)] if told.place else []
    lines += [words["trainer"].format(name=told.trainer)] if told.trainer else []
    return [*lines, words["language"].format(language=spoken)]


def day_of(moment: datetime, zone: str, language: str) -> str:
    """Return a day in words, by the clock of a zone."""
    local, tag = moment.astimezone(ZoneInfo(zone)), words_in(language)
    weekday, month = DAYS[tag][local.weekday()], MONTHS[tag][local.month - 1]
    return _WORDS[tag]["day"].format(weekday=weekday, n=local.day, month=month, year=local.year)


def _when(key: str, told: Told, language: str) -> str:
    starts, ends = (moment.astimezone(ZoneInfo(told.zone)) for moment in (told.starts_at, told.ends_at))
    clock = {"starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}", "zone": told.zone}
    return _WORDS[words_in(language)][key].format(day=day_of(told.starts_at, told.zone, language), **clock)


def _preparing(told: Told, words: Mapping[str, str]) -> list[str]:
    lines = [words["before"].format(modules="; ".join(told.before))] if told.before else []
    lines.append(words["room" if told.place and not told.place.startswith("http") else "online"])
    return ["\n".join(lines)]


def _cannot(told: Told, words: Mapping[str, str], *, can_decline: bool) -> str:
    if not told.ask:
        return words["tell"]
    return words["decline" if can_decline else "write"].format(ask=told.ask)
