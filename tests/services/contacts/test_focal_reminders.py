"""Missions are reminded once a Party and a day, by mails in their language that tell what is so."""

from datetime import timedelta

import pytest
from flask import Flask

from meetings.domain import errors
from meetings.extensions import db
from meetings.models import Audit, Notice
from meetings.queries.contacts.focal_points import reminders
from meetings.services.contacts.focal_reminders import Prepared, remind
from tests.contacts import make_contact
from tests.factories import NOW
from tests.focal_points import make_world
from tests.mail.test_outbox import World

ALL = ["KE", "FR", "PE", "CL", "BR"]
BY = {"actor": "user:1"}


@pytest.fixture
def parties(app: Flask, database: object) -> World:
    make_world()
    return World(app)


def test_missions_are_reminded_once_a_day(parties: World) -> None:
    done = remind(ALL, NOW, **BY)
    assert done == Prepared(("CL", "PE"), (), ("BR",))
    again = remind(ALL, NOW + timedelta(minutes=5), **BY)
    assert again == Prepared((), ("CL", "PE"), ("BR",))
    assert db.session.query(Notice).count() == 2
    assert db.session.query(Audit).filter_by(act="focal_point.remind").count() == 2
    assert remind(["PE"], NOW + timedelta(days=1), **BY).reminded == ("PE",)
    with pytest.raises(errors.NothingChosen):
        remind(["KE", "XX"], NOW, **BY)


def test_mail_is_sent_in_the_language_of_the_mission_and_shown_as_sent(parties: World) -> None:
    remind(["PE", "CL"], NOW, **BY)
    mails = {one["To"].addresses[0].addr_spec: one for one in parties.tick(NOW)}
    assert sorted(mails) == ["mission-geneva-pe@example.org", "mission-unep-cl@example.org"]
    text = mails["mission-geneva-pe@example.org"].get_body().get_content()  # type: ignore[union-attr]
    assert "State PE" in text
    assert "/me/" not in text
    assert "State PE" in str(mails["mission-geneva-pe@example.org"]["Subject"])
    found = reminders(["PE", "BR"])
    assert (list(found), found["PE"].state, found["PE"].day) == (["PE"], "sent", NOW.date().isoformat())
    assert found["PE"].sent_at is not None


def test_nobody_is_reminded_of_what_was_notified_since(parties: World) -> None:
    remind(["PE"], NOW, **BY)
    make_contact("Newly Named", "focal_point", country="PE", email="newly@example.org")
    assert parties.tick(NOW) == []
    assert reminders(["PE"])["PE"].state == "withdrawn"
