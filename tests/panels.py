"""Panellists, their links and assistants, for tests."""

from typing import Any

from meetings.extensions import db
from meetings.models import Assistant, Panelist, Person, Session
from meetings.models.links import Link
from meetings.queries.panel.holders import PURPOSE, assistant_bearer, own_bearer
from meetings.services.links import give_link, link_token
from meetings.services.people import check_person, find_or_add_person
from tests.factories import NOW, somebody


def make_panelist(session: Session, name: str = "Rosa Example", **changes: Any) -> Panelist:
    """Store somebody on a panel; `email`, `zone` and `language` are the person's."""
    person = {one: changes.pop(one) for one in ("email", "zone", "language") if one in changes}
    given = somebody(name, **person)
    person_id, _added = find_or_add_person(check_person(given), NOW)
    values = {"role": "speaker", "state": "confirmed", "updated_at": NOW} | changes
    row = Panelist(session_id=session.id, person_id=person_id, **values)
    db.session.add(row)
    db.session.commit()
    return row


def make_assistant(of: Panelist, programme_id: int, name: str = "Sam Example", **person: str) -> Assistant:
    """Store an assistant of a panellist."""
    helper_id, _added = find_or_add_person(check_person(somebody(name, **person)), NOW)
    values = {"person_id": of.person_id, "helper_id": helper_id, "added_at": NOW, "added_by": "user:1"}
    row = Assistant(programme_id=programme_id, **values)
    db.session.add(row)
    db.session.commit()
    return row


def panel_link(of: Panelist | Assistant, programme_id: int, keys: Any) -> tuple[Link, str]:
    """Give the link of a panellist or an assistant, and its token."""
    bearer = assistant_bearer(of.id) if isinstance(of, Assistant) else own_bearer(of.person_id, programme_id)
    link = give_link(PURPOSE, bearer, NOW, keys)
    db.session.commit()
    return link, link_token(link, keys)


def panel_cookie(bearer: str) -> str:
    """Name the cookie by which a browser proves itself for the link of a bearer."""
    return f"panel_{bearer.replace(':', '_')}"


def panelist_person(of: Panelist) -> Person:
    """Give who a panellist is."""
    return db.session.get_one(Person, of.person_id)
