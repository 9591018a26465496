"""A programme at a glance: this week, how registrations grow, Parties never seen, what waits, how mails stand."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from meetings.domain.codes import SessionState
from meetings.domain.errors import NotFound
from meetings.domain.glance import Grown, by_group, total_on
from meetings.domain.permissions import Act, Reach, reach
from meetings.domain.programmes import place_names
from meetings.formats.steps import Steps, draw_steps, ticks
from meetings.formats.times import date_words, full_day_words, word_slot
from meetings.queries import desk as programmes
from meetings.queries.attendance_review import waiting_number
from meetings.queries.desk import ProgrammeRow
from meetings.queries.doubles import MOST_PAIRS, proposed
from meetings.queries.glance import Growth, NamedParty, NearSlot, growth_of, near_slots, parties_seen
from meetings.queries.glance_queues import SIZE, Queue, QueueRow, mail_health, queue_numbers, queue_rows
from meetings.queries.held import held_people
from meetings.web.desk.access import Moment, at_desk, open_here, staff
from meetings.web.desk.overview import SlotLine, session_state_words, slot_line
from meetings.web.desk.people import page_asked
from meetings.web.desk.warnings import region_words
from meetings.web.pages import LANG

blueprint = Blueprint("desk_glance", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/glance"
NEVER: Final = ("registered", "came")


@dataclass(frozen=True, slots=True)
class NearLine:
    """A time of the week, in words."""

    near: NearSlot
    line: SlotLine
    draft: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number that leads to the rows behind it; nothing to lead to where there is no address."""

    words: str
    number: str
    address: str


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of the season: its date, how many were registered by then, and how many the season before."""

    words: str
    distance: int
    this: str
    last: str


@dataclass(frozen=True, slots=True)
class Registrations:
    """How registrations grew: the number now, and of the season before as far from its first day; the days in full.

    They are there as a picture and as tables, week by week and day by day.
    """

    number: int
    before: int | None
    before_at: str
    picture: Steps
    weeks: tuple[DayLine, ...]
    days: tuple[DayLine, ...]
    this: Growth
    last: Growth | None


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> str:
    """Show a programme at a glance, as far as it is within reach; each number leads to its rows."""
    shown = programmes.programme(programme)
    open_here(Act.SEE, programme)
    moment = at_desk(shown)
    where = {act: _where(act, programme) for act in (Act.SEE, Act.FIGURES, Act.PEOPLE)}
    sees, counts, knows = where[Act.SEE], where[Act.FIGURES], where[Act.PEOPLE]
    near = [_near(one, shown, moment) for one in near_slots(programme, sees, moment.now)] if sees else []
    return render_template(
        "desk/glance.html",
        programme=shown,
        coming=[one for one in near if one.near.slot.starts_at > moment.now],
        past=[one for one in reversed(near) if one.near.slot.starts_at <= moment.now],
        counts=bool(counts),
        rows_at=f"/{lang}/desk/{programme}/report/rows" if counts and knows else "",
        registrations=_registrations(programme, counts, moment) if counts else None,
        groups=_groups(programme, counts, moment) if counts else [],
        queues=_queues(programme, knows, moment) if knows else [],
        mails=_mails(programme, knows, moment) if knows else [],
    )


@blueprint.get(f"{ADDRESS}/parties")
def parties(lang: str, programme: str) -> str:
    """Show Parties of whose government nobody registered, or nobody came, by regional group."""
    shown, where = programmes.programme(programme), open_here(Act.FIGURES, programme)
    moment = at_desk(shown)
    never, group = request.args.get("never", "came"), request.args.get("group", "all")
    if never not in NEVER:
        raise NotFound()
    found = [
        one
        for one in parties_seen(programme, where, moment.now)
        if not getattr(one.seen, never) and group in ("all", one.seen.group)
    ]
    return render_template(
        "desk/glance_parties.html",
        programme=shown,
        never=never,
        group=region_words(group) if group != "all" else "",
        parties=[(one, region_words(one.seen.group)) for one in _by_name(found, lang)],
    )


@blueprint.get(f"{ADDRESS}/<queue>")
def queue(lang: str, programme: str, queue: str) -> str:
    """Show who waits, the next time first."""
    shown, where = programmes.programme(programme), open_here(Act.PEOPLE, programme)
    moment, page = at_desk(shown), page_asked()
    if queue not in list(Queue):
        raise NotFound()
    rows = queue_rows(Queue(queue), programme, where, moment.now, page=page)
    return render_template(
        "desk/glance_queue.html",
        programme=shown,
        title=queue_words(Queue(queue)),
        is_line=queue == Queue.WAITING,
        lines=[_waiting(one, shown, moment) for one in rows[:SIZE]],
        page_number=page,
        has_more=len(rows) > SIZE,
    )


def queue_words(queue: Queue) -> str:
    """Name a queue."""
    return {
        Queue.WAITING: _("On the waiting list"),
        Queue.OFFERED: _("A seat was offered"),
        Queue.PENDING: _("Waiting for approval"),
        Queue.RELEASES: _("Asked whether they may be recorded"),
    }[queue]


def _where(act: Act, programme: str) -> Reach | None:
    where = reach(staff(), act)
    return where if where.touches(programme) else None


def _near(one: NearSlot, programme: ProgrammeRow, moment: Moment) -> NearLine:
    state = "" if one.state == SessionState.PUBLISHED else session_state_words(SessionState(one.state))
    return NearLine(one, slot_line(one.slot, programme, moment), state)


def _registrations(programme: str, where: Reach, moment: Moment) -> Registrations | None:
    this, last = growth_of(programme, where, moment.now)
    if this is None:
        return None
    last = last if last and last.days else None
    lang, days = moment.reader.language, this.days
    growths: dict[str, tuple[Grown, ...]] = {"last": last.days if last else (), "this": days}
    today = days[-1].day if days else 0

    def name(day: int) -> str:
        return date_words(this.first_day + timedelta(days=day), lang)

    def short(day: int) -> str:
        return f"{day:+d}" if day else "0"

    every = [one.day for growth in growths.values() for one in growth] or [0]
    first, end = min(every), max(every) + 1
    lines = [_day_line(day, this, last, today, name(day)) for day in range(first, end)]
    named = {*ticks(first, end), today}
    return Registrations(
        number=total_on(days, today) or 0,
        before=total_on(last.days, today) if last else None,
        before_at=f"/{lang}/desk/{last.slug}/report/rows/registrations" if last else "",
        picture=draw_steps(
            growths,
            short,
            mark=(today, _("Today")) if days else None,
            is_mirrored=moment.reader.direction == "rtl",
        ),
        weeks=tuple(one for one in lines if one.distance in named),
        days=tuple(lines),
        this=this,
        last=last,
    )


def _day_line(day: int, this: Growth, last: Growth | None, today: int, words: str) -> DayLine:
    now = total_on(this.days, day) if day <= today else None
    before = total_on(last.days, day) if last else None
    return DayLine(words, day, *("–" if one is None else str(one) for one in (now, before)))


def _groups(programme: str, where: Reach, moment: Moment) -> list[dict[str, Any]]:
    found = by_group([one.seen for one in parties_seen(programme, where, moment.now)])
    return [{"words": region_words(one.group), "group": one} for one in found]


def _by_name(found: list[NamedParty], lang: str) -> list[NamedParty]:
    return sorted(found, key=lambda one: (one.names.get(lang) or one.names.get("en", ""), one.seen.code))


def _queues(programme: str, where: Reach, moment: Moment) -> list[Number]:
    desk = f"/{moment.reader.language}/desk"
    rows = waiting_number(programme, where)
    found = [
        Number(
            _("Rows of attendance nobody is matched to"), str(rows), f"{desk}/{programme}/attendance/review"
        )
    ]
    for one, number in queue_numbers(programme, where, moment.now).items():
        found.append(Number(queue_words(one), str(number), f"{desk}/{programme}/glance/{one}"))
    found.append(Number(_("People whose mails are held"), str(len(held_people(where))), f"{desk}/held"))
    if reach(staff(), Act.EDIT).everywhere:
        pairs = len(proposed())
        more = "+" if pairs == MOST_PAIRS else ""
        found.append(Number(_("People who may be there twice"), f"{pairs}{more}", f"{desk}/doubles"))
    return found


def _mails(programme: str, where: Reach, moment: Moment) -> list[Number]:
    found, sent = (
        mail_health(programme, where, moment.now),
        f"/{moment.reader.language}/desk/{programme}/sent",
    )
    return [
        Number(_("Late by five minutes or more"), str(found.late), f"{sent}?state=late"),
        Number(_("To be tried again"), str(found.retry), f"{sent}?state=retry"),
        Number(_("Given up"), str(found.given_up), f"{sent}?state=given_up"),
        Number(_("Came back"), str(found.returned), f"{sent}?state=returned"),
    ]


def _waiting(one: QueueRow, programme: ProgrammeRow, moment: Moment) -> dict[str, Any]:
    reader = moment.reader
    place = place_names(programme, one.zone)
    words = word_slot(one.starts_at, one.minutes, one.zone, reader.zone, reader.language, place)
    since = full_day_words(one.since, reader.zone, reader.language) if one.since else "–"
    return {"row": one, "when": words.own, "since": since}
