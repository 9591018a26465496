"""What the planner shows beside its words: the curve, every quarter-hour, ways to the board, what to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.covering import QUARTER
from meetings.domain.permissions import Act, Reach, reach
from meetings.domain.planning import (
    Span,
    shares_at_work,
    shares_awake,
)
from meetings.domain.programmes import place_names
from meetings.domain.zones import to_local
from meetings.formats.curve import Curve, Mark, draw
from meetings.formats.spans import minutes_span, percent
from meetings.formats.times import PHRASES, full_day_words, hour_words, place_words, zone_city
from meetings.queries.audiences import SeasonRow, StateRow
from meetings.queries.commitments import Taken
from meetings.queries.desk import ProgrammeRow
from meetings.web.desk.access import staff
from meetings.web.desk.planner_question import TABLE, Asked
from meetings.web.desk.planner_words import PARTIES, Candidate, Teller
from meetings.web.readers import Reader, known_zone

ZONES: Final = (
    "Europe/Zurich",
    "Africa/Nairobi",
    "Asia/Bangkok",
    "America/New_York",
    "Pacific/Auckland",
    "UTC",
)
STAMP: Final = "%Y-%m-%dT%H:%MZ"


@dataclass(frozen=True, slots=True)
class Here:
    """The page at work: where, for whom, and what was asked."""

    programme: ProgrammeRow
    where: Reach
    reader: Reader
    asked: Asked
    seasons: Sequence[SeasonRow]
    states: dict[str, StateRow]

    @property
    def lang(self) -> str:
        """Give the language of the page."""
        return self.reader.language

    def span(self, one: Taken) -> str:
        """Word from when to when somebody is taken, in the zone asked for."""
        zone = self.asked.zone
        first, last = (hour_words(at, zone, self.lang) for at in (one.starts_at, one.ends_at))
        return PHRASES[self.lang]["range"].format(first=first, last=last)

    def hours(self, span: Span) -> str:
        """Word from when to when somebody said that they cannot, in the zone asked for."""
        first, last = (hour_words(at, self.asked.zone, self.lang) for at in span)
        return PHRASES[self.lang]["range"].format(first=first, last=last)

    def city(self, zone: str) -> str:
        """Name a zone as the programme calls its place, or by its city."""
        return place_words(place_names(self.programme, zone), zone, self.lang) or zone_city(zone, self.lang)


def lead(here: Here, teller: Teller) -> str:
    """Say day, length and whose hours these are."""
    day = full_day_words(teller.start(0), here.asked.zone, here.lang)
    length = ngettext("%(num)d minute", "%(num)d minutes", here.asked.minutes)
    return _(
        "%(day)s, %(length)s, hours of %(city)s", day=day, length=length, city=here.city(here.asked.zone)
    )


def legend(here: Here) -> dict[str, str]:
    """Say what the two shades of the curve mean."""
    hours = here.asked.hours
    return {
        "awake": _(
            "awake %(when)s for the whole time", when=minutes_span(hours.first, hours.last, here.lang)
        ),
        "work": _(
            "at work %(when)s on a working day of the country", when=minutes_span(540, 1020, here.lang)
        ),
    }


def beside_of(here: Here) -> str:
    """Choose the second zone of the curve: the one asked for, the reader's own, or one that differs."""
    own = known_zone(request.args.get("beside", "")) or known_zone(request.cookies.get("zone", ""))
    return next(one for one in (own, *ZONES[1:]) if one and one != here.asked.zone)


