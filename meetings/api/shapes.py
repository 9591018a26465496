"""The shapes of requests and answers, as programs see them; services check what the values mean."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, request
from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from meetings.api.access import keys
from meetings.domain.errors import IfMatchNeeded, NotAChoice, NotATime
from meetings.formats.cursors import open_cursor, sealed_cursor
from meetings.queries.catalogue import Wanted

MOST = 200


class Given(Schema):
    """What a program sends: unknown fields are refused."""

    class Meta:
        """Refuse what is not described."""

        unknown = RAISE


class Shown(Schema):
    """What a program gets."""

    class Meta:
        """Leave out what is not described."""

        unknown = EXCLUDE


class PageQuery(Schema):
    """Which page of a list."""

    class Meta:
        """Leave other parameters alone."""

        unknown = EXCLUDE

    size = fields.Integer(load_default=50, validate=validate.Range(1, MOST))
    after = fields.String(load_default="", validate=validate.Length(max=40))
    updated_since = fields.AwareDateTime(load_default=None, default_timezone=UTC)


def wanted(query: dict[str, Any]) -> Wanted:
    """Give the page asked for.

    Raises: NotAChoice, for a cursor that no list of ours gave.
    """
    after = open_cursor(query["after"], keys().key("cursor")) if query["after"] else ""
    if after is None:
        raise NotAChoice(field="after", value=query["after"])
    return Wanted(query["size"], after, query["updated_since"])


def words() -> Any:
    """Describe texts by language."""
    return fields.Dict(keys=fields.String(), values=fields.String())


class SlotOut(Shown):
    """One holding of a session."""

    id = fields.String(required=True)
    session = fields.String()
    programme = fields.String()
    part = fields.Integer(required=True)
    local_start = fields.String(required=True)
    zone = fields.String(required=True)
    fold = fields.Integer(required=True)
    starts_at = fields.String(required=True)
    ends_at = fields.String(required=True)
    minutes = fields.Integer(required=True)
    capacity = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True)
    version = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    seats_left = fields.Integer(required=True, allow_none=True)
    has_room = fields.Boolean(required=True)
    room_capacity = fields.Integer(required=True, allow_none=True)
    room_seats_left = fields.Integer(required=True, allow_none=True)
    inferred = fields.List(fields.String())
    room = fields.String(allow_none=True)  # of a meeting: the slug of its room
    platform = fields.Dict(keys=fields.String(), values=fields.String(allow_none=True))
    channels = fields.List(fields.Dict())  # for staff: kind, label, address, language, note


class SlotIn(Given):
    """A slot to add."""

    part = fields.Raw()
    local_start = fields.Raw()
    zone = fields.Raw()
    fold = fields.Raw(allow_none=True)
    minutes = fields.Raw()
    capacity = fields.Raw(allow_none=True)
    has_room = fields.Raw()
    room_capacity = fields.Raw(allow_none=True)
    platform = fields.Raw()


class SlotPatch(Given):
    """What can be set of a slot without moving it."""

    capacity = fields.Raw(allow_none=True)
    has_room = fields.Raw()
    room_capacity = fields.Raw(allow_none=True)
    doors_minutes = fields.Raw()
    room = fields.Raw(allow_none=True)  # of a meeting: the slug of a room of its segment
    platform = fields.Raw()
    channels = fields.Raw()  # a list of kind (phone, audio, web, stream), label, address, language, note


class MoveIn(Given):
    """Where a slot is moved."""

    local_start = fields.Raw()
    zone = fields.Raw()
    fold = fields.Raw(allow_none=True)
    keep = fields.Raw()
    minutes = fields.Raw()


class PanelistOut(Shown):
    """Somebody on the panel; without a name, where they were erased."""

    name = fields.String(required=True, allow_none=True)
    role = fields.String(required=True)
    function = fields.String(allow_none=True)
    organization = fields.String(allow_none=True)


class SessionOut(Shown):
    """A topic with its slots and panel."""

    slug = fields.String(required=True)
    stream = fields.String(required=True, allow_none=True)
    title = words()
    abstract = words()
    languages = fields.List(fields.String())
    partners = fields.List(fields.String())
    articles = fields.List(fields.String())
    state = fields.String(required=True)
    revision = fields.Integer(required=True)
    slots = fields.List(fields.Nested(SlotOut))
    panelists = fields.List(fields.Nested(PanelistOut))
    inferred = fields.List(fields.String())
    reminders = fields.List(fields.String(), allow_none=True)
    segment = fields.String(allow_none=True)  # of a meeting of a conference, as are the three that follow
    audience = fields.String()
    regions = fields.List(fields.String())
    agenda_items = fields.List(fields.String())


class SessionIn(Given):
    """A session to add or change."""

    slug = fields.Raw()
    stream = fields.Raw(allow_none=True)
    title = fields.Raw()
    abstract = fields.Raw()
    languages = fields.Raw()
    interpreted = fields.Raw()
    partners = fields.Raw()
    articles = fields.Raw()
    position = fields.Raw()
    state = fields.Raw()
    reminders = fields.Raw(allow_none=True)  # like ["24h", "3d@09:00"]
    segment = fields.Raw(allow_none=True)  # of a meeting of a conference: a slug
    audience = fields.Raw()  # public, participants, parties, region, body or named
    regions = fields.Raw()
    agenda_items = fields.Raw()  # slugs


class PersonIn(Given):
    """Who registers."""

    name = fields.String(load_default="")
    email = fields.String(load_default="")
    country = fields.String(load_default="", allow_none=True)
    organization = fields.String(load_default="", allow_none=True)
    category = fields.String(load_default="", allow_none=True)
    language = fields.String(load_default="en")
    zone = fields.String(load_default="", allow_none=True)


class RegistrationIn(Given):
    """A wish to register: `slot` for one, or `slots`, one a part; without either, the best are taken.

    `mode` is online or room. `wait` false: no place in line is taken where the same part has a seat elsewhere; the
    answer is 409 then, with the others that have one.
    """

    programme = fields.String(required=True)
    session = fields.String(required=True)
    slot = fields.String(load_default=None, allow_none=True)
    slots = fields.List(fields.String(), load_default=list)
    person = fields.Nested(PersonIn, required=True)
    consents = fields.List(fields.String(), load_default=list)
    mode = fields.String(load_default="online")
    wait = fields.Boolean(load_default=True)


class PlaceOut(Shown):
    """What a registration holds for a part; `position` counts those who wait, up to this one."""

    part = fields.Integer(required=True)
    slot = fields.String(required=True)
    mode = fields.String(required=True)
    state = fields.String(required=True)
    position = fields.Integer(required=True, allow_none=True)
    offered_until = fields.String(allow_none=True)


class JoinOut(Shown):
    """The right to enter."""

    url = fields.String(required=True)
    code = fields.String(required=True)


class RegisteredOut(Shown):
    """The answer to a registration."""

    id = fields.String(required=True)
    state = fields.String(required=True)
    places = fields.List(fields.Nested(PlaceOut))
    join = fields.Nested(JoinOut)


class PersonOut(Shown):
    """A registered person, as they were when they registered."""

    name = fields.String(required=True)
    email = fields.String(allow_none=True)
    country = fields.String(allow_none=True)
    organization = fields.String(allow_none=True)
    category = fields.String(allow_none=True)
    language = fields.String(required=True)
    zone = fields.String(allow_none=True)


class RegistrationOut(Shown):
    """A registration."""

    id = fields.String(required=True)
    programme = fields.String(required=True)
    session = fields.String(required=True)
    state = fields.String(required=True)
    sequence = fields.Integer(required=True)
    places = fields.List(fields.Nested(PlaceOut))
    person = fields.Nested(PersonOut)
    created_at = fields.String()
    revision = fields.Integer()


class SwitchIn(Given):
    """The slot to switch to, or another way in the same one; `wait` false: not where it means to wait."""

    slot = fields.String(required=True)
    mode = fields.String(load_default=None, allow_none=True)
    wait = fields.Boolean(load_default=True)


class AnswerIn(Given):
    """The slot of which an offer is answered; it may be left out where one is offered."""

    slot = fields.String(load_default=None, allow_none=True)


class EmptyIn(Given):
    """Nothing."""


class AttendanceOut(Shown):
    """A stretch of presence."""

    key = fields.String(required=True)
    person = fields.String(required=True, allow_none=True)
    joined_at = fields.String(required=True)
    left_at = fields.String(required=True, allow_none=True)
    seconds = fields.Integer(required=True)
    source = fields.String(required=True)
    people = fields.Integer()  # more than one only of source `room`: that many more were with somebody
    match = fields.String(required=True, allow_none=True)


class Cursor(fields.String):
    """Where the next page of a list begins, sealed."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else sealed_cursor(str(value), keys().key("cursor"))


