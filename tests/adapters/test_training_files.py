import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from readiness.adapters.invite_files import invites
from readiness.adapters.table_files import csv_bytes, xlsx_bytes
from readiness.adapters.training_files import plan_tables, safe_name, told
from readiness.stages.training import Enrolment, Session, Trainer, TrainingPlan, TrainingPolicy, Unserved
from readiness.vocabulary import Launch, LaunchDates, Motion, Rep

DATES = LaunchDates(date(2019, 5, 6), date(2019, 6, 21), date(2019, 7, 1), date(2020, 5, 31))
LAUNCH = Launch("bike", "Bike", 1, "Dana Whitfield", ("1",), "USD", DATES, (), 1)
STAMP = date(2019, 5, 6)
TRAINER = Trainer("A", "Ann Lee", "ann@example.com", ("en",), "America/New_York", 2)
ZONES = (
    "America/New_York", "Asia/Kolkata", "Australia/Adelaide", "America/St_Johns", "Asia/Kathmandu", "Europe/Paris",
    "Africa/Casablanca", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Tokyo",
)  # fmt: skip
EVENT_FIELDS = set("ATTENDEE DESCRIPTION DTEND DTSTAMP DTSTART ORGANIZER SEQUENCE STATUS SUMMARY TRANSP UID".split())
START = datetime(2019, 5, 14, 17, tzinfo=UTC)


def rep(rep_id="r1", zone="America/New_York", name="Bo Ek", email="bo@example.com"):
    return Rep(rep_id, name, email, "", "P", "T", "m", Motion.CONSULTATIVE, zone, "en", None)


def session(start=START, title="Bike: selling it"):
    return Session("bike-1", title, "A", "en", start, start + timedelta(minutes=90), 12, 1)


def one_invite(who, start=START, title="Bike: selling it", organiser="dana@example.com"):
    plan = TrainingPlan((session(start, title),), (Enrolment(who.rep_id, "bike-1", 1),), ())
    ((path, data),) = invites(plan, [who], [TRAINER], LAUNCH, organiser, STAMP).items()
    return path, data


# A second reader, from RFC 5545 and sharing nothing with the writer: unfold, split, and do the sum of offsets by hand.


def lines_of(data):
    text = data.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return re.sub("\r\n[ \t]", "", text).split("\r\n")[:-1]


def parse(data):
    """Return a tree of (name, properties, children); a property is (parameters, value) by its name."""
    stack = [("", {}, [])]
    for line in lines_of(data):
        head, value = re.match(r'((?:[^":]|"[^"]*")*):(.*)', line, re.DOTALL).groups()
        name, *params = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', head)
        if name == "BEGIN":
            stack.append((value, {}, []))
        elif name == "END":
            node = stack.pop()
            assert node[0] == value
            stack[-1][2].append(node)
        else:
            assert name not in stack[-1][1], f"{name} twice"
            stack[-1][1][name] = (dict(p.split("=", 1) for p in params), value)
    ((_, _, (calendar,)),) = [stack[0]]
    assert len(stack) == 1
    return calendar


def offset(text):
    sign = -1 if text[0] == "-" else 1
    return sign * timedelta(hours=int(text[1:3]), minutes=int(text[3:5]), seconds=int(text[5:7] or 0))


def naive(text):
    return datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007 local time without its zone is what the file holds


def to_utc(local_text, zone_table):
    """Return the moment a local time means by the file's own VTIMEZONE: the latest observance begun by then."""
    changes = sorted((naive(props["DTSTART"][1]), props["TZOFFSETTO"][1]) for _, props, _ in zone_table[2])
    local = naive(local_text)
    current = [to for begins, to in changes if begins <= local][-1]
    return (local - offset(current)).replace(tzinfo=UTC)


