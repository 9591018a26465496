"""A campaign to 2,500 invented contacts in three lists and six languages, from composing to its numbers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select

from meetings.domain.codes import LANGUAGES
from meetings.domain.contacts.filters import Filter
from meetings.extensions import db
from meetings.jobs import end, tick_jobs, tick_notices, tick_outbox
from meetings.models import (
    CampaignRecipient,
    Contact,
    ContactRole,
    Mailbox,
    OptOut,
    Person,
    PersonMailbox,
)
from meetings.services import staff
from meetings.services.contacts.campaign_visits import visit
from tests.conftest import Server, make_app
from tests.contacts import make_list
from tests.factories import NOW, make_topic, register_somebody
from tests.journeys.acts import press
from tests.mail.test_outbox import move_slot
from tests.relays import Refusal, Relay

PEOPLE = 2_500
ZONES = ("Asia/Kathmandu", "Africa/Nairobi", "Europe/Zurich", "America/Lima", "Pacific/Apia")
KINDS = ("focal_point", "observer", "press")
GONE = "gone.example.org"  # a domain that answers 550 to everybody
DAY = timedelta(days=1)
WORDS = {
    "ar": ("التسجيل مفتوح", "انظر [البرنامج](https://www.example.org/programme)."),
    "zh": ("注册已开放", "请见[日程](https://www.example.org/programme)。"),
    "en": ("Registration is open", "Please see [the programme](https://www.example.org/programme)."),
    "fr": ("Les inscriptions sont ouvertes", "Voir [le programme](https://www.example.org/programme)."),
    "ru": ("Регистрация открыта", "См. [программу](https://www.example.org/programme)."),
    "es": ("La inscripción está abierta", "Véase [el programa](https://www.example.org/programme)."),
}


def fill() -> str:
    """Store the contacts, in three lists that overlap in nobody; one of them is registered and wants no news.

    Gives: the slot that one is registered for.
    """
    _topic, (slot, _second) = make_topic()
    done = register_somebody(slot, name="Ada Example", email="ada@example.org")
    first = (db.session.scalar(select(Mailbox.id).order_by(Mailbox.id.desc()).limit(1)) or 0) + 100
    people, boxes, held, contacts, roles = [], [], [], [], []
    for number in range(first, first + PEOPLE - 1):
        domain = GONE if number % 50 == 0 else "example.org"
        address = f"reader{number}@{domain}"
        common = {"created_at": NOW, "updated_at": NOW, "origin": "contact", "country": "KE"}
        name = {"name": f"Reader {number} Example", "name_key": f"reader {number} example"}
        spoken = {"language": LANGUAGES[number % 6], "zone": ZONES[number % 5]}
        people.append({"id": number, **name, **common, **spoken})
        boxes.append({"id": number, "address": address, "address_key": address, "created_at": NOW})
        held.append({"mailbox_id": number, "name_key": name["name_key"], "person_id": number})
    noted = {"source": "list", "added_at": NOW, "added_by": "user:1", "updated_at": NOW}
    for place, number in enumerate([done.person_id, *(one["id"] for one in people)]):
        contacts.append({"person_id": number, **noted})
        role = {"kind": KINDS[place % 3], "country": "KE", "source": "list"}
        roles.append({"person_id": number, "noted_at": NOW, "noted_by": "user:1", **role})
    for table, rows in (
        (Person, people),
        (Mailbox, boxes),
        (PersonMailbox, held),
        (Contact, contacts),
        (ContactRole, roles),
    ):
        db.session.execute(insert(table), rows)
    db.session.add(OptOut(person_id=done.person_id, scope="news", at=NOW))
    db.session.commit()
    for kind in KINDS:
        make_list(f"All of {kind}", asked=Filter(roles=(kind,)))
    return slot


@pytest.fixture
def worker(live_server: Server, relay: Relay, store_sqlite: str, tmp_path: Path) -> Iterator[Flask]:
    """Give a worker on the server's store, whose mails go to a relay that answers 550 to one domain."""
    relay.behave(Refusal(550, domain=GONE))
    app = make_app(store_sqlite, tmp_path, BASE_URL=live_server.url, SMTP_URL=relay.url)
    yield app
    with app.app_context():
        end(app)
        db.engine.dispose()


