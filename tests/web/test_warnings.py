"""Warnings in words, on both stores: what is in the way of a season's times, and for whom the clocks change."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from meetings.domain.codes import LANGUAGES
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.domain.zones import to_instant, to_local
from meetings.extensions import db
from meetings.models import (
    ForeignCalendar,
    ForeignMeeting,
    Panelist,
    Party,
    Person,
    Programme,
    Session,
    Stream,
)
from meetings.queries.desk import programme
from meetings.services.registrations import register
from meetings.web.desk.access import Moment
from meetings.web.desk.warnings import WarningsShown, worded_warnings
from meetings.web.readers import Reader
from tests.factories import (
    KEYS,
    NOW,
    make_party,
    make_programme,
    make_session,
    make_slot,
    request_for,
    somebody,
)

SCIENCE = Reach(streams=frozenset([("season", "science")]))
NOON = datetime(2020, 11, 18, 12, 0, tzinfo=UTC)


def shown(app: Flask, where: Reach = EVERYWHERE, lang: str = "en") -> WarningsShown:
    with app.test_request_context(f"/{lang}/"):
        return worded_warnings(programme("season"), where, Moment(Reader(lang, "Europe/Zurich"), NOW))


def season(**changes: Any) -> Programme:
    """Store a season of Zurich with a second stream."""
    made = make_programme(place={}, **changes)
    made.streams.append(Stream(slug="policy", title={"en": "Policy"}, palette=2, position=1, updated_at=NOW))
    db.session.commit()
    return made


def seat(session: Session, name: str, country: str | None = None) -> None:
    """Put somebody on a panel; the same name is the same person."""
    person = db.session.query(Person).filter_by(name=name).one_or_none()
    if person is None:
        person = Person(name=name, name_key=name.casefold(), country=country, created_at=NOW, updated_at=NOW)
    db.session.add(Panelist(session_id=session.id, person=person, updated_at=NOW))
    db.session.commit()


def texts(found: WarningsShown, kind: str) -> list[str]:
    return [one.text for one in found.lines if one.kind == kind]


def test_tuesdays_at_two_in_zurich(app: Flask) -> None:
    with app.app_context():
        session = make_session(season(), "tuesdays")
        wall = [datetime(2020, 10, 20, 14) + timedelta(days=7 * number) for number in range(3)]
        slots = [make_slot(session, to_instant(one, "Europe/Zurich")) for one in wall]
        starts = [slot.starts_at for slot in slots]
    assert [one.hour for one in starts] == [12, 13, 13]
    assert [to_local(one, "America/New_York").hour for one in starts] == [8, 9, 8]
    found = shown(app)
    assert [(one.on, one.text) for one in found.clocks] == [
        (
            date(2020, 10, 25),
            "From Tue 27 October these hear this an hour later: New York, Nairobi, Bangkok, Santiago, Fiji."
            " Clocks go back in Zurich on Sun 25 October.",
        ),
        (
            date(2020, 11, 1),
            "From Tue 3 November New York hears this an hour earlier."
            " Clocks go back in New York on Sun 1 November.",
        ),
    ]


def test_clock_changes_name_those_who_registered(app: Flask) -> None:
    with app.app_context():
        session = make_session(season())
        slots = [make_slot(session, datetime(2027, 10, day, 12, tzinfo=UTC)).id for day in (26,)]
        make_slot(session, datetime(2027, 11, 2, 13, tzinfo=UTC))
        for _number in range(10):
            register(request_for(somebody(zone="America/New_York"), slots[0]), NOW, KEYS)
    assert [one.text for one in shown(app).clocks] == [
        "From Tue 2 November New York hears this an hour later. Clocks go back in Zurich on Sun 31 October."
    ]


def test_panelist_and_platform_twice_and_what_was_not_found(app: Flask) -> None:
    with app.app_context():
        made = season()
        first, second = make_session(made, "one"), make_session(made, "two", state="draft")
        ids = [make_slot(first, NOON).id, make_slot(second, NOON + timedelta(hours=1)).id]
        for session in (first, second):
            seat(session, "Ada Example")
    found = shown(app)
    both = "“Session one” (Wed 18 November, 13:00 Zurich)", "“Session two” (Wed 18 November, 14:00 Zurich)"
    assert [(one.number, one.kind, one.slots, one.on) for one in found.lines] == [
        (1, "panelist", tuple(ids), date(2020, 11, 18)),
        (2, "platform", tuple(ids), date(2020, 11, 18)),
    ]
    assert [one.text for one in found.lines] == [
        f"On the panel of {both[0]} and, at the same time, of {both[1]}: Ada Example.",
        f"The same address of the meeting at the same time: {both[0]} and {both[1]}.",
    ]
    assert found.numbers == {ids[0]: (1, 2), ids[1]: (1, 2)}
    assert found.none_found == (
        "times at which panellists said that they cannot",
        "rooms used twice",
        "meetings of others",
        "days off of panellists",
        "night for a region of many",
        "weeks in which the clocks change",
    )


def test_room_is_used_twice_but_not_at_a_conference(app: Flask) -> None:
    with app.app_context():
        made = season()
        for slug in ("one", "two"):
            make_slot(make_session(made, slug), NOON, has_room=True, platform_address=None)
    assert [one.kind for one in shown(app).lines] == ["room"]
    with app.app_context():
        db.session.query(Programme).one().kind = "conference"
        db.session.commit()
    assert shown(app).lines == ()


def test_panelist_on_the_panel_of_another_programme(app: Flask) -> None:
    with app.app_context():
        for slug, state in (("season", "published"), ("other-season", "draft")):
            made = make_programme(slug)
            session = make_session(made, f"of-{slug}", state=state)
            make_slot(session, NOON, platform_address=None)
            seat(session, "Ada Example")
    (line,) = shown(app).lines
    assert (len(line.slots), "Session of-other-season" in line.text) == (1, True)
    (line,) = shown(app, Reach(programmes=frozenset(["season"]))).lines
    assert "another session" in line.text
    assert "other-season" not in line.text


def test_co_organizer_learns_of_anothers_draft_only_that_there_is_one(app: Flask) -> None:
    with app.app_context():
        made = season()
        mine = make_session(made, "mine")
        secret = make_session(made, "secret", stream_id=made.streams[1].id, state="draft")
        slot_id = make_slot(mine, NOON).id
        for hours in (1, 24 * 300):
            make_slot(secret, NOON + timedelta(hours=hours))
        for session in (mine, secret):
            seat(session, "Ada Example")
    found = shown(app, SCIENCE)
    assert [(one.kind, one.slots) for one in found.lines] == [
        ("panelist", (slot_id,)),
        ("platform", (slot_id,)),
    ]
    assert found.clocks == ()
    assert all("another session" in one.text and "ecret" not in one.text for one in found.lines)
    with app.app_context():
        db.session.query(Session).filter_by(slug="secret").one().state = "published"
        db.session.commit()
    assert all("Session secret" in one.text for one in shown(app, SCIENCE).lines)


def test_what_is_cancelled_is_in_nobodys_way(app: Flask) -> None:
    with app.app_context():
        made = season()
        one, two = make_session(made, "one"), make_session(made, "two", state="cancelled")
        make_slot(one, NOON)
        make_slot(one, NOON, state="cancelled")
        make_slot(two, NOON)
    assert shown(app).lines == ()


def foreign(title: str, first: date, last: date, **changes: Any) -> None:
    calendar = db.session.query(ForeignCalendar).one_or_none() or ForeignCalendar(
        key="file:others", name="Other MEAs", created_at=NOW, updated_at=NOW
    )
    values = {"title": title, "uid": title, "starts_on": first, "ends_on": last, "read_at": NOW}
    db.session.add(ForeignMeeting(calendar=calendar, **values | changes))
    db.session.commit()


def test_meetings_of_others_with_origin_and_link(app: Flask) -> None:
    with app.app_context():
        ids = [make_slot(make_session(season()), NOON).id]
        days = date(2020, 11, 16), date(2020, 11, 20)
        foreign("COP-99", *days, tag="CBD", address="https://cbd.example/cop-99")
        foreign("Moved away", *days, is_cancelled=True)
        foreign("Gone", *days, withdrawn_at=NOW)
        begin = NOON - timedelta(hours=1)
        foreign("Plenary", *[NOON.date()] * 2, starts_at=begin, ends_at=begin + timedelta(hours=3))
    lines = shown(app).lines
    assert [(one.kind, one.slots, one.text) for one in lines] == [
        (
            "foreign",
            tuple(ids),
            "COP-99, 16–20 November 2020 (CBD, Other MEAs), is at the same time as"
            " “Session topic” (Wed 18 November, 13:00 Zurich).",
        ),
        (
            "foreign",
            tuple(ids),
            "Plenary, Wednesday 18 November, 12:00–15:00 Zurich, UTC+1 (Other MEAs), is at the same time as"
            " “Session topic” (Wed 18 November, 13:00 Zurich).",
        ),
    ]
    assert [[link.address for link in one.links] for one in lines] == [["https://cbd.example/cop-99"], []]


def test_very_many_meetings_of_others_are_counted_and_not_all_listed(app: Flask) -> None:
    with app.app_context():
        make_slot(make_session(season()), NOON)
        for number in range(103):
            foreign(f"Meeting {number}", date(2020, 11, 16), date(2020, 11, 20))
    found = shown(app)
    assert (len(found.lines), found.more) == (30, "73 more meetings of others are at the same time.")


def test_days_off_of_panellists(app: Flask) -> None:
    with app.app_context():
        make_party("KE", "Kenya").zone = "Africa/Nairobi"
        session = make_session(season())
        make_slot(session, datetime(2020, 12, 25, 9, tzinfo=UTC))
        make_slot(session, datetime(2020, 11, 21, 9, tzinfo=UTC))
        seat(session, "Ada Example", "KE")
    assert texts(shown(app), "holiday") == [
        "21 November 2020 is at the weekend (Kenya). On the panel of “Session topic” (Sat 21 November,"
        " 10:00 Zurich): Ada Example.",
        "25 December 2020 is a holiday (Kenya: Christmas Day). On the panel of “Session topic” (Fri 25 December,"
        " 10:00 Zurich): Ada Example.",
    ]


def test_night_for_a_region_of_many(app: Flask) -> None:
    with app.app_context():
        db.session.add(
            Party(
                code="JP",
                kind="state",
                names={"en": "Japan"},
                regional_group="asia-pacific",
                zone="Asia/Tokyo",
                updated_at=NOW,
            )
        )
        slot = make_slot(make_session(season()), datetime(2026, 12, 1, 17, tzinfo=UTC)).id
        for _number in range(10):
            register(request_for(somebody(zone="Asia/Tokyo", country="JP"), slot), NOW, KEYS)
    assert texts(shown(app), "night") == [
        "“Session topic” (Tue 1 December, 18:00 Zurich): it is night for 100% of those who registered from this"
        " region: Asia-Pacific States."
    ]


@pytest.mark.parametrize("number", [1, 12])
def test_questions_do_not_grow_with_sessions(
    app: Flask, count_queries: Callable[[], Any], number: int
) -> None:
    with app.app_context():
        made = season()
        for each in range(number):
            session = make_session(made, f"topic-{each}")
            make_slot(session, NOON + timedelta(days=each))
            seat(session, "Ada Example", "KE")
    with app.test_request_context("/en/"):
        row = programme("season")
        with count_queries() as seen:
            worded_warnings(row, EVERYWHERE, Moment(Reader("en", "UTC"), NOW))
    assert len(seen) == 6


def test_season_without_times_has_no_warnings(app: Flask) -> None:
    with app.app_context():
        make_session(season())
    found = shown(app)
    assert (found.lines, found.clocks, len(found.none_found)) == ((), (), 8)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_has_its_words(app: Flask, lang: str) -> None:
    with app.app_context():
        session = make_session(season())
        for day in (20, 27):
            make_slot(session, to_instant(datetime(2020, 10, day, 14), "Europe/Zurich"))
    found = shown(app, lang=lang)
    assert (len(found.clocks), found.lines) == (1, ())
