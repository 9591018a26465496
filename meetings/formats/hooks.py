"""What platforms send by their webhooks: bodies that were proved to be theirs, read as events."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qs

from meetings.domain.attendance_matching import real_address
from meetings.domain.live.told import Kind, Platform, Told

LONGEST: Final = 200
MOST_FIELDS: Final = 20
MOST_EVENTS: Final = 100
# What some programs write for no time at all is hundreds or thousands of years away, where no reckoning reaches.
LIKELY: Final = range(2000, 2100)
ZOOM_KINDS: Final = {
    "participant_joined": Kind.JOINED,
    "participant_left": Kind.LEFT,
    "started": Kind.STARTED,
    "ended": Kind.ENDED,
}
ZOOM_RECORDINGS: Final = ("recording.completed", "recording.transcript_completed")
BIGBLUEBUTTON_KINDS: Final = {
    "user-joined": Kind.JOINED,
    "user-left": Kind.LEFT,
    "meeting-created": Kind.STARTED,
    "meeting-ended": Kind.ENDED,
    "rap-publish-ended": Kind.RECORDING,
}
# Of who somebody is, the surest that both their coming and their going name.
ZOOM_CONNECTION: Final = ("user_id", "participant_uuid", "registrant_id", "email", "user_name")


class NotAnEvent(ValueError):
    """A body that is no event of its platform."""


def read_zoom(raw: bytes) -> tuple[str, Mapping[str, Any]]:
    """Read a body of Zoom's: the name of the event, and what it carries.

    Raises: NotAnEvent.
    """
    body = _json(raw)
    event, payload = body.get("event"), body.get("payload")
    if not isinstance(event, str) or not event:
        raise NotAnEvent()
    return _text(event), {**_table(payload), "event_ts": body.get("event_ts")}


def told_by_zoom(raw: bytes) -> Told | None:
    """Give what an event of Zoom tells, or nothing where it does not matter here.

    Raises: NotAnEvent.
    """
    event, payload = read_zoom(raw)
    about, _, what = event.partition(".")
    kind = ZOOM_KINDS.get(what) if about in ("webinar", "meeting") else None
    kind = Kind.RECORDING if event in ZOOM_RECORDINGS else kind
    if kind is None:
        return None
    thing = _table(payload.get("object"))
    person = _table(thing.get("participant")) if kind in (Kind.JOINED, Kind.LEFT) else {}
    names = {Kind.JOINED: "join_time", Kind.LEFT: "leave_time", Kind.ENDED: "end_time"}
    said = person.get(names.get(kind, ""), person.get("date_time")) or thing.get(names.get(kind, ""))
    at = _instant(said) or _milliseconds(payload["event_ts"])
    meeting, run = _text(thing.get("id")), _text(thing.get("uuid"))
    if at is None or not meeting:
        raise NotAnEvent()
    connection = next((text for name in ZOOM_CONNECTION if (text := _text(person.get(name)))), "")
    if kind in (Kind.JOINED, Kind.LEFT) and not connection:
        raise NotAnEvent()
    return Told(
        platform=Platform.ZOOM,
        key=sha256(raw).hexdigest(),
        event=event,
        kind=kind,
        at=at,
        meeting=meeting,
        run=run,
        connection=connection,
        name=_text(person.get("user_name")),
        address=real_address(_text(person.get("email"))),
        reference=_text(person.get("customer_key")) or _text(person.get("registrant_id")),
    )


def told_by_bigbluebutton(raw: bytes) -> tuple[Told, ...]:
    """Give what a body of BigBlueButton's tells, without what does not matter here.

    Gives: also when it was first sent, of each.
    Raises: NotAnEvent.
    """
    try:
        fields = parse_qs(raw.decode("utf-8"), max_num_fields=MOST_FIELDS)
    except ValueError:
        raise NotAnEvent() from None
    text = fields.get("event", [""])[0]
    events = _parsed(text.encode("utf-8", "surrogatepass"))
    if not isinstance(events, list) or not 1 <= len(events) <= MOST_EVENTS:
        raise NotAnEvent()
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    sent_at = _milliseconds(fields.get("timestamp", [""])[0])
    found = [
        _bigbluebutton(event, f"{digest}-{number}" if number else digest, sent_at)
        for number, event in enumerate(events)
    ]
    return tuple(one for one in found if one is not None)


def _bigbluebutton(event: Any, key: str, sent_at: datetime | None) -> Told | None:
    data = _table(_table(event).get("data"))
    name, attributes = _text(data.get("id")), _table(data.get("attributes"))
    kind = BIGBLUEBUTTON_KINDS.get(name)
    if not name:
        raise NotAnEvent()
    if kind is None:
        return None
    meeting, user = _table(attributes.get("meeting")), _table(attributes.get("user"))
    at = _milliseconds(_table(data.get("event")).get("ts"))
    number = _text(meeting.get("external-meeting-id"))
    connection = _text(user.get("internal-user-id")) if kind in (Kind.JOINED, Kind.LEFT) else ""
    if at is None or not number or (kind in (Kind.JOINED, Kind.LEFT) and not connection):
        raise NotAnEvent()
    outside = _text(user.get("external-user-id"))
    return Told(
        platform=Platform.BIGBLUEBUTTON,
        key=key,
        event=name,
        kind=kind,
        at=at,
        meeting=number,
        run=_text(meeting.get("internal-meeting-id")),
        connection=connection,
        name=_text(user.get("name")) if connection else "",
        address=real_address(outside) if connection else "",
        reference=outside if connection else "",
        sent_at=sent_at or at,
    )


def _json(raw: bytes) -> Mapping[str, Any]:
    found = _parsed(raw)
    if not isinstance(found, dict):
        raise NotAnEvent()
    return found


def _parsed(raw: bytes) -> Any:
    """Read JSON, however deep or large its numbers are."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise NotAnEvent() from None


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """Give a short text or a whole number as text that every store keeps, without signs that are not shown."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    try:
        text = str(value)[: 5 * LONGEST]
    except ValueError:  # a number of thousands of figures
        return ""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:LONGEST]


def _instant(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        return _likely(found.astimezone(UTC)) if found and found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _milliseconds(value: Any) -> datetime | None:
    text = _text(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        return None
    try:
        return _likely(datetime.fromtimestamp(int(text) / 1000, UTC))
    except (OverflowError, ValueError, OSError):
        return None


def _likely(at: datetime) -> datetime | None:
    return at if at.year in LIKELY else None
