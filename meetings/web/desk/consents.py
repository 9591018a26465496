"""Consents of a programme: how many agreed to which words, and who."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from meetings.domain.codes import CONSENTS
from meetings.domain.consents import VERSIONS, Said, present
from meetings.domain.permissions import Act, Reach, reach
from meetings.formats.tables import csv_bytes
from meetings.formats.times import language_name
from meetings.queries import desk
from meetings.queries.consents import Agreed, who_agreed
from meetings.web.consents import consent_words, day_of, kind_name
from meetings.web.desk.access import at_desk, open_here, staff
from meetings.web.desk.people import page_asked
from meetings.web.pages import LANG

blueprint = Blueprint("desk_consents", __name__)
SIZE: Final = 100


@dataclass(frozen=True, slots=True)
class Count:
    """How many yeses to a version of a kind's words stand."""

    kind: str
    name: str
    version: str
    is_present: bool
    words: str
    number: int


@blueprint.get(f"/{LANG}/desk/<programme>/consents")
def in_programme(lang: str, programme: str) -> str:
    """Show how many agreed to which words, and to whom may see people, who."""
    shown = desk.programme(programme)
    counted = _agreed(programme, open_here(Act.SEE, programme))
    moment, page = at_desk(shown), page_asked()
    where = reach(staff(), Act.PEOPLE)
    rows = _agreed(programme, where) if where.touches(programme) else []
    begin = (page - 1) * SIZE
    return render_template(
        "desk/consents.html",
        programme=shown,
        counts=_counts([one.said for one in counted]),
        may_see_people=where.touches(programme),
        rows=[
            {"one": one, "kind": kind_name(one.said.kind), "day": day_of(one.said.at, moment.reader)}
            for one in rows[begin : begin + SIZE]
        ],
        number=len(rows),
        page_number=page,
        has_more=len(rows) > begin + SIZE,
    )


@blueprint.get(f"/{LANG}/desk/<programme>/consents.csv")
def table(lang: str, programme: str) -> Response:
    """Give who agreed to what, when and in which words, as a table for spreadsheets."""
    shown = desk.programme(programme)
    where = open_here(Act.PEOPLE, programme)
    at_desk(shown)
    content = csv_bytes(_head(), (_row(one, lang) for one in _agreed(programme, where)))
    answer = Response(content, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{programme}-consents.csv"'
    return answer


def _agreed(programme: str, where: Reach) -> list[Agreed]:
    return [one for kind in CONSENTS for one in who_agreed(programme, kind, where)]


def _counts(said: list[Said]) -> list[Count]:
    """Count by kind and version; the present words are listed also where nobody agreed to them yet."""
    numbers = Counter((one.kind, one.version) for one in said)
    return [
        Count(
            kind,
            kind_name(kind),
            version,
            version == present(kind),
            consent_words(kind, version),
            numbers[kind, version],
        )
        for kind in CONSENTS
        for version in reversed(VERSIONS[kind])
        if numbers[kind, version] or version == present(kind)
    ]


def _head() -> tuple[str, ...]:
    return (
        _("Kind"),
        _("Name"),
        _("Organization"),
        _("Session"),
        _("Version of the words"),
        _("Language"),
        _("When (UTC)"),
        _("The words"),
    )


def _row(one: Agreed, lang: str) -> tuple[object, ...]:
    said = one.said
    return (
        kind_name(said.kind),
        one.name,
        one.organization,
        one.session,
        said.version,
        language_name(said.language, lang) if said.language else None,
        _written(said.at),
        consent_words(said.kind, said.version, said.language),
    )


def _written(at: datetime) -> str:
    """Write an instant for spreadsheets, as in the API."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
