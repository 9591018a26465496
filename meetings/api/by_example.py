"""Shapes of requests and answers written by their examples: what stands for a field says its kind too."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from marshmallow import Schema, fields, validate

from meetings.api.shapes import Given, Shown, rfc3339
from meetings.domain.codes import LANGUAGES

LARGEST: Final = 2_000_000_000
LONGEST: Final = 100_000
MOST: Final = 2_000
WORDS: Final = {"en": "Mercury in products", "fr": "Le mercure dans les produits"}
INSTANT: Final = datetime.fromisoformat("2027-03-18T13:00:00+00:00")
DAY: Final = date(2027, 3, 18)


@dataclass(frozen=True, slots=True)
class Null:
    """A field that may be null."""

    example: Any


@dataclass(frozen=True, slots=True)
class Needed:
    """A field that must be sent."""

    example: Any


class Instant(fields.String):
    """An instant, in UTC: 2027-03-18T13:00:00Z."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else rfc3339(value)


class Day(fields.String):
    """A date: 2027-03-18."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.isoformat()


class Wall(fields.String):
    """A wall time, beside which its zone stands: 2027-03-18T14:00."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.isoformat(timespec="minutes")


@dataclass(frozen=True, slots=True)
class Local:
    """A wall time in an answer."""

    example: str = "2027-03-18T14:00"


def shown(name: str, about: str, /, **examples: Any) -> type[Schema]:
    """Describe an answer by an example of each field."""
    made = {key: _shown_field(one) for key, one in examples.items()}
    return _described(Shown, name, about, made)


def given(name: str, about: str, /, **examples: Any) -> type[Schema]:
    """Describe a request by an example of each field; what is not `Needed` may be left out."""
    made = {key: _given_field(one) for key, one in examples.items()}
    return _described(Given, name, about, made)


def _described(base: type[Schema], name: str, about: str, made: dict[str, Any]) -> type[Schema]:
    schema = base.from_dict(made, name=name)
    schema.__doc__ = about
    return schema


def _shown_field(example: Any) -> Any:
    can_be_null = isinstance(example, Null)
    one = example.example if can_be_null else example
    more: Any = {"allow_none": can_be_null}
    found: Any
    if isinstance(one, type):
        return fields.Nested(one, **more)
    if isinstance(one, list) and one and isinstance(one[0], type):
        return fields.List(fields.Nested(one[0]), **more)
    if isinstance(one, list):
        found = fields.List(_shown_field(one[0]), metadata={"example": one}, **more)
        return found
    if isinstance(one, Local):
        return Wall(metadata={"example": one.example}, **more)
    if isinstance(one, datetime):
        return Instant(metadata={"example": rfc3339(one)}, **more)
    if isinstance(one, date):
        return Day(metadata={"example": one.isoformat()}, **more)
    if isinstance(one, dict):
        values = _shown_field(next(iter(one.values())))
        if not isinstance(next(iter(one.values())), type):
            more["metadata"] = {"example": one}
        return fields.Dict(keys=fields.String(), values=values, **more)
    return PLAIN[type(one)](metadata={"example": one}, **more)


PLAIN: Final[dict[type, Any]] = {
    str: fields.String,
    bool: fields.Boolean,
    int: fields.Integer,
    float: fields.Float,
}


def _given_field(example: Any) -> Any:
    needed, can_be_null = isinstance(example, Needed), isinstance(example, Null)
    one = example.example if needed or can_be_null else example
    more: Any = {"required": needed, "allow_none": can_be_null}
    if isinstance(one, type):
        return fields.Nested(one, **more)
    if isinstance(one, list):
        most = validate.Length(max=MOST)
        if isinstance(one[0], type):
            return fields.List(fields.Nested(one[0]), validate=most, **more)
        return fields.List(_given_field(one[0]), validate=most, metadata={"example": one}, **more)
    more["metadata"] = {"example": one}
    if isinstance(one, dict):
        keys = fields.String(validate=validate.OneOf(LANGUAGES)) if set(one) <= set(LANGUAGES) else None
        values = _given_field(next(iter(one.values())))
        return fields.Dict(
            keys=keys or fields.String(validate=validate.Length(max=200)), values=values, **more
        )
    if isinstance(one, bool):
        return fields.Boolean(truthy={True}, falsy={False}, **more)
    if isinstance(one, int):
        return fields.Integer(strict=True, validate=validate.Range(-LARGEST, LARGEST), **more)
    return fields.String(validate=validate.Length(max=LONGEST), **more)
