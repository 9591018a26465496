"""One time on every surface: page, answer, mail, calendar, API and reminder tell the same instant in the same words."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import make_party, make_programme, make_session, make_slot
from tests.mail.test_outbox import World, parts

STARTS_AT = datetime(2021, 10, 19, 14, 0, tzinfo=UTC)
REGISTERED_AT = STARTS_AT - timedelta(days=5)
IN_GENEVA = "Tuesday 19 October, 16:00–17:30 Geneva, UTC+2"
IN_UTC = "14:00–15:30 UTC"
READERS = {
    "Asia/Kathmandu": ("Tuesday 19 October", "19:45–21:15", "Kathmandu, UTC+5:45"),
    "Pacific/Apia": ("Wednesday 20 October", "03:00–04:30", "Apia, UTC+13"),
    "Pacific/Honolulu": ("Tuesday 19 October", "04:00–05:30", "Honolulu, UTC−10"),
    "America/St_Johns": ("Tuesday 19 October", "11:30–13:00", "St John’s, UTC−2:30"),
}


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(REGISTERED_AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def slot(app_sqlite: Flask, clock: Any) -> str:
    with app_sqlite.app_context():
        make_party()
        programme = make_programme(starts_on=REGISTERED_AT.date(), ends_on=STARTS_AT.date())
        return make_slot(make_session(programme), STARTS_AT).id


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def check_page(html: str, zone: str) -> None:
    day, hours, city = READERS[zone]
    words = words_of(html)
    assert hours in words
    assert f"{day}, {city}" in words
    assert IN_GENEVA in words
    assert IN_UTC in words
    instants = set(re.findall(r'datetime="([^"]+)"', html))
    assert instants == {"2021-10-19T14:00Z"}


def check_mail(words: str, zone: str) -> None:
    day, hours, city = READERS[zone]
    for sentence in (f"{day}, {hours} {city}", IN_GENEVA, IN_UTC):
        assert sentence in words


@pytest.mark.parametrize("zone", READERS)
def test_every_surface_tells_the_same(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str, clock: Any, zone: str
) -> None:
    page = client_sqlite.get(f"/en/season/topic/?zone={zone}").text
    check_page(page, zone)
    chip = client_sqlite.get(f"/en/season/?zone={zone}").text
    assert READERS[zone][1][:5] in words_of(chip)
    form = {"name": "Ada Example", "email": "ada@example.org", "language": "en", "zone": zone, "slot": slot}
    answer = client_sqlite.post(f"/en/season/topic/register?zone={zone}", data=form).text
    check_page(answer, zone)
    join = re.search(r"/en/join/[\w-]+", answer)
    assert join is not None
    check_page(client_sqlite.get(join[0]).text, zone)

    with app_sqlite.app_context():
        world = World(app_sqlite)
        (confirmation,) = world.tick(REGISTERED_AT)
        text, html, calendar = parts(confirmation)
        check_mail(text, zone)
        check_mail(words_of(html), zone)
        (reminder,) = world.tick(STARTS_AT - timedelta(days=1))
        text, html, _calendar = parts(reminder)
        check_mail(text, zone)
        check_mail(words_of(html), zone)
        subject = READERS[zone][0].replace("Tuesday", "Tue").replace("Wednesday", "Wed")
        assert f"{subject}, {READERS[zone][1][:5]} {READERS[zone][2].split(',')[0]}" in reminder["Subject"]

    me = re.search(r"/en/me/[\w-]+", text)
    assert me is not None
    check_page(client_sqlite.get(me[0]).text, zone)
    feed = client_sqlite.get("/calendars/season.ics").text
    for source in (calendar, feed):
        (event,) = icalendar.Calendar.from_ical(source).walk("VEVENT")
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (STARTS_AT, STARTS_AT + timedelta(minutes=90))
    shown = client_sqlite.get(f"/api/v1/slots/{slot}").json
    assert shown is not None
    assert (shown["starts_at"], shown["ends_at"]) == ("2021-10-19T14:00:00Z", "2021-10-19T15:30:00Z")
    assert (shown["local_start"], shown["zone"]) == ("2021-10-19T16:00", "Europe/Zurich")
