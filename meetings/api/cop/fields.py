"""Fields of what programs send and get of conferences: each has an example, and what is sent has a kind and a limit."""

from datetime import datetime
from typing import Any, Final

from marshmallow import Schema, fields, validate

from meetings.api.shapes import rfc3339

MOST_NUMBER: Final = 2_000_000_000
MOST_TEXTS: Final = 1_000
AN_INSTANT: Final = "2027-03-01T09:00:00Z"
A_DAY: Final = "2027-03-15"


class Instant(fields.String):
    """An instant in UTC."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return rfc3339(value) if isinstance(value, datetime) else value


def line(example: str) -> Any:
    """Describe a text that is told."""
    return fields.String(required=True, metadata={"example": example})


def line_or_none(example: str) -> Any:
    """Describe a text that is told where there is one."""
    return fields.String(required=True, allow_none=True, metadata={"example": example})


def count(example: int) -> Any:
    """Describe a whole number that is told."""
    return fields.Integer(required=True, metadata={"example": example})


def count_or_none(example: int) -> Any:
    """Describe a whole number that is told where there is one."""
    return fields.Integer(required=True, allow_none=True, metadata={"example": example})


def flag(example: bool) -> Any:
    """Describe a yes or no that is told."""
    return fields.Boolean(required=True, metadata={"example": example})


def day() -> Any:
    """Describe a day that is told."""
    return fields.Date(required=True, metadata={"example": A_DAY})


def day_or_none() -> Any:
    """Describe a day that is told where there is one."""
    return fields.Date(required=True, allow_none=True, metadata={"example": A_DAY})


def instant() -> Any:
    """Describe an instant that is told."""
    return Instant(required=True, metadata={"example": AN_INSTANT})


def instant_or_none() -> Any:
    """Describe an instant that is told where there is one."""
    return Instant(required=True, allow_none=True, metadata={"example": AN_INSTANT})


def lines(*example: str) -> Any:
    """Describe texts that are told."""
    return fields.List(fields.String(), required=True, metadata={"example": list(example)})


def by_name(example: dict[str, Any], value: Any = None) -> Any:
    """Describe texts by language, or numbers and texts by another name, that are told."""
    return fields.Dict(
        keys=fields.String(),
        values=value or fields.String(allow_none=True),
        required=True,
        metadata={"example": example},
    )


def numbers(example: dict[str, int]) -> Any:
    """Describe whole numbers by name that are told."""
    return by_name(example, fields.Integer())


def one(schema: type[Schema]) -> Any:
    """Describe a thing that is told where there is one."""
    return fields.Nested(schema, required=True, allow_none=True)


def many(schema: type[Schema]) -> Any:
    """Describe things that are told."""
    return fields.List(fields.Nested(schema), required=True)


def given(example: str) -> Any:
    """Describe a text that is sent; the service says what it may be."""
    return fields.String(load_default="", metadata={"example": example})


def given_or_none(example: str) -> Any:
    """Describe a text that is sent, or null; left out, it stays as it is."""
    return fields.String(allow_none=True, metadata={"example": example})


def given_texts(*example: str) -> Any:
    """Describe texts that are sent."""
    return fields.List(
        fields.String(validate=validate.Length(max=MOST_TEXTS)),
        validate=validate.Length(max=MOST_TEXTS),
        load_default=list,
        metadata={"example": list(example)},
    )


def given_number(example: int, most: int = MOST_NUMBER) -> Any:
    """Describe a whole number that is sent, or null."""
    return fields.Integer(
        strict=True,
        validate=validate.Range(0, most),
        load_default=None,
        allow_none=True,
        metadata={"example": example},
    )


def given_day() -> Any:
    """Describe a day that is sent, or null."""
    return fields.Date(load_default=None, allow_none=True, metadata={"example": A_DAY})


def given_flag(example: bool) -> Any:
    """Describe a yes or no that is sent; no where it is left out."""
    return fields.Boolean(load_default=False, truthy={True}, falsy={False}, metadata={"example": example})


def given_words(example: dict[str, str]) -> Any:
    """Describe texts by language that are sent."""
    return fields.Dict(
        keys=fields.String(), values=fields.String(), load_default=dict, metadata={"example": example}
    )


def given_revisions(example: dict[str, int]) -> Any:
    """Describe things that are meant, each with the revision that was seen of it."""
    return fields.Dict(
        keys=fields.String(validate=validate.Length(max=100)),
        values=fields.Integer(strict=True, validate=validate.Range(0, MOST_NUMBER)),
        load_default=dict,
        validate=validate.Length(max=20_000),
        metadata={"example": example},
    )


def checked(example: Any) -> Any:
    """Describe something of which the service says what it may be; left out, it stays as it is."""
    return fields.Raw(allow_none=True, metadata={"example": example})
