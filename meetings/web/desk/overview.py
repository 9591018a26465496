"""Programmes, and the sessions of one with their times and seats."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain.codes import SessionState, SlotState
from meetings.domain.permissions import Act, may, reach
from meetings.domain.programmes import place_names
from meetings.domain.seasons import Standing, standing
from meetings.formats.times import SlotWords, word_slot
from meetings.queries import desk as queries
from meetings.queries.desk import ProgrammeRow, SessionRow, SlotRow
from meetings.queries.zones import MovedByZoneData, moved_by_zone_data
from meetings.web.desk.access import Moment, allowed, at_desk, open_here, staff
from meetings.web.pages import LANG
from meetings.web.timetable import state_words

blueprint = Blueprint("desk", __name__)


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A slot in the list, in words."""

    slot: SlotRow
    words: SlotWords
    state: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in the list, with its slots in words."""

    session: SessionRow
    state: str
    slots: tuple[SlotLine, ...]


@blueprint.get(f"/{LANG}/desk/")
def programmes(lang: str) -> str | Response:
    """Show the programmes; with only one, its sessions."""
    holder = allowed(Act.SEE)
    found = queries.programmes(reach(holder, Act.SEE))
    if len(found) == 1:
        return redirect(f"/{lang}/desk/{found[0].slug}/")
    at_desk()
    return render_template("desk/programmes.html", programmes=found)


@blueprint.get(f"/{LANG}/desk/<programme>/")
def sessions(lang: str, programme: str) -> str:
    """Show the sessions of a programme, narrowed by stream, state and words of the title."""
    shown = queries.programme(programme)
    where = open_here(Act.SEE, programme)
    moment = at_desk(shown)
    asked = {name: request.args.get(name, "").strip() for name in ("stream", "state", "text")}
    found = queries.sessions(programme, where, **asked)
    return render_template(
        "desk/sessions.html",
        programme=shown,
        lines=[session_line(row, shown, moment) for row in found],
        asked=asked,
        moved=[_moved_line(one, shown, moment) for one in moved_by_zone_data(moment.now, where, programme)],
        states=[(str(one), session_state_words(one)) for one in SessionState],
        may_check_in=may(staff(), Act.CHECK_IN, programme),
        may_see_figures=reach(staff(), Act.FIGURES).touches(programme),
        may_edit=may(staff(), Act.EDIT, programme),
        may_see_people=reach(staff(), Act.PEOPLE).touches(programme),
        may_see_everybody=reach(staff(), Act.PEOPLE).covers(programme),
        may_accredit=reach(staff(), Act.ACCREDIT).covers(programme),
        may_translate=reach(staff(), Act.EDIT).touches(programme),
    )


def _moved_line(one: MovedByZoneData, programme: ProgrammeRow, moment: Moment) -> dict[str, object]:
    """Word a time that moved with the rules of its zone: before and after in UTC, which no rules change."""
    lang = moment.reader.language
    before, after = (word_slot(at, one.minutes, "UTC", "UTC", lang, {}).own for at in (one.before, one.after))
    place = place_names(programme, one.zone)
    words = word_slot(one.after, one.minutes, one.zone, one.zone, lang, place)
    return {"moved": one, "before": before, "after": after, "here": words.own}


def session_line(row: SessionRow, programme: ProgrammeRow, moment: Moment) -> SessionLine:
    """Word a session and its slots."""
    state = session_state_words(SessionState(row.state))
    return SessionLine(row, state, tuple(slot_line(slot, programme, moment) for slot in row.slots))


def slot_line(slot: SlotRow, programme: ProgrammeRow, moment: Moment) -> SlotLine:
    """Word a slot."""
    reader = moment.reader
    place = place_names(programme, slot.zone)
    words = word_slot(slot.starts_at, slot.minutes, slot.zone, reader.zone, reader.language, place)
    now = standing(slot, moment.now)
    return SlotLine(slot, words, state_words(now), now in (Standing.CANCELLED, Standing.NOT_HELD))


def session_state_words(state: SessionState) -> str:
    """Word what was decided of a session."""
    return {
        SessionState.DRAFT: _("Draft"),
        SessionState.PUBLISHED: _("Published"),
        SessionState.CANCELLED: _("Cancelled"),
    }[state]


def slot_state_words(state: str) -> str:
    """Word what was decided of a time."""
    return {
        SlotState.PLANNED: _("Planned"),
        SlotState.CANCELLED: _("Cancelled"),
        SlotState.NOT_HELD: _("Not held"),
    }[SlotState(state)]
