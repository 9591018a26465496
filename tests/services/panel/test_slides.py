"""Slides of panellists, version after version: v2 under embargo while the page keeps v1, on both stores."""

from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from meetings.domain.errors import NotAChoice, NotFound, Stale
from meetings.domain.kept_files import FileGiven
from meetings.domain.panel.slides_errors import SlidesClosed
from meetings.models import Audit, Material, Panelist, Programme, Session
from meetings.queries.kept_files import document_to_serve
from meetings.queries.panel.slides import slides_of
from meetings.queries.programmes import session_page
from meetings.services.documents import open_embargoed
from meetings.services.panel.settings import set_panels
from meetings.services.panel.slides import SlidesGiven, bring_slides, change_slides
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.panels import make_panelist

HOUR = timedelta(hours=1)
BY = "panel:abc"


@pytest.fixture
def panelist(database: SQLAlchemy) -> Panelist:
    """Store a speaker of a session that is held once."""
    session = make_session(make_programme())
    make_slot(session)
    return make_panelist(session)


def file(number: int) -> FileGiven:
    return FileGiven(f"slides/{number}", "application/pdf", 9, f"d{number}", f"v{number}.pdf")


def given(number: int | None = None, **changes: Any) -> SlidesGiven:
    values = {"title": {"en": "Slides"}, "language": "en", "audience": "public"}
    return SlidesGiven(**values | changes, file=file(number) if number else None)


def bring(of: Panelist, **changes: Any) -> str:
    return bring_slides(of.person_id, of.session_id, given(1, **changes), now=NOW, actor=BY)


def change(of: Panelist, name: str, revision: int, what: SlidesGiven) -> None:
    change_slides(of.person_id, name, what, revision, now=NOW, actor=BY)


def served(name: str, now: Any, version: int | None = None) -> tuple[str | None, bool]:
    found = document_to_serve(name, now, version)
    return found.file, found.stands.is_public(now)


def changes(database: SQLAlchemy) -> int:
    return database.session.scalars(select(Programme.changes)).one()


def shown(database: SQLAlchemy) -> list[int]:
    database.session.rollback()
    found = session_page("season", "topic")
    assert found is not None
    return [one.version for one in found[1].documents]


def test_later_version_waits_while_the_page_keeps_the_one_before(
    panelist: Panelist, database: SQLAlchemy
) -> None:
    name = bring(panelist)
    change(panelist, name, 1, given(2, embargo_until=NOW + HOUR))
    assert (shown(database), served(name, NOW)) == ([1], ("slides/1", True))
    assert served(name, NOW, 2) == ("slides/2", False)
    before = changes(database)
    assert open_embargoed(NOW + HOUR - timedelta(seconds=1)) == 0
    # The bytes are open from the very second, whenever the tick comes.
    assert served(name, NOW + HOUR) == ("slides/2", True)
    assert shown(database) == [1]
    assert open_embargoed(NOW + HOUR) == 1
    assert (shown(database), changes(database) - before, open_embargoed(NOW + HOUR)) == ([2], 1, 0)
    assert served(name, NOW + HOUR, 1) == ("slides/1", False)  # of before, nothing is for anybody but staff
    (own,) = slides_of(panelist.person_id, panelist.session_id, NOW + HOUR)
    assert [(one.number, one.is_shown, one.waits) for one in own.versions] == [
        (2, True, False),
        (1, False, False),
    ]


def test_version_that_comes_later_takes_the_place_of_one_that_waits(
    panelist: Panelist, database: SQLAlchemy
) -> None:
    name = bring(panelist)
    change(panelist, name, 1, given(2, embargo_until=NOW + 3 * HOUR))
    change(panelist, name, 2, given(3))
    assert (shown(database), served(name, NOW)) == ([3], ("slides/3", True))
    assert open_embargoed(NOW + 4 * HOUR) == 0
    assert served(name, NOW + 4 * HOUR) == ("slides/3", True)
    assert served(name, NOW + HOUR, 2) == ("slides/2", False)


def test_two_that_wait_are_shown_one_after_the_other(panelist: Panelist, database: SQLAlchemy) -> None:
    name = bring(panelist)
    change(panelist, name, 1, given(2, embargo_until=NOW + HOUR))
    change(panelist, name, 2, given(3, embargo_until=NOW + 2 * HOUR))
    assert [served(name, NOW + hours * HOUR)[0] for hours in (0, 1, 2)] == [
        "slides/1",
        "slides/2",
        "slides/3",
    ]
    assert [open_embargoed(NOW + hours * HOUR) for hours in (0, 1, 2)] == [0, 1, 1]
    assert shown(database) == [3]


def test_embargo_of_a_version_that_waits_is_moved_and_lifted(
    panelist: Panelist, database: SQLAlchemy
) -> None:
    name = bring(panelist)
    change(panelist, name, 1, given(2, embargo_until=NOW + HOUR))
    change(panelist, name, 2, given(embargo_until=NOW + 5 * HOUR))
    assert served(name, NOW + HOUR)[0] == "slides/1"
    change(panelist, name, 3, given())
    assert (shown(database), served(name, NOW)) == ([2], ("slides/2", True))


def test_first_version_under_embargo_is_for_nobody_until_then(
    panelist: Panelist, database: SQLAlchemy
) -> None:
    name = bring(panelist, embargo_until=NOW + HOUR)
    assert (shown(database), served(name, NOW)[1], served(name, NOW + HOUR)[1]) == ([], False, True)
    open_embargoed(NOW + HOUR)
    assert shown(database) == [1]


def test_organizers_say_for_whom_and_until_when(panelist: Panelist, database: SQLAlchemy) -> None:
    name = bring(panelist)
    set_panels("season", {"slides": "participants"}, 0, now=NOW, actor="user:1")
    with pytest.raises(NotAChoice):
        bring(panelist)
    change(panelist, name, 1, given(audience="participants"))
    assert (shown(database), served(name, NOW)) == ([], ("slides/1", False))
    with pytest.raises(Stale):
        set_panels("season", {"slides": "open"}, 0, now=NOW, actor="user:1")
    set_panels("season", {"slides": "closed"}, 1, now=NOW, actor="user:1")
    with pytest.raises(SlidesClosed):
        change(panelist, name, 2, given(2, audience="participants"))
    with pytest.raises(SlidesClosed):
        bring(panelist, audience="participants")


def test_slides_are_of_who_brought_them_and_it_is_noted_who_did(
    panelist: Panelist, database: SQLAlchemy
) -> None:
    session = database.session.get_one(Session, panelist.session_id)
    other = make_panelist(session, "Sam Example", email="sam@example.org")
    name = bring(panelist)
    with pytest.raises(NotFound):
        change(other, name, 1, given(2))
    assert slides_of(other.person_id, other.session_id, NOW) == ()
    noted = database.session.scalars(select(Audit).where(Audit.act == "document.add")).one()
    assert noted.actor == BY
    other.state = "declined"
    database.session.commit()
    with pytest.raises(NotFound):
        bring(other)
    database.session.delete(database.session.get_one(Panelist, panelist.id))
    database.session.commit()
    assert database.session.scalars(select(Material.panelist_id)).one() is None
