"""Rows of conferences for tests, stored; each function takes what it is about and has a plain default for the rest."""

from datetime import UTC, date, datetime
from typing import Any

from meetings.domain.registrations import name_key
from meetings.extensions import db
from meetings.models import (
    Delegation,
    FocalPoint,
    Letter,
    Mailbox,
    Nomination,
    Organization,
    Participation,
    Party,
    PartyStatus,
    Person,
    PersonMailbox,
    Programme,
    Segment,
    Session,
    Stream,
)
from meetings.services.cop import badges
from meetings.services.links import give_link, link_token
from tests.factories import KEYS, NOW

OPENING = date(2026, 12, 7)
RESUMED = date(2027, 3, 15)


def make_conference(slug: str = "cop", **changes: Any) -> Programme:
    """Store a published conference of two segments: online in `Europe/Zurich`, resumed in `Asia/Makassar`."""
    values = {
        "slug": slug,
        "kind": "conference",
        "title": {"en": "Conference of the Parties"},
        "place": {"en": "Geneva"},
        "zone": "Europe/Zurich",
        "starts_on": OPENING,
        "ends_on": date(2027, 3, 19),
        "published": True,
        "admission": "accreditation",
        "updated_at": NOW,
    } | changes
    programme = Programme(**values)
    programme.streams = [
        Stream(slug="plenary", title={"en": "Plenary"}, palette=0, position=0, updated_at=NOW),
        Stream(slug="contact-groups", title={"en": "Contact groups"}, palette=1, position=1, updated_at=NOW),
    ]
    db.session.add(programme)
    db.session.commit()
    make_segment(programme, "1", title={"en": "First segment"})
    make_segment(
        programme,
        "2",
        position=1,
        title={"en": "Resumed segment"},
        mode="hybrid",
        starts_on=RESUMED,
        ends_on=date(2027, 3, 19),
        zone="Asia/Makassar",
        place={"en": "Bali"},
    )
    return programme


def make_segment(programme: Programme, slug: str = "1", **changes: Any) -> Segment:
    """Store a segment; nominations are open for ten days from `NOW`."""
    values = {
        "programme_id": programme.id,
        "slug": slug,
        "title": {"en": "Segment"},
        "mode": "online",
        "starts_on": OPENING,
        "ends_on": date(2026, 12, 11),
        "zone": "Europe/Zurich",
        "place": {"en": "Geneva"},
        "languages": ["en", "fr"],
        "nominate_until": datetime(2026, 12, 4, 22, 59, tzinfo=UTC),
        "erase_on": date(2027, 6, 30),
        "updated_at": NOW,
    } | changes
    segment = Segment(**values)
    db.session.add(segment)
    db.session.commit()
    return segment


def make_state(
    code: str = "KE", name: str = "Kenya", *, since: date | None = date(2017, 12, 20), **changes: Any
) -> Party:
    """Store a State that is a Party since a day, or none."""
    values = {"kind": "state", "names": {"en": name}, "regional_group": "africa"} | changes
    party = Party(code=code, updated_at=NOW, **values)
    if since:
        party.statuses = [PartyStatus(treaty="minamata", status="party", starts_on=since, source="")]
    db.session.add(party)
    db.session.commit()
    return party


def make_body(slug: str = "zmwg", name: str = "Invented Working Group", **changes: Any) -> Organization:
    """Store an observer body."""
    body = Organization(slug=slug, name=name, updated_at=NOW, **({"category": "ngo"} | changes))
    db.session.add(body)
    db.session.commit()
    return body


def make_delegation(programme: Programme, of: Party | Organization, **changes: Any) -> Delegation:
    """Store a delegation without people."""
    whose = {"party_code": of.code} if isinstance(of, Party) else {"organization_id": of.id}
    category = "government" if isinstance(of, Party) else of.category
    delegation = Delegation(
        programme_id=programme.id,
        created_at=NOW,
        updated_at=NOW,
        **({"category": category} | whose | changes),
    )
    db.session.add(delegation)
    db.session.commit()
    return delegation


