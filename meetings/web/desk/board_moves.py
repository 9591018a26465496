"""Moving a session on the board: all its times together, by its form or in one step; what follows is shown first."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.board import Shift, Standing, days_to, weeks_of
from meetings.domain.codes import SessionState, SlotState
from meetings.domain.permissions import Act
from meetings.domain.shifting import monday
from meetings.domain.zones import to_instant, to_local
from meetings.extensions import db
from meetings.formats.languages import weekday_names
from meetings.queries.board import BoardSession, BoardSlot
from meetings.queries.desk import slot_page
from meetings.services import board as services
from meetings.services.board import Target
from meetings.web.desk import changes
from meetings.web.desk.access import staff
from meetings.web.desk.board import ADDRESS, PART, Here, here, side_words
from meetings.web.desk.board_grid import Grid, days_line, week_words
from meetings.web.desk.changes import Preview
from meetings.web.desk.sides import Side
from meetings.web.errors import sentence

blueprint = Blueprint("desk_board_moves", __name__)
Typed = dict[str, str]
BEFORE, AFTER = timedelta(weeks=4), timedelta(weeks=8)
MOST_DAYS: Final = 400


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a move was refused: the sentence, the field, choices where an hour comes twice, and both sides."""

    words: str
    field: str
    status: int
    choices: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()


@blueprint.get(f"{ADDRESS}/session/<session>/move")
def ask_move(lang: str, programme: str, session: str) -> Response:
    """Show where a session can be moved; of one that was dragged there, what follows."""
    found = here(programme, Act.EDIT)
    one = session_here(found, session)
    typed = _proposed(request.args.to_dict(), one)
    if not {"week", "days", "stream"} & set(typed):
        return _page(found, one, typed)
    try:
        return _page(found, one, typed, look=_look(found, one, _target(found, one, typed), typed))
    except errors.Refused as refusal:
        return _page(found, one, typed, problem=_problem(refusal, found, one, typed))


@blueprint.post(f"{ADDRESS}/session/<session>/move")
def move(lang: str, programme: str, session: str) -> AnyResponse:
    """Move a session; of one that people can see, what follows is shown first."""
    found = here(programme, Act.EDIT)
    one, typed = session_here(found, session), request.form.to_dict()
    is_part = request.headers.get(PART) == "board"
    before = found.grid() if is_part else None
    try:
        if typed.get("mark") != one.mark:
            raise errors.Stale(field="when")
        target = _target(found, one, typed)
        if typed.get("act") != "move" and one.state != SessionState.DRAFT:
            return _page(found, one, typed, look=_look(found, one, target, typed))
        services.move(programme, session, target, one.mark, found.moment.now, staff().actor)
    except errors.Refused as refusal:
        db.session.rollback()
        problem = _problem(refusal, found, one, typed)
        if is_part:
            said = render_template("desk/board_said.html", words=problem.words)
            return Response(said, problem.status, {PART: "board"})
        return _page(here(programme, Act.EDIT), one, typed, problem=problem)
    if before is not None:
        return _part(before, here(programme), session)
    return redirect(f"/{lang}/desk/{programme}/board?done=move#s-{session}", 303)


def session_here(found: Here, slug: str) -> BoardSession:
    """Give a session that whoever is signed in may change; one that is not there answers like one that is not theirs.

    Raises: NotAllowed; NotFound, only to whoever may change everything.
    """
    one = found.session(slug)
    if one is None:
        raise errors.NotFound() if found.edits.everywhere else errors.NotAllowed()
    check_within(found, one.stream, one.partners)
    return one


def check_within(found: Here, stream: str | None, partners: Any) -> None:
    """Refuse what lies outside the reach of whoever is signed in.

    Raises: NotAllowed.
    """
    if not found.edits.covers(found.slug, stream, partners):
        raise errors.NotAllowed()


def own_fields(found: Here) -> dict[str, str]:
    """Give what a new session has from the start of whoever may not change the whole programme: stream and partners."""
    if found.edits.covers(found.slug):
        return {}
    streams = found.streams
    return {"stream": streams[0].slug if streams else "", "partners": "\n".join(found.partners)}


