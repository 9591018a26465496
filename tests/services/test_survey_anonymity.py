"""Trying to join answers to people, as somebody would who has the store, two copies of it, or all its logs.

Ten came, six answered; on both stores: by the order of keys, by rowid, by the transaction and the place a row was
written by, by the day, by the journal and the logs, and by the difference of copies taken after every answer.
"""

import logging
import re
import sqlite3
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy
from click.testing import CliRunner
from cryptography.exceptions import InvalidTag
from flask import Flask
from sqlalchemy import inspect, select

from meetings.adapters.key_shelf import FolderShelf
from meetings.cli import main
from meetings.cli.archive import unpack
from meetings.extensions import db
from meetings.models import Answer, AnswerText, Asked, Ballot, Base, Box, Sealed, Session, Survey
from meetings.queries.survey_results import results, taken_along
from meetings.queries.surveys import survey
from meetings.services import backups
from meetings.services.survey_answers import answer
from meetings.services.survey_boxes import new_keys, seal, unseal
from tests.conftest import SECRET
from tests.factories import NOW
from tests.gates.test_access import every_row
from tests.surveys import DAY, HOUR, answer_all, came, close, given, held_session, make_survey, run, text_of

pytestmark = pytest.mark.usefixtures("database")
OURS = (Asked, Ballot, Sealed, Answer, AnswerText)


@pytest.fixture
def shelf(app: Flask) -> FolderShelf:
    """Give the shelf on which keys are kept, which is not of the store."""
    return FolderShelf(Path(app.config["INSTANCE"]) / "survey-keys")


@pytest.fixture
def asked(shelf: FolderShelf) -> tuple[str, list[int]]:
    """Give an open survey, and the ten who came, in the order in which six of them will answer."""
    session = held_session()
    people = came(session, 10)
    survey_id = make_survey(session)
    run(NOW, shelf)
    Random(5).shuffle(people)
    return survey_id, people


def copy(folder: Path, number: int) -> Path:
    """Copy the store as a backup does."""
    to = folder / f"copy{number}.sqlite"
    if backups.is_sqlite():
        backups.copy_sqlite(to)
    else:
        template = folder / "template.sqlite"
        if not template.exists():
            engine = sqlalchemy.create_engine(f"sqlite:///{template}")
            Base.metadata.create_all(engine)
            engine.dispose()
        to.write_bytes(template.read_bytes())
        backups.copy_rows(to, lambda _table, _rows: None)
    return to