def make_focal_point(delegation: Delegation, **changes: Any) -> tuple[FocalPoint, str]:
    """Store a focal point; gives them and the token of their link."""
    values = {
        "name": "Invented Focal Point",
        "email": f"focal-{delegation.id}@example.org",
        "invited_at": NOW,
    } | changes
    point = FocalPoint(delegation_id=delegation.id, updated_at=NOW, **values)
    db.session.add(point)
    db.session.flush()
    token = link_token(give_link("delegation", f"focal:{point.id}", NOW, KEYS), KEYS)
    db.session.commit()
    return point, token


def make_nominee(
    delegation: Delegation,
    *segments: Segment,
    name: str = "Invented Delegate",
    state: str = "nominated",
    **changes: Any,
) -> Nomination:
    """Store a person in a delegation, with a participation in each segment, in a state."""
    participation = {"mode": "online", "rights": "viewer"}
    participation |= {key: changes.pop(key) for key in ("mode", "rights", "pass_code") if key in changes}
    values = {
        "name": name,
        "role": "adviser",
        "email": f"{name_key(name).replace(' ', '.')}@example.org",
        "position": len(delegation.nominations),
        "created_at": NOW,
    } | changes
    person = Person(
        name=name, name_key=name_key(name), country=delegation.party_code, created_at=NOW, updated_at=NOW
    )
    db.session.add(person)
    db.session.flush()
    nomination = Nomination(delegation_id=delegation.id, person_id=person.id, updated_at=NOW, **values)
    nomination.participations = [
        Participation(segment_id=one.id, state=state, state_since=NOW, updated_at=NOW, **participation)
        for one in segments
    ]
    db.session.add(nomination)
    db.session.commit()
    return nomination


def make_letter(delegation: Delegation, state: str = "received", version: int = 1, **changes: Any) -> Letter:
    """Store a version of a delegation's letter."""
    values = {"state_since": NOW, "received_at": NOW, "received_by": "focal:x", "updated_at": NOW} | changes
    letter = Letter(delegation_id=delegation.id, state=state, version=version, **values)
    db.session.add(letter)
    db.session.commit()
    return letter


def make_meeting(segment: Segment, slug: str = "plenary", **changes: Any) -> Session:
    """Store a published meeting of a segment, for every accredited delegate, without times."""
    values = {
        "programme_id": segment.programme_id,
        "segment_id": segment.id,
        "slug": slug,
        "title": {"en": f"Meeting {slug}"},
        "languages": ["en"],
        "audience": "participants",
        "state": "published",
        "updated_at": NOW,
    } | changes
    session = Session(**values)
    db.session.add(session)
    db.session.commit()
    return session


def segments_of(programme: Programme) -> list[Segment]:
    """Give the segments of a conference in their order."""
    rows = db.session.query(Segment).filter_by(programme_id=programme.id).order_by(Segment.position)
    return list(rows)


def make_reachable(name: str, email: str) -> int:
    """Store a person with a mailbox of their own; gives their number."""
    person = Person(name=name, name_key=name_key(name), created_at=NOW, updated_at=NOW)
    mailbox = Mailbox(address=email, address_key=email.lower(), created_at=NOW)
    db.session.add_all([person, mailbox])
    db.session.flush()
    db.session.add(PersonMailbox(mailbox_id=mailbox.id, person_id=person.id, name_key=person.name_key))
    db.session.commit()
    return person.id


def me_token(person_id: int) -> str:
    """Give the token of a person's own page."""
    token = link_token(give_link("me", f"person:{person_id}", NOW, KEYS), KEYS)
    db.session.commit()
    return token


def make_badged(
    delegation: Delegation, segment: Segment, name: str = "Invented Delegate", **changes: Any
) -> tuple[str, str]:
    """Store somebody accredited with a badge of a segment; gives their participation and the code."""
    one = make_nominee(delegation, segment, name=name, state="accredited", **changes).participations[0].id
    return one, badges.issue(one, NOW, "user:1")
