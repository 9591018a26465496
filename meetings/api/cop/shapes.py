"""The shapes of delegations, nominations and participations, as programs see them."""

from marshmallow import fields, validate

from meetings.api.shapes import Given, Shown, words
from meetings.domain.cop.codes import ParticipationState


class FocalPointOut(Shown):
    """Somebody who may name a delegation; told to officers only."""

    id = fields.String(required=True, metadata={"example": "5xQmT7Vd2Kc9"})
    kind = fields.String(required=True, metadata={"example": "official"})
    name = fields.String(required=True, metadata={"example": "Ada Example"})
    email = fields.String(required=True, metadata={"example": "ada@example.org"})
    language = fields.String(required=True, metadata={"example": "en"})
    invited_at = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})
    opened_at = fields.String(required=True, allow_none=True, metadata={"example": None})
    reminded_at = fields.String(required=True, allow_none=True, metadata={"example": None})
    ended_at = fields.String(required=True, allow_none=True, metadata={"example": None})


class LetterOut(Shown):
    """The version of a delegation's letter that counts."""

    id = fields.String(required=True, metadata={"example": "5xQmT7Vd2Kc9"})
    version = fields.Integer(required=True, metadata={"example": 2})
    kind = fields.String(required=True, metadata={"example": "nomination"})
    state = fields.String(required=True, metadata={"example": "received"})
    state_since = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})
    reason = fields.String(required=True, allow_none=True, metadata={"example": None})
    awaited = fields.String(required=True, metadata={"example": "check"})
    awaited_from = fields.String(required=True, metadata={"example": "secretariat"})


class DelegationOut(Shown):
    """A delegation: of a State (`party`, its code) or of a body (`organization`, its slug)."""

    id = fields.String(required=True, metadata={"example": "d4Hs8kYb1Ne7"})
    party = fields.String(required=True, allow_none=True, metadata={"example": "KE"})
    organization = fields.String(required=True, allow_none=True, metadata={"example": None})
    names = words({"en": "Kenya", "fr": "Kenya"})
    category = fields.String(required=True, metadata={"example": "government"})
    quota = fields.Integer(required=True, allow_none=True, metadata={"example": 6})
    reopened_until = fields.String(required=True, allow_none=True, metadata={"example": None})
    letter = fields.Nested(LetterOut, required=True, allow_none=True)
    focal_points = fields.List(fields.Nested(FocalPointOut), required=True)
    revision = fields.Integer(required=True, metadata={"example": 3})
    updated_at = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})


class PartOut(Shown):
    """Where somebody's part in a segment stands."""

    id = fields.String(required=True, metadata={"example": "a8Lq3nWz6Tc1"})
    state = fields.String(required=True, metadata={"example": "accredited"})


class NominationOut(Shown):
    """A person of a delegation; what is private is null where it may not be told."""

    id = fields.String(required=True, metadata={"example": "n2Vt5jXc8Rm3"})
    delegation = fields.String(required=True, metadata={"example": "d4Hs8kYb1Ne7"})
    position = fields.Integer(required=True, metadata={"example": 2})
    role = fields.String(required=True, metadata={"example": "delegate"})
    courtesy = fields.String(required=True, allow_none=True, metadata={"example": "H.E."})
    name = fields.String(required=True, allow_none=True, metadata={"example": "Ada Example"})
    function = fields.String(required=True, allow_none=True, metadata={"example": "Director"})
    department = fields.String(required=True, allow_none=True, metadata={"example": "Chemicals Division"})
    organization = fields.String(
        required=True, allow_none=True, metadata={"example": "Ministry of the Environment"}
    )
    address = fields.String(required=True, allow_none=True, metadata={"example": "1 Example Road, Nairobi"})
    email = fields.String(required=True, allow_none=True, metadata={"example": "ada@example.org"})
    telephone = fields.String(required=True, allow_none=True, metadata={"example": "+254 20 0000000"})
    language = fields.String(required=True, allow_none=True, metadata={"example": "en"})
    gender = fields.String(required=True, allow_none=True, metadata={"example": "female"})
    lists = fields.List(fields.String(), required=True, metadata={"example": []})
    replaces = fields.String(required=True, allow_none=True, metadata={"example": None})
    participations = fields.List(fields.Nested(PartOut), required=True)
    created_at = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})
    revision = fields.Integer(required=True, metadata={"example": 3})
    updated_at = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})


class ParticipationOut(Shown):
    """A person's part in a segment, with what is awaited in its state and from whom."""

    id = fields.String(required=True, metadata={"example": "a8Lq3nWz6Tc1"})
    delegation = fields.String(required=True, metadata={"example": "d4Hs8kYb1Ne7"})
    nomination = fields.String(required=True, metadata={"example": "n2Vt5jXc8Rm3"})
    segment = fields.String(required=True, metadata={"example": "second-segment"})
    mode = fields.String(required=True, metadata={"example": "room"})
    rights = fields.String(required=True, metadata={"example": "speak"})
    meetings = fields.List(fields.String(), required=True, metadata={"example": ["plenary"]})
    state = fields.String(required=True, metadata={"example": "accredited"})
    state_since = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})
    awaited = fields.String(required=True, metadata={"example": "badge"})
    awaited_from = fields.String(required=True, metadata={"example": "secretariat"})
    pass_code = fields.String(required=True, allow_none=True, metadata={"example": None})
    revision = fields.Integer(required=True, metadata={"example": 3})
    updated_at = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})


class StateIn(Given):
    """A move to a state; `reason` and `authority` where the move needs them."""

    state = fields.String(
        required=True,
        validate=validate.OneOf([str(one) for one in ParticipationState]),
        metadata={"example": "accredited"},
    )
    reason = fields.String(load_default="", validate=validate.Length(max=1000), metadata={"example": ""})
    authority = fields.String(load_default="", validate=validate.Length(max=200), metadata={"example": ""})
