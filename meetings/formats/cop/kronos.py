"""KRONOS' records as one JSON file, the same records always in the same bytes; and such a file read."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from meetings.domain.cop.kronos import SCHEMA, Exchange, Kind, Record
from meetings.formats.json_file import Node, read_json

MOST: Final = 50_000
LONGEST: Final = 10_000
PARTS: Final[Mapping[str, tuple[Kind, str]]] = {
    "events": (Kind.EVENT, "eventId"),
    "organizations": (Kind.ORGANIZATION, "organizationId"),
    "contacts": (Kind.CONTACT, "contactId"),
}


def write_exchange(one: Exchange) -> bytes:
    """Write records, sorted by their ids and names of fields."""
    body = {
        "schema": SCHEMA,
        "conferences": sorted(map(dict, one.conferences), key=lambda each: str(each["code"])),
        "events": _sorted(one.events),
        "organizations": _sorted(one.organizations),
        "contacts": _sorted(one.contacts),
        "registrations": _sorted(one.registrations),
    }
    return (json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _sorted(records: Iterable[Record]) -> list[dict[str, Any]]:
    return [dict(each.values) for each in sorted(records, key=lambda each: each.id)]


def read_exchange(raw: bytes) -> Exchange:
    """Read a file of records; those of KRONOS itself need no `schema` and no `conferences`.

    Raises: WrongFile, with the path of the field.
    """
    root = read_json(raw)
    found: dict[str, tuple[Record, ...]] = {
        name: tuple(_record(node, kind, node.at(key)) for node in _items(root, name))
        for name, (kind, key) in PARTS.items()
    }
    registrations = tuple(_registration(node) for node in _items(root, "registrations"))
    conferences = tuple(_values(node) for node in _items(root, "conferences"))
    for node in _items(root, "conferences"):
        node.code("code")
    return Exchange(conferences=conferences, registrations=registrations, **found)


def _items(root: Node, name: str) -> list[Node]:
    nodes = root.items(name)
    if len(nodes) > MOST:
        raise Node(nodes, name).refuse(f"at most {MOST} records")
    return nodes


def _registration(node: Node) -> Record:
    contact, event = _id(node.at("contactId")), _id(node.at("eventId"))
    return Record(Kind.REGISTRATION, f"{contact}/{event}", _values(node))


def _record(node: Node, kind: Kind, id_node: Node) -> Record:
    return Record(kind, _id(id_node), _values(node))


def _id(node: Node) -> str:
    value = (
        str(node.value) if isinstance(node.value, int) and not isinstance(node.value, bool) else node.value
    )
    if not isinstance(value, str) or not value.strip() or len(value) > 100 or not value.isprintable():
        raise node.refuse("an id")
    return value.strip()


def _values(node: Node) -> Mapping[str, Any]:
    """Give a record's fields; texts of absurd length are refused, and dates of birth are left where they are."""
    if not isinstance(node.value, dict):
        raise node.refuse("an object { … }")
    for name, value in node.value.items():
        if isinstance(value, str) and len(value) > LONGEST:
            raise Node(value, f"{node.path}.{name}").refuse(f"a text of at most {LONGEST} characters")
    return {name: value for name, value in node.value.items() if name != "dateOfBirth"}
