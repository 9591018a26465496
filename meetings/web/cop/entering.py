"""The entrance for delegates: the meeting their link leads to, what their role opens, or why it does not open."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from flask import Response, current_app, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import Mode
from meetings.domain.cop.entering import takes_floor, ways_shown
from meetings.domain.cop.tracks import Track, awaits
from meetings.domain.live.hours import begins_at
from meetings.domain.seasons import Standing, doors_at, standing
from meetings.domain.zones import check_zone, to_local
from meetings.formats import times
from meetings.queries.cop.entering import (
    Host,
    Part,
    Way,
    host_of,
    programme_of,
    room_of_delegate,
    ways_of,
)
from meetings.queries.links import tokens_of
from meetings.queries.programmes import ProgrammeShown
from meetings.services.cop import entering as services
from meetings.services.cop.entering_traces import delegate_bearer
from meetings.web.cop.words import AWAITED, RIGHTS, ROLES, WHOM, state_word
from meetings.web.entrance import Refusal, channel_words
from meetings.web.errors import sentence
from meetings.web.readers import Reader, settle_reader
from meetings.web.registrations import keys
from meetings.web.sessions import TimeShown, delay_words
from meetings.web.timetable import DAY_MINUTES, state_words
from meetings.web.ways import way_in

BEARERS: Final = ("nomination:", "participation:")


@dataclass(frozen=True, slots=True)
class WayShown:
    """A time of a meeting, in words: when, in which room, and why it does not open, where it does not."""

    way: Way
    time: TimeShown
    state: Standing
    address: str
    why: str

    @property
    def may_enter(self) -> bool:
        """Say whether it can be entered now."""
        return self.way.refusal is None and self.state is Standing.OPEN


@dataclass(frozen=True, slots=True)
class Moment:
    """For whom and when a page is made."""

    programme: ProgrammeShown
    reader: Reader
    now: datetime


def is_delegate(bearer: str) -> bool:
    """Say whether a link is a delegate's."""
    return bearer.startswith(BEARERS)


def follows_online() -> bool:
    """Say whether those who take part in the room may follow online, too, as the house has it."""
    return bool(current_app.config["ROOM_FOLLOWS_ONLINE"] == "yes")


def moment_of(host: Host, now: datetime) -> Moment:
    """Settle in which zone a delegate reads."""
    programme = programme_of(host)
    return Moment(programme, settle_reader(programme, host.zone), now)


def entrance_page(bearer: str, now: datetime, refusal: Refusal | None = None) -> Response:
    """Show the meeting a delegate's link leads to; of several that are open, each with its button."""
    host = host_of(bearer)
    moment = moment_of(host, now)
    every = ways_of(host, follows_online=follows_online())
    asked = request.form.get("slot") or request.args.get("slot", "")
    chosen = [one for one in every if one.slot_id == asked] or ways_shown(every, now)
    ways = [way_shown(one, moment) for one in chosen]
    page = _doors(host, ways, moment, refusal) if len(ways) != 1 else _door(ways[0], moment, refusal)
    return make_response(page, refusal.status if refusal else 200)


def go_in(bearer: str, act: str, now: datetime) -> AnyResponse:
    """Record a delegate's entry and lead to the meeting.

    Raises: what `services.cop.entering` raises; NotAChoice, for an act that delegates do not have.
    """
    slot = request.form.get("slot") or None
    if act == "room":
        names, number = request.form.get("names", ""), request.form.get("number", "")
        if slot is None:
            raise errors.Missing(field="slot")
        entered = services.enter_together(bearer, slot, names, number, now, follows_online=follows_online())
    elif act == "enter":
        if slot is None and "act" in request.form:
            raise errors.Missing(field="slot")
        entered = services.enter(bearer, slot, now, follows_online=follows_online())
    else:
        raise errors.NotAChoice(field="act", value=act[:20])
    return redirect(way_in(entered, now), 303)


def way_shown(way: Way, moment: Moment) -> WayShown:
    """Word a time of a meeting for whom it is shown to."""
    lang, programme = moment.reader.language, moment.programme
    state = standing(way, moment.now)
    return WayShown(
        way=way,
        time=_time(way, state, moment),
        state=state,
        address=f"/{lang}/{programme.slug}/{way.session}/",
        why=sentence(way.refusal) if way.refusal else "",
    )


