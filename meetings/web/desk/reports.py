"""The report of a programme at the desk, with the rows behind each number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import NotAChoice, NotFound, Refused
from meetings.domain.permissions import Act, Reach, may, reach
from meetings.domain.report_changes import changes
from meetings.domain.report_cuts import CUTS
from meetings.domain.report_rows import OF_PEOPLE
from meetings.domain.report_sheet import canonical, seal_of
from meetings.domain.statistics import COUNTS
from meetings.extensions import db
from meetings.formats.report_page import changes_table, printed
from meetings.formats.report_words import Words
from meetings.formats.tables import csv_bytes
from meetings.formats.times import full_day_words, word_slot
from meetings.queries import desk as programmes
from meetings.queries.report_cache import kept_report
from meetings.queries.report_copies import copies, copy_of
from meetings.queries.report_rows import Asked, Found, Shown, rows_behind
from meetings.services import reports as services
from meetings.web.desk.access import allowed, at_desk, open_here, staff
from meetings.web.desk.people import page_asked
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.report_words import as_file, report_file, say

blueprint = Blueprint("desk_reports", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/report"
SIZE: Final = 100


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row behind a number, in words; `person` leads to their page."""

    shown: Shown
    what: str
    title: dict[str, str]
    when: str
    minutes: str
    adds: str


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> str:
    """Show the report of a programme, as far as it is within reach; numbers lead to their rows."""
    shown, where = programmes.programme(programme), open_here(Act.FIGURES, programme)
    at_desk(shown)
    found = kept_report(programme, datetime.now(UTC), where)
    if found is None:
        abort(404)
    return render_template(
        "desk/report.html",
        programme=shown,
        report=printed(found.sheet, found.made_at, lang, say),
        is_whole=where.covers(programme),
        may_publish=may(staff(), Act.EDIT, programme),
        copies=len(copies(programme)),
        rows_at=f"/{lang}/desk/{programme}/report/rows",
        open_rows=_open_rows(programme, where),
    )


@blueprint.get(f"{ADDRESS}/rows/<count>")
def rows(lang: str, programme: str, count: str) -> str:
    """Show the rows that make a number: sessions, times, or people by name for whoever may see them."""
    shown = programmes.programme(programme)
    where = _open_count(programme, count)
    moment, page, asked = at_desk(shown), page_asked(), _asked(count)
    found = _found(programme, asked, where)
    begin = (page - 1) * SIZE
    return render_template(
        "desk/report_rows.html",
        programme=shown,
        count=count,
        asked=asked,
        found=found,
        value=_number(found.value, lang),
        lines=[_line(one, lang) for one in found.shown(begin, SIZE)],
        page_number=page,
        has_more=len(found.rows) > begin + SIZE,
        address=asked.query,
        may_open_people=bool(reach(staff(), Act.PEOPLE)),
        moment=moment,
    )


