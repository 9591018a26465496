"""The joint calendar: meetings of all conventions on one page and in one feed, each once, with its origins."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, redirect, render_template, request
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import LANGUAGES
from meetings.domain.joint import Joint, Origin, Ours, Told, named_once, origin_key
from meetings.domain.languages import choose, direction
from meetings.domain.periods import Period, period_from
from meetings.domain.zones import to_local
from meetings.formats import times
from meetings.formats.ical_joint import JointEntry, joint_bytes
from meetings.formats.languages import marked
from meetings.queries.joint import MOST_IN_ALL, joint_calendar, joint_shown
from meetings.web.caching import kept, remembered
from meetings.web.pages import LANG
from meetings.web.readers import Reader, settle_reader
from meetings.web.sessions import feeds, whole_address
from meetings.web.timetable import HOUR_MARKS

blueprint = Blueprint("joint", __name__)
FEED: Final = "/calendars.ics"
MOST_ROWS: Final = 80
MOST_ORIGINS: Final = 30
MOST_ENTRIES: Final = 2_000
# The feed tells what was so long ago, so that cancelled ones are taken away, and what comes so far ahead.
BEHIND: Final = timedelta(days=90)
AHEAD: Final = timedelta(days=2 * 366)
SHORT: Final = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Row:
    """A line: one meeting with all its hours on a day; `language` is its title's, or nothing where nobody said it."""

    starts_on: date
    when: str
    title: dict[str, str]
    plain: str
    language: str
    direction: str
    address: str
    is_ours: bool
    is_cancelled: bool
    origins: Markup
    facts: tuple[str, ...]
    hours: Markup
    keys: frozenset[str]
    is_date_inferred: bool
    is_hour_inferred: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """An origin that the list can be narrowed to, with how many meetings it has in the period."""

    name: str
    key: str
    count: int
    address: str


@blueprint.get(f"/{LANG}/calendars")
@kept
def show(lang: str) -> str | AnyResponse:
    """Show the meetings of three months by month, of all origins or of one, with ways to earlier and later ones."""
    reader, now = settle_reader(), datetime.now(UTC)
    today = to_local(now, reader.zone).date()
    period, chosen = period_from(request.args.get("from", ""), today), request.args.get("origin", "")
    if period is None:
        return redirect(f"/{lang}/calendars")
    found = joint_shown(period.first, period.last, our_name(), _ours())
    every = [one for one in found if not one.told.is_past_cancelled(now)]
    g.demonstration = any(one.told.is_demonstration for one in every)
    lines = _rows(every, reader)
    rows = [one for one in lines if not chosen or chosen in one.keys]
    shown, period = rows[:MOST_ROWS], _cut(period, rows)
    return render_template(
        "public/joint.html",
        lead=_lead(period, len(rows), lang),
        months=[
            {"words": times.month_words(first, lang), "rows": list(found)}
            for first, found in groupby(shown, key=lambda row: row.starts_on.replace(day=1))
        ],
        choices=_choices(every, lines, period, lang),
        all={"count": len(lines), "address": _address(lang, period.given, ""), "is_chosen": not chosen},
        chosen=chosen,
        earlier=_address(lang, period.earlier, chosen) if period.earlier else "",
        later=_address(lang, period.later, chosen) if period.later else "",
        feeds=feeds(FEED, our_name()),
        any_inferred=any(one.is_date_inferred or one.is_hour_inferred for one in shown),
    )


@blueprint.get(FEED)
@kept
def feed() -> Response:
    """Give the joint calendar to calendar programs, and to instances like this one."""
    asked = request.args.get("lang", "en")
    lang = asked if asked in LANGUAGES else "en"
    body = remembered(("joint calendar", lang), lambda: _feed_bytes(lang, datetime.now(UTC)))
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="calendars.ics"'
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _feed_bytes(lang: str, now: datetime) -> bytes:
    first, last = (now - BEHIND).date(), (now + AHEAD).date()
    with force_locale(lang):
        found = named_once(joint_calendar(first, last, our_name(), _ours(), most=MOST_IN_ALL))
        every = [one for one in found if not one.told.is_past_cancelled(now)]
        entries = [_entry(one, lang) for one in every[:MOST_ENTRIES]]
        name = _("Joint calendar: %(site)s", site=our_name())
    return joint_bytes(entries, name, whole_address(FEED), _ours().host)


def our_name() -> str:
    """Give whose our meetings are said to be."""
    return current_app.config.get("SITE_NAME") or _("Minamata Convention on Mercury")


def title_words(told: Told, lang: str) -> tuple[str, str]:
    """Give a title for a reader and the language it is in, which is nothing where its calendar does not say it."""
    return choose(told.titles, lang) if told.titles else (told.title, "")


def _ours() -> Ours:
    ours: Ours = current_app.extensions["outside"].ours
    return ours


def _lead(period: Period, number: int, lang: str) -> str:
    span = times.date_range_words(period.first, period.last, lang)
    return f"{span} · {ngettext('%(num)d meeting', '%(num)d meetings', number)}"


def _address(lang: str, day: str, origin: str) -> str:
    query = urlencode({name: value for name, value in (("from", day), ("origin", origin)) if value})
    return f"/{lang}/calendars" + (f"?{query}" if query else "")


