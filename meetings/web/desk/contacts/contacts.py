"""Contacts at the desk: found by name, role, country, region and language, counted, and given as a table."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.domain.codes import LANGUAGES
from meetings.domain.contacts.filters import Filter, as_stored
from meetings.domain.contacts.roles import ContactRoleKind
from meetings.domain.permissions import Act
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.tables import csv_bytes
from meetings.formats.times import language_name
from meetings.queries.audiences import regional_groups
from meetings.queries.contacts.contacts import ContactRow, contacts_page, every_contact
from meetings.queries.contacts.imports import count_waiting
from meetings.services.contacts.exports import note_export
from meetings.web.cop.words import region_words
from meetings.web.desk.access import allowed_everywhere, at_desk
from meetings.web.desk.contacts.words import contact_line, role_choices, role_words
from meetings.web.desk.people import page_asked
from meetings.web.pages import LANG
from meetings.web.registrations import country_choices

blueprint = Blueprint("desk_contacts", __name__)
ADDRESS: Final = f"/{LANG}/desk/contacts"
TEXT_LENGTH: Final = 100
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"


@blueprint.get(ADDRESS)
def show(lang: str) -> str:
    """Show a page of contacts, how many there are, and the fields that narrow them."""
    allowed_everywhere(Act.CONTACTS)
    moment = at_desk()
    asked, ended = asked_of(request.args), bool(request.args.get("ended"))
    found = contacts_page(asked, moment.now.date(), page_asked(), ended=ended)
    choices = country_choices(lang)
    return render_template(
        "desk/contacts/contacts.html",
        under="contacts",
        asked=asked,
        ended=ended,
        narrowed=_narrowed(asked, ended=ended),
        found=found,
        lines=[contact_line(row, dict(choices), lang) for row in found.rows],
        waiting=count_waiting(),
        roles=role_choices(),
        countries=choices,
        regions=[(one, region_words(one)) for one in regional_groups()],
        languages=[(one, language_name(one, lang)) for one in LANGUAGES],
    )


@blueprint.post(f"{ADDRESS}/export")
def export(lang: str) -> Response:
    """Give the contacts that are shown as a table; who took it, and by which filter, is in the journal."""
    holder = allowed_everywhere(Act.CONTACTS)
    now, asked = datetime.now(UTC), asked_of(request.form)
    form = "csv" if request.form.get("form") == "csv" else "xlsx"
    rows = list(_table(asked, now, dict(country_choices(lang))))
    note_export(as_stored(asked), len(rows), form, now, actor=holder.actor)
    if form == "csv":
        answer = Response(csv_bytes(_head(), rows), content_type=CSV)
    else:
        answer = Response(xlsx_bytes(_("Contacts"), _head(), rows), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="contacts-{now:%Y-%m-%d}.{form}"'
    return answer


def asked_of(values: MultiDict[str, str]) -> Filter:
    """Read by what contacts are narrowed; what is not known narrows nothing."""
    return Filter(
        roles=_known(values.get("role", ""), tuple(ContactRoleKind)),
        countries=(values.get("country", "")[:2],) if values.get("country", "").strip() else (),
        regions=_known(values.get("region", ""), tuple(regional_groups())),
        languages=_known(values.get("language", ""), LANGUAGES),
        text=values.get("text", "").strip()[:TEXT_LENGTH],
    )


def _known(value: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if value in choices else ()


def _narrowed(asked: Filter, *, ended: bool) -> list[tuple[str, str]]:
    """Give the fields that narrow, for addresses and forms."""
    pairs: tuple[tuple[str, Any], ...] = (
        ("text", asked.text),
        ("role", next(iter(asked.roles), "")),
        ("country", next(iter(asked.countries), "")),
        ("region", next(iter(asked.regions), "")),
        ("language", next(iter(asked.languages), "")),
        ("ended", "1" if ended else ""),
    )
    return [(name, str(value)) for name, value in pairs if value]


def _head() -> list[str]:
    return [
        _("Title"),
        _("Name"),
        _("Position"),
        _("Organization"),
        _("Country"),
        _("E-mail address"),
        _("Language"),
        _("Category"),
        _("Roles"),
        _("Interests"),
    ]


def _table(asked: Filter, now: datetime, countries: dict[str, str]) -> Iterator[list[Any]]:
    for row in every_contact(asked, now.date()):
        yield _cells(row, countries)


def _cells(row: ContactRow, countries: dict[str, str]) -> list[Any]:
    roles = "; ".join(role_words(one.kind) + (f" ({one.body})" if one.body else "") for one in row.roles)
    return [
        row.title,
        row.name,
        row.position,
        row.organization,
        countries.get(row.country, row.country) if row.country else None,
        row.address,
        row.language,
        row.category,
        roles,
        "; ".join(row.interests),
    ]
