"""The season board as a grid in words: weeks down, streams across, what is in the way beside it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from meetings.domain.board import weeks_of
from meetings.domain.codes import SessionState, SlotState
from meetings.domain.foreign import ForeignMeeting
from meetings.domain.languages import choose, upright
from meetings.domain.permissions import Reach
from meetings.domain.programmes import place_names
from meetings.domain.seasons import is_over
from meetings.domain.shifting import monday
from meetings.formats import times
from meetings.formats.languages import apart
from meetings.queries.board import Board, BoardSession, BoardSlot, LastAct
from meetings.queries.desk import ProgrammeRow
from meetings.queries.foreign import foreign_meetings
from meetings.web.desk.access import Moment
from meetings.web.desk.overview import session_state_words
from meetings.web.desk.warnings import ClockLine, WarningsShown

Words = dict[str, str]
SUNDAY: Final = timedelta(days=6)
MOST_TITLES: Final = 3
MOST_MEETINGS: Final = 6


@dataclass(frozen=True, slots=True)
class HourWords:
    """An hour of a time; `is_off` where it is not held."""

    hour: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class DayWords:
    """The times of a session on one day: the day, its hours, and the city where it is another than the programme's."""

    day: str
    hours: tuple[HourWords, ...]
    city: str


@dataclass(frozen=True, slots=True)
class Card:
    """A session on the board; `numbers` are those of its warnings, `mark` is empty where it cannot be changed."""

    slug: str
    title: Words
    palette: int | None
    state: str
    is_draft: bool
    is_off: bool
    is_changed: bool
    days: tuple[DayWords, ...]
    numbers: tuple[int, ...]
    mark: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """The sessions of a stream in a week, or of those without a time; `id` names it in the page."""

    id: str
    week: str
    stream: str
    label: Words
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class ClockCell:
    """A line across the board that tells of a change of clocks; `id` names it in the page."""

    id: str
    line: ClockLine


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week of the board: its number, its first day in words, its cells, and what others hold in it."""

    week: str
    number: int
    day: str
    is_now: bool
    cells: tuple[Cell, ...]
    meetings: tuple[str, ...]
    more: str
    clocks: tuple[ClockCell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A stream at the head of the board; without a slug, what is in none."""

    slug: str
    title: Words
    palette: int | None


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole board; `untimed` are the cells of sessions without a time, if there are any."""

    columns: tuple[Column, ...]
    untimed: tuple[Cell, ...]
    rows: tuple[WeekRow, ...]
    shown: WarningsShown
    drafts: tuple[Words, ...]
    changed: tuple[Words, ...]
    figures: str
    place: str

    @property
    def cells(self) -> dict[str, Cell]:
        """Give every cell by its name in the page."""
        return {one.id: one for each in (self.untimed, *(row.cells for row in self.rows)) for one in each}

    @property
    def clocks(self) -> dict[str, ClockCell]:
        """Give every line of a change of clocks by its name in the page."""
        return {one.id: one for row in self.rows for one in row.clocks}


@dataclass(frozen=True, slots=True)
class _Look:
    """What the words of a board hang on."""

    board: Board
    shown: WarningsShown
    edits: Reach
    moment: Moment

    @property
    def programme(self) -> ProgrammeRow:
        return self.board.programme

    @property
    def lang(self) -> str:
        return self.moment.reader.language


def grid(
    board: Board, shown: WarningsShown, edits: Reach, moment: Moment, *, before: Grid | None = None
) -> Grid:
    """Lay out a board in words.

    Takes: the warnings about it; `edits`, where whoever asks may change sessions; `before`, a board that somebody
    looks at, whose weeks stay.
    """
    look = _Look(board, shown, edits, moment)
    columns = _columns(board)
    if before and {one.slug for one in before.columns} > {one.slug for one in columns}:
        columns = before.columns
    timed = [one for one in board.sessions if one.slots]
    untimed = [one for one in board.sessions if not one.slots]
    kept = [date.fromisoformat(row.week) for row in before.rows] if before else []
    weeks = weeks_of((*kept, *(_first(one) for one in timed)), board.starts_on, board.ends_on)
    meetings = foreign_meetings(weeks[0], weeks[-1] + SUNDAY) if weeks else []
    mine = [one for one in board.sessions if one.is_open]
    return Grid(
        columns=columns,
        untimed=_cells("none", untimed, columns, look) if untimed or (before and before.untimed) else (),
        rows=tuple(
            _row(week, [one for one in timed if monday(_first(one)) == week], columns, meetings, look)
            for week in weeks
        ),
        shown=shown,
        drafts=tuple(one.title for one in mine if one.state == SessionState.DRAFT),
        changed=tuple(one.title for one in mine if one.untold),
        figures=_figures(board),
        place=times.place_words(look.programme.place, look.programme.zone, look.lang)
        or times.zone_city(look.programme.zone, look.lang),
    )


def _columns(board: Board) -> tuple[Column, ...]:
    every = tuple(Column(one.slug, one.title, one.palette) for one in board.streams)
    if not every or any(one.stream is None for one in board.sessions):
        every += (Column("", {}, None),)
    return every


def _first(one: BoardSession) -> date:
    return min(slot.local_start for slot in one.slots).date()


def _row(
    week: date,
    sessions: list[BoardSession],
    columns: tuple[Column, ...],
    meetings: Iterable[ForeignMeeting],
    look: _Look,
) -> WeekRow:
    here = [one for one in meetings if one.starts_on <= week + SUNDAY and one.ends_on >= week]
    more = len(here) - MOST_MEETINGS
    return WeekRow(
        week=week.isoformat(),
        number=week.isocalendar().week,
        day=times.date_words(week, look.lang),
        is_now=monday(look.moment.now.date()) == week,
        cells=_cells(week.isoformat(), sessions, columns, look),
        meetings=tuple(_meeting(one, look.lang) for one in here[:MOST_MEETINGS]),
        more=ngettext("and %(num)d more", "and %(num)d more", more) if more > 0 else "",
        clocks=tuple(
            ClockCell(f"k-{week.isoformat()}-{number}", one)
            for number, one in enumerate(one for one in look.shown.clocks if monday(one.on) == week)
        ),
    )


def _cells(
    week: str, sessions: Collection[BoardSession], columns: tuple[Column, ...], look: _Look
) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            id=f"c-{week}-{column.slug}",
            week=week,
            stream=column.slug,
            label=column.title,
            cards=tuple(
                _card(one, column.palette, look)
                for one in sorted(sessions, key=_order)
                if (one.stream or "") == column.slug
            ),
        )
        for column in columns
    )


def _order(one: BoardSession) -> tuple[float, str]:
    return (min((slot.starts_at.timestamp() for slot in one.slots), default=0.0), one.slug)


def _card(one: BoardSession, palette: int | None, look: _Look) -> Card:
    is_editable = one.is_open and look.edits.covers(look.programme.slug, one.stream, one.partners)
    is_off = one.state == SessionState.CANCELLED
    over = bool(one.slots) and all(is_over(slot, look.moment.now) for slot in one.slots)
    numbers = dict.fromkeys(number for slot in one.slots for number in look.shown.numbers.get(slot.id, ()))
    return Card(
        slug=one.slug,
        title=one.title,
        palette=palette,
        state=_("held")
        if over and one.state == SessionState.PUBLISHED
        else session_state_words(SessionState(one.state)),
        is_draft=one.state == SessionState.DRAFT,
        is_off=is_off,
        is_changed=bool(one.untold),
        days=tuple(_days(one.slots, look, is_off=is_off)),
        numbers=tuple(sorted(numbers)),
        mark=one.mark if is_editable else "",
        is_open=one.is_open,
    )


def _days(slots: Iterable[BoardSlot], look: _Look, *, is_off: bool) -> Iterable[DayWords]:
    """Word times by their days and places, as the clocks of each place show them."""
    found: dict[tuple[date, str], list[BoardSlot]] = {}
    for slot in sorted(slots, key=lambda slot: slot.starts_at):
        found.setdefault((slot.local_start.date(), slot.zone), []).append(slot)
    for (_day, zone), each in found.items():
        hours = tuple(
            HourWords(
                times.hour_words(slot.starts_at, zone, look.lang), is_off or slot.state != SlotState.PLANNED
            )
            for slot in each
        )
        names = place_names(look.programme, zone)
        city = "" if names else times.zone_city(zone, look.lang)
        city = "" if zone == look.programme.zone else city
        yield DayWords(times.day_words(each[0].starts_at, zone, look.lang), hours, city)


def _meeting(one: ForeignMeeting, lang: str) -> str:
    title = apart(upright(one.title), lang)
    days = times.date_range_words(one.starts_on, one.ends_on, lang)
    words = _("%(title)s, %(days)s", title=title, days=days)
    return _("%(what)s (cancelled)", what=words) if one.is_cancelled else words


def _figures(board: Board) -> str:
    """Say how many sessions, times and hours there are, without what is cancelled."""
    sessions = [one for one in board.sessions if one.state != SessionState.CANCELLED]
    slots = [slot for one in sessions for slot in one.slots if slot.state == SlotState.PLANNED]
    return _(", ").join(
        (
            ngettext("%(num)d session", "%(num)d sessions", len(sessions)),
            ngettext("%(num)d time", "%(num)d times", len(slots)),
            _("hours: %(number)s", number=format_decimal(round(sum(slot.minutes for slot in slots) / 60, 1))),
        )
    )


def act_words(last: LastAct, board: Board, lang: str) -> str:
    """Say what somebody did last, and can take back."""
    titles = {one.slug: one.title for one in board.sessions}
    named = [choose(titles[slug], lang)[0] for slug in last.sessions if slug in titles]
    what = _("; ").join(named[:MOST_TITLES])
    if len(named) > MOST_TITLES:
        what = _("%(names)s and others", names=what)
    if last.act == "season":
        return _("The season was copied.")
    if not named:
        return _("It was changed again since.")
    return {
        "create": _("Begun: %(what)s", what=what),
        "generate": _("Begun: %(what)s", what=what),
        "edit": _("Changed: %(what)s", what=what),
        "move": _("Moved: %(what)s", what=what),
        "duplicate": _("Copied: %(what)s", what=what),
    }[last.act]


def days_line(slots: Iterable[BoardSlot], programme: ProgrammeRow, moment: Moment) -> str:
    """Word all times of a session on one line, as its form tells who meets another's change."""
    lang = moment.reader.language
    return _("; ").join(
        times.word_slot(
            slot.starts_at,
            slot.minutes,
            slot.zone,
            slot.zone,
            lang,
            place_names(programme, slot.zone),
        ).own
        for slot in slots
    )


def week_words(first: date, lang: str) -> str:
    """Name a week by its number and first day."""
    return _("Week %(number)d, %(day)s", number=first.isocalendar().week, day=times.date_words(first, lang))


def local_words(local: datetime) -> str:
    """Write a wall time as forms hold it."""
    return local.isoformat(timespec="minutes")
