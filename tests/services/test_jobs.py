"""Long work on both stores: held by one, taken over from who fell silent, given up when it ends workers, emptied."""

from datetime import timedelta

import pytest
from flask import Flask

from meetings.domain.codes import Role
from meetings.domain.errors import NotAllowed
from meetings.domain.jobs import KEPT, LEASE, MOST_TRIES, REMEMBERED, JobState, part_of
from meetings.domain.permissions import Act, Holder, Scope, reach
from meetings.queries import jobs as queries
from meetings.services import jobs
from meetings.services.jobs import Held, Piece
from tests.factories import NOW
from tests.services.test_races import together

ME = "user:1"
HOLDER = Holder("Me", (Scope(Role.ORGANIZER, programme="season"),), 1)
ASKED = {"ids": [1, 2, 3]}
SILENT = LEASE + timedelta(seconds=1)


def ask(actor: str = ME) -> str:
    return jobs.ask("certificates", "programme:season", ASKED, 3, now=NOW, actor=actor)


def claimed(now: object = NOW) -> Held:
    held = jobs.claim(now)  # type: ignore[arg-type]
    assert held is not None
    return held


@pytest.mark.usefixtures("database")
def test_work_grows_and_is_done() -> None:
    job = ask()
    assert ask() == job
    held = claimed()
    assert (held.id, held.asked, held.done) == (job, ASKED, 0)
    assert jobs.add(held, [Piece(0, "a", b"1"), Piece(1, "b", b"2")], 2, {}, NOW)
    assert jobs.add(held, [], 3, {"font_missing": 1}, NOW)
    shown = queries.job(job, HOLDER)
    assert (shown.state, shown.done, shown.total, shown.pieces) == (JobState.RUNNING, 3, 3, 2)
    jobs.finish(held, NOW)
    shown = queries.job(job, HOLDER)
    assert (shown.state, shown.problems, shown.kept_until) == (JobState.DONE, {"font_missing": 1}, NOW + KEPT)
    assert list(queries.files(job)) == [("a", b"1"), ("b", b"2")]
    assert [one.id for one in queries.jobs_of(ME, "programme:season")] == [job]
    with pytest.raises(NotAllowed):
        queries.job(job, Holder("Other", HOLDER.scopes, 2))
    assert ask() != job
    assert len({ask(), ask(), ask("user:2")}) == 2


@pytest.mark.usefixtures("database")
def test_who_fell_silent_has_lost_it_and_nothing_is_made_twice() -> None:
    job = ask()
    first = claimed()
    assert jobs.add(first, [Piece(0, "a", b"1")], 1, {}, NOW)
    assert jobs.claim(NOW + LEASE) is None
    second = claimed(NOW + SILENT)
    assert (second.done, second.fence) == (1, 2)
    assert not jobs.add(first, [Piece(1, "b", b"late")], 2, {}, NOW + SILENT)
    jobs.finish(first, NOW + SILENT)
    assert jobs.add(second, [Piece(0, "a", b"again"), Piece(1, "b", b"2")], 2, {}, NOW + SILENT)
    assert list(queries.files(job)) == [("a", b"1"), ("b", b"2")]
    assert queries.job(job, HOLDER).state == JobState.RUNNING


@pytest.mark.usefixtures("database")
def test_work_that_ends_workers_is_given_up_and_what_is_given_back_is_not() -> None:
    job, now = ask(), NOW
    for _try in range(MOST_TRIES * 2):
        jobs.give_back(claimed(now))
    for _try in range(MOST_TRIES):
        claimed(now)
        now += SILENT
    assert jobs.claim(now) is None
    assert queries.job(job, HOLDER).state == JobState.FAILED


@pytest.mark.usefixtures("database")
def test_a_problem_is_said() -> None:
    job = ask()
    jobs.finish(claimed(), NOW, problem="typesetting_missing")
    shown = queries.job(job, HOLDER)
    assert (shown.state, shown.problems) == (JobState.FAILED, {"typesetting_missing": 1})


@pytest.mark.usefixtures("database")
def test_what_was_made_is_thrown_away_after_a_day() -> None:
    job = ask()
    held = claimed()
    jobs.add(held, [Piece(0, "a", b"1")], 1, {}, NOW)
    jobs.finish(held, NOW)
    jobs.prune(NOW + KEPT)
    assert list(queries.files(job))
    jobs.prune(NOW + KEPT + timedelta(seconds=1))
    assert list(queries.files(job)) == []
    assert queries.job(job, HOLDER).state == JobState.EMPTIED
    assert queries.jobs_of(ME, "programme:season") == []
    jobs.prune(NOW + REMEMBERED + timedelta(seconds=1))
    with pytest.raises(NotAllowed):
        queries.job(job, HOLDER)


def test_of_many_workers_one_gets_it(app: Flask) -> None:
    with app.app_context():
        ask()
    held = together(app, [lambda: jobs.claim(NOW)] * 12)
    assert len([one for one in held if one is not None]) == 1


@pytest.mark.usefixtures("database")
def test_who_may_do_less_than_when_they_asked_has_no_more_what_was_made() -> None:
    job = ask()
    narrowed = Holder("Me", (Scope(Role.ORGANIZER, programme="season", stream="science"),), 1)
    with pytest.raises(NotAllowed):
        queries.job(job, narrowed)
    part = jobs.ask(
        "certificates",
        "programme:season",
        ASKED | {"part": part_of(reach(narrowed, Act.EDIT), "season")},
        3,
        now=NOW,
        actor=ME,
    )
    assert queries.job(part, narrowed).id == part
    assert queries.job(part, HOLDER).id == part
