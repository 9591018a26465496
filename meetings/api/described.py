"""Fields of requests and answers, each with an example that the description of the API shows."""

from datetime import UTC, datetime
from typing import Any, Final

from marshmallow import ValidationError, fields, validate

LONGEST: Final = 100_000
FILE: Final = {"type": "string", "format": "binary"}  # the bytes of a file
AT: Final = "2026-11-17T15:00:00Z"


def example(value: Any) -> dict[str, Any]:
    """Give an invented value for the description."""
    return {"example": value}


def typed(example: str, **more: Any) -> fields.String:
    """Describe a text that a program sends; services check what it says."""
    return fields.String(**_given("", LONGEST, more), metadata={"example": example})


def typed_list(example: str, **more: Any) -> fields.List:
    """Describe texts that a program sends."""
    one = fields.String(validate=validate.Length(max=LONGEST))
    return fields.List(one, **_given(list, 1000, more), metadata={"example": [example]})


def _given(default: Any, most: int, more: dict[str, Any]) -> dict[str, Any]:
    """Give what holds of a field that is sent: with a default unless it is needed, and no longer than anybody types."""
    kept = {} if more.get("required") else {"load_default": default}
    return kept | {"validate": validate.Length(max=most)} | more


def ticked(*, example: bool = True, **more: Any) -> fields.Boolean:
    """Describe a yes or no that a program sends; not said is no."""
    return fields.Boolean(**({"load_default": False} | more), metadata={"example": example})


def moment(example: str = AT, **more: Any) -> fields.AwareDateTime:
    """Describe an instant that a program sends; without an offset it is in UTC."""
    return fields.AwareDateTime(
        **more, default_timezone=UTC, validate=_check_moment, metadata={"example": example}
    )


def _check_moment(at: datetime) -> None:
    """Refuse an instant that is before or after all years where clocks show UTC."""
    try:
        at.astimezone(UTC)
    except OverflowError:
        raise ValidationError("Not a valid aware datetime.") from None


def number(example: int, **more: Any) -> fields.Integer:
    """Describe a whole number that a program sends, no larger than any store holds."""
    given: dict[str, Any] = {"strict": True, "validate": validate.Range(-1, 2_000_000_000)} | more
    return fields.Integer(**given, metadata={"example": example})


def seen(**more: Any) -> fields.Integer:
    """Describe the revision that a program saw of a thing that stands within another."""
    return number(1, **({"load_default": 0} | more))


def text(example: str, **more: Any) -> fields.String:
    """Describe a text in an answer."""
    return fields.String(**({"required": True} | more), metadata={"example": example})


def maybe(example: str) -> fields.String:
    """Describe a text in an answer that may be null."""
    return text(example, allow_none=True)


def instant(example: str = AT, **more: Any) -> fields.String:
    """Describe an instant in an answer, RFC 3339 in UTC; null where there is none."""
    return text(example, **({"allow_none": True} | more))


def whole(example: int, **more: Any) -> fields.Integer:
    """Describe a whole number in an answer."""
    return fields.Integer(**({"required": True} | more), metadata={"example": example})


def flag(*, example: bool = True) -> fields.Boolean:
    """Describe a yes or no in an answer."""
    return fields.Boolean(required=True, metadata={"example": example})


def texts(example: str) -> fields.List:
    """Describe texts in an answer."""
    return fields.List(fields.String(), required=True, metadata={"example": [example]})


def titles(example: str = "Mercury in the air") -> fields.Dict:
    """Describe a text in several languages."""
    return fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata={"example": {"en": example}}
    )


def no_more() -> fields.String:
    """Describe where the next page of a list begins, of a list that always comes whole: null."""
    return fields.String(allow_none=True, dump_default=None, metadata={"example": None})
