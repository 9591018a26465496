"""What was typed into the forms of the season board, as values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from meetings.domain import errors
from meetings.domain.checks import MOST_MINUTES
from meetings.domain.codes import LANGUAGES, SessionState
from meetings.domain.programmes import check_zone_field
from meetings.domain.shifting import retitled
from meetings.domain.weekly import MOST_WEEKS
from meetings.queries.board import BoardSlot, SessionFacts
from meetings.services.board import SessionGiven, TimeGiven
from meetings.services.copies import NewSeason
from meetings.services.series import Series, SeriesAsked, series_of

Form = MultiDict[str, str]
TEXTS: Final = ("title", "abstract")
LISTS: Final = ("languages", "interpreted")
LINES: Final = ("partners", "articles")
MINUTES: Final = "90"
LEAST_ROWS: Final = 2
MOST_ROWS: Final = 20
AGAIN, PARTS, AS_IT_IS = "again", "parts", "as-it-is"


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A row of the form for one time, as it is shown; `slot` is the id of one that is there."""

    number: int
    local_start: str
    minutes: str
    zone: str
    slot: str
    fold: str = ""


def typed_session(form: Form, slots: Iterable[BoardSlot] = ()) -> SessionGiven:
    """Read a session with its times.

    Takes: the times it has, whose parts stay as they are where the form says so.
    Raises: NotATime, NotANumber, UnknownZone, with the field (`local_start-1` of the second time).
    """
    fields: dict[str, Any] = {
        name: {lang: form.get(f"{name}-{lang}", "").replace("\r\n", "\n").strip() for lang in LANGUAGES}
        for name in TEXTS
    }
    fields |= {name: form.getlist(name) for name in LISTS}
    fields |= {name: typed_lines(form.get(name, "")) for name in LINES}
    fields["stream"] = form.get("stream") or None
    return SessionGiven(fields, typed_times(form, slots))


def typed_lines(text: str) -> list[str]:
    """Read a list that is written one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def typed_times(form: Form, slots: Iterable[BoardSlot]) -> tuple[TimeGiven, ...]:
    """Read the times of a form; rows without a day are none."""
    known = {slot.id: slot for slot in slots}
    found = []
    for number in row_numbers(form):
        if not form.get(f"local_start-{number}", "").strip():
            continue
        fold = {"0": 0, "1": 1}.get(form.get(f"fold-{number}", ""))
        slot = known.get(form.get(f"slot-{number}", ""))
        found.append(
            TimeGiven(
                local_start=typed_local(form, f"local_start-{number}"),
                zone=check_zone_field(form.get(f"zone-{number}", ""), f"zone-{number}"),
                minutes=typed_count(form, f"minutes-{number}", 1, MOST_MINUTES),
                part=slot.part if slot else 1,
                fold=fold,
                slot=slot.id if slot else "",
            )
        )
    return _in_parts(found, form.get("held", AGAIN))


def _in_parts(times: list[TimeGiven], held: str) -> tuple[TimeGiven, ...]:
    """Number the parts of a session: all the same where it is held again, one after the other where it goes on."""
    if held == AS_IT_IS:
        return tuple(times)
    order = {one: number for number, one in enumerate(sorted(times, key=lambda one: one.local_start), 1)}
    return tuple(
        TimeGiven(
            one.local_start,
            one.zone,
            one.minutes,
            order[one] if held == PARTS else 1,
            one.fold,
            one.slot,
        )
        for one in times
    )


def row_numbers(form: Form) -> list[int]:
    """Give the numbers of the rows for times that a form has."""
    found = [re.fullmatch(r"local_start-(\d{1,2})", name) for name in form]
    return sorted({int(one[1]) for one in found if one})[:MOST_ROWS]


def typed_local(form: Form, name: str) -> datetime:
    """Read a wall time.

    Raises: NotATime, with the field.
    """
    text = form.get(name, "").strip()
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise errors.NotATime(field=name, value=text[:40]) from None
    if local.tzinfo is not None:
        raise errors.NotATime(field=name, value=text[:40])
    return local.replace(second=0, microsecond=0)


def typed_count(form: Form, name: str, least: int, most: int) -> int:
    """Read a whole number within limits.

    Raises: NotANumber, with the field.
    """
    text = form.get(name, "").strip()
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) <= 9 and least <= int(text) <= most:
        return int(text)
    raise errors.NotANumber(field=name, least=least, most=most)


def time_rows(slots: Iterable[BoardSlot], form: Form | None, zone: str) -> list[TimeRow]:
    """Give the rows of the form: as typed, else as they stand and one that is empty, two at least."""
    if form is not None and row_numbers(form):
        return [
            TimeRow(number, *(form.get(f"{name}-{number}", "") for name in ROW))
            for number in row_numbers(form)
        ]
    rows = [
        TimeRow(number, slot.local_start.isoformat(timespec="minutes"), str(slot.minutes), slot.zone, slot.id)
        for number, slot in enumerate(slots)
    ]
    empty = max(1, LEAST_ROWS - len(rows))
    last = rows[-1] if rows else TimeRow(0, "", MINUTES, zone, "")
    return rows + [TimeRow(len(rows) + number, "", last.minutes, last.zone, "") for number in range(empty)]


ROW: Final = ("local_start", "minutes", "zone", "slot", "fold")


def proposed_rows(asked: Form, slots: Iterable[BoardSlot], zone: str) -> Form | None:
    """Give the rows of times that an address proposes, in place of those that are there; nothing where it does not."""
    starts = asked.getlist("local_start")[:MOST_ROWS]
    if not starts:
        return None
    rows, form = time_rows(slots, None, zone), Form()
    for number in range(max(len(starts) + 1, len(rows))):
        row = rows[number] if number < len(rows) else TimeRow(number, "", MINUTES, zone, "")
        is_asked = number < len(starts)
        form[f"local_start-{number}"] = starts[number][:30] if is_asked else row.local_start
        form[f"minutes-{number}"] = asked.get("minutes", row.minutes)[:9] if is_asked else row.minutes
        form[f"zone-{number}"] = asked.get("zone", row.zone)[:60] if is_asked else row.zone
        form[f"slot-{number}"] = row.slot
    if asked.get("fold") in ("0", "1"):
        form["fold-0"] = asked["fold"]
    return form


def held_as(slots: Iterable[BoardSlot]) -> str:
    """Say how the times of a session stand to each other: again, one after the other, or in a way of their own."""
    parts = [slot.part for slot in slots]
    if set(parts) <= {1}:
        return AGAIN
    return PARTS if parts == list(range(1, len(parts) + 1)) else AS_IT_IS


def stored_fields(facts: SessionFacts) -> dict[str, str | list[str]]:
    """Give the fields of a session as its form writes them."""
    texts = {f"{name}-{lang}": getattr(facts, name).get(lang, "") for name in TEXTS for lang in LANGUAGES}
    lists: dict[str, str | list[str]] = {name: list(getattr(facts, name)) for name in LISTS}
    lines = {name: "\n".join(getattr(facts, name)) for name in LINES}
    return {**texts, **lists, **lines, "stream": facts.stream or ""}


def earlier_fields(stood: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Give the fields that were changed since a form was opened, as they stood then and as the form writes them."""
    found: dict[str, str | list[str]] = {}
    for name in TEXTS:
        if isinstance(stood.get(name), dict):
            found |= {f"{name}-{lang}": str(stood[name].get(lang, "")) for lang in LANGUAGES}
    found |= {name: [str(one) for one in stood[name]] for name in LISTS if name in stood}
    found |= {name: "\n".join(str(one) for one in stood[name]) for name in LINES if name in stood}
    return found


