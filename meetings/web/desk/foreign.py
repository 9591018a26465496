"""Other conventions' calendars at the desk: what is subscribed to or was imported, how it stands, and its end."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.feeds import Trouble, called_by_file
from meetings.domain.foreign import Why
from meetings.domain.joint import without_ours
from meetings.domain.languages import upright
from meetings.domain.permissions import Act, Holder, reach
from meetings.extensions import db
from meetings.formats.ical_foreign import read_calendar
from meetings.queries.foreign import CalendarRow, calendars
from meetings.services import feeds
from meetings.services import foreign as services
from meetings.web.desk.access import Moment, at_desk, staff
from meetings.web.desk.account import moment_words
from meetings.web.desk.foreign_words import refusal_words, trouble_words
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_foreign", __name__)
ADDRESS: Final = f"/{LANG}/desk/calendars"
SHOWN: Final = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """A calendar in words: when it was read, what is wrong with it, and what of it was refused and why."""

    row: CalendarRow
    state: str
    next: str
    trouble: str
    meetings: str
    refused: str
    refusals: tuple[str, ...]
    ours: str


@blueprint.get(ADDRESS)
def show(lang: str) -> Response:
    """Show the calendars of others, and the forms to subscribe to one and to bring one along."""
    _holder()
    return _page()


@blueprint.post(ADDRESS)
def change(lang: str) -> AnyResponse:
    """Subscribe, import a file, let a feed be read soon, or take a calendar away."""
    holder, act = _holder(), request.form.get("act", "")
    try:
        done = _acts().get(act, _none)(holder)
    except errors.NotFound:
        raise
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(refusal, act)
    return redirect(f"/{lang}/desk/calendars?done={done}#done", 303)


def _holder() -> Holder:
    """Give who is signed in, if they may edit everywhere, because meetings of others are warned of everywhere."""
    holder = staff()
    if not reach(holder, Act.EDIT).everywhere:
        raise errors.NotAllowed()
    return holder


def _acts() -> dict[str, Callable[[Holder], str]]:
    return {
        "subscribe": _subscribe,
        "import": _import,
        "now": _now,
        "show": lambda holder: _show(holder, is_public=True),
        "hide": lambda holder: _show(holder, is_public=False),
        "withdraw": _withdraw,
    }


def _subscribe(holder: Holder) -> str:
    moment = at_desk()
    address, name = request.form.get("address", ""), request.form.get("name", "")
    if not address.strip():
        raise errors.Missing(field="address")
    feeds.subscribe(address, name, moment.now, holder.actor, is_public="public" in request.form)
    return "subscribe"


def _import(holder: Holder) -> str:
    """Take in a file that was sent along.

    Raises: Missing, NotACalendar, TooManyEvents, with field `file`.
    """
    moment, file = at_desk(), request.files.get("file")
    if file is None or not file.filename:
        raise errors.Missing(field="file")
    ours = current_app.extensions["outside"].ours
    read = without_ours(read_calendar(file.read(), moment.now), ours)
    called, is_public = called_by_file(file.filename) or _("File"), "public" in request.form
    services.import_calendar(read, called, moment.now, holder.actor, is_public=is_public)
    return "import"


def _now(_who: Holder) -> str:
    feeds.ask_now(_number(), at_desk().now)
    return "now"


def _show(holder: Holder, *, is_public: bool) -> str:
    services.show_publicly(_number(), is_public, at_desk().now, holder.actor)
    return "show" if is_public else "hide"


def _withdraw(holder: Holder) -> str:
    services.withdraw_calendar(_number(), at_desk().now, holder.actor)
    return "withdraw"


def _none(_who: Holder) -> str:
    raise errors.NotAChoice(field="act", value=request.form.get("act", "")[:20])


def _number() -> int:
    number = request.form.get("calendar", 0, type=int)
    if not 0 < number < 2**31:
        raise errors.NotFound()
    return number


def _page(refusal: errors.Refused | None = None, act: str = "") -> Response:
    moment = at_desk()
    html = render_template(
        "desk/foreign.html",
        lines=[_line(row, moment) for row in calendars()],
        typed={name: request.form.get(name, "")[:SHOWN] for name in ("address", "name")},
        ticked={act} if "public" in request.form else set(),
        problem={"field": refusal.field, "words": sentence(refusal), "act": act} if refusal else None,
        most=current_app.config["UPLOAD_MB"],
        done=_done_words(request.args.get("done", "")),
    )
    return make_response(html, refusal.status if refusal else 200)


def _line(row: CalendarRow, moment: Moment) -> Line:
    refusals: list[dict[str, Any]] = list(row.counts.get("refusals", ()))
    number = int(row.counts.get("refused", 0))
    return Line(
        row=row,
        state=_state(row, moment),
        next=_next(row, moment),
        trouble=trouble_words(_trouble(row), str(row.problem.get("value", ""))) if row.problem else "",
        meetings=ngettext("%(num)d meeting", "%(num)d meetings", row.meetings),
        refused=ngettext("%(num)d event is not read", "%(num)d events are not read", number)
        if number
        else "",
        refusals=tuple(_refusals(refusals)),
        ours=_ours_words(int(row.counts.get("ours", 0))),
    )


def _ours_words(number: int) -> str:
    """Say how many of a calendar's meetings are ours, or came through us, and so are not taken in."""
    words = ngettext("%(num)d of our own is left out", "%(num)d of our own are left out", number)
    return words if number else ""


def _trouble(row: CalendarRow) -> Trouble:
    return Trouble(row.problem["why"])


def _refusals(refusals: Iterable[dict[str, Any]]) -> Iterable[str]:
    for each in refusals:
        title = upright(str(each["title"]))
        yield _("%(title)s: %(why)s", title=title, why=refusal_words(Why(each["why"]), str(each["value"])))


def _state(row: CalendarRow, moment: Moment) -> str:
    if row.fetched_at is None:
        return _("Not read yet.")
    return _("Read: %(when)s.", when=moment_words(row.fetched_at, moment))


def _next(row: CalendarRow, moment: Moment) -> str:
    if row.due_at is None:
        return ""
    if row.due_at <= moment.now:
        return _("It is read within a minute.")
    return _("Read again: %(when)s.", when=moment_words(row.due_at, moment))


def _done_words(done: str) -> str:
    return {
        "subscribe": _("Subscribed. It is read within a minute."),
        "import": _("The file is read."),
        "now": _("It is read within a minute."),
        "show": _("Its meetings are in the joint calendar now."),
        "hide": _("Its meetings are no longer in the joint calendar."),
        "withdraw": _("Taken away. Its meetings are no longer warned of."),
    }.get(done, "")