def _time(way: Way, state: Standing, moment: Moment) -> TimeShown:
    reader = moment.reader
    is_there = check_zone(way.zone) == check_zone(way.part.zone)
    announced = replace(way, minutes=way.minutes - way.delay_minutes)
    three = times.word_three(announced, reader.zone, reader.language, way.part.place if is_there else {})
    local = to_local(way.starts_at, reader.zone)
    at = local.hour * 60 + local.minute
    return TimeShown(
        starts_at=way.starts_at,
        part="",
        hours=three.hours,
        day=three.day,
        elsewhere=three.elsewhere,
        proposed=False,
        inferred=False,
        cancelled=state in (Standing.CANCELLED, Standing.NOT_HELD),
        at=at,
        minutes=min(way.minutes, DAY_MINUTES - at),
        look="was" if state is Standing.HELD else "",
        state=_("%(state)s.", state=state_words(state)),
        facts=(),
        links=(),
    )


def part_words(part: Part, reader: Reader) -> dict[str, Any]:
    """Say where somebody stands in a segment, what is awaited from whom, and since when."""
    what, whom = awaits(Track.PARTICIPATION, part.delegate.state)
    return {
        "state": state_word(Track.PARTICIPATION, part.delegate.state),
        "awaited": AWAITED[what]() if what else "",
        "whom": WHOM[whom](),
        "since": times.full_day_words(part.state_since, reader.zone, reader.language),
    }


def role_words(host: Host, part: Part | None) -> str:
    """Say as what somebody takes part: their role, and online whether they take the floor."""
    role = ROLES[host.role]()
    if part is None or part.delegate.mode == Mode.ROOM:
        return _("%(role)s.", role=role)
    right = RIGHTS["speaker" if takes_floor(part.delegate) else "viewer"]()
    return _("%(role)s. %(right)s.", role=role, right=right)


def my_address(host: Host, lang: str) -> str | None:
    """Give the address of the page of a delegate's meetings, or nothing where they were given none yet."""
    bearer = delegate_bearer(host.nomination_id)
    token = tokens_of("me", [bearer], keys()).get(bearer)
    return f"/{lang}/me/{token}" if token else None


def _door(shown: WayShown, moment: Moment, refusal: Refusal | None) -> str:
    way, reader = shown.way, moment.reader
    opens = doors_at(way)
    return render_template(
        "cop/door.html",
        programme=moment.programme,
        shown=shown,
        way=way,
        time=shown.time,
        state=str(shown.state),
        name=way.host.name,
        role=role_words(way.host, way.part),
        in_person=way.part.delegate.mode == Mode.ROOM,
        part=part_words(way.part, reader),
        is_accredited=way.refusal is None or way.refusal.code != "not_accredited_here",
        opens_at=opens,
        opens_hour=times.hour_words(opens, reader.zone, reader.language),
        opens_day=times.full_day_words(opens, reader.zone, reader.language),
        begins_at=really if moment.now < (really := begins_at(way, way.delay_minutes)) else None,
        delay=delay_words(way.delay_minutes) if shown.state in (Standing.COMING, Standing.OPEN) else "",
        hour_address=_hour_address(shown, reader.language),
        now=moment.now,
        channels=channel_words(way.channels, reader.language) if shown.may_enter else (),
        room=_room(shown, refusal),
        problems=_problems(shown, refusal),
        act=refusal.act if refusal else "",
        my_address=my_address(way.host, reader.language),
    )


def _hour_address(shown: WayShown, lang: str) -> str:
    """Give the page of the hour, for whoever may enter; nothing before."""
    token = (request.view_args or {}).get("token")
    return f"/{lang}/join/{token}/live/{shown.way.slot_id}" if shown.may_enter and token else ""


def _doors(host: Host, ways: list[WayShown], moment: Moment, refusal: Refusal | None) -> str:
    return render_template(
        "cop/doors.html",
        programme=moment.programme,
        host=host,
        ways=[(one, role_words(host, one.way.part)) for one in ways],
        problems=[sentence(one) for one in refusal.problems] if refusal else [],
        my_address=my_address(host, moment.reader.language),
    )


def _room(shown: WayShown, refusal: Refusal | None) -> dict[str, Any] | None:
    """Give what the form for a room shows: what was typed, what is wrong, and what is noted so far."""
    if not shown.may_enter:
        return None
    noted = room_of_delegate(shown.way.part.id, shown.way.slot_id)
    typed = request.form if refusal and refusal.act == "room" else {}
    wrong = {one.field: sentence(one) for one in refusal.problems} if refusal and typed else {}
    return {
        "names": typed.get("names", ""),
        "number": typed.get("number", str(noted.more or "")),
        "wrong": {name: wrong.get(name, "") for name in ("names", "number")},
        "noted": noted,
    }


def _problems(shown: WayShown, refusal: Refusal | None) -> list[str]:
    """Give what is wrong with no field on the page, unless the page says it anyway."""
    found = refusal.problems if refusal else ()
    fields = ("names", "number") if shown.may_enter else ()
    words = [sentence(one) for one in found if one.field not in fields or one.field is None]
    return [one for one in words if one != shown.why]