def typed_series(form: Form) -> Series:
    """Read a weekly series: a title a line, the first day and hour, and another hour of the day where it is held twice.

    Raises: Missing, TooManyLines, NotANumber, NotATime, NotAChoice, UnknownZone, NonexistentTime, AmbiguousTime.
    """
    given = typed_lines(form.get("titles", ""))
    return series_of(
        SeriesAsked(
            titles=given,
            language=form.get("language", "en"),
            count=typed_count(form, "count", 1, MOST_WEEKS) if form.get("count", "").strip() else 0,
            first=typed_local(form, "local_start"),
            zone=check_zone_field(form.get("zone", ""), "zone"),
            minutes=typed_count(form, "minutes", 1, MOST_MINUTES),
            every=typed_count(form, "every", 1, MOST_WEEKS),
            again=_hour(form, "again"),
            fold={"0": 0, "1": 1}.get(form.get("fold", "")),
            stream=form.get("stream") or None,
            languages=form.getlist("languages"),
            partners=typed_lines(form.get("partners", "")),
        )
    )


def _hour(form: Form, name: str) -> time | None:
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise errors.NotATime(field=name, value=text[:40]) from None


def typed_season(form: Form) -> NewSeason:
    """Read what is new of a season that is held again.

    Raises: NotATime, with the field.
    """
    text = form.get("begins_on", "").strip()
    try:
        begins_on = date.fromisoformat(text)
    except ValueError:
        raise errors.NotATime(field="begins_on", value=text[:40]) from None
    title = {
        lang: form[f"title-{lang}"].strip() for lang in LANGUAGES if form.get(f"title-{lang}", "").strip()
    }
    return NewSeason(form.get("slug", "").strip(), title, begins_on)


def proposed_season(slug: str, title: Mapping[str, str], old: date, new: date) -> dict[str, str]:
    """Propose a season a year later as its form writes it."""
    words = retitled(title, old.year, new.year)
    return {
        "slug": slug,
        "begins_on": new.isoformat(),
        **{f"title-{lang}": text for lang, text in words.items()},
    }


def is_draft(facts: SessionFacts) -> bool:
    """Say whether the times of a session may be changed in its form."""
    return facts.state == SessionState.DRAFT
