"""Lists of participants in the site of the gates: delegations with accredited people, and published copies."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from meetings.domain.cop.lists import ListKind, mark_of
from meetings.extensions import db
from meetings.models import Delegation, Nomination, Programme, Segment
from meetings.queries.cop.lists import gather, listing_of
from meetings.services.cop import lists
from tests.cop import make_body, make_delegation, make_nominee, make_segment, make_state

SLUG = "listed"


def put_lists(site: Any, rows: int, now: datetime) -> None:
    """Accredit people in `rows` delegations of the season, and in the one with a link; publish a list as often."""
    programme = db.session.scalars(select(Programme).where(Programme.slug == "season")).one()
    segment = make_segment(programme, SLUG, title={"en": "Listed"})
    facts = {"state": "accredited", "lists": ["name", "email"], "function": "Director"}
    for number in range(rows):
        state = make_state(f"X{chr(77 + number)}", f"Listed State {number}")
        delegation = make_delegation(programme, state)
        body = make_delegation(programme, make_body(f"listed-{number}", f"Listed {number}"))
        for each in range(rows):
            make_nominee(delegation, segment, name=f"Listed {number} {each}", **facts)
            make_nominee(body, segment, name=f"Observer {number} {each}", **facts | {"lists": []})
    until = datetime.now(UTC) + timedelta(days=3)
    given = lists.SettingGiven("UNEP/MC/COP.7/INF/27", "public", until, {}, False, ())
    lists.set_listing("season", SLUG, given, 0, now, "test")
    for number in range(rows):
        one = db.session.scalars(select(Nomination).where(Nomination.name == "Listed 0 0")).one()
        one.function = f"Director {number}"
        db.session.commit()
        made = gather(listing_of("season", SLUG)).participants(ListKind.PROVISIONAL)
        lists.publish("season", SLUG, ListKind.PROVISIONAL, mark_of(made), now, "test")
    site.names |= {"listed": SLUG}
    site.names.setdefault("segment", SLUG)
    nominating = db.session.scalars(select(Delegation).where(Delegation.party_code == "GH")).one()
    where = db.session.scalars(select(Segment).where(Segment.programme_id == nominating.programme_id)).first()
    assert where is not None
    for number in range(rows):
        make_nominee(nominating, where, name=f"Printed {number}", **facts)
