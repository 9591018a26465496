"""Filters, orders and pages of meetings: what is asked is given, and whatever is not understood is refused by name."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain import informea_query
from meetings.domain.informea import Meeting
from meetings.domain.informea_filter import NotUnderstood, read_filter
from meetings.domain.informea_query import LARGEST_PAGE, SINGLE, Page, in_order, read_options
from tests.domain.test_informea import HOUR, MEETING, NOW

EVERY = tuple(
    replace(MEETING, id=name, status=status, country=country, virtual=virtual, updated=NOW + number * HOUR)
    for number, (name, status, country, virtual) in enumerate(
        (
            ("a", "confirmed", "CH", True),
            ("b", "over", "ID", False),
            ("c", "cancelled", None, True),
            ("d'e", "confirmed", "CH", True),
        )
    )
)


def page_of(meetings: Iterable[Meeting], wanted: Iterable[tuple[str, str]]) -> Page:
    asked = read_options(wanted)
    return informea_query.page_of(in_order(meetings, asked.order), asked)


def ids(meetings: tuple[Meeting, ...]) -> str:
    return " ".join(one.id for one in meetings)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("id eq 'a'", "a"),
        ("id eq 'd''e'", "d'e"),
        ("status ne 'confirmed'", "b c"),
        ("country eq null", "c"),
        ("country ne null", "a b d'e"),
        ("country ne 'CH'", "b c"),
        ("not (country gt 'A')", "c"),
        ("virtual eq false", "b"),
        ("protocolVersion ge 1 and protocolVersion lt 1.5", "a b c d'e"),
        ("latitude eq null", "a b c d'e"),
        ("latitude gt 0", ""),
        ("updated gt datetime'2026-11-24T10:00:00'", "c d'e"),
        ("updated ge datetime'2026-11-24T10:00'", "b c d'e"),
        ("updated lt datetime'2026-11-24T10:00:00.0000001Z'", "a"),
        ("updated le datetimeoffset'2026-11-24T11:00:00+01:00'", "a b"),
        ("id eq 'a' or id eq 'b' and virtual eq true", "a"),
        ("(id eq 'a' or id eq 'b') and virtual eq true", "a"),
        ("not id eq 'a' and virtual eq true", "c d'e"),
        ("substringof('''',id)", "d'e"),
        ("substringof('onf',status) eq true and startswith(id,'a')", "a"),
        ("endswith(status,'ed') eq false", "b"),
        ("  id   eq\t'a' ", "a"),
    ],
)
def test_filters(text: str, found: str) -> None:
    test = read_filter(text)
    assert ids(tuple(one for one in EVERY if test(one))) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id",
        "id eq",
        "id eq 'a",
        "id eq 'a' or",
        "id eq 'a')",
        "(id eq 'a'",
        "id like 'a'",
        "id eq a",
        "id eq 5",
        "virtual gt true",
        "virtual eq 'true'",
        "country gt null",
        "start gt '2026'",
        "start gt datetime'2026-13-01T00:00:00'",
        "start gt datetime'0001-01-01T00:00:00+14:00'",
        "start gt datetime'2026-01-01'",
        "title eq 'x'",
        "password eq 'x'",
        "__class__ eq 'x'",
        "id eq 'a'; DROP TABLE slots",
        "id eq 'a' --",
        "substringof(id,'a')",
        "substringof('a',start)",
        "substringof('a',id) eq 1",
        "length(id) eq 1",
        "1 eq 1",
        "id eq 'a' \x00",
        "(" * 12 + "id eq 'a'" + ")" * 12,
        "not " * 12 + "id eq 'a'",
        " or ".join(["id eq 'a'"] * 31),
        "id eq '" + "x" * 1_000 + "'",
    ],
)
def test_filters_that_are_refused(text: str) -> None:
    with pytest.raises(NotUnderstood, match=r"^\$filter: "):
        read_filter(text)


@given(st.text(alphabet="()', \t andornotidequpte129:-TZ\x00é", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        test = read_filter(text)
    except NotUnderstood:
        return
    assert all(test(one) in (True, False) for one in EVERY)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("$top", "-1"),
        ("$top", "1.5"),
        ("$top", ""),
        ("$top", "٣"),
        ("$skip", "9" * 19),
        ("$skip", "-0"),
        ("$orderby", "title"),
        ("$orderby", "updated down"),
        ("$orderby", "updated desc id"),
        ("$orderby", "id;DROP"),
        ("$orderby", "id,"),
        ("$orderby", "id,id,id,id,id,id"),
        ("$expand", "title/description"),
        ("$expand", "files"),
        ("$expand", "title,"),
        ("$select", "password"),
        ("$select", ""),
        ("$format", "csv"),
        ("$inlinecount", "yes"),
        ("$skiptoken", "x"),
        ("$skiptoken", "W10"),
        ("$skiptoken", "W3RydWVd"),
        ("$skiptoken", "é"),
        ("$callback", "alert"),
        ("$", ""),
    ],
)
def test_options_that_are_refused(name: str, value: str) -> None:
    with pytest.raises(NotUnderstood) as found:
        read_options([(name, value)])
    assert found.value.option == name


def test_options_twice_or_of_a_list_are_refused() -> None:
    with pytest.raises(NotUnderstood, match="twice"):
        read_options([("$top", "1"), ("$top", "2")])
    with pytest.raises(NotUnderstood, match="not known"):
        read_options([("$top", "1")], SINGLE)


@pytest.mark.parametrize(
    ("orderby", "found"),
    [
        ("", "a b c d'e"),
        ("updated desc", "d'e c b a"),
        ("country,id desc", "c d'e a b"),
        ("country desc", "b a d'e c"),
        ("virtual asc,updated desc", "b d'e c a"),
    ],
)
def test_orders(orderby: str, found: str) -> None:
    assert ids(page_of(EVERY, [("$orderby", orderby)]).meetings) == found


def test_pages() -> None:
    page = page_of(EVERY, [("$top", "2"), ("$skip", "1"), ("foo", "-1")])
    assert (ids(page.meetings), page.count, page.next) == ("b c", 4, None)
    assert page_of(EVERY, [("$skip", "9" * 18)]).meetings == ()
    assert page_of(EVERY, [("$top", "0")]).meetings == ()


@pytest.mark.parametrize("orderby", ["updated desc,id", "country desc", "virtual,country"])
@pytest.mark.parametrize("top", [None, 2 * LARGEST_PAGE + 1])
def test_following_the_next_page_gives_each_once(orderby: str, top: int | None) -> None:
    many = [
        replace(
            MEETING,
            id=f"m{number:04}",
            country=(None, "CH", "ID")[number % 3],
            virtual=number % 2 == 0,
            updated=NOW + timedelta(milliseconds=number % 7),
        )
        for number in range(LARGEST_PAGE * 2 + 100)
    ]
    wanted = [("$orderby", orderby)]
    more: tuple[tuple[str, str], ...] | None = (("$top", str(top)),) if top else ()
    found: list[Meeting] = []
    while more is not None:
        page = page_of(many, [*wanted, *more])
        found += page.meetings
        more = page.next
        many[0:1] = []  # one is withdrawn meanwhile: no other is missed
    assert len(found) == len({one.id for one in found})
    if top is None:
        assert {one.id for one in many} <= {one.id for one in found}
    else:
        assert len(found) == top
