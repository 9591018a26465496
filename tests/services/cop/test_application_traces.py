"""Whoever applied for a body and is erased leaves the body's application, without their name and address."""

from flask import Flask
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Admission, Application, Person
from meetings.queries.own_data import own_data
from meetings.services.cop.admissions import apply
from meetings.services.erasing import erase
from tests.cop import make_conference
from tests.factories import KEYS, NOW, make_topic, register_somebody
from tests.services.cop.test_admissions import GIVEN, STATUTES


def test_applicant_reads_what_they_sent_and_is_forgotten(app: Flask) -> None:
    with app.app_context():
        make_conference()
        _session, slots = make_topic()
        register_somebody(slots[0], name="Invented Contact", email="contact@example.org")
        person = db.session.scalars(select(Person)).one().id
        apply(GIVEN, [STATUTES], NOW)
        (sent,) = own_data(person)["applications"]
        assert (sent["body"], sent["contact_email"]) == (GIVEN.name, "contact@example.org")
        erase(person, NOW, "person", keys=KEYS, log=app.extensions["outside"].erasures)
        row, admission = (
            db.session.scalars(select(Application)).one(),
            db.session.scalars(select(Admission)).one(),
        )
        assert (row.contact_name, row.contact_email, row.name) == ("", "", GIVEN.name)
        assert (admission.contact_name, admission.contact_email, admission.state) == (None, None, "applied")
