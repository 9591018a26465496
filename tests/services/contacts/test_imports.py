"""Lists of contacts on both stores: read, taken in, decided on and withdrawn; twice, and in another order."""

import random
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from meetings.domain.contacts.contacts_errors import NotThen, RoleTaken
from meetings.extensions import db
from meetings.formats.contacts.lists import layout_of, list_rows
from meetings.formats.contacts.lists_words import names_with
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.tables import csv_bytes
from meetings.models import (
    Apart,
    Contact,
    ContactImport,
    ContactImportRow,
    ContactInterest,
    ContactKey,
    ContactRole,
    Job,
    Mailbox,
    Person,
    PersonMailbox,
)
from meetings.queries.contacts.around import country_names
from meetings.queries.own_data import own_data
from meetings.services.contacts.contacts import end_contact
from meetings.services.contacts.deciding import decide
from meetings.services.contacts.imports import (
    FileGiven,
    commit_list,
    keep_list,
    read_list,
    withdraw_list,
    work,
)
from meetings.services.contacts.reading import Reading
from meetings.services.contacts.roles import end_role
from meetings.services.erasing import erase
from tests.contacts import make_contact
from tests.factories import KEYS, NOW, make_party

HEAD = ["Name", "E-mail", "Organization", "Country", "Role", "Interests"]
GOOD = [
    [
        "Amina Otieno",
        "amina@example.org",
        "Ministry of Environment",
        "Kenya",
        "National focal point",
        "science",
    ],
    [
        "Ministry of Environment",
        "office@example.org",
        "Ministry of Environment",
        "KE",
        "official channel",
        "",
    ],
    ["Luis Quispe", "shared@example.org", "Ministerio del Ambiente", "Peru", "", "trade"],
    ["Rosa Mamani", "shared@example.org", "Ministerio del Ambiente", "Peru", "expert", ""],
]
RUBBISH = [
    (["Bad Address", "nowhere", "X", "KE", "", ""], "bad_address"),
    (["Two People", "a@example.org, b@example.org", "X", "KE", "", ""], "two_addresses"),
    (["One Person; Other Person", "c@example.org", "X", "KE", "", ""], "two_people"),
    (["No Country", "d@example.org", "X", "", "focal point", ""], "role_without_country"),
    (["Far Away", "e@example.org", "X", "Atlantis", "", ""], "unknown_country"),
    (["Second Channel", "f@example.org", "X", "Kenya", "official channel", ""], "role_held"),
    (["", "g@example.org", "", "Kenya", "", ""], "no_name"),
]


class Log:
    def append(self, lines: Any) -> None:
        self.lines = lines


@pytest.fixture(autouse=True)
def _parties(database: SQLAlchemy) -> None:
    make_party("KE", "Kenya")
    make_party("PE", "Peru")


def reading() -> Reading:
    return Reading(names_with(country_names()), list_rows, KEYS)


def kept(rows: list[list[str]], *, is_workbook: bool = False) -> str:
    raw = xlsx_bytes("x", HEAD, rows) if is_workbook else csv_bytes(HEAD, rows)
    layout = layout_of(raw)
    given = FileGiven(raw, "list.csv", layout.head, layout.headings, layout.columns, len(rows))
    return keep_list(given, NOW, "user:1")


def preview(rows: list[list[str]], **options: bool) -> str:
    import_id = kept(rows, **options)
    columns = db.session.get_one(ContactImport, import_id).columns
    read_list(import_id, columns, reading(), NOW, actor="user:1")
    return import_id


def taken(rows: list[list[str]], **options: bool) -> str:
    import_id = preview(rows, **options)
    commit_list(import_id, reading(), NOW, "user:1")
    return import_id


def states(import_id: str) -> dict[str, int]:
    question = (
        select(ContactImportRow.state, func.count())
        .where(ContactImportRow.import_id == import_id)
        .group_by(ContactImportRow.state)
    )
    return {row[0]: row[1] for row in db.session.execute(question)}


def reasons(import_id: str) -> list[str]:
    question = select(ContactImportRow.reason).where(ContactImportRow.import_id == import_id)
    return list(db.session.scalars(question.order_by(ContactImportRow.number)))


def counted() -> dict[str, int]:
    tables = (Person, Mailbox, PersonMailbox, Contact, ContactRole, ContactInterest, ContactKey)
    return {
        one.__tablename__: db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables
    }