@blueprint.get(f"{ADDRESS}/rows/<count>.csv")
def table(lang: str, programme: str, count: str) -> Response:
    """Give the same as a table for spreadsheets, all of it."""
    programmes.programme(programme)
    where = _open_count(programme, count)
    at_desk()
    found = _found(programme, _asked(count), where)
    content = csv_bytes(_head(), (_row(one) for one in found.shown(0, len(found.rows))))
    answer = Response(content, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{programme}-{count}.csv"'
    return answer


@blueprint.get(f"{ADDRESS}.<any(pdf, xlsx):form>")
def file(lang: str, programme: str, form: str) -> AnyResponse:
    """Give the report with all its cells as a file, for the desk alone."""
    shown, where = programmes.programme(programme), open_here(Act.FIGURES, programme)
    at_desk(shown)
    found = kept_report(programme, datetime.now(UTC), where)
    if found is None:
        abort(404)
    content = report_file(printed(found.sheet, found.made_at, lang, say), form)
    return as_file(content, form, f"{programme}-report-inside")


@blueprint.get(f"{ADDRESS}/publish")
def look(lang: str, programme: str) -> AnyResponse:
    """Show what becomes public when the report is published, and what changed since the last copy."""
    return _preview(lang, programme)


@blueprint.post(f"{ADDRESS}/publish")
def publish(lang: str, programme: str) -> AnyResponse:
    """Publish the report that was looked at."""
    allowed(Act.EDIT, programme)
    try:
        number = services.publish(programme, request.form.get("seal", ""), datetime.now(UTC), staff().actor)
    except Refused as refusal:
        db.session.rollback()
        return _preview(lang, programme, refusal)
    return redirect(f"/{lang}/{programme}/report/{number}", 303)


def _preview(lang: str, programme: str, problem: Refused | None = None) -> AnyResponse:
    allowed(Act.EDIT, programme)
    shown = programmes.programme(programme)
    at_desk(shown)
    now = datetime.now(UTC)
    found = kept_report(programme, now)
    if found is None:
        raise NotFound()
    every = copies(programme)
    before = copy_of(programme, every[0].number) if every else None
    sheets = (before.sheet, found.public) if before else ()
    seal = seal_of(canonical(found.public))
    html = render_template(
        "desk/report_publish.html",
        programme=shown,
        report=printed(found.public, now, lang, say),
        seal=seal,
        copies=[(one, full_day_words(one.made_at, shown.zone, lang)) for one in every],
        is_same=before is not None and before.seal == seal,
        changed=changes_table(changes(*sheets), sheets, lang, say) if sheets else None,
        problem=sentence(problem) if problem else "",
    )
    return make_response(html, problem.status if problem else 200)


def _open_rows(programme: str, where: Reach) -> frozenset[str]:
    """Name the counts whose rows are open to whoever is signed in."""
    may_see_people = reach(staff(), Act.PEOPLE).touches(programme) and bool(where)
    return frozenset(COUNTS) if may_see_people else frozenset(COUNTS) - OF_PEOPLE


def _open_count(programme: str, count: str) -> Reach:
    """Say where whoever is signed in may see what makes a count; rows of people need a role that may see people.

    Raises: SignInNeeded, NotAllowed; NotFound, for what is no count.
    """
    where = open_here(Act.FIGURES, programme)
    if count not in COUNTS:
        raise NotFound()
    return open_here(Act.PEOPLE, programme) if count in OF_PEOPLE else where


def _asked(count: str) -> Asked:
    given = {name: request.args.get(name, "").strip()[:100] for name in ("stream", "session", "slot", "by")}
    if given["by"] and given["by"] not in CUTS:
        raise NotAChoice(field="by", value=given["by"][:40], choices=list(CUTS))
    return Asked(count=count, value=request.args.get("value", "").strip()[:100], **given)


def _found(programme: str, asked: Asked, where: Reach) -> Found:
    found = rows_behind(programme, asked, datetime.now(UTC), where)
    if found is None:
        raise NotFound()
    return found


def _line(one: Shown, lang: str) -> RowLine:
    when = ""
    if one.starts_at is not None:
        when = word_slot(one.starts_at, one.slot_minutes, one.zone, one.zone, lang, {}).own
    return RowLine(
        shown=one,
        what=_what(one),
        title=one.title,
        when=when,
        minutes=_number(round(one.row.minutes), lang) if one.row.minutes is not None else "",
        adds=_number(one.row.adds, lang),
    )


def _what(one: Shown) -> str:
    if one.row.published:
        return _("Published: %(source)s", source=one.row.words)
    if one.person is not None:
        return one.name or _("erased")
    return one.row.words


def _number(value: float, lang: str) -> str:
    return Words(lang, say).number(round(value, 2))


def _head() -> tuple[str, ...]:
    return (
        _("Name"),
        _("Organization"),
        _("Country"),
        _("Session"),
        _("Time (UTC)"),
        _("Minutes"),
        _("Adds"),
    )


def _row(one: Shown) -> Iterable[Any]:
    at = one.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if one.starts_at else None
    minutes = round(one.row.minutes, 1) if one.row.minutes is not None else None
    return (
        _what(one),
        one.organization,
        one.row.country or one.country,
        one.session,
        at,
        minutes,
        round(one.row.adds, 2),
    )
