"""One meeting of a feed in InforMEA's words, in any of its forms, read as a calendar's event is.

Instants are UTC where nothing else is said. From midnight to midnight is whole days, as those feeds have it.
Source: the field notes of the InforMEA API 1.5.6, and the forms that its harvester takes.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from meetings.domain.codes import LANGUAGES
from meetings.domain.foreign import LONGEST, MeetingRead, Why
from meetings.domain.zones import FIRST_YEAR, LAST_YEAR
from meetings.formats.ical_event import ADDRESS_LENGTH, SHORT_LENGTH, TITLE_LENGTH, WEB, Unusable, plain

TICKS: Final = re.compile(r"/?Date\((-?\d{1,15})(?:[+-]\d{1,4})?\)/?")
DAY_ALONE: Final = re.compile(r"\d{4}-\d\d-\d\d")
LAST_MINUTE: Final = time(23, 59)
MOST_TITLES: Final = 40
NO_TITLE: Final = "—"
Record = Mapping[str, Any]
When = tuple[datetime, bool]


def titles_of(record: Record) -> dict[str, str]:
    """Give the titles by language; under nothing one whose language is not said."""
    found: dict[str, str] = {}
    for language, text in _texts(record.get("title")):
        code = language.strip().lower()[:2] if isinstance(language, str) else ""
        words = plain(text, TITLE_LENGTH) if isinstance(text, str) else ""
        if words and (code in LANGUAGES or not code):
            found.setdefault(code, words)
    return found


def title_of(titles: Mapping[str, str]) -> str:
    """Give the one title by which a meeting is told: in English, else any there is."""
    return titles.get("en") or next(iter(titles.values()), NO_TITLE)


def identity_of(record: Record, host: str) -> str:
    """Name a meeting among all there are: its id at the host of its feed, whatever other host the id names.

    Raises: Unusable.
    """
    value = record.get("id")
    is_name = isinstance(value, str | int) and not isinstance(value, bool)
    name = plain(str(value), TITLE_LENGTH - len(host) - 1) if is_name else ""
    if not name:
        raise Unusable(Why.NO_UID)
    return name if name.casefold().endswith(f"@{host.casefold()}") else f"{name}@{host}"


def meeting_of(record: Record, host: str) -> MeetingRead:
    """Read a meeting.

    Takes: the host of the feed.
    Raises: Unusable.
    """
    titles = titles_of(record)
    begin = _moment(record.get("start"), "start")
    if begin is None:
        raise Unusable(Why.NO_START)
    end = _moment(record.get("end"), "end") or begin
    if end[0] < begin[0]:
        raise Unusable(Why.ENDS_BEFORE)
    if end[0] - begin[0] > LONGEST:
        raise Unusable(Why.TOO_LONG)
    is_whole = _is_whole(begin, end)
    changed = _changed(record.get("updated"))
    return MeetingRead(
        uid=identity_of(record, host),
        occurrence="",
        sequence=0,
        modified_at=changed,
        title=title_of(titles),
        place=_place(record),
        tag=_short(record.get("treaty")),
        address=_web(record.get("url")),
        starts_on=begin[0].date(),
        ends_on=_last_day(begin[0], end[0], is_whole=is_whole),
        starts_at=None if is_whole else begin[0],
        ends_at=None if is_whole else end[0],
        is_cancelled=_short(record.get("status")).lower() in ("cancelled", "canceled"),
        titles={code: words for code, words in titles.items() if code},
    )


def _texts(value: Any) -> Iterator[tuple[Any, Any]]:
    """Give pairs of language and text, from a list of them, from a table by language, or from one text alone."""
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, Mapping) and isinstance(value.get("results"), list):
        yield from _texts(value["results"])
    elif isinstance(value, Mapping):
        yield from list(value.items())[:MOST_TITLES]
    elif isinstance(value, list):
        for one in value[:MOST_TITLES]:
            if isinstance(one, Mapping):
                yield one.get("language"), one.get("value")


def _moment(value: Any, name: str) -> When | None:
    """Read an instant, or (with a true) a day alone; nothing where there is none.

    Raises: Unusable.
    """
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Unusable(Why.BAD_VALUE, name)
    text = value.strip()
    try:
        ticks = TICKS.fullmatch(text)
        if ticks:
            found = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(ticks[1]))
        elif DAY_ALONE.fullmatch(text):
            found = datetime.combine(date.fromisoformat(text), time(), UTC)
        else:
            found = datetime.fromisoformat(text[:40])
            found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unusable(Why.BAD_VALUE, name) from None
    if not FIRST_YEAR < found.year < LAST_YEAR:
        raise Unusable(Why.TOO_FAR, found.date().isoformat())
    return found.replace(microsecond=0), bool(DAY_ALONE.fullmatch(text))


def _changed(value: Any) -> datetime | None:
    """Give when a meeting was changed last, as far as that is said; a wrong one stops nothing."""
    try:
        found = _moment(value, "updated")
    except Unusable:
        return None
    return found[0] if found else None


def _is_whole(begin: When, end: When) -> bool:
    if begin[1]:
        return True
    starts = begin[0].time() == time()
    return starts and (end[0].time() == time() or end[0].time().replace(second=0) == LAST_MINUTE)


def _last_day(begin: datetime, end: datetime, *, is_whole: bool) -> date:
    """Give the last day: of whole days the one that is named, of hours the one that they end on."""
    if is_whole:
        return end.date()
    return max(begin, end - timedelta(seconds=1)).date()


def _place(record: Record) -> str:
    """Give venue, city and country, each once."""
    parts = [_short(record.get(name)) for name in ("location", "city", "country")]
    return plain(", ".join(dict.fromkeys(part for part in parts if part)), SHORT_LENGTH)


def _short(value: Any) -> str:
    return plain(value, SHORT_LENGTH) if isinstance(value, str) else ""


def _web(value: Any) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return text if len(text) <= ADDRESS_LENGTH and WEB.fullmatch(text) else ""
