"""Who came to a conference on which day, in numbers; the quorum; and who the letters are from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.cop.arrivals import Cut, Table, arrivals, outside
from meetings.domain.cop.badges import Answer
from meetings.domain.cop.quorum import quorum
from meetings.domain.permissions import Act, may
from meetings.extensions import db
from meetings.formats.languages import marked
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.times import date_words
from meetings.queries.cop import arrivals as queries
from meetings.queries.cop.arrivals import PartyHere, SettingsShown
from meetings.queries.desk import programme as programme_of
from meetings.services.cop import papers
from meetings.web.cop.badge_words import VERDICTS
from meetings.web.desk.access import Moment, allowed, at_desk, staff
from meetings.web.desk.changes import instant_words
from meetings.web.desk.cop.segments import chosen_segment
from meetings.web.desk.corrections import gender_words
from meetings.web.desk.sides import Side, compare
from meetings.web.desk.warnings import region_words
from meetings.web.errors import sentence
from meetings.web.forms.registrations import category_words
from meetings.web.pages import LANG

blueprint = Blueprint("desk_cop_arrivals", __name__)
DESK: Final = f"/{LANG}/desk/<programme>"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_REFUSED: Final = 50
LOOK_AGAIN_SECONDS: Final = 30
REIO: Final = "reio"
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class TableShown:
    """Arrivals by one thing, in words: heads, and lines of a day, its total and its cells."""

    title: str
    note: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, int, tuple[int | str, ...]], ...]


@blueprint.get(f"{DESK}/arrivals")
def show(lang: str, programme: str) -> str:
    """Show who came on which day, by category, regional group, State and gender, and what was refused."""
    holder = allowed(Act.FIGURES, programme)
    shown = programme_of(programme)
    moment = at_desk(shown)
    chosen = chosen_segment(programme, moment.now)
    may_see = may(holder, Act.CHECK_IN, programme)
    return render_template(
        "desk/cop/arrivals.html",
        programme=shown,
        chosen=chosen,
        tables=_tables(arrivals(queries.arrivals_of(chosen.it.id)), lang),
        refused=[
            (VERDICTS[Answer(one.answer)].word(), one, instant_words(one.at, moment))
            for one in (queries.refused_scans(chosen.it.id, MOST_REFUSED) if may_see else ())
        ],
        may_see=may_see,
    )


@blueprint.get(f"{DESK}/arrivals.xlsx")
def sheet(lang: str, programme: str) -> Response:
    """Give the numbers as a workbook: as the desk sees them, or with `?for=others` without small ones."""
    allowed(Act.FIGURES, programme)
    it = chosen_segment(programme, datetime.now(UTC)).it
    tables = arrivals(queries.arrivals_of(it.id))
    is_for_others = request.args.get("for") == "others"
    head = (_("By"), _("Day"), _("Of which"), _("People"))
    rows = list(_rows(_tables(outside(tables) if is_for_others else tables, lang)))
    answer = Response(xlsx_bytes(_("Arrivals"), head, rows), content_type=XLSX)
    suffix = "-for-others" if is_for_others else ""
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{programme}-{it.slug}-arrivals{suffix}.xlsx"'
    )
    return answer


@blueprint.get(f"{DESK}/quorum")
def show_quorum(lang: str, programme: str) -> Response:
    """Show how many Parties are present, and what that is enough for; with `?live=1` the page comes again."""
    allowed(Act.FIGURES, programme)
    return _quorum_page(programme, done=request.args.get("done", ""))


@blueprint.post(f"{DESK}/quorum")
def set_quorum(lang: str, programme: str) -> AnyResponse:
    """Set the shares of the Parties that are a quorum."""
    actor = allowed(Act.ACCREDIT, programme).actor
    typed = request.form
    try:
        seen = typed.get("revision", 0, type=int)
        now = datetime.now(UTC)
        papers.set_quorum(
            programme, typed.get("to_open", ""), typed.get("to_decide", ""), seen, now=now, actor=actor
        )
    except errors.Refused as refusal:
        db.session.rollback()
        return _quorum_page(programme, problem=refusal)
    return redirect(f"/{lang}/desk/{programme}/quorum?done=saved#done", 303)


@blueprint.get(f"{DESK}/letterhead")
def show_head(lang: str, programme: str) -> Response:
    """Show who the letters of a conference are from."""
    allowed(Act.ACCREDIT, programme)
    return _head_page(programme, done=request.args.get("done", ""))


@blueprint.post(f"{DESK}/letterhead")
def set_head(lang: str, programme: str) -> AnyResponse:
    """Set who the letters of a conference are from."""
    actor, typed = allowed(Act.ACCREDIT, programme).actor, request.form
    try:
        seen, now = typed.get("revision", 0, type=int), datetime.now(UTC)
        papers.set_head(
            programme, typed.get("letterhead", ""), typed.get("signatory", ""), seen, now=now, actor=actor
        )
    except errors.Refused as refusal:
        db.session.rollback()
        return _head_page(programme, problem=refusal)
    return redirect(f"/{lang}/desk/{programme}/letterhead?done=saved#done", 303)


def _tables(tables: Iterable[Table], lang: str) -> list[TableShown]:
    names = queries.party_names()
    keys: dict[Cut, Callable[[str], str]] = {
        Cut.CATEGORY: category_words,
        Cut.REGION: lambda key: region_words(key) if key else _("No regional group"),
        Cut.PARTY: lambda key: marked(names.get(key, {}), lang) or key,
        Cut.GENDER: lambda key: gender_words(key) or _("Not given"),
    }
    titles = {
        Cut.CATEGORY: _("By category"),
        Cut.REGION: _("By regional group"),
        Cut.PARTY: _("By State"),
        Cut.GENDER: _("By gender, if given"),
    }
    only = _("Delegations of States only; the cells of a line add up to its total.")
    return [
        TableShown(
            title=titles[one.cut],
            note=only
            if one.cut in (Cut.REGION, Cut.PARTY)
            else _("The cells of a line add up to its total."),
            heads=tuple(keys[one.cut](key) for key in one.keys),
            lines=tuple(
                (
                    _day_words(line.day, lang),
                    line.total,
                    tuple("–" if (cell := line.cells[key]) is None else cell for key in one.keys),
                )
                for line in one.lines
            ),
        )
        for one in tables
    ]


def _day_words(day: date | None, lang: str) -> str:
    return date_words(day, lang) if day else _("On any day, each once")


def _rows(tables: Iterable[TableShown]) -> Iterable[Row]:
    for table in tables:
        for day, total, cells in table.lines:
            yield (table.title, day, _("All"), total)
            for head, cell in zip(table.heads, cells, strict=True):
                yield (table.title, day, head, cell)


def _quorum_page(programme: str, *, problem: errors.Refused | None = None, done: str = "") -> Response:
    shown = programme_of(programme)
    moment = at_desk(shown)
    chosen, settings = chosen_segment(programme, moment.now), queries.settings_of(programme)
    here = queries.parties_here(chosen.it.id, moment.now)
    found = quorum(
        [one.code for one in here],
        [one.code for one in here if one.is_present],
        settings.to_open,
        settings.to_decide,
    )
    html = render_template(
        "desk/cop/quorum.html",
        programme=shown,
        chosen=chosen,
        found=found,
        needs=((_("To open a meeting"), found.to_open), (_("To take a decision"), found.to_decide)),
        at=instant_words(moment.now, moment),
        present=_named([one for one in here if one.is_present], moment),
        away=_named([one for one in here if not one.is_present], moment),
        has_reio=any(one.kind == REIO for one in here),
        is_live=(is_live := bool(request.args.get("live")) and problem is None),
        may_set=may(staff(), Act.ACCREDIT, programme) and not is_live,
        **_form(settings, problem, {"to_open": _("To open a meeting"), "to_decide": _("To take a decision")}),
        done=_("Saved.") if done and not problem else "",
    )
    answer = make_response(html, problem.status if problem else 200)
    if is_live:
        answer.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return answer


def _named(parties: Iterable[PartyHere], moment: Moment) -> list[tuple[str, list[str]]]:
    """Give the names of Parties by regional group."""
    groups: dict[str, list[str]] = {}
    for one in parties:
        group = region_words(one.regional_group) if one.regional_group else _("No regional group")
        groups.setdefault(group, []).append(marked(one.names, moment.reader.language))
    return [(group, sorted(names)) for group, names in sorted(groups.items())]


def _head_page(programme: str, *, problem: errors.Refused | None = None, done: str = "") -> Response:
    shown, settings = programme_of(programme), queries.settings_of(programme)
    at_desk(shown)
    labels = {"letterhead": _("Who writes, a line each"), "signatory": _("Who signs, a line each")}
    html = render_template(
        "desk/cop/letterhead.html",
        programme=shown,
        site=current_app.extensions["outside"].site_name,
        labels=labels,
        **_form(settings, problem, labels),
        done=_("Saved.") if done and not problem else "",
    )
    return make_response(html, problem.status if problem else 200)


def _form(settings: SettingsShown, problem: errors.Refused | None, labels: dict[str, str]) -> dict[str, Any]:
    """Give what a form of settings shows: what was typed where it was refused, both sides where it was stale."""
    stored = {name: str(getattr(settings, name)) for name in labels}
    is_stale = isinstance(problem, errors.Stale)
    sides: tuple[Side, ...] = compare(labels, stored, request.form) if is_stale else ()
    return {
        "values": {name: request.form.get(name, "") if problem else stored[name] for name in labels},
        "revision": settings.revision,
        "problem": problem,
        "words": sentence(problem) if problem else "",
        "field": (problem.field or "") if problem else "",
        "sides": sides,
    }
