"""The report of ratifications and Parties as of a day: a page and tables to take along, by regional group."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from meetings.domain.cop.codes import PartyStanding
from meetings.domain.cop.collation import order_key
from meetings.domain.cop.parties import TREATIES
from meetings.domain.languages import choose
from meetings.domain.permissions import Act
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.tables import csv_bytes
from meetings.formats.times import date_words
from meetings.queries.cop import parties as queries
from meetings.queries.cop.parties import GroupCount, PartiesAsked
from meetings.web.cop.words import STANDINGS, region_words, treaty_word
from meetings.web.desk.access import at_desk
from meetings.web.desk.cop.parties import ADDRESS, asked_of
from meetings.web.desk.cop.reach import everywhere

blueprint = Blueprint("desk_cop_parties_report", __name__)
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = tuple[Any, ...]


@blueprint.get(f"{ADDRESS}/report")
def show(lang: str) -> str:
    """Show how many Parties there are by regional group on a day, and what the depositary reported beside."""
    everywhere(Act.FIGURES)
    asked = asked_of(at_desk())
    groups = queries.counts_by_group(asked.treaty, asked.day)
    reported = queries.reported_counts(asked.treaty)
    ours = queries.deposited_by(asked.treaty, [day for day, _count, _source in reported])
    past = [(day, count) for day, count, _source in reported if day <= asked.day]
    short = past[-1][1] - ours[past[-1][0]] if past else 0
    return render_template(
        "desk/cop/parties_report.html",
        asked=asked,
        day=date_words(asked.day, lang),
        treaty=treaty_word(asked.treaty),
        treaties=[(one, treaty_word(one)) for one in TREATIES],
        standings=[(str(one), STANDINGS[one]()) for one in PartyStanding],
        groups=[(region_words(one.group), one) for one in groups],
        whole=_whole(groups),
        short=max(0, short),
        reported=[
            (date_words(day, lang), count, ours[day], source, day <= asked.day)
            for day, count, source in reported
        ],
    )


@blueprint.get(f"{ADDRESS}/report.csv")
def table(lang: str) -> Response:
    """Give the counts by regional group as a table for spreadsheets, or the States (`?of=states`)."""
    return _file(lang, "csv", "text/csv; charset=utf-8", lambda _title, head, rows: csv_bytes(head, rows))


@blueprint.get(f"{ADDRESS}/report.xlsx")
def workbook(lang: str) -> Response:
    """Give the same as a workbook, numbers as numbers."""
    return _file(lang, "xlsx", XLSX, xlsx_bytes)


def _file(
    lang: str, ending: str, kind: str, write: Callable[[str, Iterable[str], Iterable[Row]], bytes]
) -> Response:
    everywhere(Act.FIGURES)
    asked = asked_of(at_desk())
    is_states = request.args.get("of") == "states"
    head, rows = (_state_head(), _states(asked, lang)) if is_states else (_group_head(), _groups(asked))
    name = f"parties-{'states-' if is_states else ''}{asked.treaty}-{asked.day.isoformat()}.{ending}"
    answer = Response(write(_("Parties"), head, rows), content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _group_head() -> list[str]:
    return [_("Regional group"), *(STANDINGS[one]() for one in PartyStanding), _("All")]


def _groups(asked: PartiesAsked) -> Iterable[Row]:
    """Give a line for each regional group, and one for all."""
    groups = queries.counts_by_group(asked.treaty, asked.day)
    named = [*((region_words(one.group), one) for one in groups), (_("All"), _whole(groups))]
    for words, one in named:
        yield (words, *(one.counts.get(each, 0) for each in PartyStanding), one.total)


def _state_head() -> list[str]:
    return [
        _("State or organization"),
        _("Code"),
        _("Regional group"),
        _("Standing"),
        _("Instrument deposited on"),
        _("Party since"),
    ]


def _states(asked: PartiesAsked, lang: str) -> Iterable[Row]:
    found = queries.parties(PartiesAsked(asked.treaty, asked.day))
    for row in sorted(found, key=lambda each: order_key(choose(each.names, lang)[0], lang)):
        yield (
            choose(row.names, lang)[0],
            row.code,
            region_words(row.regional_group or ""),
            STANDINGS[row.standing](),
            row.deposited_on.isoformat() if row.deposited_on else None,
            row.party_since.isoformat() if row.party_since else None,
        )


def _whole(groups: Iterable[GroupCount]) -> GroupCount:
    counts: dict[str, int] = {}
    for one in groups:
        for standing, count in one.counts.items():
            counts[standing] = counts.get(standing, 0) + count
    return GroupCount("all", counts)