def _planned(one: BoardSession) -> list[BoardSlot]:
    return [slot for slot in one.slots if slot.state == SlotState.PLANNED]


def _standing(slots: list[BoardSlot]) -> list[Standing]:
    return [Standing(slot.id, slot.local_start, slot.revision) for slot in slots]


def _target(found: Here, one: BoardSession, typed: Typed) -> Target:
    """Read where a session is moved.

    Raises: NotATime, NotANumber, NotAChoice, NotAllowed, with the field.
    """
    stream = typed.get("stream")
    if stream is not None and (stream or None) != one.stream:
        if stream and stream not in {each.slug for each in found.board.streams}:
            raise errors.NotAChoice(field="stream", value=stream[:40])
        check_within(found, stream or None, one.partners)
    else:
        stream = None
    slots = _planned(one)
    fold = {"0": 0, "1": 1}.get(typed.get("fold", ""))
    return Target(Shift(_days(slots, typed), _hours(slots, typed)), stream, fold)


def _days(slots: list[BoardSlot], typed: Typed) -> int:
    if not slots:
        return 0
    if "days" in typed:
        text = typed["days"].strip()
        figures = text.removeprefix("-")
        is_number = figures.isascii() and figures.isdigit() and len(figures) <= len(str(MOST_DAYS))
        if not is_number or int(figures) > MOST_DAYS:
            raise errors.NotANumber(field="days", least=-MOST_DAYS, most=MOST_DAYS)
        return int(text)
    text, day = typed.get("week", ""), typed.get("day", "")
    if not text and not day:
        return 0
    try:
        week = date.fromisoformat(text) if text else min(slot.local_start for slot in slots).date()
    except ValueError:
        raise errors.NotATime(field="week", value=text[:40]) from None
    if day not in ("", *(str(number) for number in range(7))):
        raise errors.NotAChoice(field="day", value=day[:20])
    return days_to(_standing(slots), week, int(day) if day else None)


def _hours(slots: list[BoardSlot], typed: Typed) -> dict[str, time]:
    hours = {}
    for slot in slots:
        text = typed.get(f"hour-{slot.id}", "").strip()
        if text:
            try:
                hours[slot.id] = time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
            except ValueError:
                raise errors.NotATime(field=f"hour-{slot.id}", value=text[:40]) from None
    return hours


def _proposed(asked: Typed, one: BoardSession) -> Typed:
    """Read what an address asks for: as the form says it, or the day and hour of its first time in some zone."""
    slots = _planned(one)
    if "local_start" not in asked or not slots:
        return asked
    first = slots[0]
    try:
        local = datetime.fromisoformat(asked["local_start"])
        zone = asked.get("zone") or first.zone
        fold = 1 if asked.get("fold") == "1" else 0
        wall = to_local(to_instant(local, zone, fold), first.zone) if zone != first.zone else local
    except (ValueError, errors.Refused):
        return {}
    own = {"week": monday(wall.date()).isoformat(), "day": str(wall.weekday())}
    kept = {"fold": asked["fold"]} if "fold" in asked and zone == first.zone else {}
    return {**own, **kept, f"hour-{first.id}": wall.strftime("%H:%M")}


def _look(found: Here, one: BoardSession, target: Target, typed: Typed) -> tuple[Preview, ...]:
    """Say what follows for each time that is moved.

    Raises: what the move raises.
    """
    looks = []
    for slot in _planned(one):
        local = target.shift.of(Standing(slot.id, slot.local_start, slot.revision))
        if local != slot.local_start:
            values = {
                "local_start": local.isoformat(timespec="minutes"),
                "zone": slot.zone,
                "minutes": str(slot.minutes),
                "fold": typed.get("fold", ""),
            }
            looks.append(changes.preview("move", slot_page(slot.id), values, found.moment))
    return tuple(looks)


def _problem(refusal: errors.Refused, found: Here, one: BoardSession, typed: Typed) -> Problem:
    choices: Any = refusal.values.get("choices", ()) if refusal.code == "ambiguous_time" else ()
    field = refusal.field or "week"
    return Problem(
        sentence(refusal), field, refusal.status, tuple(choices), _sides(refusal, found, one, typed)
    )


