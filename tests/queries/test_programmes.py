"""Public pages see what is published, whole, in a constant number of queries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from flask_sqlalchemy import SQLAlchemy

from meetings.queries.programmes import (
    calendar,
    content_revision,
    current_programme,
    session_page,
)
from tests.web.seasons import make_season

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
Counter = Callable[[], AbstractContextManager[list[str]]]


def test_calendar_shows_published_and_cancelled_in_order_of_time(database: SQLAlchemy) -> None:
    make_season(database, NOW)
    found = calendar("season")
    assert found is not None
    assert [(one.slug, one.cancelled) for one in found.sessions] == [
        ("held", False),
        ("twice", False),
        ("cancelled", True),
    ]
    assert [len(one.slots) for one in found.sessions] == [1, 2, 1]
    assert [one.slug for one in found.streams] == ["science", "support"]
    assert [(one.count, one.value, one.qualifier) for one in found.figures] == [("attendances", 1700, "over")]


def test_calendar_leaves_out_what_is_not_public(database: SQLAlchemy) -> None:
    make_season(database, NOW)
    found = calendar("season")
    assert found is not None
    held = found.sessions[0]
    assert [one.language for one in held.slots[0].recordings] == ["en"]
    assert [one.title["en"] for one in held.documents] == ["Slides"]
    assert not hasattr(held.slots[0], "platform_address")
    assert held.slots[0].inferred == {"local_start"}


def test_calendar_is_none_for_unknown_and_unpublished(database: SQLAlchemy) -> None:
    programme = make_season(database, NOW)
    assert calendar("nowhere") is None
    programme.published = False
    database.session.commit()
    assert calendar("season") is None
    assert session_page("season", "twice") is None


def test_session_page_carries_the_panel_and_no_draft(database: SQLAlchemy) -> None:
    make_season(database, NOW)
    found = session_page("season", "twice")
    assert found is not None
    programme, session, figures = found
    assert programme.zone == "Europe/Zurich"
    assert [(one.name, one.role) for one in session.panel] == [("Ana <b>Example</b>", "speaker")]
    assert figures == ()
    assert session_page("season", "draft") is None


def test_calendar_takes_as_many_queries_for_few_sessions_as_for_many(
    database: SQLAlchemy, count_queries: Counter
) -> None:
    make_season(database, NOW, slug="small")
    make_season(database, NOW, slug="large", more=9)
    database.session.expunge_all()
    with count_queries() as few:
        calendar("small")
    database.session.expunge_all()
    with count_queries() as many:
        calendar("large")
    assert len(few) == len(many) <= 8


def test_current_programme_is_the_one_that_runs(database: SQLAlchemy) -> None:
    make_season(database, NOW - timedelta(days=400), slug="past")
    make_season(database, NOW, slug="present")
    make_season(database, NOW + timedelta(days=400), slug="future")
    assert [
        found.slug if (found := current_programme(day.date())) else None
        for day in (NOW, NOW + timedelta(days=200), NOW + timedelta(days=900))
    ] == ["present", "future", "future"]


def test_content_revision_rises_with_a_programmes_changes(database: SQLAlchemy) -> None:
    programme = make_season(database, NOW)
    before = content_revision()
    programme.changes += 1
    database.session.commit()
    assert content_revision() != before
