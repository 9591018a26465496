"""Contacts in words: roles with their terms, and what becomes of rows of a list and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from meetings.domain.contacts.imports import ImportState, RowState
from meetings.domain.contacts.roles import ContactRoleKind
from meetings.formats.times import date_words
from meetings.queries.contacts.contacts import ContactRow, RoleRow


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role in words."""

    it: RoleRow
    name: str
    about: str
    term: str


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact in a list, in words."""

    it: ContactRow
    country: str
    roles: tuple[RoleLine, ...]


def role_words(kind: str) -> str:
    """Name a role as letters do."""
    return {
        ContactRoleKind.OFFICIAL_CHANNEL: _("Official channel of communication to UNEP"),
        ContactRoleKind.MISSION_UNEP: _("Permanent mission to UNEP"),
        ContactRoleKind.MISSION_GENEVA: _("Permanent mission in Geneva"),
        ContactRoleKind.FOCAL_POINT: _("National focal point"),
        ContactRoleKind.BUREAU: _("Member of the Bureau"),
        ContactRoleKind.EXPERT: _("Expert"),
        ContactRoleKind.OBSERVER: _("Observer"),
        ContactRoleKind.PRESS: _("Press"),
        ContactRoleKind.PARTNER: _("Partner"),
        ContactRoleKind.OTHER: _("Other"),
    }.get(ContactRoleKind(kind), kind)


def role_choices() -> list[tuple[str, str]]:
    """Give the roles with their names, in the order of letters."""
    return [(str(one), role_words(one)) for one in ContactRoleKind]


def role_line(role: RoleRow, countries: dict[str, str], lang: str) -> RoleLine:
    """Word a role: its name, for which country and in which body, and its term."""
    about = [countries.get(role.country, role.country) if role.country else "", role.body or ""]
    words = " · ".join(one for one in about if one)
    return RoleLine(role, role_words(role.kind), words, term_words(role.starts_on, role.ends_on, lang))


def contact_line(row: ContactRow, countries: dict[str, str], lang: str) -> ContactLine:
    """Word a contact in a list."""
    country = countries.get(row.country, row.country) if row.country else ""
    return ContactLine(row, country, tuple(role_line(one, countries, lang) for one in row.roles))


def term_words(starts_on: date | None, ends_on: date | None, lang: str) -> str:
    """Word a term; nothing where neither end is known."""
    first = date_words(starts_on, lang) if starts_on else ""
    last = date_words(ends_on, lang) if ends_on else ""
    if first and last:
        return _("from %(first)s until %(last)s", first=first, last=last)
    if first:
        return _("since %(first)s", first=first)
    return _("until %(last)s", last=last) if last else ""


def state_words(state: str) -> str:
    """Name what becomes of a row."""
    return {
        RowState.NEW: _("New"),
        RowState.SAME: _("The same"),
        RowState.CHANGED: _("Changed"),
        RowState.DOUBT: _("In doubt"),
        RowState.REFUSED: _("Refused"),
    }.get(RowState(state), state)


def import_words(state: str) -> str:
    """Word where a list stands that is read."""
    return {
        ImportState.COLUMNS: _("Waits for its columns"),
        ImportState.READING: _("Is being read"),
        ImportState.PREVIEW: _("Read; nothing is taken in yet"),
        ImportState.COMMITTING: _("Is being taken in"),
        ImportState.COMMITTED: _("Taken in"),
        ImportState.WITHDRAWING: _("Is being withdrawn"),
        ImportState.WITHDRAWN: _("Withdrawn"),
    }.get(ImportState(state), state)


def reason_words(reason: str, about: str) -> str:
    """Say why a row is refused or in doubt."""
    said = {
        "no_name": _("There is neither a name nor an organization."),
        "no_address": _("There is no e-mail address."),
        "bad_address": _("This is no e-mail address: %(said)s", said=about),
        "bad_text": _("A cell is too long, or holds signs that are no text: %(said)s", said=about),
        "two_people": _("Two people in one cell: %(said)s", said=about),
        "two_addresses": _("Two addresses in one cell: %(said)s", said=about),
        "role_without_country": _("A role for a government needs a country: %(said)s", said=about),
        "unknown_country": _("This country is not in the list of the secretariat: %(said)s", said=about),
        "unknown_role": _("This role is not known: %(said)s", said=about),
        "unknown_language": _("This language is not known: %(said)s", said=about),
        "unknown_category": _("This category is not known: %(said)s", said=about),
        "bad_date": _("This is no day: %(said)s", said=about),
        "term_backwards": _("The last day lies before the first."),
        "role_held": _("Somebody else holds this role; a government has one at a time."),
        "left_out": _("Somebody decided to leave it out."),
        "erased": _("Whoever this is asked to be erased."),
        "maybe_two": _("The name may be of two people."),
        "near_at_mailbox": _("The same mailbox, and a name that is nearly the same."),
        "contact_ended": _("Written to no more"),
        "near_elsewhere": _("The same country and organization, and a name that is the same or nearly so."),
    }
    return said.get(reason, reason)


def column_words() -> dict[str, str]:
    """Name the columns that lists may have."""
    return {
        "name": _("Name"),
        "first_name": _("First name"),
        "last_name": _("Last name"),
        "title": _("Title"),
        "position": _("Position"),
        "organization": _("Organization"),
        "email": _("E-mail address"),
        "country": _("Country"),
        "language": _("Language"),
        "category": _("Category"),
        "role": _("Role"),
        "body": _("Body"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
        "interests": _("Interests"),
    }


def decision_words(decision: str | None) -> str:
    """Word what was decided of a row."""
    words = {"same": _("The same person"), "other": _("Another person"), "out": _("Left out")}
    return words.get(decision or "", "")


def changed_words(changes: dict[str, object]) -> list[str]:
    """Say what a row changes: each field from what to what, and roles and interests that are added."""
    names, found = column_words(), list[str]()
    for field, value in changes.items():
        name = names.get(field, field)
        if field == "role" and isinstance(value, Sequence):
            added = _(", ").join(role_words(str(one[0])) for one in value)
            found.append(_("%(field)s: + %(added)s", field=name, added=added))
        elif field == "interests" and isinstance(value, Sequence):
            added = _(", ").join(str(one) for one in value)
            found.append(_("%(field)s: + %(added)s", field=name, added=added))
        elif isinstance(value, Sequence):
            was, now = (str(one) if one else "–" for one in value)
            found.append(_("%(field)s: %(was)s → %(now)s", field=name, was=was, now=now))
    return found
