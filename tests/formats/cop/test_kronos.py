"""Files of KRONOS: odd ones are refused with the path of the field, and ours come out the same each time."""

import json
from typing import Any

import pytest

from meetings.domain.cop.kronos import Exchange, Kind, Record
from meetings.domain.errors import WrongFile
from meetings.formats.cop.kronos import read_exchange, write_exchange


def test_records_are_sorted_and_the_same_bytes() -> None:
    one, other = (Record(Kind.EVENT, name, {"eventId": name, "title": "é"}) for name in "ab")
    raw = write_exchange(Exchange(events=(other, one)))
    assert raw == write_exchange(Exchange(events=(one, other)))
    assert [each.id for each in read_exchange(raw).events] == ["a", "b"]
    assert "é" in raw.decode()


def test_dates_of_birth_are_left_where_they_are() -> None:
    read = read_exchange(json.dumps({"contacts": [{"contactId": 7, "dateOfBirth": "1970-01-01"}]}).encode())
    assert [(one.id, dict(one.values)) for one in read.contacts] == [("7", {"contactId": 7})]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"[]", "file"),
        (b"{", "line 1"),
        (b"\xff", "file"),
        ({"contacts": {}}, "contacts"),
        ({"contacts": ["x"]}, "contacts[0]"),
        ({"contacts": [{}]}, "contacts[0].contactId"),
        ({"contacts": [{"contactId": True}]}, "contacts[0].contactId"),
        ({"contacts": [{"contactId": "a\u202e"}]}, "contacts[0].contactId"),
        ({"contacts": [{"contactId": "x" * 101}]}, "contacts[0].contactId"),
        ({"contacts": [{"contactId": "x", "notes": "x" * 10_001}]}, "contacts[0].notes"),
        ({"registrations": [{"contactId": "x"}]}, "registrations[0].eventId"),
        ({"conferences": [{"code": "no code"}]}, "conferences[0].code"),
    ],
    ids=str,
)
def test_odd_files_are_refused_with_the_path(body: Any, path: str) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(WrongFile) as refused:
        read_exchange(raw)
    assert refused.value.field == path
