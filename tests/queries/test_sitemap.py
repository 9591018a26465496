"""The public pages there are, on both stores: without drafts, each with its last change."""

from datetime import timedelta

from flask import Flask

from meetings.domain.changes import Moment
from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import Material, Recording, Slot
from meetings.queries.news import moves
from meetings.queries.sitemap import programmes_mapped
from meetings.services import slots
from tests.cop import make_conference, make_meeting, segments_of
from tests.factories import NOW, make_programme, make_session, make_slot

DAY = timedelta(days=1)


def test_map_has_what_the_public_may_know_of(app: Flask) -> None:
    with app.app_context():
        season = make_programme(updated_at=NOW - 9 * DAY)
        recorded = make_session(season, "recorded", updated_at=NOW - 9 * DAY)
        slot = make_slot(recorded, NOW - 3 * DAY, updated_at=NOW - 8 * DAY)
        seen = Recording(slot_id=slot.id, published_at=NOW - 2 * DAY, updated_at=NOW)
        hidden = Recording(
            slot_id=slot.id, language="fr", audience="participants", published_at=NOW, updated_at=NOW
        )
        db.session.add_all([seen, hidden])
        written = make_session(season, "written", position=1, updated_at=NOW - 9 * DAY)
        paper = Material(
            session_id=written.id,
            title={"en": "Paper"},
            language="en",
            address="https://example.org/paper",
            published_at=NOW - DAY,
            updated_at=NOW,
        )
        db.session.add(paper)
        db.session.commit()
        make_session(season, "draft", state="draft")
        make_session(make_programme("hidden", published=False), "secret")
        make_meeting(segments_of(make_conference())[0], "bureau", audience="body")
        found = {one.slug: one for one in programmes_mapped()}
    assert set(found) == {"season", "cop"}
    assert found["season"].sessions == (("recorded", NOW - 2 * DAY), ("written", NOW - DAY))
    assert found["season"].changed_at == NOW - DAY
    assert (found["cop"].is_conference, found["cop"].sessions) == (True, ())


def test_moves_are_those_that_people_were_told_of(app: Flask) -> None:
    with app.app_context():
        session = make_session(make_programme())
        other = make_slot(make_session(session.programme, "other"))
        slot = make_slot(session, NOW + 3 * DAY)
        for one, ago in ((other, DAY), (slot, DAY), (slot, timedelta())):
            to = Move(local_start=one.local_start + timedelta(hours=2))
            revision = db.session.get_one(Slot, one.id).revision
            slots.move(one.id, to, revision, NOW - ago, "test")
        rows = moves("season", session.id, Moment(NOW + timedelta(seconds=1), 600))
    assert [(row.slot, row.before and row.before.starts_at) for row in rows] == [(slot.id, NOW + 3 * DAY)]