def event_and_zone(data):
    _, props, children = parse(data)
    (event,) = [c for c in children if c[0] == "VEVENT"]
    zones = [c for c in children if c[0] == "VTIMEZONE"]
    return props, event[1], zones


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.integers(2018, 2027),
    st.integers(1, 365),
    st.integers(9, 16),
)
def test_every_invite_means_the_session_s_time_by_its_own_zone_table(zone, year, day, hour):
    local = datetime(year, 1, 1, hour, tzinfo=ZoneInfo(zone)) + timedelta(days=day)
    start = local.astimezone(UTC)
    _, data = one_invite(rep(zone=zone), start)
    _, event, (table,) = event_and_zone(data)
    assert event["DTSTART"][0] == {"TZID": zone}
    assert table[1]["TZID"][1] == zone
    assert to_utc(event["DTSTART"][1], table) == start
    assert to_utc(event["DTEND"][1], table) == start + timedelta(minutes=90)
    for _, props, _ in table[2]:  # each change begins by the clock of before it (RFC 5545, 3.6.5)
        moment = (naive(props["DTSTART"][1]) - offset(props["TZOFFSETFROM"][1])).replace(tzinfo=UTC)
        assert moment.astimezone(ZoneInfo(zone)).utcoffset() == offset(props["TZOFFSETTO"][1])
        if props["TZOFFSETFROM"] != props["TZOFFSETTO"]:
            before = moment - timedelta(seconds=1)
            assert before.astimezone(ZoneInfo(zone)).utcoffset() == offset(props["TZOFFSETFROM"][1])
    (read,) = Calendar.from_ical(data).walk("VEVENT")
    assert read["DTSTART"].dt.astimezone(UTC) == start


def test_a_request_has_what_a_calendar_needs_to_ask_for_an_answer():
    path, data = one_invite(rep())
    assert path == "invites/bike-1-r1.ics"
    calendar, event, _ = event_and_zone(data)
    assert calendar["METHOD"][1] == "REQUEST"
    assert calendar["VERSION"][1] == "2.0"
    assert event["DTSTART"] == ({"TZID": "America/New_York"}, "20190514T130000")
    assert event["DTEND"] == ({"TZID": "America/New_York"}, "20190514T143000")
    assert event["DTSTAMP"][1] == "20190506T000000Z"
    assert event["SEQUENCE"][1] == "0"
    assert event["SUMMARY"][1] == "Bike: selling it"
    assert event["ORGANIZER"][1] == "mailto:dana@example.com"
    params, address = event["ATTENDEE"]
    assert address == "mailto:bo@example.com"
    assert (params["RSVP"], params["PARTSTAT"], params["CN"].strip('"')) == ("TRUE", "NEEDS-ACTION", "Bo Ek")


@pytest.mark.parametrize(("email", "name"), [("Ann@example.com", "Ann Lee"), ("dana@example.com", "Dana Whitfield")])
def test_the_organiser_goes_by_the_name_of_that_address(email, name):
    assert event_and_zone(one_invite(rep(), organiser=email)[1])[1]["ORGANIZER"] == ({"CN": f'"{name}"'}, f"mailto:{email}")


def test_description_is_what_a_person_would_write():
    (event,) = Calendar.from_ical(one_invite(rep())[1]).walk("VEVENT")
    assert str(event["DESCRIPTION"]) == (
        "Hello Bo Ek,\n\nyou have a seat in this training: Bike: selling it\n\n"
        "When: Tuesday 14 May 2019, 13:00 to 14:30 (America/New_York)\nTrainer: Ann Lee\nLanguage: English\n\n"
        "Have ready: a quiet place, and a computer or phone with sound.\n\n"
        "If you cannot come, decline this invitation or write to dana@example.com soon, please: you will get another date."
    )


def test_uid_is_the_same_for_the_same_seat_and_differs_for_every_other():
    def uid(who, launch="bike"):
        plan = TrainingPlan((session(),), (Enrolment(who.rep_id, "bike-1", 1),), ())
        (data,) = invites(plan, [who], [TRAINER], replace(LAUNCH, launch_id=launch), "d@example.com", STAMP).values()
        return event_and_zone(data)[1]["UID"][1]

    assert uid(rep()) == uid(rep(name="Bo Ek-Lund", zone="Europe/Paris"))
    assert len({uid(rep()), uid(rep("r2")), uid(rep(), "car")}) == 3


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC"])
def test_utc_reads_right_too(zone):
    (event,) = Calendar.from_ical(one_invite(rep(zone=zone))[1]).walk("VEVENT")
    assert event["DTSTART"].dt.astimezone(UTC) == START


def test_without_an_organiser_answers_go_to_the_sessions_own_trainer():
    calendar, event, _ = event_and_zone(one_invite(rep(), organiser="")[1])
    assert calendar["METHOD"][1] == "REQUEST"
    assert event["ORGANIZER"] == ({"CN": '"Ann Lee"'}, "mailto:ann@example.com")


@pytest.mark.parametrize(("email", "organiser"), [("", "d@example.com"), ("no address", "d@example.com")])
def test_without_an_address_it_is_an_event_and_not_a_request(email, organiser):
    calendar, event, _ = event_and_zone(one_invite(rep(email=email), organiser=organiser)[1])
    assert calendar["METHOD"][1] == "PUBLISH"
    assert "ATTENDEE" not in event


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_name_and_title_make_one_readable_file(name, title):
    _, data = one_invite(rep(name=name), title=title)
    _, event, _ = event_and_zone(data)
    assert set(event) == EVENT_FIELDS
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", data)
    assert len(list(Calendar.from_ical(data).walk("VEVENT"))) == 1


