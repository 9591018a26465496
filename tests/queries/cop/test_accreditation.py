"""The queue tells what waits of which delegation, the longest waiting first, and is narrowed by what is asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from meetings.domain.cop.accreditation import OURS, THEIRS, Task
from meetings.domain.cop.tracks import From, Mover, Says, Track
from meetings.domain.errors import NotFound
from meetings.extensions import db, transaction
from meetings.models import ChangeRequest, Nomination, Participation
from meetings.queries.cop.accreditation import SIZE, Asked, queue
from meetings.services.cop.accreditation import keep_both
from meetings.services.cop.tracks import By, move_within
from tests.cop import (
    make_body,
    make_conference,
    make_delegation,
    make_letter,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import NOW

HOUR = timedelta(hours=1)
Told = tuple[str, str, int, tuple[str, ...]]


def told(asked: Asked = Asked()) -> list[Told]:
    return [(one.task, one.body.names["en"], one.count, one.names) for one in queue("cop", asked).rows]


def make_queue() -> dict[str, str]:
    """Store a conference in which something of each kind waits; give the ids of the delegations."""
    programme = make_conference()
    first, second = segments_of(programme)
    kenya = make_delegation(programme, make_state())
    make_letter(kenya, "received", state_since=NOW - 5 * HOUR)
    make_nominee(kenya, first, name="Ama Example")
    ghana = make_delegation(programme, make_state("GH", "Ghana"))
    make_letter(ghana, "returned", state_since=NOW - 9 * HOUR)
    make_letter(ghana, "accepted", 2, state_since=NOW - 3 * HOUR)
    make_nominee(ghana, first, second, name="Efua Example")
    make_nominee(ghana, first, name="Kofi Example")
    make_nominee(ghana, first, name="Yaw Example", state="letter_checked")
    make_nominee(ghana, second, name="Abena Example", state="returned")
    palau = make_delegation(programme, make_state("PW", "Palau", regional_group="asia-pacific"))
    make_nominee(palau, first, name="Remeliik Example")
    body = make_delegation(programme, make_body())
    make_letter(body, "accepted")
    make_nominee(body, first, name="Ama Example", state="accredited")
    make_nominee(body, second, name="Noa Example", state="invited")
    db.session.add(
        ChangeRequest(
            delegation_id=body.id, kind="add", asked_at=NOW - 7 * HOUR, asked_by="focal:x", updated_at=NOW
        )
    )
    db.session.commit()
    return {"kenya": kenya.id, "ghana": ghana.id, "palau": palau.id, "body": body.id}


@pytest.mark.usefixtures("database")
def test_queue_is_of_what_waits_for_us_the_longest_waiting_first() -> None:
    make_queue()
    assert [one for one in told() if one[0] != "double"] == [
        ("request", "Invented Working Group", 1, ()),
        ("letter", "Kenya", 1, ()),
        ("accredit", "Ghana", 1, ("Yaw Example",)),
        ("names", "Ghana", 2, ("Efua Example", "Kofi Example")),
    ]
    rows = queue("cop", Asked()).rows
    assert [one.since for one in rows] == sorted(one.since for one in rows)
    assert {one.task for one in rows} == {Task.REQUEST, Task.LETTER, Task.ACCREDIT, Task.DOUBLE, Task.NAMES}


@pytest.mark.usefixtures("database")
def test_other_side_is_what_delegations_owe() -> None:
    make_queue()
    theirs = queue("cop", Asked(whose=From.DELEGATION))
    assert sorted((one.task, one.body.names["en"]) for one in theirs.rows) == [
        ("invited", "Invented Working Group"),
        ("names_back", "Ghana"),
        ("no_letter", "Palau"),
    ]
    assert set(theirs.counts) == set(THEIRS)
    assert set(queue("cop", Asked()).counts) == set(OURS)


@pytest.mark.usefixtures("database")
def test_counts_are_those_of_the_rows() -> None:
    make_queue()
    whole = queue("cop", Asked())
    for task, count in whole.counts.items():
        assert count == len(queue("cop", Asked(task=task)).rows), task
    assert whole.found == sum(whole.counts.values())


@pytest.mark.parametrize(
    ("asked", "tasks"),
    [
        (Asked(region="africa"), ["accredit", "double", "letter", "names"]),
        (Asked(region="asia-pacific"), []),
        (Asked(category="ngo"), ["double", "request"]),
        (Asked(segment="2"), ["double", "names", "request"]),
        (Asked(text="efua"), ["names"]),
        (Asked(text="Kénya"), ["double", "letter"]),
        (Asked(text="ama example"), ["double", "letter", "request"]),
        (Asked(text="nobody at all"), []),
        (Asked(task="letter"), ["letter"]),
    ],
)
@pytest.mark.usefixtures("database")
def test_queue_is_narrowed(asked: Asked, tasks: list[str]) -> None:
    make_queue()
    assert sorted(one.task for one in queue("cop", asked).rows) == tasks


@pytest.mark.usefixtures("database")
def test_whoever_was_returned_and_answered_waits_as_such() -> None:
    make_queue()
    abena = db.session.query(Participation).filter_by(state="returned").one()
    with transaction():
        row = db.session.get_one(Participation, abena.id)
        move_within(Track.PARTICIPATION, row, "nominated", By(Mover.NOMINATOR, "focal:x"), NOW + HOUR)
    (row,) = queue("cop", Asked(task="answered")).rows
    assert (row.names, row.since) == (("Abena Example",), NOW + HOUR)
    with transaction():
        row = db.session.get_one(Participation, abena.id)
        move_within(
            Track.PARTICIPATION, row, "returned", By(Mover.OFFICER, "user:1"), NOW, says=Says(why="Again")
        )
    assert queue("cop", Asked(task="answered")).rows == ()


@pytest.mark.usefixtures("database")
def test_names_wait_since_the_letter_was_accepted() -> None:
    make_queue()
    (names,) = queue("cop", Asked(task="names")).rows
    assert names.since == NOW
    assert len(names.people) == 3


@pytest.mark.usefixtures("database")
def test_double_is_shown_until_somebody_says_that_both_stand() -> None:
    make_queue()
    (double,) = queue("cop", Asked(task="double")).rows
    assert double.other is not None
    assert {double.body.names["en"], double.other.names["en"]} == {"Kenya", "Invented Working Group"}
    both = [one.id for one in db.session.query(Nomination).filter_by(name="Ama Example")]
    keep_both("cop", both, NOW, actor="user:1")
    keep_both("cop", both, NOW, actor="user:1")
    assert queue("cop", Asked(task="double")).rows == ()
    with pytest.raises(NotFound):
        keep_both("cop", both[:1], NOW, actor="user:1")


@pytest.mark.usefixtures("database")
def test_another_conference_is_another_queue() -> None:
    make_queue()
    make_conference("other")
    assert queue("other", Asked()).rows == ()
    with pytest.raises(NotFound):
        queue("none", Asked())


def fill(app: Flask, delegations: int, each: int) -> None:
    with app.app_context():
        programme = make_conference()
        first, second = segments_of(programme)
        for number in range(delegations):
            code = f"{chr(65 + number // 26)}{chr(65 + number % 26)}"
            delegation = make_delegation(programme, make_state(code, f"State {code}"))
            make_letter(delegation, ("received", "accepted")[number % 2])
            for person in range(each):
                make_nominee(
                    delegation,
                    first,
                    second,
                    name=f"Delegate {code} {person}",
                    state=("nominated", "letter_checked")[person % 2],
                )


def test_queue_asks_the_store_alike_for_few_and_many(
    app_sqlite: Flask, count_queries: Callable[[], Any]
) -> None:
    fill(app_sqlite, SIZE + 5, 2)
    with app_sqlite.app_context():
        with count_queries() as few:
            assert len(queue("cop", Asked(text="delegate aa", segment="1")).rows) == 2
        with count_queries() as many:
            found = queue("cop", Asked())
        assert (len(found.rows), found.has_more) == (SIZE, True)
        assert len(queue("cop", Asked(page=2)).rows) == SIZE
        assert len(queue("cop", Asked(page=99)).rows) == found.found - 2 * SIZE
        assert len(few) == len(many) <= 6