def listed(item: type[Schema], name: str) -> type[Schema]:
    """Describe a page of a list."""
    return Shown.from_dict(
        {"items": fields.List(fields.Nested(item)), "next": Cursor(allow_none=True)}, name=name
    )


def rfc3339(instant: datetime) -> str:
    """Write an instant in UTC: 2020-11-17T15:00:00Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def wall_time(value: Any, field: str = "local_start") -> datetime:
    """Read a wall time written as 2020-11-17T16:00.

    Raises: NotATime, with the field.
    """
    try:
        local = datetime.fromisoformat(value) if isinstance(value, str) and len(value) >= 16 else None
    except ValueError:
        local = None
    if local is None or local.tzinfo is not None or local.second or local.microsecond:
        raise NotATime(field=field, value=str(value)[:40])
    return local


def revision_seen() -> int:
    """Give the revision that a program saw, of `If-Match: "r7"`.

    Raises: IfMatchNeeded.
    """
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not text:
        raise IfMatchNeeded()
    number = text.removeprefix("r")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else -1


def tagged(response: Response, revision: int) -> Response:
    """Mark an answer with the revision it shows, and keep it as it is on the way."""
    response.headers["ETag"] = f'"r{revision}"'
    response.headers["Cache-Control"] = "private, no-cache, no-transform"
    return response