def _sides(refusal: errors.Refused, found: Here, one: BoardSession, typed: Typed) -> tuple[Side, ...]:
    """Give when a session is, as it was seen, as it is now, and as it was to be."""
    if not isinstance(refusal, errors.Stale):
        return ()
    try:
        target = _target(found, one, typed)
        mine = " · ".join(
            target.shift.of(each).isoformat(" ", "minutes") for each in _standing(_planned(one))
        )
    except errors.Refused:
        mine = ""
    now = days_line(one.slots, found.board.programme, found.moment)
    return (Side(_("Times"), typed.get("seen", "")[:300], now or "–", mine),)


def _page(
    found: Here,
    one: BoardSession,
    typed: Typed,
    *,
    look: tuple[Preview, ...] | None = None,
    problem: Problem | None = None,
) -> Response:
    current = found.session(one.slug) or one
    slots = _planned(current)
    lang = found.moment.reader.language
    html = render_template(
        "desk/board_move.html",
        programme=found.board.programme,
        session=current,
        slots=slots,
        seen=days_line(current.slots, found.board.programme, found.moment),
        weeks=[(week.isoformat(), week_words(week, lang)) for week in _weeks(found, slots)],
        weekdays=weekday_names(lang),
        streams=[
            each
            for each in found.board.streams
            if found.edits.covers(found.slug, each.slug, current.partners)
        ],
        given=_filled(current, slots, typed),
        look=look,
        problem=problem,
    )
    return make_response(html, problem.status if problem else 200)


def _weeks(found: Here, slots: list[BoardSlot]) -> list[date]:
    """Give the weeks to choose from: those of the board and some around them."""
    days = [slot.local_start.date() for one in found.board.sessions for slot in one.slots]
    days += [slot.local_start.date() for slot in slots] or [found.moment.now.date()]
    weeks = weeks_of(days, found.board.starts_on, found.board.ends_on)
    try:
        return weeks_of([*weeks, weeks[0] - BEFORE, weeks[-1] + AFTER], None, None)
    except OverflowError:
        return weeks


def _filled(one: BoardSession, slots: list[BoardSlot], typed: Typed) -> Typed:
    """Give the fields of the form: as typed, else as the session stands."""
    if not slots:
        return {"stream": one.stream or ""} | typed
    first = min(slot.local_start for slot in slots)
    day = first + timedelta(days=_offset(slots, typed))
    own = {"week": monday(day.date()).isoformat(), "day": str(day.weekday()), "stream": one.stream or ""}
    hours = {f"hour-{slot.id}": slot.local_start.strftime("%H:%M") for slot in slots}
    return own | hours | {name: value for name, value in typed.items() if name != "mark"}


def _offset(slots: list[BoardSlot], typed: Typed) -> int:
    try:
        return _days(slots, typed) if "days" in typed else 0
    except errors.Refused:
        return 0


def _part(before: Grid, after: Here, session: str) -> Response:
    """Answer the page's script with what changed: cells, warnings, and what was done; or that all is to be loaded."""
    grid = after.grid(before)
    old, new = before.cells, grid.cells
    if list(old) != list(new) or list(before.clocks) != list(grid.clocks):
        return Response(status=204, headers={"X-Board": "reload"})
    one, was, now = after.session(session), before.shown, grid.shown
    html = render_template(
        "desk/board_part.html",
        programme=after.board.programme,
        grid=grid,
        cells=[new[name] for name in new if new[name] != old[name]],
        clocks=[one for name, one in grid.clocks.items() if one != before.clocks[name]],
        is_listed_anew=(len(was.lines), len(was.clocks), was.none_found, was.more)
        != (len(now.lines), len(now.clocks), now.none_found, now.more),
        lines=[line for line in now.lines if line not in was.lines],
        changes=[line for line in now.clocks if line not in was.clocks],
        words=_("Moved: %(when)s", when=days_line(one.slots, after.board.programme, after.moment))
        if one
        else "",
        **side_words(after),
    )
    return make_response(html, 200, {PART: "board"})
