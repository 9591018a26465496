"""The shapes of requests and answers, as programs see them; services check what the values mean."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, request
from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from meetings.api.access import keys
from meetings.api.described import moment
from meetings.domain.errors import IfMatchNeeded, NotAChoice, NotATime
from meetings.formats.cursors import open_cursor, sealed_cursor
from meetings.queries.catalogue import Wanted

MOST = 500
PLATFORM = {"kind": "manual", "address": "https://meet.example.org/topic"}
CHANNEL = {"kind": "audio", "label": "Français", "address": "https://listen.example.org/fr", "language": "fr"}


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

    size = fields.Integer(load_default=50, validate=validate.Range(1, MOST), metadata={"example": 50})
    after = fields.String(load_default="", validate=validate.Length(max=1600), metadata={"example": ""})
    updated_since = moment("2026-11-01T00:00:00Z", load_default=None)


def wanted(query: dict[str, Any]) -> Wanted:
    """Give the page asked for.

    Raises: NotAChoice, for a cursor that no list of ours gave.
    """
    after = open_cursor(query["after"], keys().key("cursor")) if query["after"] else ""
    if after is None:
        raise NotAChoice(field="after", value=query["after"])
    return Wanted(query["size"], after, query["updated_since"])


def words(example: dict[str, str] | None = None) -> Any:
    """Describe texts by language."""
    shown = example or {"en": "Some words", "fr": "Quelques mots"}
    return fields.Dict(keys=fields.String(), values=fields.String(), metadata={"example": shown})


class SlotOut(Shown):
    """One holding of a session."""

    id = fields.String(required=True, metadata={"example": "5xQmT7Vd2Kc9"})
    session = fields.String(metadata={"example": "phasing-out-products"})
    programme = fields.String(metadata={"example": "2026"})
    part = fields.Integer(required=True, metadata={"example": 1})
    local_start = fields.String(required=True, metadata={"example": "2026-11-17T16:00"})
    zone = fields.String(required=True, metadata={"example": "Europe/Zurich"})
    fold = fields.Integer(required=True, metadata={"example": 0})
    starts_at = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})
    ends_at = fields.String(required=True, metadata={"example": "2026-11-17T16:30:00Z"})
    minutes = fields.Integer(required=True, metadata={"example": 90})
    capacity = fields.Integer(required=True, allow_none=True, metadata={"example": 300})
    state = fields.String(required=True, metadata={"example": "planned"})
    version = fields.Integer(required=True, metadata={"example": 2})
    revision = fields.Integer(required=True, metadata={"example": 3})
    seats_left = fields.Integer(required=True, allow_none=True, metadata={"example": 41})
    has_room = fields.Boolean(required=True, metadata={"example": False})
    room_capacity = fields.Integer(required=True, allow_none=True, metadata={"example": None})
    room_seats_left = fields.Integer(required=True, allow_none=True, metadata={"example": None})
    inferred = fields.List(fields.String(), metadata={"example": ["minutes"]})
    room = fields.String(
        allow_none=True, metadata={"example": None, "description": "Of a meeting: the slug of its room."}
    )
    platform = fields.Dict(
        keys=fields.String(), values=fields.String(allow_none=True), metadata={"example": PLATFORM}
    )
    channels = fields.List(
        fields.Dict(),
        metadata={"example": [CHANNEL], "description": "For staff: kind, label, address, language, note."},
    )


class SlotIn(Given):
    """A slot to add."""

    part = fields.Raw(metadata={"example": 1})
    local_start = fields.Raw(metadata={"example": "2026-11-17T16:00"})
    zone = fields.Raw(metadata={"example": "Europe/Zurich"})
    fold = fields.Raw(allow_none=True, metadata={"example": 0})
    minutes = fields.Raw(metadata={"example": 90})
    capacity = fields.Raw(allow_none=True, metadata={"example": 300})
    has_room = fields.Raw(metadata={"example": False})
    room_capacity = fields.Raw(allow_none=True, metadata={"example": 40})
    platform = fields.Raw(metadata={"example": PLATFORM})


class SlotPatch(Given):
    """What can be set of a slot without moving it."""

    capacity = fields.Raw(allow_none=True, metadata={"example": 300})
    has_room = fields.Raw(metadata={"example": False})
    room_capacity = fields.Raw(allow_none=True, metadata={"example": 40})
    doors_minutes = fields.Raw(metadata={"example": 15})
    room = fields.Raw(
        allow_none=True,
        metadata={"example": None, "description": "Of a meeting: the slug of a room of its segment."},
    )
    platform = fields.Raw(metadata={"example": PLATFORM})
    channels = fields.Raw(
        metadata={
            "example": [CHANNEL],
            "description": "A list of kind (phone, audio, web, stream), label, address, language, note.",
        }
    )


class MoveIn(Given):
    """Where a slot is moved."""

    local_start = fields.Raw(metadata={"example": "2026-11-17T16:00"})
    zone = fields.Raw(metadata={"example": "Europe/Zurich"})
    fold = fields.Raw(allow_none=True, metadata={"example": 0})
    keep = fields.Raw(metadata={"example": "wall"})
    minutes = fields.Raw(metadata={"example": 90})


class PanelistOut(Shown):
    """Somebody on the panel; without a name, where they were erased."""

    name = fields.String(required=True, allow_none=True, metadata={"example": "Amina Example"})
    role = fields.String(required=True, metadata={"example": "speaker"})
    function = fields.String(allow_none=True, metadata={"example": "Director"})
    organization = fields.String(allow_none=True, metadata={"example": "Ministry of the Environment"})


class SessionOut(Shown):
    """A topic with its slots and panel."""

    slug = fields.String(required=True, metadata={"example": "phasing-out-products"})
    stream = fields.String(required=True, allow_none=True, metadata={"example": "science"})
    title = words(
        {
            "en": "Phasing out mercury-added products",
            "fr": "Élimination des produits contenant du mercure ajouté",
        }
    )
    abstract = words({"en": "What the amended Annex A asks of Parties."})
    languages = fields.List(fields.String(), metadata={"example": ["en", "fr"]})
    partners = fields.List(fields.String(), metadata={"example": ["GMP"]})
    articles = fields.List(fields.String(), metadata={"example": ["4"]})
    state = fields.String(required=True, metadata={"example": "published"})
    revision = fields.Integer(required=True, metadata={"example": 3})
    slots = fields.List(fields.Nested(SlotOut))
    panelists = fields.List(fields.Nested(PanelistOut))
    inferred = fields.List(fields.String(), metadata={"example": ["minutes"]})
    reminders = fields.List(fields.String(), allow_none=True, metadata={"example": ["24h", "3d@09:00"]})
    segment = fields.String(
        allow_none=True,
        metadata={
            "example": None,
            "description": "Of a meeting of a conference, as are `audience`, `regions` and `agenda_items`.",
        },
    )
    audience = fields.String(metadata={"example": "public"})
    regions = fields.List(fields.String(), metadata={"example": []})
    agenda_items = fields.List(fields.String(), metadata={"example": []})


class SessionIn(Given):
    """A session to add or change."""

    slug = fields.Raw(metadata={"example": "phasing-out-products"})
    stream = fields.Raw(allow_none=True, metadata={"example": "science"})
    title = fields.Raw(
        metadata={
            "example": {
                "en": "Phasing out mercury-added products",
                "fr": "Élimination des produits contenant du mercure ajouté",
            }
        }
    )
    abstract = fields.Raw(metadata={"example": {"en": "What the amended Annex A asks of Parties."}})
    languages = fields.Raw(metadata={"example": ["en", "fr"]})
    interpreted = fields.Raw(metadata={"example": ["es"]})
    partners = fields.Raw(metadata={"example": ["GMP"]})
    articles = fields.Raw(metadata={"example": ["4"]})
    position = fields.Raw(metadata={"example": 2})
    state = fields.Raw(metadata={"example": "published"})
    reminders = fields.Raw(allow_none=True, metadata={"example": ["24h", "3d@09:00"]})
    segment = fields.Raw(
        allow_none=True, metadata={"example": None, "description": "Of a meeting of a conference: a slug."}
    )
    audience = fields.Raw(
        metadata={
            "example": "public",
            "description": "One of public, participants, parties, region, body, named.",
        }
    )
    regions = fields.Raw(metadata={"example": []})
    agenda_items = fields.Raw(metadata={"example": [], "description": "Slugs of items."})


class PersonIn(Given):
    """Who registers."""

    name = fields.String(load_default="", metadata={"example": "Ada Example"})
    email = fields.String(load_default="", metadata={"example": "ada@example.org"})
    country = fields.String(load_default="", allow_none=True, metadata={"example": "KE"})
    organization = fields.String(
        load_default="", allow_none=True, metadata={"example": "Ministry of the Environment"}
    )
    category = fields.String(load_default="", allow_none=True, metadata={"example": "government"})
    language = fields.String(load_default="en", metadata={"example": "en"})
    zone = fields.String(load_default="", allow_none=True, metadata={"example": "Europe/Zurich"})


class RegistrationIn(Given):
    """A wish to register: `slot` for one, or `slots`, one a part; without either, the best are taken.

    `mode` is online or room. `wait` false: no place in line is taken where the same part has a seat elsewhere; the
    answer is 409 then, with the others that have one.
    """

    programme = fields.String(required=True, metadata={"example": "2026"})
    session = fields.String(required=True, metadata={"example": "phasing-out-products"})
    slot = fields.String(load_default=None, allow_none=True, metadata={"example": "5xQmT7Vd2Kc9"})
    slots = fields.List(fields.String(), load_default=list, metadata={"example": ["5xQmT7Vd2Kc9"]})
    person = fields.Nested(PersonIn, required=True)
    consents = fields.List(fields.String(), load_default=list, metadata={"example": ["recording"]})
    mode = fields.String(load_default="online", metadata={"example": "online"})
    wait = fields.Boolean(load_default=True, metadata={"example": True})


class PlaceOut(Shown):
    """What a registration holds for a part; `position` counts those who wait, up to this one."""

    part = fields.Integer(required=True, metadata={"example": 1})
    slot = fields.String(required=True, metadata={"example": "5xQmT7Vd2Kc9"})
    mode = fields.String(required=True, metadata={"example": "online"})
    state = fields.String(required=True, metadata={"example": "confirmed"})
    position = fields.Integer(required=True, allow_none=True, metadata={"example": None})
    offered_until = fields.String(allow_none=True, metadata={"example": None})


class JoinOut(Shown):
    """The right to enter."""

    url = fields.String(required=True, metadata={"example": "https://meetings.example.org/en/join/…"})
    code = fields.String(required=True, metadata={"example": "disa-samu-moko"})


class RegisteredOut(Shown):
    """The answer to a registration."""

    id = fields.String(required=True, metadata={"example": "r6Bw1pZd4Lf8"})
    state = fields.String(required=True, metadata={"example": "confirmed"})
    places = fields.List(fields.Nested(PlaceOut))
    join = fields.Nested(JoinOut)


class PersonOut(Shown):
    """A registered person, as they were when they registered."""

    name = fields.String(required=True, metadata={"example": "Ada Example"})
    email = fields.String(allow_none=True, metadata={"example": "ada@example.org"})
    country = fields.String(allow_none=True, metadata={"example": "KE"})
    organization = fields.String(allow_none=True, metadata={"example": "Ministry of the Environment"})
    category = fields.String(allow_none=True, metadata={"example": "government"})
    language = fields.String(required=True, metadata={"example": "en"})
    zone = fields.String(allow_none=True, metadata={"example": "Europe/Zurich"})


class RegistrationOut(Shown):
    """A registration."""

    id = fields.String(required=True, metadata={"example": "r6Bw1pZd4Lf8"})
    programme = fields.String(required=True, metadata={"example": "2026"})
    session = fields.String(required=True, metadata={"example": "phasing-out-products"})
    state = fields.String(required=True, metadata={"example": "confirmed"})
    sequence = fields.Integer(required=True, metadata={"example": 1})
    places = fields.List(fields.Nested(PlaceOut))
    person = fields.Nested(PersonOut)
    created_at = fields.String(metadata={"example": "2026-11-17T15:00:00Z"})
    revision = fields.Integer(metadata={"example": 3})


class SwitchIn(Given):
    """The slot to switch to, or another way in the same one; `wait` false: not where it means to wait."""

    slot = fields.String(required=True, metadata={"example": "5xQmT7Vd2Kc9"})
    mode = fields.String(load_default=None, allow_none=True, metadata={"example": "online"})
    wait = fields.Boolean(load_default=True, metadata={"example": True})


class AnswerIn(Given):
    """The slot of which an offer is answered; it may be left out where one is offered."""

    slot = fields.String(load_default=None, allow_none=True, metadata={"example": "5xQmT7Vd2Kc9"})


class EmptyIn(Given):
    """Nothing."""


class AttendanceOut(Shown):
    """A stretch of presence."""

    key = fields.String(required=True, metadata={"example": "ada@example.org"})
    person = fields.String(required=True, allow_none=True, metadata={"example": "p7Rk2mXv9Qa4"})
    joined_at = fields.String(required=True, metadata={"example": "2026-11-17T15:02:11Z"})
    left_at = fields.String(required=True, allow_none=True, metadata={"example": "2026-11-17T16:28:40Z"})
    seconds = fields.Integer(required=True, metadata={"example": 5189})
    source = fields.String(required=True, metadata={"example": "door"})
    people = fields.Integer(
        metadata={
            "example": 1,
            "description": "More than one only of source `room`: that many more were with somebody.",
        }
    )
    match = fields.String(required=True, allow_none=True, metadata={"example": "door"})


class Cursor(fields.String):
    """Where the next page of a list begins, sealed."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else sealed_cursor(str(value), keys().key("cursor"))


def listed(item: type[Schema], name: str) -> type[Schema]:
    """Describe a page of a list."""
    return Shown.from_dict(
        {
            "items": fields.List(fields.Nested(item)),
            "next": Cursor(allow_none=True, metadata={"example": None}),
        },
        name=name,
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