def tick(worker: Flask, now: datetime) -> None:
    """Let the worker do what is due."""
    with worker.app_context():
        tick_jobs(worker, now)
        tick_notices(worker, now)
        tick_outbox(worker, now)
        db.session.remove()


def test_from_composing_to_its_numbers(page: Any, worker: Flask, relay: Relay, axe: Any) -> None:
    with worker.app_context():
        slot = fill()
        token = staff.invite("organizer@example.org", "organizer", datetime.now(UTC))
        db.session.remove()
    tick(worker, NOW)  # Ada's confirmation
    page.goto(f"/en/desk/sign-in/{token}")
    press(page, page.locator("main form[method=post] button").first)
    compose(page, axe)
    press(page, page.locator("button[value=schedule]"))
    assert axe(page) == []
    for hours in range(0, 60, 6):
        tick(worker, NOW + timedelta(hours=hours))
    subjects = {one.subject for one in relay.taken()}
    assert {subject for subject, _body in WORDS.values()} <= subjects
    follow(worker)
    read(page, axe)
    with worker.app_context():
        move_slot(slot, 3, NOW)
        db.session.remove()
    tick(worker, NOW + timedelta(minutes=11))
    ada = [one.subject for one in relay.taken() if one.recipient == "ada@example.org"]
    assert [one.partition(":")[0] for one in ada][1:] == ["Reminder", "New time"]  # and no news


def compose(page: Any, axe: Any) -> None:
    """Begin a campaign, write it in six languages, see how it reads, and save it."""
    page.goto("/en/desk/campaigns")
    assert axe(page) == []
    page.locator("#name").fill("Season of 2027")
    press(page, page.locator("main form[method=post] button").last)
    for box in page.locator("[name=list_ids]").all():
        box.check()
    page.locator("#send_on").fill(date(2026, 11, 25).isoformat())
    page.locator("#send_hour").select_option("9")
    for code, (subject, body) in WORDS.items():
        page.locator(f"#subject-{code}").fill(subject)
        page.locator(f"#body-{code}").fill(body)
    press(page, page.locator("button[value=preview]"))
    assert page.locator("#reads h3").count() == 6
    assert axe(page) == []
    press(page, page.locator("button[value=save]"))
    assert page.locator("#done").count() == 1
    assert f"{PEOPLE - 1} of {PEOPLE}" in page.locator("#send").inner_text()


def follow(app: Flask) -> None:
    """Follow a link as a reader does, a day later."""
    with app.app_context():
        key = db.session.scalar(
            select(CampaignRecipient.key)
            .join(Person, Person.id == CampaignRecipient.person_id)
            .where(Person.language == "fr", CampaignRecipient.left_out.is_(None))
            .limit(1)
        )
        visit(str(key), 1, NOW + 3 * DAY)
        db.session.remove()
    asked = app.test_client().get(f"/fr/c/{key}/1")
    assert asked.headers["Location"] == "https://www.example.org/programme"


def read(page: Any, axe: Any) -> None:
    """Read the numbers, and who did not get it."""
    page.goto("/en/desk/campaigns")
    press(page, page.locator("ul.rows a").first)
    rows = {
        row.locator("th").inner_text(): row.locator("td").all_inner_texts()
        for row in page.locator("#numbers tbody tr").all()
    }
    refused = PEOPLE // 50
    assert rows["On the lists"][0] == str(PEOPLE)
    assert rows["Left out"][:2] == ["1", str(PEOPLE)]
    assert rows["To be written to"][:2] == [str(PEOPLE - 1), str(PEOPLE)]
    given_up = int(rows["Given up"][0])
    assert given_up in (refused, refused - 1)
    assert rows["Delivered"][:2] == [str(PEOPLE - 1 - given_up), str(PEOPLE - 1)]
    assert rows["Followed a link"][:2] == ["1", str(PEOPLE - 1 - given_up)]
    assert axe(page) == []
    press(page, page.locator("a[href$=unreached]"))
    assert f"{given_up} people" in page.locator("main").inner_text()
    assert GONE in page.locator("tbody tr").first.inner_text()
    assert "550" in page.locator("tbody tr").first.inner_text()
    assert axe(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert axe(page) == []
