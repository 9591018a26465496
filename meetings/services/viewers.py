"""For whom recordings and documents are: an audience, its regions, and the people who are named."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select

from meetings.domain.codes import AUDIENCES
from meetings.domain.errors import Missing, NotAChoice
from meetings.domain.kept_files import AudienceGiven
from meetings.domain.recording_errors import NobodyKnown
from meetings.domain.registrations import address_key
from meetings.extensions import db
from meetings.models.cop.documents import OfficialDocument
from meetings.models.kept import Viewer
from meetings.models.parties import Party
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.publications import Material, Recording

NAMED = ("body", "named")


def put_audience(
    row: Recording | Material | OfficialDocument, subject: str, given: AudienceGiven
) -> dict[str, Any]:
    """Say for whom something is; call it within a transaction. Give what is noted of it, without anybody's name.

    Raises: NotAChoice, Missing, NobodyKnown, with the field.
    """
    if given.code not in AUDIENCES:
        raise NotAChoice(field="audience", value=given.code[:20])
    row.audience = given.code
    row.regions = _regions(given.regions) if given.code == "region" else []
    people = _people(given.people) if given.code in NAMED else set()
    db.session.execute(delete(Viewer).where(Viewer.subject == subject))
    db.session.add_all(Viewer(subject=subject, person_id=one) for one in sorted(people))
    return {"audience": given.code, "regions": row.regions, "people": len(people)}


def forget_viewers(subjects: Iterable[str]) -> None:
    """Forget for whom something was that goes; call it within a transaction."""
    db.session.execute(delete(Viewer).where(Viewer.subject.in_(list(subjects))))


def _regions(given: Iterable[str]) -> list[str]:
    known = set(db.session.scalars(select(Party.regional_group).where(Party.regional_group.is_not(None))))
    chosen = sorted(set(given))
    if not chosen:
        raise Missing(field="regions")
    for one in chosen:
        if one not in known:
            raise NotAChoice(field="regions", value=one[:40])
    return chosen


def _people(given: Iterable[str]) -> set[int]:
    """Find whom mailboxes belong to; of a shared one, everybody is meant."""
    found: set[int] = set()
    for address in given:
        people = db.session.scalars(
            select(PersonMailbox.person_id)
            .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
            .join(Person, Person.id == PersonMailbox.person_id)
            .where(Mailbox.address_key == address_key(address), Person.erased_at.is_(None))
        ).all()
        if not people:
            raise NobodyKnown(field="people", value=address[:80])
        found |= set(people)
    if not found:
        raise Missing(field="people")
    return found
