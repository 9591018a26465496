"""Files that are let go are taken away by a tick; one that does not go holds up no other."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from meetings.adapters.storage import DiskStorage
from meetings.extensions import db, transaction
from meetings.models import DiscardedFile
from meetings.services.discarding import REST, discard, sweep
from tests.factories import NOW

HOUR = timedelta(hours=1)


def test_file_that_stays_holds_up_no_other_and_is_tried_again(app: Flask, tmp_path: Path) -> None:
    storage = DiskStorage(tmp_path)
    storage.put("letters/second", [b"two"], 10)
    blocked = tmp_path / "letters" / "first"
    blocked.mkdir()  # a folder where a file should be: nobody can take it away as one
    with app.app_context():
        with transaction():
            discard(["letters/first"], NOW - HOUR)
            discard(["letters/second", None], NOW - HOUR / 2)
        assert sweep(storage, NOW) == 1
        assert not (tmp_path / "letters" / "second").exists()
        assert db.session.execute(select(DiscardedFile.key, DiscardedFile.at)).all() == [
            ("letters/first", NOW)
        ]
        blocked.rmdir()
        assert sweep(storage, NOW + REST - timedelta(seconds=1)) == 0
        assert sweep(storage, NOW + REST) == 1
        assert db.session.scalars(select(DiscardedFile.key)).all() == []
