"""How a program asks for a page of meetings: options of OData 2, each read strictly, and an order that never wavers."""

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from meetings.domain.informea import MANY, PROPERTIES, Edm, Meeting, Property, milliseconds
from meetings.domain.informea_filter import NotUnderstood, Test, property_of, read_filter

LARGEST_PAGE: Final = 500
LONGEST_NUMBER: Final = 18
MOST_ORDERS: Final = 5
LIST: Final = (
    "$top",
    "$skip",
    "$orderby",
    "$filter",
    "$expand",
    "$select",
    "$format",
    "$inlinecount",
    "$skiptoken",
)
SINGLE: Final = ("$expand", "$select", "$format")
FORMATS: Final = {"json": "json", "verbosejson": "json", "atom": "atom", "xml": "atom"}
Key = tuple[str | int | None, ...]


class By(NamedTuple):
    """A field to put meetings in order by."""

    name: str
    field: Property
    is_down: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a program asks for, but for the form of the answer."""

    top: int | None = None
    skip: int = 0
    order: tuple[By, ...] = ()
    test: Test | None = None
    fields: tuple[str, ...] = tuple(PROPERTIES)
    is_counted: bool = False
    after: Key | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of meetings; `count` is of all that fit, `next` what the address of the next one says more."""

    meetings: tuple[Meeting, ...]
    count: int
    next: tuple[tuple[str, str], ...] | None


def read_options(given: Iterable[tuple[str, str]], known: Sequence[str] = LIST) -> Asked:
    """Read the options of a query; those that do not begin with `$` are nobody's business.

    Raises: NotUnderstood.
    """
    options: dict[str, str] = {}
    for name, value in given:
        if name.startswith("$"):
            if name not in known:
                raise NotUnderstood(name[:40], "is not known here")
            if name in options:
                raise NotUnderstood(name, "is given twice")
            options[name] = value
    order = _order(options.get("$orderby", ""))
    _expand(options.get("$expand", ""))
    if "$format" in options:
        form_named(options["$format"])
    return Asked(
        top=_number(options, "$top"),
        skip=_number(options, "$skip") or 0,
        order=order,
        test=read_filter(options["$filter"]) if "$filter" in options else None,
        fields=_fields(options.get("$select")),
        is_counted=_is_counted(options.get("$inlinecount", "none")),
        after=_read_token(options["$skiptoken"], order) if "$skiptoken" in options else None,
    )


def form_named(text: str) -> str:
    """Give the form that a name or a type of media stands for, json or atom.

    Raises: NotUnderstood.
    """
    said = text.partition(";")[0].strip().lower()
    found = FORMATS.get(said.removeprefix("application/").removesuffix("+xml"))
    if found is None:
        raise NotUnderstood("$format", "is json or atom")
    return found


def fitting(meetings: Iterable[Meeting], asked: Asked) -> list[Meeting]:
    """Give the meetings that pass the filter."""
    return [one for one in meetings if asked.test is None or asked.test(one)]


def page_of(meetings: Iterable[Meeting], asked: Asked) -> Page:
    """Give a page: what fits, from where it is asked for, and not more than one answer carries.

    Takes: meetings in the order that is asked for, see `in_order`.
    """
    found = fitting(meetings, asked)
    count = len(found)
    if asked.after is not None:
        at = next((at for at, one in enumerate(found) if _is_after(one, asked.after, asked.order)), count)
        found = found[at:]
    found = found[asked.skip :]
    wanted = len(found) if asked.top is None else min(asked.top, len(found))
    page = tuple(found[: min(wanted, LARGEST_PAGE)])
    return Page(page, count, _next(page, wanted, asked))


def in_order(meetings: Iterable[Meeting], order: Sequence[By]) -> list[Meeting]:
    """Give meetings in order, nothing before something; the last word has the id, which no two share."""
    found = list(meetings)
    for by in reversed(order):
        read = by.field.read
        found.sort(key=lambda one: _rank(read(one)), reverse=by.is_down)
    return found


def _next(page: tuple[Meeting, ...], wanted: int, asked: Asked) -> tuple[tuple[str, str], ...] | None:
    if len(page) == wanted or not page:
        return None
    more = [("$skiptoken", _token(page[-1], asked.order))]
    return (*([("$top", str(wanted - len(page)))] if asked.top is not None else []), *more)


def _rank(value: object) -> tuple[bool, str | int]:
    """Give what a value stands for in an order: letters and whole numbers, and nothing before them."""
    if isinstance(value, datetime):
        return True, milliseconds(value)
    return (False, 0) if value is None else (True, value if isinstance(value, str) else int(value))  # type: ignore[call-overload]


def _key(meeting: Meeting, order: Sequence[By]) -> Key:
    ranks = [_rank(by.field.read(meeting)) for by in order]
    return tuple(rank if is_there else None for is_there, rank in ranks)


def _is_after(meeting: Meeting, key: Key, order: Sequence[By]) -> bool:
    for by, own, last in zip(order, _key(meeting, order), key, strict=True):
        if own != last:
            is_more = own is not None if last is None or own is None else own > last  # type: ignore[operator]
            return is_more != by.is_down
    return False


def _token(meeting: Meeting, order: Sequence[By]) -> str:
    said = json.dumps(_key(meeting, order), separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _read_token(text: str, order: Sequence[By]) -> Key:
    try:
        padded = text + "=" * (-len(text) % 4)
        found = json.loads(base64.b64decode(padded.encode("ascii"), b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or len(found) != len(order):
        raise NotUnderstood("$skiptoken", "is not one of this list")
    for by, value in zip(order, found, strict=True):
        is_text = by.field.edm == Edm.STRING
        if value is not None and (isinstance(value, bool) or not isinstance(value, str if is_text else int)):
            raise NotUnderstood("$skiptoken", "is not one of this list")
    return tuple(found)


def _number(options: dict[str, str], name: str) -> int | None:
    text = options.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise NotUnderstood(name, "is a whole number, 0 or more")
    return int(text)


def _order(text: str) -> tuple[By, ...]:
    parts = [part.split() for part in text.split(",")] if text.strip() else []
    if len(parts) > MOST_ORDERS:
        raise NotUnderstood("$orderby", f"at most {MOST_ORDERS} fields")
    order = []
    for part in parts:
        if not part or len(part) > 2 or part[1:] not in ([], ["asc"], ["desc"]):
            raise NotUnderstood(
                "$orderby", "fields divided by commas, each with asc or desc behind it or nothing"
            )
        order.append(By(part[0], property_of(part[0], "$orderby"), part[1:] == ["desc"]))
    return (*order, By("id", PROPERTIES["id"], False))


def _expand(text: str) -> None:
    for name in text.split(",") if text.strip() else []:
        if name.strip() not in MANY:
            raise NotUnderstood("$expand", f"is {' or '.join(MANY)}")


def _fields(text: str | None) -> tuple[str, ...]:
    if text is None:
        return tuple(PROPERTIES)
    wanted = {name.strip() for name in text.split(",")}
    if "*" in wanted:
        return tuple(PROPERTIES)
    if not wanted <= set(PROPERTIES):
        raise NotUnderstood("$select", "names a field that a meeting does not have")
    return tuple(name for name in PROPERTIES if name in wanted)


def _is_counted(text: str) -> bool:
    if text not in ("allpages", "none"):
        raise NotUnderstood("$inlinecount", "is allpages or none")
    return text == "allpages"
