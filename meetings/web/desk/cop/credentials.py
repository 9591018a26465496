"""Credentials at the desk: whose are awaited for a segment and since when, what the Bureau found, and carrying them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.cop.codes import CredentialsState
from meetings.domain.cop.collation import order_key
from meetings.domain.cop.credentials import EXAMINED
from meetings.domain.cop.parties import GROUPS
from meetings.domain.cop.tracks import From, Track
from meetings.domain.languages import choose
from meetings.domain.permissions import Act
from meetings.domain.programmes import check_day
from meetings.extensions import db
from meetings.formats.times import date_range_words, date_words
from meetings.queries.cop import credentials as queries
from meetings.queries.cop.credentials import CredentialsAsked, CredentialsRow, SegmentRow
from meetings.queries.desk import ProgrammeRow
from meetings.queries.desk import programme as programme_of
from meetings.services.cop import credentials as services
from meetings.services.cop.credentials import Done, Examined
from meetings.web.cop.accreditation_words import days_waited
from meetings.web.cop.words import AWAITED, STANDINGS, WHOM, region_words, state_word
from meetings.web.desk.access import Moment, allowed, at_desk
from meetings.web.desk.account import moment_words
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_cop_credentials", __name__)
WHOLE: Final = f"/{LANG}/desk/<programme>/credentials"
ADDRESS: Final = f"{WHOLE}/<segment>"
FILTERS: Final = ("text", "group", "state", "awaited")
TEXT_LENGTH: Final = 100
NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """A State's credentials in the list, in words; `may_examine` where the Bureau has something to examine."""

    row: CredentialsRow
    group: str
    standing: str
    state: str
    awaited: str
    whom: str
    since: str
    waited: str
    examined: str
    may_examine: bool


@blueprint.get(WHOLE)
def segments(lang: str, programme: str) -> AnyResponse:
    """Lead to the first segment that is not over, else to the last."""
    allowed(Act.ACCREDIT, programme)
    found = queries.segments(programme_of(programme).slug)
    if not found:
        raise errors.NotFound()
    today = datetime.now(UTC).date()
    now = next((one for one in found if one.ends_on >= today), found[-1])
    return redirect(f"/{lang}/desk/{programme}/credentials/{now.slug}", 303)


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, segment: str) -> Response:
    """Show where the credentials of each State's delegation stand, what is awaited from whom, and since when."""
    allowed(Act.ACCREDIT, programme)
    return _page(programme_of(programme), queries.segment(programme, segment), done=_done_words())


@blueprint.post(ADDRESS)
def change(lang: str, programme: str, segment: str) -> AnyResponse:
    """Keep what the Bureau found of those ticked, or carry credentials of an earlier segment to this one."""
    actor, shown = allowed(Act.ACCREDIT, programme).actor, programme_of(programme)
    of = queries.segment(programme, segment)
    try:
        act = request.form.get("act", "")
        done = _do(act, programme, segment, actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(shown, of, problem=refusal)
    said = {"done": act, "moved": len(done.moved), "left": len(done.left)}
    query = urlencode([(name, value) for name, value in _asked_raw().items() if value] + [*said.items()])
    return redirect(f"/{lang}/desk/{programme}/credentials/{segment}?{query}#done", 303)


def _do(act: str, programme: str, segment: str, actor: str) -> Done:
    form, now = request.form, datetime.now(UTC)
    if act == "examine":
        seen = {one: form.get(f"revision-{one}", 0, type=int) for one in form.getlist("delegation")}
        on = check_day(form.get("examined_on") or None, "examined_on")
        found = Examined(form.get("to", ""), on, form.get("authority", ""))
        return services.examine(programme, segment, seen, found, now, actor)
    if act == "carry":
        return services.carry(programme, segment, form.get("earlier", ""), now, actor)
    raise errors.NotAChoice(field="act", value=act[:20])


def _asked_raw() -> dict[str, str]:
    given = request.form if request.method == "POST" else request.args
    return {name: given.get(name, "").strip()[:TEXT_LENGTH] for name in FILTERS}


def _asked() -> CredentialsAsked:
    """Read what is asked for; what is no choice narrows nothing."""
    said = _asked_raw()
    return CredentialsAsked(
        said["text"],
        said["group"] if said["group"] in (*GROUPS, NONE) else "",
        said["state"] if said["state"] in set(CredentialsState) else "",
        said["awaited"] if said["awaited"] in (*From, NONE) else "",
    )


def _page(
    shown: ProgrammeRow, of: SegmentRow, *, problem: errors.Refused | None = None, done: str = ""
) -> Response:
    moment, asked = at_desk(shown), _asked()
    lang = moment.reader.language
    found = [_line(one, of, moment) for one in queries.credentials(of, asked)]
    others = queries.segments(shown.slug)
    earlier = [one for one in others if one.starts_on < of.starts_on]
    html = render_template(
        "desk/cop/credentials.html",
        programme=shown,
        segment=of,
        dates=date_range_words(of.starts_on, of.ends_on, lang),
        opens=date_words(of.starts_on, lang),
        segments=others,
        earlier=earlier[::-1],
        asked=asked,
        lines=sorted(found, key=lambda line: order_key(choose(line.row.names, lang)[0], lang)),
        groups=[*((one, region_words(one)) for one in GROUPS), (NONE, region_words(""))],
        states=[(str(one), state_word(Track.CREDENTIALS, one)) for one in CredentialsState],
        whose=[*((str(one), WHOM[one]()) for one in From if one), (NONE, _("Nothing is awaited"))],
        found=[(str(one), state_word(Track.CREDENTIALS, one)) for one in _findings()],
        ticked=request.form.getlist("delegation"),
        typed=request.form,
        problem=sentence(problem) if problem else "",
        field=(problem.field or "") if problem else "",
        done=done,
    )
    return make_response(html, problem.status if problem else 200)


def _findings() -> tuple[CredentialsState, ...]:
    return (CredentialsState.IN_ORDER, CredentialsState.PROVISIONAL)


def _line(row: CredentialsRow, of: SegmentRow, moment: Moment) -> Line:
    awaited, whom = row.awaited
    lang = moment.reader.language
    return Line(
        row,
        region_words(row.regional_group or ""),
        STANDINGS[row.standing](),
        state_word(Track.CREDENTIALS, row.state),
        AWAITED[awaited]() if awaited else "",
        WHOM[whom](),
        moment_words(row.since, moment) if awaited else "",
        days_waited(row.since, moment.now) if awaited else "",
        date_words(row.examined_on, lang) if row.examined_on else "",
        row.state in EXAMINED or row.state == CredentialsState.AWAITED,
    )


def _done_words() -> str:
    args: Any = request.args
    moved, left = args.get("moved", 0, type=int), args.get("left", 0, type=int)
    words = {
        "examine": ngettext("%(num)d delegation moved.", "%(num)d delegations moved.", moved),
        "carry": ngettext("%(num)d delegation carried.", "%(num)d delegations carried.", moved),
    }.get(args.get("done", ""), "")
    if words and left:
        words += " " + ngettext(
            "%(num)d was left as it is: look at it.", "%(num)d were left as they are: look at them.", left
        )
    return words
