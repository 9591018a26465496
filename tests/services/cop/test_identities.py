"""Passports and photos are sealed by a key outside of the store, read on record, and erased on their day."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from meetings.domain.cop.delegation_errors import IdentityClosed
from meetings.domain.cop.identities import Passport
from meetings.domain.errors import Missing, NotATime
from meetings.extensions import db
from meetings.models import Audit, DiscardedFile, Identity, Nomination, Participation, Segment
from meetings.services.cop import identities
from meetings.services.erasing import erase
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import KEYS, NOW

PASSPORT = Passport("K0123456", "Nairobi", "2031-05-01", "Kenyan", "1980-02-03")
PHOTO = b"\xff\xd8 a face \xff\xd9"


def outside(app: Flask) -> dict[str, Any]:
    found = app.extensions["outside"]
    return {"shelf": found.identity_shelf, "storage": found.storage}


def somebody(*numbers: int) -> str:
    programme = make_conference()
    segments = segments_of(programme)
    return make_nominee(
        make_delegation(programme, make_state()), *(segments[one] for one in numbers or (0,))
    ).id


def given(app: Flask, nomination_id: str) -> None:
    identities.put_identity(
        nomination_id, NOW, actor="focal:abc", passport=PASSPORT, photo=PHOTO, **outside(app)
    )


def settle(app: Flask, now: Any) -> int:
    return identities.settle(now, app.extensions["outside"].identity_shelf)


def test_passport_and_photo_come_back_to_an_officer_on_record(app: Flask) -> None:
    with app.app_context():
        one, shelf = somebody(), outside(app)["shelf"]
        given(app, one)
        assert identities.read_passport(one, NOW, actor="user:1", shelf=shelf) == PASSPORT
        assert identities.read_photo(one, NOW, actor="user:1", **outside(app)) == PHOTO
        assert identities.photo_bytes(one, **outside(app)) == PHOTO
        noted = db.session.scalars(select(Audit).order_by(Audit.id)).all()
        assert [(row.act, row.actor, row.subject) for row in noted] == [
            ("identity.put", "focal:abc", f"nomination:{one}"),
            ("identity.read", "user:1", f"nomination:{one}"),
            ("identity.read", "user:1", f"nomination:{one}"),
        ]


def test_nothing_readable_lies_in_store_or_storage(app_sqlite: Flask, tmp_path: Path) -> None:
    with app_sqlite.app_context():
        given(app_sqlite, somebody())
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    kept = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and path.parent.name != "identity-keys" and not path.name.endswith("-shm")
    ]
    assert kept
    for path in kept:
        for secret in (b"K0123456", b"1980-02-03", b"a face"):
            assert secret not in path.read_bytes(), path


def test_photo_replaces_the_one_before_and_leaves_the_passport(app: Flask) -> None:
    with app.app_context():
        one = somebody()
        given(app, one)
        first = db.session.get_one(Identity, one).photo
        identities.put_identity(one, NOW, actor="focal:abc", photo=b"another", **outside(app))
        assert identities.photo_bytes(one, **outside(app)) == b"another"
        assert identities.read_passport(one, NOW, actor="user:1", shelf=outside(app)["shelf"]) == PASSPORT
        assert db.session.scalars(select(DiscardedFile.key)).all() == [first]


def test_what_is_taken_away_goes_with_its_key(app: Flask) -> None:
    with app.app_context():
        one, shelf = somebody(), outside(app)["shelf"]
        given(app, one)
        identities.take_away(one, NOW, actor="focal:abc", photo=True)
        assert identities.photo_bytes(one, **outside(app)) is None
        settle(app, NOW)
        assert shelf.names() == {one}
        identities.take_away(one, NOW, actor="focal:abc", passport=True)
        assert db.session.get(Identity, one) is None
        settle(app, NOW)
        assert shelf.names() == set()


def test_day_of_the_last_segment_erases(app: Flask) -> None:
    with app.app_context():
        one = somebody(0, 1)
        first, last = db.session.scalars(select(Segment).order_by(Segment.position)).all()
        first.erase_on, last.erase_on = date(2026, 12, 31), date(2027, 6, 30)
        db.session.commit()
        given(app, one)
        assert db.session.get_one(Identity, one).erase_on == date(2027, 6, 30)
        assert settle(app, NOW + timedelta(days=40)) == 0
        assert settle(app, NOW.replace(year=2027, month=6, day=30)) == 1
        assert db.session.get(Identity, one) is None
        assert outside(app)["shelf"].names() == set()
        with pytest.raises(IdentityClosed):
            identities.put_identity(
                one, NOW + timedelta(days=300), actor="focal:abc", photo=PHOTO, **outside(app)
            )


def test_of_whoever_is_in_no_segment_nothing_is_kept(app: Flask) -> None:
    with app.app_context():
        one = somebody()
        given(app, one)
        db.session.query(Participation).update({"state": "withdrawn"})
        db.session.commit()
        assert settle(app, NOW) == 1


def test_erasing_a_person_makes_older_copies_of_the_store_unreadable(
    app_sqlite: Flask, tmp_path: Path
) -> None:
    with app_sqlite.app_context():
        one = somebody()
        given(app_sqlite, one)
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        shutil.copyfile(tmp_path / "store.sqlite", tmp_path / "backup.sqlite")
        person = db.session.get_one(Nomination, one).person_id
        log = app_sqlite.extensions["outside"].erasures
        erase(person, NOW, "person", keys=KEYS, log=log)
        row = db.session.get_one(Nomination, one)
        assert (row.name, row.email, row.role) == ("", None, "adviser")
        assert db.session.get(Identity, one) is None
        settle(app_sqlite, NOW)
        db.session.remove()
        db.engine.dispose()
        shutil.copyfile(tmp_path / "backup.sqlite", tmp_path / "store.sqlite")
        assert db.session.get_one(Identity, one).sealed is not None
        shelf = outside(app_sqlite)["shelf"]
        assert identities.read_passport(one, NOW, actor="user:1", shelf=shelf) is None
        assert identities.photo_bytes(one, **outside(app_sqlite)) is None


def test_passport_needs_a_number_and_days_that_are_days(app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        one = somebody()
        for wrong, kind in ((Passport(" "), Missing), (Passport("1", expires_on="soon"), NotATime)):
            with pytest.raises(kind):
                identities.put_identity(one, NOW, actor="x", passport=wrong, **outside(app_sqlite))
        assert db.session.get(Identity, one) is None