@pytest.mark.parametrize("is_workbook", [False, True])
def test_list_is_taken_in_and_read_again_changes_nothing(database: SQLAlchemy, is_workbook: bool) -> None:
    assert states(taken(GOOD, is_workbook=is_workbook)) == {"new": 4}
    before = counted()
    assert (before["contacts"], before["contact_roles"], before["mailboxes"]) == (4, 3, 3)
    turned = [*reversed(GOOD)]
    assert states(taken(turned, is_workbook=is_workbook)) == {"same": 4}
    assert counted() == before


def test_each_rubbish_is_refused_by_its_line(database: SQLAlchemy) -> None:
    import_id = preview([*GOOD, *(row for row, _reason in RUBBISH)])
    assert states(import_id) == {"new": 4, "refused": 7}
    assert reasons(import_id)[4:] == [reason for _row, reason in RUBBISH]
    assert counted()["contacts"] == 0
    raw = db.session.get_one(ContactImport, import_id).raw
    assert b"Atlantis" in raw


def test_imported_twice_in_another_order_with_changed_spellings(database: SQLAlchemy) -> None:
    """Nothing is doubled, nothing is lost, and what is in doubt waits for a person."""
    first = taken(GOOD)
    before = counted()
    changed = [
        ["Rosa Mamani", "shared@example.org", "Ministerio del Ambiente", "Perú", "expert", ""],
        ["Amina Otiemo", "amina@example.org", "Ministry of Environment", "Kenya", "focal point", "science"],
        ["LUIS  QUISPE", "Shared@Example.org", "Ministerio del Ambiente", "PE", "", "trade"],
        ["Ministry of Environment", "office2@example.org", "Ministry of Environment", "KE", "", ""],
        ["Ana Flores", "shared@example.org", "Ministerio del Ambiente", "Peru", "", ""],
    ]
    make_names("PE", "Perú")
    random.Random(3).shuffle(changed)
    second = taken(changed)
    assert states(second) == {"same": 2, "doubt": 2, "new": 1}
    assert sorted(one for one in reasons(second) if one) == ["near_at_mailbox", "near_elsewhere"]
    assert counted()["contacts"] == before["contacts"] + 1
    doubts = db.session.scalars(
        select(ContactImportRow).where(ContactImportRow.state == "doubt").order_by(ContactImportRow.reason)
    ).all()
    numbers = {one.reason: one.number for one in doubts}
    decide(second, numbers["near_at_mailbox"], "same", reading(), now=NOW, actor="user:1")
    decide(second, numbers["near_elsewhere"], "other", reading(), now=NOW, actor="user:1")
    assert counted()["contacts"] == before["contacts"] + 2
    assert db.session.scalar(select(func.count()).select_from(Apart)) == 1
    with pytest.raises(NotThen):
        decide(second, numbers["near_elsewhere"], "out", reading(), now=NOW, actor="user:1")
    third = taken([*reversed(changed)])
    assert states(third) == {"same": 5}
    withdraw_list(third, reading(), NOW, "user:1")
    withdraw_list(second, reading(), NOW, "user:1")
    assert counted() == before
    withdraw_list(first, reading(), NOW, "user:1")
    assert set(counted().values()) == {0}


def make_names(code: str, name: str) -> None:
    from meetings.models import Party

    row = db.session.get_one(Party, code)
    row.names = {**row.names, "es": name}
    db.session.commit()


def test_spellings_near_within_one_list_are_in_doubt(database: SQLAlchemy) -> None:
    rows = [GOOD[0], ["Amina Otiemo", *GOOD[0][1:]]]
    assert states(preview(rows)) == {"new": 1, "doubt": 1}
    import_id = taken(rows)
    row = db.session.scalars(
        select(ContactImportRow).where(
            ContactImportRow.import_id == import_id, ContactImportRow.state == "doubt"
        )
    ).one()
    assert row.person_id == db.session.scalars(select(Person.id)).one()


def test_two_names_in_one_cell_wait_for_a_person(database: SQLAlchemy) -> None:
    import_id = taken([["Ada Example and Ben Example", "x@example.org", "X", "KE", "", ""]])
    assert reasons(import_id) == ["maybe_two"]
    decide(import_id, 2, "out", reading(), now=NOW, actor="user:1")
    assert states(taken([["Ada Example and Ben Example", "x@example.org", "X", "KE", "", ""]])) == {
        "refused": 1
    }
    assert counted()["contacts"] == 0


def test_changed_values_are_taken_back_unless_somebody_changed_them_since(database: SQLAlchemy) -> None:
    make_contact("Amina Otieno", email="amina@example.org", country="PE", organization="Old", position="Old")
    import_id = taken([GOOD[0]])
    person = db.session.scalars(select(Person)).one()
    assert (person.country, person.organization) == ("KE", "Ministry of Environment")
    person.organization = "By hand"
    db.session.commit()
    withdraw_list(import_id, reading(), NOW, "user:1")
    db.session.expire_all()
    assert (person.country, person.organization) == ("PE", "By hand")
    assert db.session.get_one(Contact, person.id).roles == []