def rows_of(file: Path, question: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(file) as connection:
        found = connection.execute(question).fetchall()
    connection.close()
    return found


@pytest.fixture
def copies(
    asked: tuple[str, list[int]], shelf: FolderShelf, tmp_path: Path
) -> tuple[list[Path], list[bytes]]:
    """Let six answer, and copy the store before, after each and after counting; give also the keys there were."""
    survey_id, people = asked
    made = [copy(tmp_path, 0)]
    for at, person_id in enumerate(people[:6]):
        answer(survey_id, person_id, given(at), NOW + at * HOUR)
        run(NOW + at * HOUR, shelf)
        made.append(copy(tmp_path, at + 1))
    keys = [key for name in shelf.names() if (key := shelf.get(name))]
    close(survey_id, NOW + DAY)
    run(NOW + DAY, shelf)
    made.append(copy(tmp_path, 7))
    return made, keys


def test_copies_tell_that_somebody_answered_and_not_what(
    copies: tuple[list[Path], list[bytes]], asked: tuple[str, list[int]], shelf: FolderShelf
) -> None:
    """Copying takes seconds, so everything that copies may tell is tried on the same ones."""
    files, keys = copies
    the_difference_of_two_gives_a_ballot_and_no_answer(files, asked[1])
    what_waits_is_of_one_length_and_new_as_a_whole_each_time(files)
    no_copy_with_the_secret_opens_what_waited(files, keys)
    assert shelf.names() == set()


def the_difference_of_two_gives_a_ballot_and_no_answer(files: list[Path], order: list[int]) -> None:
    for at, file in enumerate(files[:-1]):
        people = {row[0] for row in rows_of(file, "SELECT person_id FROM ballots")}
        assert people == set(order[:at])  # the ballot can be seen
        assert rows_of(file, "SELECT key FROM answers UNION ALL SELECT key FROM answer_texts") == []
        assert b"Quuxmarker" not in file.read_bytes()
    counted = rows_of(files[-1], "SELECT text FROM answer_texts")
    assert sorted(row[0] for row in counted) == [text_of(at) for at in range(6)]  # six at once, in no order


def what_waits_is_of_one_length_and_new_as_a_whole_each_time(files: list[Path]) -> None:
    waiting = [rows_of(file, "SELECT key, sealed FROM survey_sealed") for file in files]
    assert [len(each) for each in waiting] == [0, 1, 2, 3, 4, 5, 6, 0]
    assert len({len(sealed) for each in waiting for _key, sealed in each}) == 1
    names = [{key for key, _sealed in each} for each in waiting]
    assert not any(names[at] & names[at + 1] for at in range(7))


def no_copy_with_the_secret_opens_what_waited(files: list[Path], keys: list[bytes]) -> None:
    sealed = rows_of(files[5], "SELECT sealed FROM survey_sealed")[0][0]
    public = rows_of(files[5], "SELECT public_key FROM survey_boxes")[0][0]
    for key in (SECRET.encode().ljust(32)[:32], public):
        with pytest.raises(InvalidTag):
            unseal(key, sealed)
    assert b"Quuxmarker" in unseal(keys[0], sealed)  # the key that was destroyed would have
    assert not any(key in file.read_bytes() for key in keys for file in files)


def test_backup_of_the_house_takes_no_key_along(
    app: Flask,
    asked: tuple[str, list[int]],
    shelf: FolderShelf,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer_all(asked[0], asked[1][:3])
    (key,) = [key for name in shelf.names() if (key := shelf.get(name))]
    monkeypatch.setenv("MEETINGS_BACKUP_PASSPHRASE", "correct horse")
    db.session.remove()
    done = CliRunner().invoke(main, ["backup", str(tmp_path / "backup")], obj=lambda: app)
    assert done.exit_code == 0
    folder = tmp_path / "unpacked"
    folder.mkdir()
    unpack(tmp_path / "backup", "correct horse", folder)
    kept = [file for file in folder.rglob("*") if file.is_file()]
    assert len(kept) > 2
    assert not [file for file in kept if key in file.read_bytes() or b"Quuxmarker" in file.read_bytes()]


def test_no_row_says_when_or_in_which_order() -> None:
    for table in OURS:
        columns = inspect(table).columns
        assert not [
            one.name for one in columns if isinstance(one.type, sqlalchemy.DateTime | sqlalchemy.Date)
        ]
        assert not [one.name for one in columns if one.name.endswith(("_at", "_on", "number", "position"))]
        assert table.__table__.autoincrement_column is None
        if backups.is_sqlite():
            with pytest.raises(sqlalchemy.exc.OperationalError, match="rowid"):
                db.session.execute(sqlalchemy.text(f"SELECT rowid FROM {table.__tablename__}"))
            db.session.rollback()


def test_answering_changes_the_ballots_and_what_waits_and_nothing_else(
    app: Flask, asked: tuple[str, list[int]], caplog: pytest.LogCaptureFixture
) -> None:
    survey_id, people = asked
    before = every_row(app)
    with caplog.at_level(logging.DEBUG):
        answer(survey_id, people[0], given(0), NOW + HOUR)
    after = every_row(app)
    assert {name for name in after if after[name] != before[name]} == {"ballots", "survey_sealed"}
    assert not re.search("Quux|q-useful", caplog.text)


def written_by(table: str) -> list[tuple[Any, ...]]:
    """Give the transaction and the place of each row of a table, as PostgreSQL keeps them."""
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(sqlalchemy.text(f"SELECT xmin, ctid FROM {table}"))]


def test_one_transaction_wrote_all_that_waits_and_one_all_that_is_counted(
    app: Flask, asked: tuple[str, list[int]], shelf: FolderShelf
) -> None:
    if backups.is_sqlite():
        pytest.skip("SQLite keeps no transaction with a row")
    survey_id, people = asked
    answer_all(survey_id, people[:9])
    assert len({xmin for xmin, _ctid in written_by("survey_sealed")}) == 1
    assert len(written_by("survey_sealed")) == 9
    answer(survey_id, people[9], given(9), NOW)
    run(NOW, shelf)
    for name in ("ballots", "answers", "answer_texts", "survey_sealed"):
        assert len({xmin for xmin, _ctid in written_by(name)}) == 1, name
    assert (len(written_by("ballots")), len(written_by("answers"))) == (10, 5)


def test_no_order_tells_more_than_chance(shelf: FolderShelf) -> None:
    """Guess twenty times over six people whose answer is whose; one of six would be right by chance, each time."""
    session = held_session()
    people = came(session, 6)
    session_id, rounds, hits = (
        session.id,
        30,
        dict.fromkeys(("as stored", "by key", "by texts", "taken along"), 0),
    )
    for number in range(rounds):
        survey_id = make_survey(session, session_id=None if number else session_id, crowds=["came"])
        run(NOW, shelf)
        order = list(people)
        Random(number).shuffle(order)
        for person_id in order:
            step = str(people.index(person_id) % 5 + 1)
            said = {"q-useful": ["yes"], "q-pace": [step], "q-why": [str(person_id)]}
            answer(survey_id, person_id, said, NOW)
        close(survey_id, NOW)
        run(NOW, shelf)
        row = survey("season", survey_id)
        texts = db.session.scalars(select(AnswerText.text).where(AnswerText.survey_id == survey_id)).all()
        shown = [one.text for one in results(row)[0].texts]
        hits["as stored"] += same(order, [int(one) for one in texts])
        hits["by texts"] += same(sorted(people), [int(one) for one in shown])
        stored = db.session.scalars(select(Ballot.person_id).where(Ballot.survey_id == survey_id)).all()
        hits["by key"] += same(list(stored), [int(one) for one in texts])
        steps = [values["pace"] for _crowd, values in taken_along(row)[0]]
        hits["taken along"] += same([people.index(one) % 5 + 1 for one in order], steps)
    hits["taken along"] -= rounds // 3  # two of the six say the same
    most = (
        rounds + 5 * rounds**0.5
    )  # one hit a round by chance, and as much more as chance gives once in a million
    assert {name: number for name, number in hits.items() if number > most} == {}


def same(first: list[int], second: list[int]) -> int:
    return sum(one == other for one, other in zip(first, second, strict=True))


def test_results_change_by_five_or_not_at_all(asked: tuple[str, list[int]], shelf: FolderShelf) -> None:
    survey_id, _people = asked
    more = came_more(survey_id, 30)
    run(NOW, shelf)
    seen, pages = [0], []
    for at, person_id in enumerate(more):
        answer(survey_id, person_id, given(at), NOW)
        run(NOW, shelf)
        (found,) = results(survey("season", survey_id))
        seen.append(found.counted or 0)
        pages.append(found.tallies)
    steps = [later - earlier for earlier, later in pairwise(seen)]
    assert set(steps) == {0, 5}
    assert len({str(one) for one in pages}) == len(set(seen))


def came_more(survey_id: str, number: int) -> list[int]:
    """Let more people come to the session of a survey."""
    session_id = db.session.get_one(Survey, survey_id).session_id
    return came(db.session.get_one(Session, session_id), number, first=500)


def test_a_killed_worker_loses_no_answer(
    asked: tuple[str, list[int]], shelf: FolderShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey_id, people = asked
    answer_all(survey_id, people)
    dropped: list[str] = []
    monkeypatch.setattr(FolderShelf, "drop", lambda _self, name: dropped.append(name))
    run(NOW, shelf)  # the key of the box that was opened stays, as if the worker had been killed
    monkeypatch.undo()
    assert set(dropped) <= shelf.names()
    run(NOW, shelf)
    boxes = set(db.session.scalars(select(Box.id)))
    assert shelf.names() == boxes
    close(survey_id, NOW + DAY)
    run(NOW + DAY, shelf)
    assert results(survey("season", survey_id))[0].counted == 10


def test_keys_are_of_their_owner_alone(shelf: FolderShelf, asked: tuple[str, list[int]]) -> None:
    (name,) = shelf.names()
    assert (shelf.folder.stat().st_mode & 0o777, (shelf.folder / name).stat().st_mode & 0o777) == (
        0o700,
        0o600,
    )
    with pytest.raises(ValueError, match="no name"):
        shelf.get("../secret_key")
    assert asked[0]


def test_sealing_opens_with_its_key_alone() -> None:
    private, public = new_keys()
    other, _public = new_keys()
    sealed = seal(public, b"words")
    assert unseal(private, sealed) == b"words"
    assert seal(public, b"words") != sealed
    for key, given_bytes in ((other, sealed), (private, sealed[:-1] + bytes([sealed[-1] ^ 1]))):
        with pytest.raises(InvalidTag):
            unseal(key, given_bytes)
