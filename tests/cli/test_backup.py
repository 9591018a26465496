"""`meetings backup` and `restore`: nothing is replaced unless all is well, and who was erased does not come back."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from meetings.cli import main
from meetings.domain.registrations import name_key
from meetings.extensions import db
from meetings.jobs import tick_notices, tick_outbox, tick_staff_mails
from meetings.models import Base, Erasure, Message, Panelist, Person, Programme, Session, Slot
from meetings.queries.reports import report
from meetings.services.erasing import erase
from meetings.services.registrations import register
from meetings.services.slots import edit
from meetings.services.staff import invite
from meetings.services.staff_mails import ask
from tests.conftest import make_app
from tests.factories import KEYS, make_programme, make_session, make_slot, request_for, somebody
from tests.receivers import receiving
from tests.webhooks import POSTS, make_webhook
from tests.webhooks import run as run_webhooks

DATA = Path(__file__).parents[2] / "meetings" / "data"
SEASON = DATA / "seasons" / "minamata-online-2020.json"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEETINGS_BACKUP_PASSPHRASE", "correct horse")


def run(app: Flask, *words: str, typed: str = "") -> tuple[int, str, str]:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()  # a command is a process of its own
    result = CliRunner().invoke(main, list(words), obj=lambda: app, input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def everything(app: Flask) -> dict[str, list[str]]:
    with app.app_context():
        return {
            table.name: sorted(map(repr, db.session.execute(select(table))))
            for table in Base.metadata.sorted_tables
            if table.name not in ("heartbeats", "leases")
        }


def fill(app: Flask, now: datetime) -> str:
    """Store a season with people and mail, and a file that was uploaded; gives the coming slot."""
    with app.app_context():
        programme = make_programme(offer_hours=3)
        make_session(programme, "empty", reminders=["24h"])
        slot = make_slot(make_session(programme), now + 3 * DAY, capacity=2)
        for number in range(4):
            register(request_for(somebody(f"Person {number}"), slot.id), now - DAY, KEYS)
        slot_id = slot.id
        first, *_others, last = db.session.scalars(select(Person).order_by(Person.id))
        first.merged_into_id = last.id  # who comes later
        db.session.commit()
    uploads = Path(app.config["INSTANCE"]) / "uploads" / "deep"
    uploads.mkdir(parents=True)
    (uploads / "slides.pdf").write_bytes(b"%PDF" + bytes(3_000_000))
    app.extensions["outside"].storage.put("recordings/one", iter((b"what was said",)), 100)
    return slot_id


def test_all_comes_back_on_either_store(app: Flask, tmp_path: Path) -> None:
    now, file, instance = datetime.now(UTC), tmp_path / "b" / "one.backup", Path(app.config["INSTANCE"])
    fill(app, now)
    before = everything(app)
    code, said, wrong = run(app, "backup", str(file))
    assert (code, wrong) == (0, "")
    assert f"Written: {file}" in said
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"Person 1" not in file.read_bytes()
    assert not list(file.parent.glob("*.part"))

    with app.app_context():
        register(request_for(somebody("Too late")), now, KEYS)
    (instance / "uploads" / "deep" / "slides.pdf").unlink()
    storage = app.extensions["outside"].storage
    storage.delete("recordings/one")
    (instance / "uploads" / "new.txt").write_text("new", "utf-8")
    code, said, wrong = run(app, "restore", str(file), typed="y\n")
    assert (code, wrong) == (0, "")
    assert "Send them?" in said
    assert everything(app) == before
    assert (instance / "uploads" / "deep" / "slides.pdf").stat().st_size == 3_000_004
    assert b"".join(storage.read("recordings/one", 0, 100)) == b"what was said"
    assert not (instance / "uploads" / "new.txt").exists()
    assert [one.name for one in instance.glob("before-restore-*/uploads/*")] == ["deep", "new.txt"] or [
        one.name for one in instance.glob("before-restore-*/uploads/*")
    ] == ["new.txt", "deep"]
    with app.app_context():  # numbers go on where they were
        assert register(request_for(somebody("New")), now, KEYS).person_id > 4
    (aside,) = instance.glob("before-restore-*.backup")
    assert run(app, "restore", str(aside), "--yes")[0] == 0
    with app.app_context():
        assert db.session.scalars(select(Person.name).order_by(Person.id)).all()[-1] == "Too late"
    assert not list(instance.glob("restoring-*")) + list(instance.glob("backing-up-*"))


def test_a_backup_moves_from_one_kind_of_store_to_the_other(
    app: Flask, tmp_path: Path, sqlite_template: Path
) -> None:
    fill(app, datetime.now(UTC))
    before = everything(app)
    assert run(app, "backup", str(tmp_path / "one"))[0] == 0
    other = tmp_path / "other"
    other.mkdir()
    shutil.copyfile(sqlite_template, other / "store.sqlite")
    moved = make_app(f"sqlite:///{other / 'store.sqlite'}", other)
    assert run(moved, "restore", str(tmp_path / "one"), typed="y\n")[0] == 0
    assert everything(moved) == before
    with moved.app_context():
        db.session.remove()
        db.engine.dispose()


def damaged(raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield "cut", raw[:-7]
    yield "cut at a piece", raw[: len(raw) // 2]
    yield "changed", raw[:3000] + bytes([raw[3000] ^ 1]) + raw[3001:]
    yield "empty", b""
    yield "else", b"PK\x03\x04" + bytes(5000)
    yield "longer", raw + b"x"


def test_what_is_wrong_is_one_line_and_replaces_nothing(
    app_sqlite: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, file = app_sqlite, tmp_path / "one"
    fill(app, datetime.now(UTC))
    assert run(app, "backup", str(file))[0] == 0
    with app.app_context():
        register(request_for(somebody("Later")), datetime.now(UTC), KEYS)
    before, raw = everything(app), file.read_bytes()
    for name, wrong in damaged(raw):
        (tmp_path / "wrong").write_bytes(wrong)
        code, _said, line = run(app, "restore", str(tmp_path / "wrong"), "--yes")
        assert (code, line.count("\n")) == (1, 1), name
        assert line.startswith("Error: "), name
    newer = changed_revision(file, tmp_path, app, "9999")
    code, _said, line = run(app, "restore", str(newer), "--yes")
    assert (code, line.count("\n")) == (1, 1)
    assert "the backup has schema 9999" in line
    monkeypatch.setenv("MEETINGS_BACKUP_PASSPHRASE", "another")
    assert run(app, "restore", str(file), "--yes")[::2] == (
        1,
        "Error: the passphrase is not the one of this backup\n",
    )
    monkeypatch.delenv("MEETINGS_BACKUP_PASSPHRASE")
    for words in (("restore", str(file)), ("backup", str(tmp_path / "two"))):
        assert run(app, *words)[::2] == (1, "Error: MEETINGS_BACKUP_PASSPHRASE: expected a passphrase\n")
    assert everything(app) == before
    assert not list(tmp_path.glob("before-restore-*"))
    assert not list(tmp_path.glob("restoring-*"))


def changed_revision(file: Path, tmp_path: Path, app: Flask, revision: str) -> Path:
    """Make a backup that says it has another schema."""
    folder = tmp_path / "changed"
    folder.mkdir()
    shutil.copyfile(tmp_path / "store.sqlite", folder / "store.sqlite")
    with sqlite3.connect(folder / "store.sqlite") as store:
        store.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    store.close()
    other = make_app(f"sqlite:///{folder / 'store.sqlite'}", folder)
    assert run(other, "backup", str(tmp_path / "newer"))[0] == 0
    return tmp_path / "newer"


def test_an_older_schema_is_brought_to_this_one(app_sqlite: Flask, tmp_path: Path) -> None:
    from flask_migrate import downgrade

    app, file = app_sqlite, tmp_path / "old"
    fill(app, datetime.now(UTC))
    with app.app_context():
        downgrade(revision="0006")
        db.session.remove()
        db.engine.dispose()
    assert run(app, "backup", str(file))[0] == 0
    assert run(app, "migrate")[0] == 0
    migrated = everything(app)
    with app.app_context():
        register(request_for(somebody("Too late")), datetime.now(UTC), KEYS)
    code, _said, wrong = run(app, "restore", str(file), typed="y\n")
    assert (code, wrong) == (0, "")
    assert everything(app) == migrated


def test_a_store_that_cannot_be_read_is_put_aside_as_it_is(app_sqlite: Flask, tmp_path: Path) -> None:
    app, file = app_sqlite, tmp_path / "one"
    fill(app, datetime.now(UTC))
    before = everything(app)
    assert run(app, "backup", str(file))[0] == 0
    for end in ("-wal", "-shm"):
        (tmp_path / f"store.sqlite{end}").unlink(missing_ok=True)
    (tmp_path / "store.sqlite").write_bytes(b"not a store at all, " * 500)
    code, said, wrong = run(app, "restore", str(file), typed="y\n")
    assert (code, wrong) == (0, "")
    assert "could not be read" in said
    assert everything(app) == before
    (aside,) = tmp_path.glob("before-restore-*/store.sqlite")
    assert aside.read_bytes().startswith(b"not a store")


def test_nothing_that_was_due_earlier_is_sent_unless_somebody_says_so(app: Flask, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    slot_id = fill(app, now)
    with app.app_context():
        slot = db.session.get_one(Slot, slot_id)
        edit(
            slot_id, {"platform_address": "https://other.example.org/"}, slot.revision, now - DAY, "organizer"
        )
        tick_notices(app, now - DAY)
        for _name in range(2):
            register(request_for(somebody(f"Unplanned {_name}"), slot_id), now - DAY, KEYS)
    assert run(app, "backup", str(tmp_path / "one"))[0] == 0
    code, said, _wrong = run(app, "restore", str(tmp_path / "one"), "--yes")
    assert code == 0
    assert "Held back: 6 mails" in said
    with app.app_context():
        states = db.session.execute(select(Message.state, func.count()).group_by(Message.state)).all()
        assert [tuple(one) for one in states] == [("too_late", 4)]
        tick_notices(app, now)
        tick_outbox(app, now)
    assert not list((tmp_path / "mail").glob("*.eml"))

    code, said, _wrong = run(app, "restore", str(tmp_path / "one"), typed="y\n")
    assert (code, "Send them?" in said) == (0, True)
    with app.app_context():
        tick_notices(app, now)
        tick_outbox(app, now)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 6
    code, said, _wrong = run(app, "restore", str(tmp_path / "one"), typed="n\n")
    assert (code, "Held back: 6 mails" in said) == (0, True)


@pytest.mark.parametrize("mails_wait", [False, True])
def test_programs_of_others_hear_nothing_of_before(app: Flask, tmp_path: Path, mails_wait: bool) -> None:
    app.extensions["outside"] = replace(app.extensions["outside"], posts=POSTS)
    now, file = datetime.now(UTC), str(tmp_path / "one")
    with receiving() as receiver:
        with app.app_context():
            slot_id = make_slot(make_session(make_programme()), now + 9 * DAY).id
            make_webhook(receiver.url, "registration")
            register(request_for(somebody("Of before"), slot_id), now, KEYS)
            if not mails_wait:
                tick_notices(app, now)
                tick_outbox(app, now)
        assert run(app, "backup", file)[0] == 0
        code, said, _wrong = run(app, "restore", file, *([] if mails_wait else ["--yes"]), typed="y\n")
        assert (code, "Send them?" in said) == (0, mails_wait)
        with app.app_context():
            run_webhooks(app, now)
            assert receiver.taken == []
            later = register(request_for(somebody("Of later"), slot_id), now, KEYS)
            run_webhooks(app, now)
        assert [one.said["registration"]["id"] for one in receiver.taken] == [later.id]
    with app.app_context():
        tick_notices(app, now)
        tick_outbox(app, now)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2


def test_whose_mails_are_held_back_are_told_what_changes_later(app: Flask, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with app.app_context():
        slot_id = make_slot(make_session(make_programme(), reminders=["24h"]), now + 2 * DAY).id
        register(request_for(somebody("Of before"), slot_id), now - 3 * DAY, KEYS)
        ask("organizer@example.org", "forgotten", "en", now - DAY)
        invite("organizer@example.org", "organizer", now - DAY)
    assert run(app, "backup", str(tmp_path / "one"))[0] == 0
    code, said, _wrong = run(app, "restore", str(tmp_path / "one"), "--yes")
    assert (code, "Held back: 2 mails" in said) == (0, True)
    for ahead, mails in ((0 * DAY, 0), (DAY, 1), (3 * DAY, 1)):
        with app.app_context():
            tick_notices(app, now + ahead)
            tick_outbox(app, now + ahead)
            tick_staff_mails(app, now + ahead)
        assert len(list((tmp_path / "mail").glob("*.eml"))) == mails


def test_erased_then_yesterdays_restore_then_last_months_import(app: Flask, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    season = json.loads(SEASON.read_text("utf-8"))
    assert run(app, "import", str(SEASON))[0] == 0
    with app.app_context():
        session = db.session.scalars(select(Session).join(Panelist).limit(1)).one()
        panelist = db.session.scalars(
            select(Panelist).where(Panelist.session_id == session.id).limit(1)
        ).one()
        printed, archive_id = panelist.person.name, panelist.person_id
        programme = db.session.scalars(select(Programme)).one()
        coming = make_slot(make_session(programme, "coming", stream_id=None), now + 9 * DAY)
        wish = request_for(somebody("Ada Quicksilver", email="ada@example.org"), coming.id, session="coming")
        from dataclasses import replace

        registered = register(replace(wish, programme=programme.slug), now, KEYS)
    assert run(app, "backup", str(tmp_path / "yesterday"))[0] == 0
    log = app.extensions["outside"].erasures
    with app.app_context():
        before = counts(programme_slug=SEASON.stem)
        for person_id in (archive_id, registered.person_id):
            assert erase(person_id, now, "person", keys=KEYS, log=log)
        erased = counts(programme_slug=SEASON.stem)
    assert erased == before | {"registrations": before["registrations"] - 1}
    assert_gone(app, printed, "Ada Quicksilver", "ada@example.org")

    code, said, _wrong = run(app, "restore", str(tmp_path / "yesterday"), "--yes")
    assert (code, "Erased anew: 2" in said) == (0, True)
    assert_gone(app, printed, "Ada Quicksilver", "ada@example.org")
    for _time in range(2):
        assert run(app, "import", str(SEASON))[:2] == (
            0,
            f"{SEASON.stem}: 0 new, 0 changed, 0 refused\n",
        )
    assert_gone(app, printed, "Ada Quicksilver", "ada@example.org")
    season["sessions"][0]["title"] += " (corrected)"
    changed = tmp_path / SEASON.name
    changed.write_text(json.dumps(season), "utf-8")
    assert run(app, "import", str(changed))[1] == f"{SEASON.stem}: 0 new, 1 changed, 0 refused\n"
    assert_gone(app, printed, "Ada Quicksilver", "ada@example.org")
    with app.app_context():
        assert counts(programme_slug=SEASON.stem) == erased
        assert db.session.get_one(Person, archive_id).erased_at == now


def test_who_was_erased_stays_so_in_a_store_from_before_they_were_known(app: Flask, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    assert run(app, "backup", str(tmp_path / "empty"))[0] == 0
    assert run(app, "import", str(SEASON))[0] == 0
    with app.app_context():
        panelist = db.session.scalars(select(Panelist).limit(1)).one()
        printed, person_id = panelist.person.name, panelist.person_id
        before = counts(programme_slug=SEASON.stem)
        erase(person_id, now, "organizer", keys=KEYS, log=app.extensions["outside"].erasures)
    Path(app.config["INSTANCE"], "erasures.log").unlink()  # the store that is there knows it too
    assert run(app, "restore", str(tmp_path / "empty"), "--yes")[0] == 0
    assert len(app.extensions["outside"].erasures.lines()) == 1
    with app.app_context():
        assert db.session.scalars(select(Person)).all() == []
        assert {one.person_id for one in db.session.scalars(select(Erasure))} == {None}
    assert run(app, "import", str(SEASON))[0] == 0
    assert_gone(app, printed)
    with app.app_context():
        assert counts(programme_slug=SEASON.stem) == before
        nameless = select(func.count()).select_from(Person).where(Person.name == "")
        assert db.session.scalar(nameless) == 1


def counts(programme_slug: str) -> dict[str, Any]:
    counted = report(programme_slug, datetime.now(UTC))
    assert counted is not None
    return {name: count.value for name, count in counted.counts.items()}


def assert_gone(app: Flask, *words: str) -> None:
    with app.app_context():
        db.session.rollback()
        for table in Base.metadata.sorted_tables:
            rows = name_key(" ".join(repr(tuple(row)) for row in db.session.execute(select(table))))
            assert not [word for word in words if name_key(word) in rows], table.name


def test_the_key_of_the_links_comes_back_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from meetings.app import create_app

    monkeypatch.setenv("MEETINGS_SECRET_KEY", "")
    monkeypatch.delenv("MEETINGS_SECRET_KEY")
    made = []
    for name in ("first", "second"):
        made.append(create_app({"INSTANCE": tmp_path / name, "TESTING": True}))
        assert run(made[-1], "migrate")[0] == 0
    assert run(made[0], "backup", str(tmp_path / "one"))[0] == 0
    assert run(made[1], "restore", str(tmp_path / "one"), "--yes")[0] == 0
    keys = [(tmp_path / name / "secret_key").read_text("ascii") for name in ("first", "second")]
    assert keys[0] == keys[1] == made[0].config["SECRET_KEY"] != made[1].config["SECRET_KEY"]
    other = make_app(f"sqlite:///{tmp_path / 'second' / 'meetings.sqlite'}", tmp_path / "second")
    assert "its links are dead" in run(other, "restore", str(tmp_path / "one"), "--yes")[2]
    for app in (*made, other):
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_doctor_tells_the_age_of_the_last_backup(app_sqlite: Flask, tmp_path: Path) -> None:
    assert "no backup yet" in run(app_sqlite, "doctor")[1]
    assert run(app_sqlite, "backup", str(tmp_path / "one"))[0] == 0
    assert ", 0 days ago" in run(app_sqlite, "doctor")[1]
    old = {"at": (datetime.now(UTC) - 9 * DAY).isoformat()}
    (tmp_path / "backup.json").write_text(json.dumps(old), "utf-8")
    assert "WRONG last backup" in run(app_sqlite, "doctor")[1]


def test_a_store_without_schema_has_nothing_to_back_up(tmp_path: Path) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)
    assert run(app, "backup", str(tmp_path / "one"))[::2] == (
        1,
        "Error: the store has no schema; run `meetings migrate`\n",
    )
    assert run(app, "backup", "/proc/none/one")[0] == 1
    with app.app_context():
        db.engine.dispose()
