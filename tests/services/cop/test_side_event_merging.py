"""Applications for side events become one when all agree, also when two answer at once."""

from threading import Thread

from flask import Flask

from meetings.domain.errors import Stale
from meetings.extensions import db, transaction
from meetings.models import SideEvent
from meetings.services.cop.side_event_merging import answer_merge, propose_merge
from tests.cop import make_conference, segments_of
from tests.factories import NOW


def two() -> list[str]:
    first = segments_of(make_conference())[0]
    said = {"abstract": "Known", "language": "en", "mode": "online", "contact_email": "ada@example.org"}
    lists = {"organizers": [], "days": ["2026-12-08"], "languages": ["en"]}
    times = {"state_since": NOW, "sent_at": NOW, "updated_at": NOW}
    rows = [
        SideEvent(
            segment_id=first.id, title=one, lead=f"Body {one}", contact_name="Ada", **said, **lists, **times
        )
        for one in ("Rice", "Fish")
    ]
    db.session.add_all(rows)
    db.session.commit()
    ids = [one.id for one in rows]
    propose_merge("cop", ids, NOW, "user:1")
    return ids


def test_a_yes_beside_a_no_is_told_that_it_came_late(app: Flask) -> None:
    told: list[str] = []

    def agree(event: str, revision: int) -> None:
        with app.app_context():
            try:
                answer_merge(event, "yes", revision, NOW)
            except Stale as refusal:
                told.append(refusal.code)

    with app.app_context():
        first, second = two()
        seen = db.session.get_one(SideEvent, second).revision
        other = Thread(target=agree, args=[second, seen])
        with transaction():
            rows = [
                db.session.get_one(SideEvent, one, with_for_update=True) for one in sorted((first, second))
            ]
            other.start()
            other.join(1)
            for row in rows:
                row.merge_id, row.revision = None, row.revision + 1
        other.join()
        assert told == ["stale"]
        assert [one.merge_answer for one in db.session.query(SideEvent)] == [None, None]
