"""A season's calendar for sites of others: in a frame without script, or as a piece of HTML that their servers take."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from meetings.domain.programmes import place_names
from meetings.domain.seasons import Standing, is_over
from meetings.domain.zones import to_local
from meetings.formats import times
from meetings.formats.times import place_words
from meetings.queries import programmes as queries
from meetings.queries.programmes import CalendarShown, ProgrammeShown, SessionShown, SlotShown, StreamShown
from meetings.web.caching import kept
from meetings.web.headers import content_policy, for_everybody
from meetings.web.pages import LANG
from meetings.web.readers import Reader, known_zone
from meetings.web.sessions import title_in, whole_address
from meetings.web.timetable import (
    Desk,
    Link,
    is_hour_inferred,
    may_register,
    minutes_words,
    names_words,
    parts_of,
    session_address,
    slot_state,
    state_words,
)
from meetings.web.timetable import chip_fact as fact_of

blueprint = Blueprint("embed", __name__)
AT_FIRST: Final = 8
MOST: Final = 50
AGE_SECONDS: Final = 60
# What a frame of another site lets do: follow links, in a new tab.
SANDBOX: Final = "allow-popups allow-popups-to-escape-sandbox"
Part = tuple[SessionShown, tuple[SlotShown, ...]]


@dataclass(frozen=True, slots=True)
class TimeThere:
    """A time in the zone asked for and in UTC, with the most telling fact of it."""

    starts_at: datetime
    hours: str
    utc: str
    day_off: str
    tag: str
    is_off: bool
    is_inferred: bool


@dataclass(frozen=True, slots=True)
class RowThere:
    """A part of a session; addresses are whole."""

    starts_on: date
    date: str
    stream: StreamShown | None
    title: dict[str, str]
    address: str
    is_off: bool
    times: tuple[TimeThere, ...]
    facts: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class MonthThere:
    """The rows of a month."""

    words: str
    rows: tuple[RowThere, ...]


@dataclass(frozen=True, slots=True)
class GroupThere:
    """What is coming, or what was held."""

    name: str
    months: tuple[MonthThere, ...]


@dataclass(frozen=True, slots=True)
class CalendarThere:
    """All that stands in a frame."""

    title: dict[str, str]
    address: str
    calendar_address: str
    zone_words: str
    groups: tuple[GroupThere, ...]
    any_inferred: bool
    is_demonstration: bool


@blueprint.get(f"/{LANG}/embed/<programme>")
@kept
def frame(lang: str, programme: str) -> Response:
    """Show a calendar in a frame of another site, narrowed to a stream or a partner, in a zone the address names."""
    style, policy = _style()
    page = render_template("embed/frame.html", it=_calendar(programme, lang), style=style)
    answer = for_everybody(Response(page), AGE_SECONDS, policy=policy, may_be_framed=True)
    return answer


@blueprint.get(f"/{LANG}/embed/<programme>.html")
@kept
def fragment(lang: str, programme: str) -> Response:
    """Give the same as a piece of HTML for a page of another site, to be taken by its server or by its page."""
    piece = render_template("embed/fragment.html", it=_calendar(programme, lang))
    answer = for_everybody(Response(piece), AGE_SECONDS, policy=_policy())
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def snippet(programme: ProgrammeShown, lang: str, stream: str | None = None) -> dict[str, str]:
    """Give what a partner copies: the element of a frame, and the address of the piece of HTML."""
    query = f"?{urlencode({'stream': stream})}" if stream else ""
    address = whole_address(f"/{lang}/embed/{programme.slug}")
    element = Markup(
        '<iframe src="{}" title="{}" width="100%" height="600" loading="lazy" sandbox="{}"></iframe>'
    ).format(address + query, title_in(programme.title, lang), SANDBOX)
    return {"frame": str(element), "fragment": f"{address}.html{query}"}


@lru_cache(maxsize=1)
def _style() -> tuple[Markup, str]:
    """Give the style of the frame, and the policy that lets it and nothing else be."""
    text = Path(current_app.static_folder or "", "css", "embed.css").read_text("utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return Markup(text), _policy(f"'sha256-{digest}'", "*")


def _policy(style: str = "'none'", ancestors: str = "'none'") -> str:
    none = "'none'"
    return content_policy(
        style_src=style,
        script_src=none,
        img_src="data:",
        media_src=none,
        connect_src=none,
        form_action=none,
        frame_ancestors=ancestors,
    )


def _calendar(slug: str, lang: str) -> CalendarThere:
    """Gather what stands in a frame; nothing depends on whoever looks, for no cookie is read."""
    found = queries.calendar(slug)
    if found is None:
        abort(404)
    programme, now = found.programme, datetime.now(UTC)
    zone = known_zone(request.args.get("zone", "").strip()) or programme.zone
    city = place_words(place_names(programme, zone), zone, lang) or None
    desk = Desk(programme, Reader(lang, zone, None, city), now)
    groups = tuple(_groups(_wanted(found), _limit(), desk))
    rows = [row for group in groups for month in group.months for row in month.rows]
    return CalendarThere(
        title=programme.title,
        address=whole_address(f"/{lang}/{slug}/"),
        calendar_address=whole_address(f"/calendars/{slug}.ics?lang={lang}"),
        zone_words=times.zone_line(zone, now, lang, city),
        groups=groups,
        any_inferred=any(time.is_inferred for row in rows for time in row.times),
        is_demonstration=programme.demonstration,
    )


def _wanted(found: CalendarShown) -> list[SessionShown]:
    stream, partner = (request.args.get(name, "").strip().casefold() for name in ("stream", "partner"))
    return [
        one
        for one in found.sessions
        if (not stream or (one.stream is not None and one.stream.slug == stream))
        and (not partner or partner in {name.casefold() for name in one.partners})
    ]


def _limit() -> int:
    return min(MOST, max(1, request.args.get("limit", AT_FIRST, type=int)))


def _groups(sessions: Iterable[SessionShown], most: int, desk: Desk) -> Iterable[GroupThere]:
    """Give what is coming, the next first, and as far as there is room what was held, the latest first."""
    parts = sorted(
        ((one, slots) for one in sessions for slots in parts_of(one)), key=lambda part: part[1][0].starts_at
    )
    ahead = [part for part in parts if not _is_behind(part, desk)][:most]
    behind = [part for part in reversed(parts) if _is_behind(part, desk)][: most - len(ahead)]
    for name, each in ((_("Coming"), ahead), (_("Held"), behind)):
        if each:
            yield GroupThere(name, _months(each, desk))


def _is_behind(part: Part, desk: Desk) -> bool:
    return all(is_over(slot, desk.now) for slot in part[1])


def _months(parts: Sequence[Part], desk: Desk) -> tuple[MonthThere, ...]:
    rows = [_row(session, slots, desk) for session, slots in parts]
    return tuple(
        MonthThere(times.month_words(first, desk.reader.language), tuple(each))
        for first, each in groupby(rows, key=lambda row: row.starts_on.replace(day=1))
    )


def _row(session: SessionShown, slots: tuple[SlotShown, ...], desk: Desk) -> RowThere:
    reader = desk.reader
    first = to_local(slots[0].starts_at, reader.zone).date()
    parts = len(parts_of(session))
    facts = [_("Part %(part)d of %(parts)d", part=slots[0].part, parts=parts)] if parts > 1 else []
    facts.append(minutes_words(slots[0].minutes))
    if session.partners:
        facts.append(_("with %(partners)s", partners=names_words(session.partners, reader.language)))
    return RowThere(
        starts_on=first,
        date=times.day_words(slots[0].starts_at, reader.zone, reader.language),
        stream=session.stream,
        title=session.title,
        address=whole_address(session_address(desk, session.slug)),
        is_off=session.cancelled,
        times=tuple(_time(slot, first, session, desk) for slot in slots),
        facts=" · ".join(facts),
        links=tuple(_links(session, slots, desk)),
    )


def _time(slot: SlotShown, first: date, session: SessionShown, desk: Desk) -> TimeThere:
    zone, lang = desk.reader.zone, desk.reader.language
    state = slot_state(slot, desk, session.cancelled)
    is_off = state in (Standing.CANCELLED, Standing.NOT_HELD)
    words = times.word_slot(slot.starts_at, slot.minutes, zone, zone, lang, place_names(desk.programme, zone))
    days = (to_local(slot.starts_at, zone).date() - first).days
    return TimeThere(
        starts_at=slot.starts_at,
        hours=words.hours,
        utc=words.utc,
        day_off=times.day_difference_words(days, lang),
        tag=state_words(state) if is_off else _fact(slot, state),
        is_off=is_off,
        is_inferred=is_hour_inferred(slot),
    )


def _fact(slot: SlotShown, state: Standing) -> str:
    """Say what decides whether to come: that it is on, or how many seats are left; nothing where all is free."""
    if state is Standing.OPEN:
        return state_words(state)
    return fact_of(slot, state, False) if state is Standing.COMING and slot.room else ""


def _links(session: SessionShown, slots: Iterable[SlotShown], desk: Desk) -> Iterable[Link]:
    """Lead to our own pages alone: where one registers, and where the recordings are."""
    page = whole_address(session_address(desk, session.slug))
    if may_register(session, desk) and any(not is_over(slot, desk.now) for slot in slots):
        yield Link(f"{page}register", _("Register"))
    if any(slot.recordings for slot in slots):
        yield Link(f"{page}#times", _("Recording"))
