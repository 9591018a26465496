"""The journal: what it says of people is sealed by a key that erasing destroys, also through a restore; both stores."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from meetings.adapters.erasure_log import FileErasureLog
from meetings.domain.journal import ERASED
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.extensions import db, transaction
from meetings.models import Audit, Erasure, Person, PersonKey
from meetings.queries.journal import SIZE, Wanted, acts, every_act, journal_within, opened, whole_journal
from meetings.services.audit import note
from meetings.services.correcting import Correction, correct
from meetings.services.erasing import erase, replay
from meetings.services.merging import merge
from meetings.services.programmes import change_session, create_session, delete_session
from tests.factories import KEYS, NOW, make_programme, make_session, make_slot, make_topic, register_somebody

RIGHT = Correction(
    "Ada Right", organization="Bureau", language="fr", addresses={"ada@exampel.org": "ada@example.org"}
)


@pytest.fixture
def ada(database: Any) -> int:
    _topic, (slot, _second) = make_topic()
    return register_somebody(slot, name="Ada Wrong", email="ada@exampel.org").person_id


def noted(act: str) -> Any:
    row = db.session.scalars(select(Audit).where(Audit.act == act)).one()
    return row, opened([row])[0]


def test_corrections_are_told_in_full_and_lie_sealed(ada: int) -> None:
    correct(ada, RIGHT, 1, NOW, "user:1")
    row, read = noted("person.correct")
    assert (read.before["name"], read.after["name"]) == ("Ada Wrong", "Ada Right")
    assert (read.before["email"], read.after["email"]) == (["ada@exampel.org"], ["ada@example.org"])
    assert read.before["organization"] is None
    assert "Ada" not in f"{row.before}{row.after}"
    assert "exampel" not in f"{row.before}{row.after}"
    assert db.session.query(PersonKey).count() == 1


def test_erasing_leaves_the_act_and_no_key_even_through_a_restore(ada: int, tmp_path: Any) -> None:
    correct(ada, RIGHT, 1, NOW, "user:1")
    person = db.session.get_one(Person, ada)
    before = {
        name: getattr(person, name) for name in ("public_id", "name", "name_key", "language", "erased_at")
    }
    key = db.session.get_one(PersonKey, ada).key
    log = FileErasureLog(tmp_path / "erasures.log")
    erase(ada, NOW, "test", keys=KEYS, log=log)
    gone = noted("person.correct")[1]
    assert (gone.before["name"], gone.after["name"], gone.after["email"]) == (ERASED, ERASED, ERASED)
    assert gone.after["fields"] == ["name", "organization", "language", "zone", "email"]
    with transaction():  # an older copy of the store, with the key in it
        db.session.execute(delete(Erasure))
        db.session.execute(update(Person).where(Person.id == ada).values(**before))
        db.session.add(PersonKey(person_id=ada, key=key))
    assert noted("person.correct")[1].after["name"] == "Ada Right"
    assert replay(log.lines(), KEYS) == 1
    assert noted("person.correct")[1] == gone
    assert db.session.query(PersonKey).count() == 0


def test_whoever_is_merged_keeps_a_key_of_their_own_and_is_erased_with_the_other(
    ada: int, tmp_path: Any
) -> None:
    other = Person(name="Ada Twin", name_key="ada twin", created_at=NOW, updated_at=NOW)
    db.session.add(other)
    db.session.commit()
    other_id = other.id
    for person_id, name in ((ada, "Ada Wrong"), (other_id, "Ada Twin")):
        with transaction():
            note(
                NOW,
                "user:1",
                f"person.{person_id}",
                f"person:{person_id}",
                after={"name": name},
                person_id=person_id,
            )
    merge(ada, other_id, NOW, "user:1")
    assert {row.person_id for row in db.session.query(PersonKey)} == {ada, other_id}
    assert noted(f"person.{other_id}")[1].after == {"name": "Ada Twin"}
    erase(ada, NOW, "test", keys=KEYS, log=FileErasureLog(tmp_path / "erasures.log"))
    assert noted(f"person.{other_id}")[1].after == {"name": ERASED}
    assert db.session.query(PersonKey).count() == 0


@pytest.mark.usefixtures("database")
def test_only_what_is_personal_is_sealed_and_nothing_needs_no_key() -> None:
    person = Person(name="A", name_key="a", created_at=NOW, updated_at=NOW)
    db.session.add(person)
    db.session.commit()
    person_id = person.id
    with transaction():
        note(NOW, "user:1", "one", "person:1", after={"sessions": 3, "zone": None}, person_id=person_id)
        note(NOW, "user:1", "two", "session:a/b", after={"language": "fr", "name": "open"})
    assert noted("one")[0].after == {"sessions": 3, "zone": None}
    assert noted("two")[0].after == {"language": "fr", "name": "open"}
    assert db.session.query(PersonKey).count() == 0


@pytest.mark.usefixtures("database")
def test_journal_is_read_within_reach() -> None:
    for slug in ("season", "season-2"):
        programme = make_programme(slug)
        for name, stream, partners in (
            ("in", "science", []),
            ("out", None, ["GMP"]),
            ("gone", "science", ["GMP"]),
        ):
            values = {"slug": name, "title": {"en": name}, "partners": partners}
            create_session(slug, values | ({"stream": stream} if stream else {}), NOW, "user:1")
        delete_session(slug, "gone", 1, NOW, "user:1")
        change_session(slug, "out", {"position": 3}, 1, NOW + timedelta(hours=1), "user:2")
        slot = make_slot(make_session(programme, "topic", state="draft", stream_id=None))
        with transaction():
            note(NOW, "user:2", "slot.edit", f"slot:{slot.id}")
    with transaction():
        note(NOW, "user:1", "person.code", "person:1")
        note(NOW, "user:1", "user.invite", "user:1")
        note(NOW, "user:1", "phrases", "phrases:moved:fr")

    def read(where: Reach, **wanted: Any) -> list[str]:
        found = acts(journal_within(where), Wanted(**wanted), 1).acts
        assert [one.id for one in found] == [
            one.id for one in every_act(journal_within(where), Wanted(**wanted))
        ]
        return [f"{one.act} {one.subject.rpartition('/')[2]}" for one in reversed(found)]

    stream = Reach(streams=frozenset((("season", "science"),)))
    assert read(stream) == ["session.create in"]
    assert read(Reach(partners=frozenset((("season", "", "GMP"),)))) == [
        "session.create out",
        "session.change out",
    ]
    assert read(Reach()) == []
    season = [line.split(" ")[0] for line in read(Reach(programmes=frozenset(("season",))))]
    assert season == [*["session.create"] * 3, "session.delete", "session.change", "slot.edit"]
    everywhere = acts(journal_within(EVERYWHERE), Wanted(), 1).acts
    assert {one.act for one in everywhere} & {"person.code", "user.invite"} == set()
    assert len(everywhere) == 13
    assert len(acts(whole_journal(), Wanted(), 1).acts) == 15
    assert read(Reach(programmes=frozenset(("season",))), actor="user:2", act="session") == [
        "session.change out"
    ]
    late = {"since": NOW + timedelta(minutes=1), "until": NOW + timedelta(hours=1)}
    assert read(EVERYWHERE, **late) == []
    assert len(read(EVERYWHERE, **late | {"until": NOW + timedelta(hours=1, seconds=1)})) == 2


@pytest.mark.usefixtures("database")
def test_long_journal_comes_in_pages() -> None:
    with transaction():
        for number in range(SIZE + 1):
            note(NOW, "user:1", "act", f"thing:{number}")
    pages = [acts(whole_journal(), Wanted(), page) for page in (1, 2)]
    assert [(len(one.acts), one.has_older) for one in pages] == [(SIZE, True), (1, False)]
    assert len(list(every_act(whole_journal(), Wanted()))) == SIZE + 1
