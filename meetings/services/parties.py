"""Importing the secretariat's lists: Parties, and the bodies that work with the treaties."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select

from meetings.domain.imports import CountGiven, OrganizationGiven, Outcome, PartyGiven, as_stored
from meetings.extensions import db, transaction
from meetings.models.parties import Organization, Party, PartyStatus
from meetings.services.cop.parties import TREATY, hold_within, keep_counts_within
from meetings.services.imports import changes_since_last, keep, take_over

PARTY_FIELDS: Final = frozenset(("kind", "names", "regional_group", "capital", "zone", "detail"))
ORGANIZATION_FIELDS: Final = frozenset(("name", "acronym", "category", "country", "zone", "detail"))


def import_parties(
    given: Mapping[str, PartyGiven], now: datetime, counts: Iterable[CountGiven] = ()
) -> Outcome:
    """Add the Parties that are new and change what the list says anew; nobody is taken away.

    What an officer decided stays as it is: what the list says otherwise waits for them in their queue.
    Takes: what the depositary reported, kept beside.
    """
    with transaction():
        keep_counts_within(TREATY, counts)
        records = as_stored(given)
        changes = changes_since_last("parties", records)
        for code in changes.new:
            _put_party(given[code], frozenset((*PARTY_FIELDS, "statuses")), now)
        for code, fields in changes.changed.items():
            _put_party(given[code], fields, now)
        if changes:
            keep("parties", records, now)
    return Outcome("parties", len(changes.new), len(changes.changed))


def import_organizations(given: Mapping[str, OrganizationGiven], now: datetime) -> Outcome:
    """Add the bodies that are new and change what the list says anew; nobody is taken away."""
    with transaction():
        records = as_stored(given)
        changes = changes_since_last("observers", records)
        for slug in changes.new:
            _put_organization(given[slug], ORGANIZATION_FIELDS, now)
        for slug, fields in changes.changed.items():
            _put_organization(given[slug], fields, now)
        if changes:
            keep("observers", records, now)
    return Outcome("observers", len(changes.new), len(changes.changed))


def _put_party(given: PartyGiven, fields: frozenset[str], now: datetime) -> None:
    row = db.session.get(Party, given.code)
    if row is None:
        row = Party(code=given.code, updated_at=now, revision=1)
        for name in PARTY_FIELDS:
            setattr(row, name, getattr(given, name))
        db.session.add(row)
        db.session.flush()
    else:
        fields -= hold_within(given, fields, now)
        take_over(row, given, fields & PARTY_FIELDS, now)
    if "statuses" in fields:
        db.session.execute(
            delete(PartyStatus).where(PartyStatus.party_code == given.code, PartyStatus.treaty == TREATY)
        )
        db.session.add_all(
            PartyStatus(
                party_code=given.code, treaty=TREATY, status=status, starts_on=starts_on, source=source
            )
            for status, starts_on, source in given.statuses
        )


def _put_organization(given: OrganizationGiven, fields: frozenset[str], now: datetime) -> None:
    row = db.session.scalar(select(Organization).where(Organization.slug == given.slug))
    if row is not None:
        take_over(row, given, fields, now)
        return
    values = {name: getattr(given, name) for name in ORGANIZATION_FIELDS}
    db.session.add(Organization(slug=given.slug, updated_at=now, **values))
