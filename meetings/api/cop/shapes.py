"""The shapes of delegations, nominations and participations, as programs see them."""

from marshmallow import fields, validate

from meetings.api.shapes import Given, Shown, words
from meetings.domain.cop.codes import ParticipationState


class FocalPointOut(Shown):
    """Somebody who may name a delegation; told to officers only."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    language = fields.String(required=True)
    invited_at = fields.String(required=True)
    opened_at = fields.String(required=True, allow_none=True)
    reminded_at = fields.String(required=True, allow_none=True)
    ended_at = fields.String(required=True, allow_none=True)


class LetterOut(Shown):
    """The version of a delegation's letter that counts."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    state_since = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    awaited = fields.String(required=True)
    awaited_from = fields.String(required=True)


class DelegationOut(Shown):
    """A delegation: of a State (`party`, its code) or of a body (`organization`, its slug)."""

    id = fields.String(required=True)
    party = fields.String(required=True, allow_none=True)
    organization = fields.String(required=True, allow_none=True)
    names = words()
    category = fields.String(required=True)
    quota = fields.Integer(required=True, allow_none=True)
    reopened_until = fields.String(required=True, allow_none=True)
    letter = fields.Nested(LetterOut, required=True, allow_none=True)
    focal_points = fields.List(fields.Nested(FocalPointOut), required=True)
    revision = fields.Integer(required=True)
    updated_at = fields.String(required=True)


class PartOut(Shown):
    """Where somebody's part in a segment stands."""

    id = fields.String(required=True)
    state = fields.String(required=True)


class NominationOut(Shown):
    """A person of a delegation; what is private is null where it may not be told."""

    id = fields.String(required=True)
    delegation = fields.String(required=True)
    position = fields.Integer(required=True)
    role = fields.String(required=True)
    courtesy = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    function = fields.String(required=True, allow_none=True)
    department = fields.String(required=True, allow_none=True)
    organization = fields.String(required=True, allow_none=True)
    address = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    telephone = fields.String(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True)
    gender = fields.String(required=True, allow_none=True)
    lists = fields.List(fields.String(), required=True)
    replaces = fields.String(required=True, allow_none=True)
    participations = fields.List(fields.Nested(PartOut), required=True)
    created_at = fields.String(required=True)
    revision = fields.Integer(required=True)
    updated_at = fields.String(required=True)


class ParticipationOut(Shown):
    """A person's part in a segment, with what is awaited in its state and from whom."""

    id = fields.String(required=True)
    delegation = fields.String(required=True)
    nomination = fields.String(required=True)
    segment = fields.String(required=True)
    mode = fields.String(required=True)
    rights = fields.String(required=True)
    meetings = fields.List(fields.String(), required=True)
    state = fields.String(required=True)
    state_since = fields.String(required=True)
    awaited = fields.String(required=True)
    awaited_from = fields.String(required=True)
    pass_code = fields.String(required=True, allow_none=True)
    revision = fields.Integer(required=True)
    updated_at = fields.String(required=True)


class StateIn(Given):
    """A move to a state; `reason` and `authority` where the move needs them."""

    state = fields.String(required=True, validate=validate.OneOf([str(one) for one in ParticipationState]))
    reason = fields.String(load_default="", validate=validate.Length(max=1000))
    authority = fields.String(load_default="", validate=validate.Length(max=200))
