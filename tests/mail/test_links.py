"""Mail gateways open every link: reading changes nothing, whatever the mail and however often."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import Base, Slot
from meetings.services.registrations import cancel, register
from meetings.services.slots import cancel as cancel_slot
from meetings.services.slots import move
from tests.factories import make_programme, make_session, make_slot, request_for, somebody
from tests.mail.test_outbox import World, parts

LINK = re.compile(r"https://meetings\.example\.org(/[^\s\"<>\\]*)")


def everything() -> dict[str, list[Any]]:
    """Give every row of every table."""
    db.session.rollback()
    return {
        table.name: sorted(map(repr, db.session.execute(select(table)).all()))
        for table in Base.metadata.sorted_tables
    }


@pytest.fixture
def mails(app_sqlite: Flask, database_sqlite: object) -> list[str]:
    """Make one mail of each kind, and give their texts, HTML and calendars."""
    world, now = World(app_sqlite), datetime.now(UTC).replace(microsecond=0)
    keys = app_sqlite.extensions["outside"].keys
    session = make_session(make_programme())
    moved, gone, near = (make_slot(session, now + timedelta(hours=hours)).id for hours in (80, 60, 30))
    person = somebody()
    leaver = register(request_for(somebody(), near), now, keys)
    for slot_id in (moved, gone, near):
        register(request_for(somebody(), slot_id), now, keys)
    register(request_for(person, near), now, keys)
    register(request_for(person, near), now, keys)
    found = world.tick(now)
    cancel(leaver.id, now, "person")
    slot = db.session.get_one(Slot, moved)
    move(moved, Move(local_start=slot.local_start + timedelta(hours=1)), slot.revision, now, "organizer")
    cancel_slot(gone, db.session.get_one(Slot, gone).revision, now, "organizer")
    found += world.tick(now + timedelta(minutes=11))
    found += world.tick(now + timedelta(hours=7))
    kinds = {str(mail["Subject"]).partition(":")[0] for mail in found}
    assert {"Cancelled", "New time", "Reminder", "No longer registered", "Your registrations"} <= kinds
    return ["\n".join(parts(mail)) for mail in found]


def test_opening_every_link_of_every_mail_changes_no_row(
    client_sqlite: FlaskClient, mails: list[str]
) -> None:
    links = {link for text in mails for link in LINK.findall(text.replace("\r\n ", ""))}
    assert len(links) >= 12
    before = everything()
    for link in sorted(links):
        for _time in range(2):
            assert client_sqlite.get(link).status_code == 200, link
            assert client_sqlite.head(link).status_code == 200, link
    assert everything() == before
