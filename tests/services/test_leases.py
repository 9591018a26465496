"""Leases of processes, on both stores."""

from datetime import timedelta
from threading import Barrier, Thread

from flask import Flask

from meetings.extensions import db
from meetings.models import Lease
from meetings.services.leases import hold, release
from tests.factories import NOW

SECOND = timedelta(seconds=1)


def test_one_holds_and_another_takes_over_from_the_silent(database: object) -> None:
    assert hold("planning", "one", NOW, 10)
    assert not hold("planning", "two", NOW + 5 * SECOND, 10)
    assert hold("planning", "one", NOW + 8 * SECOND, 10)
    assert not hold("planning", "two", NOW + 15 * SECOND, 10)
    assert hold("planning", "two", NOW + 19 * SECOND, 10)
    assert not hold("planning", "one", NOW + 20 * SECOND, 10)
    assert hold("zone data", "one", NOW + 20 * SECOND, 10)
    assert {one.name: one.fence for one in db.session.query(Lease)} == {"planning": 2, "zone data": 1}


def test_who_ends_lets_others_go_on_at_once(database: object) -> None:
    assert hold("planning", "one", NOW, 10)
    release("one", NOW + SECOND)
    assert hold("planning", "two", NOW + 2 * SECOND, 10)


def test_lease_of_a_clock_far_ahead_is_taken_over(database: object) -> None:
    assert hold("planning", "one", NOW + timedelta(hours=6), 10)
    assert hold("planning", "two", NOW, 10)


def test_of_many_at_once_one_gets_it(app: Flask) -> None:
    got, begin = [], Barrier(12)

    def ask(name: str) -> None:
        with app.app_context():
            begin.wait()
            if hold("planning", name, NOW, 10):
                got.append(name)
            db.session.remove()

    threads = [Thread(target=ask, args=(f"worker-{number}",)) for number in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(got) == 1
