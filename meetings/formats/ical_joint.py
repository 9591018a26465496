"""The joint calendar as a feed: our entries by our names, those of others by theirs, each with its origin.

`X-MEETINGS-ORIGIN` names whose a meeting is and `X-MEETINGS-PATH` the hosts that passed it on, for instances like this
one; `CATEGORIES` and the words say the same to everybody else. Source: RFC 5545, 3.8.4.4 (RECURRENCE-ID), 3.8.8.2 (X-).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Event, vText, vUri

from meetings.domain.joint import Joint
from meetings.formats.ical import begun_calendar, clean

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class JointEntry:
    """A meeting as it is told to calendar programs; `language` is its summary's, or nothing where nobody said it."""

    joint: Joint
    summary: str
    language: str
    description: str
    address: str


def joint_bytes(entries: Iterable[JointEntry], name: str, address: str, host: str) -> bytes:
    """Write the joint calendar, in the order given.

    Takes: what it is called, where it is found, and the host that passes on.
    """
    calendar = begun_calendar(method="PUBLISH", name=name)
    calendar.add("source", vUri(address), parameters={"VALUE": "URI"})
    for entry in entries:
        calendar.add_component(_event(entry, host))
    return bytes(calendar.to_ical())


def _event(entry: JointEntry, host: str) -> Event:
    told, event = entry.joint.told, Event()
    event.add("uid", clean(told.uid))
    _add_times(event, entry)
    stamp = told.stamp.astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", told.sequence)
    language = {"LANGUAGE": entry.language} if entry.language else {}
    event.add("summary", vText(clean(entry.summary)), parameters=language)
    event.add("description", vText(clean(entry.description, lines=True)))
    if told.place:
        event.add("location", vText(clean(told.place)))
    if entry.address:
        event.add("url", vUri(entry.address))
    origins = [clean(one.name) for one in entry.joint.origins]
    event.add("categories", list(dict.fromkeys(one for one in (clean(told.tag), *origins) if one)))
    first = entry.joint.origins[0]
    event.add("x-meetings-origin", vText(clean(first.via if first.is_borrowed else first.name)))
    if not told.is_ours:
        event.add("x-meetings-path", vText(" ".join((*told.hops, host))))
    event.add("status", "CANCELLED" if told.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _add_times(event: Event, entry: JointEntry) -> None:
    """Say when; of one among several of one name, which of them it is."""
    told = entry.joint.told
    if told.starts_at is not None and told.ends_at is not None:
        event.add("dtstart", told.starts_at.astimezone(UTC))
        event.add("dtend", told.ends_at.astimezone(UTC))
    else:
        event.add("dtstart", told.starts_on)
        event.add("dtend", told.ends_on + DAY)
    which = _occurrence(told.occurrence)
    if which is not None:
        event.add("recurrence-id", which)


def _occurrence(key: str) -> Any:
    """Read the name of an occurrence: a day, or an instant; nothing where it is neither."""
    for form in ("%Y%m%d", "%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S"):
        try:
            found = datetime.strptime(key, form)  # noqa: DTZ007
        except ValueError:
            continue
        if form == "%Y%m%d":
            return found.date()
        return found.replace(tzinfo=UTC) if form.endswith("Z") else found
    return None
