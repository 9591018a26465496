"""Each letter that is sent is a version, and the last one counts; it is taken until the last segment is over."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.delegation_errors import NominationsClosed
from meetings.domain.cop.tracks import Mover, Says, Track
from meetings.domain.errors import NotAChoice
from meetings.domain.kept_files import FileGiven
from meetings.extensions import db, transaction
from meetings.models import Letter, TrackEvent
from meetings.services.cop.nomination_letters import LetterGiven, last_letter, put_letter
from meetings.services.cop.tracks import By, move_within
from tests.cop import make_conference, make_delegation, make_state
from tests.factories import NOW

FOCAL = By(Mover.NOMINATOR, "focal:abc")
FILE = FileGiven("letters/abc", "application/pdf", 10, "d" * 64, "note.pdf")


def test_second_letter_is_a_version_that_waits_anew(app: Flask) -> None:
    with app.app_context():
        delegation = make_delegation(make_conference(), make_state()).id
        first = put_letter(
            delegation, LetterGiven(FILE, "note_verbale", " NV 12 ", date(2026, 11, 20)), NOW, by=FOCAL
        )
        with transaction():
            row = db.session.get_one(Letter, first)
            by = By(Mover.OFFICER, "user:1")
            move_within(Track.LETTER, row, "returned", by, NOW, says=Says(why="Not legible"))
        put_letter(delegation, LetterGiven(FILE), NOW + timedelta(days=20), by=FOCAL)
        rows = db.session.scalars(select(Letter).order_by(Letter.version)).all()
        assert [(one.version, one.kind, one.state, one.reference) for one in rows] == [
            (1, "note_verbale", "returned", "NV 12"),
            (2, "letter", "received", None),
        ]
        found = last_letter(delegation)
        assert found is not None
        assert found.version == 2
        events = db.session.scalars(select(TrackEvent).order_by(TrackEvent.id)).all()
        assert [(one.from_state, one.to_state) for one in events] == [
            ("awaited", "received"),
            ("received", "returned"),
            ("returned", "received"),
        ]


def test_letter_comes_no_more_when_all_is_over(app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        delegation = make_delegation(make_conference(), make_state()).id
        with pytest.raises(NominationsClosed):
            put_letter(delegation, LetterGiven(FILE), NOW + timedelta(days=200), by=FOCAL)
        with pytest.raises(NotAChoice):
            put_letter(delegation, LetterGiven(FILE, "song"), NOW, by=FOCAL)
