"""The shapes of people whom officers name on behalf of delegations, and of passports that they read."""

from typing import Any

from marshmallow import fields, validate

from meetings.api.cop import fields as say
from meetings.api.shapes import Given, Shown

MOST_SEGMENTS = 20


def _said(example: str) -> Any:
    return fields.String(allow_none=True, metadata={"example": example})


class WishIn(Given):
    """A segment somebody is named for: how they take part, and with which right online."""

    segment = say.given("1")
    mode = say.given("online")
    rights = fields.String(load_default="viewer", metadata={"example": "speaker"})


class NomineePatch(Given):
    """What can be said of a person of a delegation; `lists` is what may be printed of them."""

    courtesy = _said("Ms.")
    name = _said("Amina Example")
    role = _said("alternate")
    function = _said("Director")
    department = _said("Chemicals")
    organization = _said("Ministry of Environment")
    address = _said("1 Example Street")
    email = _said("amina@example.org")
    telephone = _said("+254 20 0000000")
    language = fields.String(metadata={"example": "fr"})
    gender = _said("female")
    lists = fields.List(
        fields.String(), validate=validate.Length(max=MOST_SEGMENTS), metadata={"example": ["name"]}
    )
    segments = fields.List(fields.Nested(WishIn), validate=validate.Length(max=MOST_SEGMENTS))


class NomineeIn(NomineePatch):
    """A person whom a delegation sends."""


class PassportFacts(Shown):
    """A passport, as typed; of all that is asked only the number is needed."""

    number = say.line("X0000000")
    authority = say.line("Invented authority")
    expires_on = say.line("2030-01-31")
    nationality = say.line("KE")
    born_on = say.line("1980-02-29")


class PassportOut(Shown):
    """What is sealed of a person: the passport, and the photo in base64; null where it is not there."""

    passport = say.one(PassportFacts)
    photo = say.line_or_none("/9j/4AAQSkZJRg==")
