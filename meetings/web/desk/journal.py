"""The journal: who did what to what, when, and what each field was before and after."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from meetings.domain.errors import NotAllowed
from meetings.domain.journal import ERASED
from meetings.domain.permissions import Act, reach
from meetings.domain.zones import to_instant
from meetings.formats.tables import csv_bytes
from meetings.queries import journal as queries
from meetings.queries.journal import Noted, Wanted
from meetings.web.desk.access import Moment, at_desk, staff
from meetings.web.desk.changes import instant_words
from meetings.web.desk.people import page_asked
from meetings.web.pages import LANG

blueprint = Blueprint("desk_journal", __name__)
NAMES: Final = ("actor", "act", "subject", "from", "to")
SHOWN: Final = 300
WHOLE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an act on both sides, in words; a side that says nothing of it is empty."""

    name: str
    before: str
    after: str


@blueprint.get(f"/{LANG}/desk/audit")
def show(lang: str) -> str:
    """Show what was done, the latest first, narrowed by who, what, to what and when."""
    within, moment, asked = _within(), at_desk(), _asked()
    found = queries.acts(within, _wanted(asked, moment), page_asked())
    return render_template(
        "desk/journal.html",
        pages=found,
        lines=[(one, instant_words(one.at, moment), _fields(one, SHOWN)) for one in found.acts],
        asked=asked,
        address=urlencode([pair for pair in asked.items() if pair[1]]),
    )


@blueprint.get(f"/{LANG}/desk/audit.csv")
def table(lang: str) -> Response:
    """Give the same as a table for spreadsheets, a line for each field."""
    within, moment = _within(), at_desk()
    rows = _rows(within, _wanted(_asked(), moment))
    answer = Response(csv_bytes(_head(), rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _within() -> ColumnElement[bool]:
    """Say what of the journal whoever is signed in may read: administrators all, organizers what is theirs to change.

    Raises: SignInNeeded, NotAllowed.
    """
    holder = staff()
    if reach(holder, Act.STAFF).everywhere:
        return queries.whole_journal()
    where = reach(holder, Act.EDIT)
    if not where:
        raise NotAllowed()
    return queries.journal_within(where)


def _asked() -> dict[str, str]:
    return {name: request.args.get(name, "").strip()[:200] for name in NAMES}


def _wanted(asked: dict[str, str], moment: Moment) -> Wanted:
    """Read what is asked for; days are those of the reader's zone, and one that is none narrows nothing."""
    since, until = (_day(asked[name]) for name in ("from", "to"))
    return Wanted(
        asked["actor"],
        asked["act"],
        asked["subject"],
        _midnight(since, moment) if since else None,
        _midnight(until + timedelta(days=1), moment) if until else None,
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1971 <= found.year <= 2036 else None


def _midnight(day: date, moment: Moment) -> datetime:
    return to_instant(datetime.combine(day, time(12)), moment.reader.zone) - timedelta(hours=12)


def _fields(one: Noted, most: int) -> list[Field]:
    return [
        Field(name, _words(one.before, name)[:most], _words(one.after, name)[:most])
        for name in one.fields
        if name != "revision" and (name not in one.before or one.before[name] != one.after.get(name))
    ]


def _words(side: dict[str, Any], name: str) -> str:
    if name not in side:
        return ""
    value = side[name]
    if value == ERASED:
        return _("erased")
    if value in (None, "", [], {}):
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _rows(within: ColumnElement[bool], wanted: Wanted) -> Iterator[tuple[object, ...]]:
    for one in queries.every_act(within, wanted):
        at = one.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        head = (at, one.actor, one.act, one.subject)
        for field in _fields(one, WHOLE) or [Field("", "", "")]:
            yield (*head, field.name, field.before, field.after)


def _head() -> tuple[str, ...]:
    return (_("When (UTC)"), _("By"), _("Act"), _("What it was done to"), _("Field"), _("Before"), _("After"))
