"""Observer bodies as officers keep them: names, former names, category, seat."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select

from meetings.domain import errors
from meetings.domain.codes import CATEGORIES
from meetings.domain.cop.admissions import body_key, body_slug
from meetings.domain.programmes import check_choice
from meetings.domain.registrations import check_line
from meetings.extensions import db, take_turns, transaction
from meetings.models.base import random_id
from meetings.models.cop.admissions import OrganizationName
from meetings.models.parties import Organization, Party
from meetings.services.audit import note

NAME_LENGTH: Final = 300
MOST_NAMES: Final = 40
# Of a State comes a delegation, and media are accredited one by one.
BODIES: Final = tuple(one for one in CATEGORIES if one not in ("government", "media"))
KINDS: Final = (
    "un-entity",
    "mea-secretariat",
    "igo",
    "regional-centre",
    "indigenous",
    "ngo-environment",
    "ngo-health",
    "industry",
    "research",
)


@dataclass(frozen=True, slots=True)
class BodyGiven:
    """What is said of a body; `kind` is what the secretariat's list calls it, `former` and `other` its other names."""

    name: str
    category: str
    acronym: str = ""
    kind: str = ""
    country: str = ""
    former: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


def add_body(given: BodyGiven, now: datetime, actor: str) -> str:
    """Add a body, and give its name in addresses; it is admitted to nothing by that.

    Raises: Missing, TooLong, NotOneLine, NotAChoice, TooManyLines, with the field; Taken, where one has this name.
    """
    values = _checked(given)
    with transaction():
        take_turns("organizations")
        if find_within(given.name) is not None:
            raise errors.Taken(field="name", value=given.name[:80])
        row = new_body_within(values, now)
        _put_names(row.id, given)
        note(now, actor, "organization.create", f"organization:{row.slug}", after=_shown(row))
        return row.slug


def change_body(slug: str, given: BodyGiven, revision: int, now: datetime, actor: str) -> None:
    """Change what is said of a body.

    Raises: NotFound, Stale, and what adding raises.
    """
    values = _checked(given)
    with transaction():
        row = db.session.scalar(select(Organization).where(Organization.slug == slug).with_for_update())
        if row is None:
            raise errors.NotFound()
        if row.revision != revision:
            raise errors.Stale(current=row.revision)
        before = _shown(row)
        for name in ("name", "acronym", "category", "country"):
            setattr(row, name, values[name])
        row.detail = dict(row.detail) | {"kind": values["detail"]["kind"]}
        _put_names(row.id, given)
        after = _shown(row)
        changed = {name: value for name, value in after.items() if value != before[name]}
        if changed:
            row.revision += 1
            row.updated_at = now
            was = {name: before[name] for name in changed}
            note(now, actor, "organization.change", f"organization:{slug}", before=was, after=changed)


def find_within(name: str) -> Organization | None:
    """Find the body of a name, by any of its names or its acronym; call it within a transaction."""
    key = body_key(name)
    for row in db.session.scalars(select(Organization).order_by(Organization.id)):
        own = {body_key(row.name)} | ({body_key(row.acronym)} if row.acronym else set())
        own.add(body_key(f"{row.name} {row.acronym or ''}"))
        if key in own:
            return row
    number = db.session.scalar(
        select(OrganizationName.organization_id).where(OrganizationName.key == key).limit(1)
    )
    return db.session.get(Organization, number) if number is not None else None


def new_body_within(values: dict[str, Any], now: datetime) -> Organization:
    """Store a body under a slug of its own; call it within a transaction that takes turns for `organizations`."""
    begin = body_slug(values["acronym"] or values["name"]) or body_slug(values["name"]) or "body"
    taken = set(db.session.scalars(select(Organization.slug).where(Organization.slug.startswith(begin))))
    slug = next((one for one in (begin, *(f"{begin}-{n}" for n in range(2, 50))) if one not in taken), None)
    row = Organization(slug=slug or f"{begin}-{random_id()}", updated_at=now, revision=1, **values)
    db.session.add(row)
    db.session.flush()
    return row


def _checked(given: BodyGiven) -> dict[str, Any]:
    check_choice(given.category, "category", BODIES)
    if given.kind:
        check_choice(given.kind, "kind", KINDS)
    country = given.country.strip().upper() or None
    if country is not None and db.session.get(Party, country) is None:
        raise errors.NotAChoice(field="country", value=country[:20])
    for field in ("former", "other"):
        names = [check_line(one, field, NAME_LENGTH) for one in getattr(given, field)]
        if len(names) > MOST_NAMES:
            raise errors.TooManyLines(field=field, most=MOST_NAMES)
    return {
        "name": check_line(given.name, "name", NAME_LENGTH, needed=True),
        "acronym": check_line(given.acronym, "acronym", 40),
        "category": given.category,
        "country": country,
        "detail": {"kind": given.kind or None},
    }


def _put_names(organization_id: int, given: BodyGiven) -> None:
    db.session.execute(delete(OrganizationName).where(OrganizationName.organization_id == organization_id))
    for kind, names in (("former", given.former), ("other", given.other)):
        for name in _lines(names):
            if db.session.get(OrganizationName, (organization_id, name)) is None:
                row = OrganizationName(organization_id=organization_id, name=name, kind=kind)
                row.key = body_key(name)
                db.session.add(row)
                db.session.flush()


def _lines(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for one in names if (text := check_line(one, "other", NAME_LENGTH))))


def _shown(row: Organization) -> dict[str, Any]:
    db.session.flush()
    names = db.session.scalars(
        select(OrganizationName.name)
        .where(OrganizationName.organization_id == row.id)
        .order_by(OrganizationName.name)
    )
    return {
        "name": row.name,
        "acronym": row.acronym,
        "category": row.category,
        "kind": row.detail.get("kind"),
        "country": row.country,
        "names": list(names),
    }