def test_who_holds_something_else_stays(database: SQLAlchemy) -> None:
    import_id = taken(GOOD)
    person = db.session.scalars(select(Person).where(Person.name == "Luis Quispe")).one()
    db.session.add(
        ContactRole(person_id=person.id, kind="press", source="typed", noted_at=NOW, noted_by="user:1")
    )
    db.session.commit()
    withdraw_list(import_id, reading(), NOW, "user:1")
    assert [one.name for one in db.session.scalars(select(Person))] == ["Luis Quispe"]
    row = db.session.scalars(select(ContactImportRow).where(ContactImportRow.person_id == person.id)).one()
    assert row.did["kept"] is True


def test_decision_that_gives_a_role_twice_is_refused(database: SQLAlchemy) -> None:
    taken(GOOD)
    rows = [
        [
            "Ministry of Environment",
            "other@example.org",
            "Ministry of Environment",
            "KE",
            "official channel",
            "",
        ]
    ]
    import_id = taken(rows)
    assert reasons(import_id) == ["near_elsewhere"]
    with pytest.raises(RoleTaken):
        decide(import_id, 2, "other", reading(), now=NOW, actor="user:1")
    decide(import_id, 2, "same", reading(), now=NOW, actor="user:1")
    assert counted()["contacts"] == 4


def test_columns_may_be_chosen_anew_until_it_is_taken_in(database: SQLAlchemy) -> None:
    import_id = preview(GOOD)
    read_list(import_id, {"name": 0, "email": 1}, reading(), NOW, actor="user:1")
    assert states(import_id) == {"new": 4}
    commit_list(import_id, reading(), NOW, "user:1")
    assert counted()["contact_roles"] == 0
    with pytest.raises(NotThen):
        commit_list(import_id, reading(), NOW, "user:1")


def test_long_list_waits_for_a_worker_and_goes_on_where_another_fell_silent(
    database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        [f"Person Number{one}", f"p{one}@example.org", f"Office {one}", "KE", "", ""] for one in range(1_200)
    ]
    import_id = preview(rows)
    job = db.session.scalars(select(Job)).one()
    assert (job.kind, job.total, states(import_id)) == ("contacts", 1_200, {})
    assert next(work(import_id, 0, reading(), lambda: NOW)) == 500
    assert list(work(import_id, 500, reading(), lambda: NOW)) == [1_000, 1_200]
    commit_list(import_id, reading(), NOW, "user:1")
    assert next(work(import_id, 0, reading(), lambda: NOW)) == 500
    assert list(work(import_id, 500, reading(), lambda: NOW)) == [1_000, 1_200]
    assert counted()["contacts"] == 1_200
    assert db.session.get_one(ContactImport, import_id).state == "committed"


def test_who_was_erased_does_not_come_back(database: SQLAlchemy) -> None:
    import_id = taken(GOOD)
    person = db.session.scalars(select(Person).where(Person.name == "Amina Otieno")).one()
    assert own_data(person.id)["contact_imports"][0]["row"]["name"] == "Amina Otieno"
    erase(person.id, NOW, "user:1", keys=KEYS, log=Log())
    db.session.expire_all()
    assert b"Amina" not in db.session.get_one(ContactImport, import_id).raw
    assert b"Rosa Mamani" in db.session.get_one(ContactImport, import_id).raw
    said = str([(one.cells, one.about, one.did) for one in db.session.scalars(select(ContactImportRow))])
    assert "amina" not in said.casefold()
    again = taken(GOOD)
    assert states(again) == {"refused": 1, "same": 3}
    assert reasons(again)[0] == "erased"


def test_who_is_erased_after_the_preview_is_left_out_and_the_list_goes_on(database: SQLAlchemy) -> None:
    taken([GOOD[0]])
    import_id = preview([[*GOOD[0][:4], "expert", ""], GOOD[2]])
    person = db.session.scalars(select(Person)).one()
    erase(person.id, NOW, "user:1", keys=KEYS, log=Log())
    held = db.session.get_one(ContactImport, import_id)
    held.state = "committing"  # as of somebody whose machine fell silent
    db.session.commit()
    commit_list(import_id, reading(), NOW, "user:1")
    assert states(import_id) == {"refused": 1, "new": 1}
    assert db.session.get_one(ContactImport, import_id).state == "committed"