def test_quotes_accents_and_emoji_survive():
    (event,) = Calendar.from_ical(one_invite(rep(name='Zoë "Z" O\'Neil & Sons 😀'), title="Ride; stop, “go” \\ é")[1]).walk(
        "VEVENT"
    )
    assert str(event["SUMMARY"]) == "Ride; stop, “go” \\ é"
    assert event["ATTENDEE"].params["CN"] == 'Zoë "Z" O\'Neil & Sons 😀'


@given(st.lists(st.text(min_size=1, max_size=200), min_size=2, max_size=6, unique=True))
def test_file_names_are_safe_and_never_shared(names):
    safe = [safe_name(n) for n in names]
    assert len(set(safe)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,150}", s) for s in safe)


# Tables

PLAN = TrainingPlan(
    (session(),),
    (Enrolment("r1", "bike-1", 1), Enrolment("r3", "bike-1", 1)),
    (Unserved("r2", "no trainer speaks ja"),),
)
POLICY = TrainingPolicy("Bike: selling it", 90, 12, date(2019, 5, 13), time(9), time(17), 1, 70)
REPS = [rep(), replace(rep("r2", "Asia/Tokyo", "Yū"), language="ja"), rep("r3", "Asia/Kolkata", "=Ada")]


def test_plan_tables_by_hand():
    tables = plan_tables(told(PLAN, REPS, [TRAINER], POLICY))
    assert list(tables) == ["by rep", "by session", "by trainer", "unserved"]
    header, rows = tables["by rep"]
    assert ",".join(header) == (
        "rep_id,rep_name,session_id,wave,title,trainer_id,trainer_name,language,starts_at_utc,starts_at_local,time_zone,minutes,status,"
        "module_id,place,room_id,why"
    )
    assert rows[0] == ["r1", "Bo Ek", "bike-1", 1, "Bike: selling it", "A", "Ann Lee", "en", "2019-05-14T17:00Z",
                       "2019-05-14T13:00-04:00", "America/New_York", 90, "enrolled", "training", "", "", ""]  # fmt: skip
    assert rows[1] == ["r2", "Yū", "", None, "Bike: selling it", "", "", "ja", "", "", "Asia/Tokyo", None, "unserved",
                       "training", "", "", "no trainer speaks ja"]  # fmt: skip
    assert rows[2][9] == "2019-05-14T22:30+05:30"
    by_session = dict(zip(tables["by session"][0], tables["by session"][1][0], strict=True))
    assert (by_session["day"], by_session["starts"], by_session["ends"]) == (date(2019, 5, 14), "13:00", "14:30")
    assert (by_session["n_reps"], by_session["reps"]) == (2, "=Ada; Bo Ek")
    assert tables["by trainer"][1][0][:5] == ["A", "Ann Lee", date(2019, 5, 14), "13:00", "14:30"]
    assert tables["unserved"][1] == [["r2", "Yū", "bo@example.com", "m", "Asia/Tokyo", "ja", "no trainer speaks ja",
                                      "training"]]  # fmt: skip
    assert all(len(row) == len(head) for head, body in tables.values() for row in body)
    assert b"r2,Y\xc5\xab,,,Bike: selling it,,,ja,,,Asia/Tokyo,,unserved,training,,,no trainer" in csv_bytes(header, rows)
    assert xlsx_bytes(tables) == xlsx_bytes(plan_tables(told(PLAN, REPS[::-1], [TRAINER], POLICY)))


def test_people_who_left_since_are_named_by_id_and_not_invited():
    tables = plan_tables(told(PLAN, REPS[:1], [], POLICY))
    assert [row[0] for row in tables["by rep"][1]] == ["r1", "r2", "r3"]
    assert tables["by session"][1][0][4] == "A"
    assert list(invites(PLAN, REPS[:1], [], LAUNCH, "d@example.com", STAMP)) == ["invites/bike-1-r1.ics"]


def test_bytes_do_not_depend_on_the_process():
    code = (
        "import sys, hashlib; sys.path.insert(0, 'tests/adapters'); import test_training_files as t;"
        "print(hashlib.sha256(t.one_invite(t.rep(zone='Australia/Adelaide'))[1]).hexdigest())"
    )
    root = Path(__file__).parents[2]
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in [("1", "UTC"), ("2", "Asia/Tokyo")]
    }
    assert len(seen) == 1
