"""Figures of national focal points at the desk: the rate on a day, who is missing, and reminders to missions."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.contacts.focal_points import FocalState, Standing, rate_of
from meetings.domain.cop.collation import order_key
from meetings.domain.cop.parties import GROUPS
from meetings.domain.languages import choose
from meetings.domain.permissions import Act
from meetings.domain.phrases import fill
from meetings.extensions import db
from meetings.formats.languages import marked
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.times import date_words, full_day_words, language_name
from meetings.mail.kinds import every_mail
from meetings.queries.contacts import focal_points as queries
from meetings.queries.contacts.focal_points import FocalFigures, Mission, Reminded
from meetings.queries.phrases import edited
from meetings.services.contacts import focal_reminders as services
from meetings.web.contacts.lists_words import role_words
from meetings.web.cop.words import region_words
from meetings.web.desk.access import Moment, allowed_everywhere, at_desk
from meetings.web.desk.people import message_state_words
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_focal_points", __name__)
ADDRESS: Final = f"/{LANG}/desk/contacts/focal-points"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST, LAST = date(2013, 10, 10), date(2037, 12, 31)  # from the day on which the Convention was adopted
MAIL: Final = "focal_reminder"


@blueprint.get(ADDRESS)
def show(lang: str) -> Response:
    """Show which share of the Parties has notified a focal point on a day, who has not, and whom to remind."""
    allowed_everywhere(Act.CONTACTS)
    return _page(lang)


@blueprint.post(ADDRESS)
def remind(lang: str) -> AnyResponse:
    """Show how the reminders would read and to whom they would go; asked again, remind."""
    holder, moment = allowed_everywhere(Act.CONTACTS), at_desk()
    chosen, act = request.form.getlist("parties"), request.form.get("act", "")
    try:
        if act == "remind":
            services.remind(chosen, moment.now, actor=holder.actor)
            return redirect(f"/{lang}/desk/contacts/focal-points?done=remind#done", 303)
        if act != "preview":
            raise errors.NotAChoice(field="act", value=act[:20])
        if not chosen:
            raise errors.NothingChosen(field="parties")
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(lang, refusal)
    return _page(lang, chosen=chosen)


@blueprint.get(f"{ADDRESS}.xlsx")
def workbook(lang: str) -> Response:
    """Give how each Party stands on a day as a workbook; it holds no name and no address."""
    allowed_everywhere(Act.CONTACTS)
    day = _day(at_desk())
    figures = queries.focal_figures(day)
    content = xlsx_bytes(_("Focal points"), _head(), _rows(figures, lang))
    answer = Response(content, content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="focal-points-{day.isoformat()}.xlsx"'
    return answer


def _day(moment: Moment) -> date:
    """Read the day that the address asks for; one that is none is today."""
    today = moment.now.date()
    try:
        found = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return today
    return found if FIRST <= found <= LAST else today


def _page(lang: str, problem: errors.Refused | None = None, chosen: Iterable[str] = ()) -> Response:
    moment = at_desk()
    day, today = _day(moment), moment.now.date()
    figures = queries.focal_figures(day)
    missing = [one for one in figures.standings if one.state != FocalState.NOTIFIED]
    codes = [one.country for one in missing]
    missions, reminded = queries.missions(codes, today), queries.reminders(codes)
    lines = {one.country: _line(one, figures, missions, reminded, moment) for one in missing}
    previewed = [lines[one] for one in codes if one in set(chosen)]
    html = render_template(
        "desk/contacts/focal_points.html",
        day=day,
        is_today=day == today,
        day_words=date_words(day, lang),
        rate=figures.rate,
        progress=[(on, date_words(on, lang), rate) for on, rate in reversed(figures.progress)],
        groups=_groups(figures, lines),
        ended=_ordered((lines[one.country] for one in missing if one.state == FocalState.ENDED), lang),
        failing=_ordered(
            ({"name": _name(one, figures, lang)} for one in figures.standings if one.is_unreached), lang
        ),
        may_remind=any(one["mission"] and not one["is_today"] for one in lines.values()),
        previewed=previewed,
        mails=_mails(previewed) if previewed else [],
        chosen=set(chosen),
        problem={"words": sentence(problem), "field": problem.field or ""} if problem else None,
        done=request.args.get("done", "") if request.method == "GET" else "",
    )
    return make_response(html, problem.status if problem else 200)


def _line(
    one: Standing,
    figures: FocalFigures,
    missions: dict[str, Mission],
    reminded: dict[str, Reminded],
    moment: Moment,
) -> dict[str, Any]:
    lang, told, mission = moment.reader.language, reminded.get(one.country), missions.get(one.country)
    return {
        "code": one.country,
        "name": _name(one, figures, lang),
        "names": figures.names[one.country],
        "group": one.group,
        "ended": date_words(one.ended_on, lang) if one.ended_on else "",
        "mission": mission,
        "mission_words": role_words(mission.kind) if mission else "",
        "language": language_name(mission.language, lang) if mission else "",
        "reminded": _reminded(told, moment) if told else "",
        "is_today": told is not None and told.day == moment.now.date().isoformat(),
    }


def _reminded(told: Reminded, moment: Moment) -> str:
    """Say how the mail of a reminder stands, and of which day it is."""
    if told.sent_at is None:
        when = date_words(date.fromisoformat(told.day), moment.reader.language)
    else:
        when = full_day_words(told.sent_at, moment.reader.zone, moment.reader.language)
    return _("%(state)s: %(when)s", state=message_state_words(told.state), when=when)


def _groups(figures: FocalFigures, lines: dict[str, Any]) -> list[dict[str, Any]]:
    """Give each regional group that has Parties, with its rate and who is missing."""
    found = []
    for group in (*GROUPS, ""):
        mine = [one for one in figures.standings if one.group == group]
        if mine:
            without = [lines[one.country] for one in mine if one.country in lines]
            found.append({"words": region_words(group), "rate": rate_of(mine), "lines": without})
    return found


def _mails(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the mail as it reads in each language of the missions that are chosen, of the first of these Parties."""
    first = {one["mission"].language: one for one in reversed(lines) if one["mission"]}
    found = []
    for language, line in sorted(first.items()):
        with force_locale(language):
            said = edited(language).get(MAIL) or every_mail()[MAIL].phrases()
        values = {"title": marked(line["names"], language)}
        lead = fill(said.lead, values).splitlines()
        found.append({"language": language, "subject": fill(said.subject, values), "lead": lead})
    return found


def _ordered(lines: Iterable[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    return sorted(lines, key=lambda one: order_key(one["name"], lang))


def _name(one: Standing, figures: FocalFigures, lang: str) -> str:
    return choose(dict(figures.names[one.country]), lang)[0]


def state_words(state: str) -> str:
    """Word how a Party stands with its focal point."""
    return {
        FocalState.NOTIFIED: _("Notified"),
        FocalState.ENDED: _("Term ended"),
        FocalState.NONE: _("None notified"),
    }[FocalState(state)]


def _head() -> list[str]:
    return [
        _("Party"),
        _("Code"),
        _("Regional group"),
        _("National focal point"),
        _("Term ended on"),
        _("No mail reaches it"),
    ]


def _rows(figures: FocalFigures, lang: str) -> Iterator[tuple[object, ...]]:
    for one in sorted(figures.standings, key=lambda each: order_key(_name(each, figures, lang), lang)):
        yield (
            _name(one, figures, lang),
            one.country,
            region_words(one.group),
            state_words(one.state),
            one.ended_on.isoformat() if one.ended_on else None,
            _("Yes") if one.is_unreached else None,
        )