def test_row_in_doubt_of_somebody_erased_can_be_left_out(database: SQLAlchemy) -> None:
    taken([GOOD[0]])
    import_id = taken([["Amina Otiemo", *GOOD[0][1:]]])
    person = db.session.scalars(select(Person)).one()
    erase(person.id, NOW, "user:1", keys=KEYS, log=Log())
    with pytest.raises(NotThen):
        decide(import_id, 2, "other", reading(), now=NOW, actor="user:1")
    decide(import_id, 2, "out", reading(), now=NOW, actor="user:1")
    assert reasons(import_id) == ["left_out"]


def test_who_is_erased_is_in_no_refused_row_and_no_list_that_is_not_read(database: SQLAlchemy) -> None:
    taken([GOOD[0]])
    refused = preview(
        [
            ["Amina Otieno", "Amina@example.org", "X", "Atlantis", "", ""],
            ["Otieno, Amina", "other@example.org; amina@example.org", "X", "KE", "", ""],
            ["Rosa Mamani", "amina@example.org", "X", "Atlantis", "", ""],
        ]
    )
    assert states(refused) == {"refused": 3}
    waiting = kept([GOOD[0], GOOD[3]])
    person = db.session.scalars(select(Person)).one()
    erase(person.id, NOW, "user:1", keys=KEYS, log=Log())
    db.session.expire_all()
    rows = db.session.scalars(select(ContactImportRow).where(ContactImportRow.import_id == refused))
    assert [one.cells.get("name", "") for one in rows.all()] == ["", "", "Rosa Mamani"]
    for import_id in (refused, waiting):
        raw = db.session.get_one(ContactImport, import_id).raw
        assert b"amina" not in raw.lower()
        assert b"Rosa Mamani" in raw


def test_what_another_list_says_too_stays_when_one_is_withdrawn(database: SQLAlchemy) -> None:
    first = taken([GOOD[0], GOOD[2]])
    second = taken([[*GOOD[0][:5], ""]])
    assert states(second) == {"same": 1}
    withdraw_list(first, reading(), NOW, "user:1")
    person = db.session.scalars(select(Person)).one()
    contact = db.session.get_one(Contact, person.id)
    assert person.name == "Amina Otieno"
    assert ([one.kind for one in contact.roles], contact.interests) == (["focal_point"], [])
    assert counted()["contact_keys"] > 0


def test_what_was_done_by_hand_since_stays_when_a_list_is_withdrawn(database: SQLAlchemy) -> None:
    import_id = taken([*GOOD, ["Ana Flores", "ana@example.org", "X", "Peru", "expert", ""]])
    people = {one.name: one for one in db.session.scalars(select(Person))}
    amina, ana = people["Amina Otieno"], people["Ana Flores"]
    role = db.session.scalars(select(ContactRole).where(ContactRole.person_id == amina.id)).one()
    end_role(amina.public_id, role.id, NOW.date(), NOW, actor="user:1")
    end_contact(ana.public_id, NOW, "user:1")
    withdraw_list(import_id, reading(), NOW, "user:1")
    assert {one.name for one in db.session.scalars(select(Person))} == {"Amina Otieno", "Ana Flores"}
    assert [one.ends_on for one in db.session.scalars(select(ContactRole))] == [NOW.date()]
    assert counted()["contacts"] == 2


def test_row_about_a_contact_that_ended_waits_for_a_person(database: SQLAlchemy) -> None:
    contact = make_contact("Amina Otieno", "focal_point", email="amina@example.org", country="KE")
    person = db.session.get_one(Person, contact.person_id)
    end_contact(person.public_id, NOW, "user:1")
    import_id = taken([GOOD[0]])
    assert (states(import_id), reasons(import_id)) == ({"doubt": 1}, ["contact_ended"])
    decide(import_id, 2, "same", reading(), now=NOW, actor="user:2")
    assert db.session.get_one(Contact, person.id).ended_at is None
    assert states(taken([GOOD[0]])) == {"same": 1}


def test_contact_taken_back_by_a_list_ends_again_with_it(database: SQLAlchemy) -> None:
    contact = make_contact("Amina Otieno", email="amina@example.org", country="KE")
    person = db.session.get_one(Person, contact.person_id)
    end_contact(person.public_id, NOW, "user:1")
    import_id = taken([GOOD[0]])
    decide(import_id, 2, "same", reading(), now=NOW, actor="user:2")
    withdraw_list(import_id, reading(), NOW, "user:1")
    db.session.expire_all()
    row = db.session.get_one(Contact, person.id)
    assert (row.ended_at, row.roles, row.interests) == (NOW, [], [])
