"""The invented contacts of the demonstration: of every Party, with some missing on purpose, put there once."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from meetings.extensions import db, transaction
from meetings.formats.json_file import read_json
from meetings.formats.party_file import read_parties
from meetings.models import Contact, ContactRole, Mailbox
from meetings.queries.contacts.balance import balances
from meetings.services.contacts.demonstration import put_contacts
from meetings.services.parties import import_parties
from tests.factories import NOW

DATA = Path(__file__).parents[3] / "meetings" / "data"


def test_every_party_has_contacts_and_some_lack_a_channel(database: SQLAlchemy) -> None:
    import_parties(read_parties(read_json((DATA / "parties.json").read_bytes())), NOW)
    for later in (0, 20):
        with transaction():
            put_contacts(["Amina", "Luis", "Mei", "Ivan"], NOW + timedelta(days=later))
    rows = db.session.execute(select(ContactRole.kind, ContactRole.country, ContactRole.ends_on)).all()
    counts = Counter(row.kind for row in rows)
    channels = [row.country for row in rows if row.kind == "official_channel"]
    parties = 145
    assert len(channels) == len(set(channels)) == counts["official_channel"]
    assert parties - 12 < len(channels) < parties
    assert counts["focal_point"] > 100
    assert counts["mission_unep"] > 80
    assert any(row.ends_on for row in rows if row.kind == "focal_point")
    assert all(one.endswith("@example.org") for one in db.session.scalars(select(Mailbox.address)))
    assert len(rows) >= db.session.scalar(select(func.count()).select_from(Contact)) > 400
    bureau = balances(NOW.date())[0]
    assert (bureau.name, bureau.held, bureau.seats, bureau.women) == ("Bureau", 9, 10, 5)