def _choices(every: Iterable[Joint], lines: Sequence[Row], period: Period, lang: str) -> list[Choice]:
    """Give the origins of a period, ours first, then those with most meetings."""
    origins = {origin.key: origin for one in every for origin in one.origins}
    counts = Counter(key for row in lines for key in row.keys)
    found = sorted(origins.values(), key=lambda one: (not one.is_ours, -counts[one.key], one.name))
    return [
        Choice(one.name, one.key, counts[one.key], _address(lang, period.given, one.key))
        for one in found[:MOST_ORIGINS]
    ]


def _cut(period: Period, rows: Sequence[Row]) -> Period:
    """Let a period end before the first line that has no room on the page any more; the rest is later."""
    return period if len(rows) <= MOST_ROWS else period.until(rows[MOST_ROWS].starts_on)


def _rows(every: Iterable[Joint], reader: Reader) -> list[Row]:
    """Give the lines, in order of the reader's days; what one origin holds several times on a day is one line."""
    lines: dict[tuple[Any, ...], list[Joint]] = {}
    for one in every:
        told, starts_on = one.told, _first_day(one.told, reader.zone)
        alone = () if told.starts_at else (told.uid, told.occurrence)
        key = (starts_on, told.calendar, told.title, told.address, told.is_cancelled, one.origins, alone)
        lines.setdefault(key, []).append(one)
    rows = [_row(found, reader) for found in lines.values()]
    return sorted(rows, key=lambda row: row.starts_on)


def _first_day(told: Told, zone: str) -> date:
    return to_local(told.starts_at, zone).date() if told.starts_at else told.starts_on


def _row(found: Sequence[Joint], reader: Reader) -> Row:
    told, lang = found[0].told, reader.language
    plain, language = title_words(told, lang)
    starts_on, ends_on = _first_day(told, reader.zone), _last_day(told, reader.zone)
    return Row(
        starts_on=starts_on,
        when=_day_words(starts_on, lang)
        if starts_on == ends_on
        else times.date_range_words(starts_on, ends_on, lang),
        title=told.titles if told.is_ours else {},
        plain=plain,
        language="" if language == lang else language,
        direction=direction(language) if language else "auto",
        address=told.page(lang),
        is_ours=told.is_ours,
        is_cancelled=told.is_cancelled,
        origins=Markup(_(", ")).join(_origin(one) for one in found[0].origins),
        facts=_facts(found[0]),
        hours=_hours([one.told for one in found], reader) if starts_on == ends_on else Markup(),
        keys=frozenset(one.key for one in found[0].origins),
        is_date_inferred="date" in told.inferred,
        is_hour_inferred=any(one.told.inferred & HOUR_MARKS for one in found),
    )


def _facts(one: Joint) -> tuple[str, ...]:
    """Give what else a calendar says of a meeting: whose or of which kind it is, unless said already, and where."""
    tag = one.told.tag
    is_known = any(origin_key(tag) == each.key for each in one.origins)
    return tuple(each for each in ("" if is_known else tag, one.told.place) if each)


def _last_day(told: Told, zone: str) -> date:
    """Give the last day as a reader has it; what goes on into a night is of the day it begins on."""
    if told.starts_at is None or told.ends_at is None:
        return told.ends_on
    if told.ends_at - told.starts_at < SHORT:
        return to_local(told.starts_at, zone).date()
    return to_local(told.ends_at - timedelta(seconds=1), zone).date()


def _day_words(day: date, lang: str) -> str:
    return times.day_words(datetime.combine(day, time(12), UTC), "UTC", lang)


def _hours(told: Sequence[Told], reader: Reader) -> Markup:
    """Word from when to when a meeting is held, or each beginning of one that is held several times."""
    words = []
    for one in told:
        if one.starts_at is None or one.ends_at is None:
            continue
        begin, end = (
            times.hour_words(at, reader.zone, reader.language) for at in (one.starts_at, one.ends_at)
        )
        is_span = len(told) == 1 and begin != end
        words.append(times.span_words(begin, end, reader.language) if is_span else begin)
    return Markup(_(", ")).join(Markup("<bdi>{}</bdi>").format(each) for each in words)


def _origin(origin: Origin) -> Markup:
    name = Markup("<bdi>{}</bdi>").format(origin.name)
    if not origin.via:
        return name
    via = Markup("<bdi>{}</bdi>").format(origin.via)
    return Markup(_("%(origin)s (by way of %(calendar)s)")) % {"origin": name, "calendar": via}


def _entry(one: Joint, lang: str) -> JointEntry:
    told = one.told
    title, language = title_words(told, lang)
    address = told.page(lang)
    whole = whole_address(address) if address else ""
    names = _(", ").join(_origin(each).striptags() for each in one.origins)
    notes = [_("Origin: %(names)s", names=names)]
    if told.inferred & HOUR_MARKS:
        notes.append("≈ " + _("not found in a published source; filled in"))
    if told.is_demonstration:
        notes.append(
            f"{_('Demonstration.')} {_('Not a site of the secretariat; people and figures are invented.')}"
        )
    return JointEntry(
        joint=one,
        summary=marked(told.titles, lang) if told.is_ours else title,
        language=language,
        description="\n".join([*notes, whole] if whole else notes),
        address=whole,
    )
