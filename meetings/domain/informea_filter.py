"""What a program may ask of meetings by `$filter`: fields held against values, joined by and, or, not and brackets.

A filter is read into a function and reaches no store. Source: OData 2, URI conventions.
"""

import operator
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from meetings.domain.informea import MANY, PROPERTIES, Edm, Meeting, Property, Value

LONGEST: Final = 1_000
DEEPEST: Final = 10
MOST: Final = 30
Test = Callable[[Meeting], bool]
TOKEN: Final = re.compile(
    r"(?P<string>'(?:[^']|'')*')"
    r"|(?P<instant>datetime(?:offset)?'[^']*')"
    r"|(?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,15})?)[dDfFmMlL]?(?![\w.])"
    r"|(?P<name>[A-Za-z]\w*)"
    r"|(?P<sign>[(),])",
    re.ASCII,
)
INSTANT: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(?:\.(\d{1,7}))?(Z|[+-]\d\d:\d\d)?", re.ASCII
)
COMPARED: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
WITHIN: Final[dict[str, Callable[[str, str], bool]]] = {
    "substringof": lambda text, piece: piece in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
FITTING: Final[dict[Edm, tuple[type, ...]]] = {
    Edm.STRING: (str,),
    Edm.NUMBER: (int, float),
    Edm.DOUBLE: (int, float),
    Edm.BOOLEAN: (bool,),
    Edm.INSTANT: (datetime,),
}


class NotUnderstood(ValueError):
    """A query that is refused: which option, and what is wrong with it."""

    def __init__(self, option: str, why: str) -> None:
        super().__init__(f"{option}: {why}")
        self.option, self.why = option, why


class Token(NamedTuple):
    """A piece of a filter."""

    kind: str
    text: str


def read_filter(text: str) -> Test:
    """Read a filter into a test of one meeting.

    Raises: NotUnderstood.
    """
    if len(text) > LONGEST:
        raise _wrong(f"at most {LONGEST} characters")
    reader = _Reader(_tokens(text))
    test = reader.either(0)
    if reader.tokens:
        raise _wrong(f"“{reader.tokens[0].text}” is not expected")
    return test


def property_of(name: str, option: str) -> Property:
    """Give a field that has one value.

    Raises: NotUnderstood, for another.
    """
    found = PROPERTIES.get(name)
    if found is None or name in MANY:
        raise NotUnderstood(option, f"“{name[:40]}” is no field to ask by")
    return found


def read_instant(text: str) -> datetime:
    """Read an instant as a filter writes it; without a zone it is UTC.

    Raises: NotUnderstood.
    """
    found = INSTANT.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        day, minute, second, fraction, zone = found.groups()
        micro = f".{fraction[:6]:0<6}" if fraction else ""
        instant = datetime.fromisoformat(f"{day}T{minute}{second or ':00'}{micro}{zone or 'Z'}")
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _wrong(f"“{text[:40]}” is no time like 2026-11-17T15:00:00") from None


def _wrong(why: str) -> NotUnderstood:
    return NotUnderstood("$filter", why)


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = TOKEN.match(text, at)
        if match is None:
            raise _wrong(f"“{text[at : at + 20]}” is not understood")
        kind = match.lastgroup or ""
        found.append(Token(kind, match[kind]))
        at = match.end()
    return found


class _Reader:
    """Takes pieces from the front, by the rules of what binds closest: not, then and, then or."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.tests = 0

    def either(self, depth: int) -> Test:
        if depth > DEEPEST:
            raise _wrong(f"at most {DEEPEST} levels of brackets")
        tests = [self._both(depth)]
        while self._takes("or"):
            tests.append(self._both(depth))
        return tests[0] if len(tests) == 1 else lambda one: any(test(one) for test in tests)

    def _both(self, depth: int) -> Test:
        tests = [self._one(depth)]
        while self._takes("and"):
            tests.append(self._one(depth))
        return tests[0] if len(tests) == 1 else lambda one: all(test(one) for test in tests)

    def _one(self, depth: int) -> Test:
        if self._takes("not"):
            if depth >= DEEPEST:
                raise _wrong(f"at most {DEEPEST} levels of brackets")
            test = self._one(depth + 1)
            return lambda one: not test(one)
        if self._takes("("):
            inner = self.either(depth + 1)
            self._needs(")")
            return inner
        self.tests += 1
        if self.tests > MOST:
            raise _wrong(f"at most {MOST} comparisons")
        name = self._next("name", "a field")
        return self._within(name) if name in WITHIN else self._compared(name)

    def _within(self, name: str) -> Test:
        """Read `substringof('piece', field)`, or one of the two that name the field first; `eq true` may follow."""
        self._needs("(")
        literal_first = name == "substringof"
        if literal_first:
            piece, field = self._string(), self._comma_and_field()
        else:
            field = self._field_of_text()
            self._needs(",")
            piece = self._string()
        self._needs(")")
        is_wanted = True
        if self._takes("eq"):
            is_wanted = self._truth()
        holds, read = WITHIN[name], field.read
        return lambda one: (isinstance(text := read(one), str) and holds(text, piece)) == is_wanted

    def _compared(self, name: str) -> Test:
        field = property_of(name, "$filter")
        said = self._next("name", "eq, ne, gt, ge, lt or le")
        if said not in COMPARED:
            raise _wrong(f"“{said[:20]}” is none of {', '.join(COMPARED)}")
        value = self._literal()
        if value is None:
            if said not in ("eq", "ne"):
                raise _wrong(f"null is neither before nor after anything: “{said}”")
            return lambda one: (field.read(one) is None) == (said == "eq")
        fits = isinstance(value, FITTING[field.edm]) and isinstance(value, bool) == (field.edm == Edm.BOOLEAN)
        if not fits or (field.edm == Edm.BOOLEAN and said not in ("eq", "ne")):
            raise _wrong(f"“{name}” is {field.edm}, and cannot be held against that")
        holds, is_other = COMPARED[said], said == "ne"
        return lambda one: is_other if (own := field.read(one)) is None else holds(own, value)

    def _literal(self) -> Value | float:
        token = self._take("a value")
        if token.kind == "string":
            return token.text[1:-1].replace("''", "'")
        if token.kind == "instant":
            return read_instant(token.text.partition("'")[2][:-1])
        if token.kind == "number":
            return float(token.text) if "." in token.text else int(token.text)
        known: dict[str, bool | None] = {"true": True, "false": False, "null": None}
        if token.text not in known:
            raise _wrong(f"“{token.text[:20]}” is no value")
        return known[token.text]

    def _truth(self) -> bool:
        said = self._next("name", "true or false")
        if said not in ("true", "false"):
            raise _wrong("true or false is expected after eq")
        return said == "true"

    def _string(self) -> str:
        return self._next("string", "a text in quotation marks")[1:-1].replace("''", "'")

    def _comma_and_field(self) -> Property:
        self._needs(",")
        return self._field_of_text()

    def _field_of_text(self) -> Property:
        name = self._next("name", "a field")
        field = property_of(name, "$filter")
        if field.edm != Edm.STRING:
            raise _wrong(f"“{name}” is no text")
        return field

    def _take(self, wanted: str) -> Token:
        if not self.tokens:
            raise _wrong(f"{wanted} is expected at the end")
        return self.tokens.pop(0)

    def _next(self, kind: str, wanted: str) -> str:
        token = self._take(wanted)
        if token.kind != kind:
            raise _wrong(f"{wanted} is expected, not “{token.text[:20]}”")
        return token.text

    def _takes(self, text: str) -> bool:
        is_next = bool(self.tokens) and self.tokens[0].text == text and self.tokens[0].kind != "string"
        if is_next:
            self.tokens.pop(0)
        return is_next

    def _needs(self, text: str) -> None:
        if not self._takes(text):
            found = f", not “{self.tokens[0].text[:20]}”" if self.tokens else ""
            raise _wrong(f"“{text}” is expected{found}")