def curve(here: Here, teller: Teller, shown: Candidate) -> Curve:
    """Draw the curve, with the times looked at and the best one marked."""
    starts, found = teller.plan.quarters.starts, teller.plan
    letters = ("A", "B", "C", "D", "E", "F")
    marks = []
    if (found.best,) != shown.at:
        marks.append(Mark(found.best, _("Best one %(hour)s", hour=teller.hour(found.best)), "best"))
    for letter, at in zip(letters, shown.at, strict=False):
        name = letter if len(shown.at) > 1 else shown.name
        marks.append(Mark(at, f"{name} {teller.hour(at)}", "chosen"))
    return draw(
        shares_awake(teller.heard, len(starts)),
        shares_at_work(teller.heard, len(starts)),
        marks,
        {here.city(zone): _scale(starts, zone) for zone in (here.asked.zone, beside_of(here))},
        taken=[at for at in range(len(starts)) if not found.free >> at & 1],
        is_mirrored=here.reader.direction == "rtl",
    )


def _scale(starts: Sequence[datetime], zone: str) -> list[str]:
    """Write the hours of a zone at each quarter-hour and at the end, without minutes where there are none."""
    local = [to_local(one, zone) for one in (*starts, starts[-1] + QUARTER)]
    hours = [f"{one:%H:%M}" if one.minute else f"{one:%H}" for one in local]
    return [*hours[:-1], "24" if hours[-1] == "00" else hours[-1]]


def quarters(here: Here, teller: Teller) -> list[dict[str, Any]]:
    """Give every quarter-hour in words."""
    starts, beside = teller.plan.quarters.starts, beside_of(here)
    at_work = shares_at_work(teller.heard, len(starts))
    return [
        {
            "stamp": start.strftime(STAMP),
            "hour": teller.hour(at),
            "beside": hour_words(start, beside, here.lang),
            "awake": percent(teller.plan.reached[at], here.lang),
            "at_work": percent(at_work[at], here.lang),
            "is_free": bool(teller.plan.free >> at & 1),
        }
        for at, start in enumerate(starts)
    ]


def steps(teller: Teller, shown: Candidate) -> list[dict[str, str]]:
    """Give the quarter-hours before and after the one looked at."""
    starts, at = teller.plan.quarters.starts, shown.at[0]
    found = []
    for key, step in (("earlier", at - 1), ("later", at + 1)):
        if 0 <= step < len(starts):
            found.append({"key": key, "stamp": starts[step].strftime(STAMP), "hour": teller.hour(step)})
    return found


def use(here: Here, teller: Teller, shown: Candidate) -> dict[str, str] | None:
    """Give the way from the times looked at to the board, for whoever may plan there."""
    slug, asked = here.programme.slug, here.asked
    if not reach(staff(), Act.EDIT).touches(slug):
        return None
    walls = [to_local(teller.start(at), asked.zone).replace(tzinfo=None) for at in shown.at]
    query = [("local_start", wall.isoformat(timespec="minutes")) for wall in walls]
    query += [("zone", asked.zone), ("minutes", str(asked.minutes))]
    query += [("session", asked.typed["session"])] if asked.typed["session"] else []
    hours = [teller.hour(at) for at in shown.at]
    words = _("Use %(hour)s", hour=hours[0])
    if len(hours) == 2:
        words = _("Use %(first)s and %(second)s", first=hours[0], second=hours[1])
    return {"words": words, "address": f"/{here.lang}/desk/{slug}/board/new?{urlencode(query)}"}


def zones(here: Here) -> list[tuple[str, str]]:
    """Give the zones to choose from: the programme's, the one asked for, the reader's, and some around the world."""
    remembered = known_zone(request.cookies.get("zone", ""))
    wanted = dict.fromkeys((here.programme.zone, here.asked.zone, remembered, beside_of(here), *ZONES))
    return [(zone, here.city(zone)) for zone in wanted if zone]


def choices(here: Here) -> Any:
    """Give the audiences to choose from, with how many are in each."""
    yield PARTIES, _("Parties, by their capitals"), None
    for one in here.seasons:
        if one.registered:
            yield f"registrations:{one.slug}", _("People registered"), one
        if one.came:
            yield f"participants:{one.slug}", _("Participants"), one
    yield TABLE, _("A table of zones"), None
