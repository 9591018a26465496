"""A conference at the desk: its segments and rooms, its meetings and who may enter, its agenda, and what clashes."""

from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.cop.conferences import is_open_to_observers
from meetings.domain.permissions import Act, may
from meetings.extensions import db
from meetings.formats import times
from meetings.queries.cop.conference_desk import (
    ConferenceDesk,
    HoldingRow,
    MeetingRow,
    SegmentRow,
    conference_desk,
)
from meetings.services.cop import conferences, meetings
from meetings.web.cop.programme_words import entry_words
from meetings.web.cop.words import MODES, treaty_word
from meetings.web.desk.access import allowed, at_desk
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.readers import current_reader

blueprint = Blueprint("desk_cop_conference", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/conference"


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show a conference with the ways to change it."""
    allowed(Act.SEE, programme)
    return _page(programme)


@blueprint.post(ADDRESS)
def act(lang: str, programme: str) -> AnyResponse:
    """Open a meeting to observers or close it, or move an item of the agenda: each in one act."""
    actor, now = allowed(Act.EDIT, programme).actor, datetime.now(UTC)
    which, seen = request.form.get("which", ""), request.form.get("revision", 0, type=int)
    wanted = request.form.get("act", "")
    conference_desk(programme)
    try:
        if wanted in ("open", "close"):
            meetings.open_to_observers(programme, which, wanted == "open", seen, now, actor)
        elif wanted in ("up", "down"):
            conferences.move_item(programme, which, 1 if wanted == "down" else -1, seen, now, actor)
        else:
            raise errors.NotAChoice(field="act", value=wanted[:20])
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(programme, refusal=refusal, which=which)
    anchor = "agenda" if wanted in ("up", "down") else f"m-{which}"
    return redirect(f"/{lang}/desk/{programme}/conference?done={wanted}#{anchor}", 303)


def _page(programme: str, *, refusal: errors.Refused | None = None, which: str = "") -> Response:
    holder, desk, lang = allowed(Act.SEE, programme), conference_desk(programme), current_reader().language
    at_desk()
    places = {one.slug: one for one in desk.segments}
    page = render_template(
        "desk/cop/conference.html",
        programme=desk,
        may_edit=may(holder, Act.EDIT, programme),
        treaties=[treaty_word(one) for one in (desk.treaty, *desk.other_treaties)],
        segments=[_segment(one, lang) for one in desk.segments],
        meetings=[_meeting(one, places, desk, lang) for one in desk.meetings],
        clashes=_clashes(desk, places, lang),
        done=_done(request.args.get("done", "")),
        problem=_problem(refusal, which, desk) if refusal else None,
    )
    return make_response(page, refusal.status if refusal else 200)


def _segment(one: SegmentRow, lang: str) -> dict[str, Any]:
    place = times.place_words(one.place, one.zone, lang) or times.zone_city(one.zone, lang)
    until = times.short_words(one.nominate_until, one.zone, lang, place) if one.nominate_until else ""
    days = times.date_range_words(one.starts_on, one.ends_on, lang)
    return {"row": one, "lead": f"{days} · {MODES[one.mode]()} · {place}", "until": until}


def _meeting(
    one: MeetingRow, places: dict[str, SegmentRow], desk: ConferenceDesk, lang: str
) -> dict[str, Any]:
    rooms = {room.id: room.name for room in desk.rooms}
    numbers = {item.slug: item.number or item.slug for item in desk.items}
    streams = dict(desk.streams)
    return {
        "row": one,
        "stream": streams.get(one.stream or ""),
        "segment": places[one.segment].title if one.segment else None,
        "times": [(_when(slot, one, places, lang), rooms.get(slot.room_id or 0)) for slot in one.slots],
        "entry": entry_words(one.audience, one.regions),
        "is_open": is_open_to_observers(one.audience),
        "may_switch": one.audience in ("participants", "parties"),
        "items": _(", ").join(numbers[slug] for slug in one.agenda_items),
    }


def _when(slot: HoldingRow, one: MeetingRow, places: dict[str, SegmentRow], lang: str) -> str:
    segment = places.get(one.segment or "")
    city = times.place_words(segment.place, slot.zone, lang) if segment and segment.zone == slot.zone else ""
    return times.short_words(slot.starts_at, slot.zone, lang, city or None)


def _clashes(desk: ConferenceDesk, places: dict[str, SegmentRow], lang: str) -> list[dict[str, Any]]:
    return [
        {
            "first": one.first,
            "second": one.second,
            "room": one.room.name,
            "when": times.short_words(
                one.at,
                one.zone,
                lang,
                times.place_words(places[one.room.segment].place, one.zone, lang) or None,
            ),
        }
        for one in desk.clashes
    ]


def _done(name: str) -> str:
    return {
        "open": _("Open to observers from now on, at the entrance and for the files."),
        "close": _("Closed to observers from now on, at the entrance and for the files."),
        "up": _("Moved."),
        "down": _("Moved."),
        "segment": _("Saved."),
        "room": _("Saved."),
        "item": _("Saved."),
        "meeting": _("Saved."),
        "programme": _("Saved."),
    }.get(name, "")


def _problem(refusal: errors.Refused, which: str, desk: ConferenceDesk) -> dict[str, Any]:
    """Word a refusal; of a stale one, how the meeting stands now."""
    one = next((each for each in desk.meetings if each.slug == which), None)
    now = entry_words(one.audience, one.regions) if one and isinstance(refusal, errors.Stale) else ""
    return {"words": sentence(refusal), "meeting": one, "now": now}
