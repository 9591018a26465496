"""What contacts add to the site with one of everything."""

from datetime import datetime
from typing import Any

from meetings.domain.contacts.imports import ImportState, RowState
from meetings.extensions import db
from meetings.models import ContactBody, ContactImport, ContactImportRow, ContactInterest, Person
from tests.contacts import make_contact, make_list


def put(site: Any, rows: int, now: datetime) -> None:
    """Store contacts with roles, interests and a list each, and a list that was read with rows in doubt."""
    made = ContactImport(
        name="ours.csv",
        raw=b"Name,E-mail\n",
        head=0,
        headings=["Name", "E-mail"],
        columns={"name": 0, "email": 1},
        total=rows,
        state=ImportState.COMMITTED,
        created_at=now,
        created_by="user:1",
        committed_at=now,
    )
    db.session.add_all((made, ContactBody(name="Bureau", seats={"africa": 2}, updated_at=now)))
    db.session.commit()
    site.names["contact_import"] = made.id
    for number in range(rows):
        name, email = f"Quuxcontact {number}", f"contact{number}@example.org"
        one = make_contact(name, "bureau", "focal_point", country="KE", email=email)
        person = db.session.get_one(Person, one.person_id)
        site.names.setdefault("contact", person.public_id)
        db.session.add_all(
            ContactInterest(person_id=one.person_id, interest=f"word {each}") for each in range(number + 1)
        )
        if number == 0:
            make_list("Of one contact", one)
        for state in (RowState.DOUBT, RowState.REFUSED):
            db.session.add(
                ContactImportRow(
                    import_id=made.id,
                    number=number * 2 + (state == RowState.DOUBT),
                    state=state,
                    reason="near_at_mailbox",
                    about="",
                    cells={"name": name, "email": email},
                    changes={},
                    did={},
                    person_id=one.person_id,
                )
            )
    db.session.commit()
