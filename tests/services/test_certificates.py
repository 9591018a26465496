"""Certificates on both stores: once each, true to their rule, revoked, made anew, and nameless after erasing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.certificate_errors import CertificateRevoked, CorrectedBefore, NotEarned
from meetings.domain.certificates import Kind, Standing
from meetings.domain.errors import Missing, NotANumber, NotFound, SameName, Stale
from meetings.domain.permissions import EVERYWHERE
from meetings.extensions import db
from meetings.models import Audit, Certificate, CertificateRule, Import, LiveHour, Person, Programme, Slot
from meetings.queries import certificates as queries
from meetings.queries.certificate_grounds import sessions_in
from meetings.queries.certificates import Asked
from meetings.queries.own_data import own_data
from meetings.services import certificates, jobs
from meetings.services.erasing import erase
from meetings.services.merging import merge, unmerge
from meetings.services.programmes import delete_programme
from tests.certificates import BEGIN, attend, make_held, person_there, put_on_panel, session_id
from tests.factories import KEYS, NOW, make_programme
from tests.services.test_erasing import stored_words
from tests.services.test_races import together

ALL = Asked()
STAFF = "user:1"


def issue(person_id: int, slug: str = "topic") -> str:
    return certificates.issue(person_id, session_id(slug), NOW, "person")


def count() -> int:
    return len(db.session.scalars(select(Certificate.id)).all())


@pytest.mark.usefixtures("database")
def test_sixty_percent_of_ninety_minutes_earn_one() -> None:
    (slot,) = make_held()
    enough, too_short = person_there(slot, 54), person_there(slot, 53)
    code = issue(enough)
    shown = queries.certificate(code)
    assert (shown.kind, shown.percent, shown.seconds, shown.minutes) == (Kind.ATTENDANCE, 60, 54 * 60, 90)
    assert (shown.standing, shown.issued_by, shown.name) == (Standing.VALID, "person", shown.person_name)
    with pytest.raises(NotEarned) as refusal:
        issue(too_short)
    assert refusal.value.values == {"percent": 60}
    assert issue(enough) == code
    assert count() == 1


@pytest.mark.usefixtures("database")
def test_one_for_a_session_held_twice_and_for_one_of_three_parts() -> None:
    first, second = make_held(hours=(0, 6))
    parts = make_held("parts", parts=3, minutes=60)
    person = person_there(first)
    attend(person, second)
    for slot in parts:
        attend(person, slot, 60)
    issue(person), issue(person, "parts")
    certificates.issue_all("season", "topic", NOW, STAFF)
    certificates.issue_all("season", "parts", NOW, STAFF)
    assert count() == 2
    found = queries.certified(person, NOW)
    assert [one.session.slug for one in found] == ["topic", "parts"]
    assert [len(one.certificate.parts) for one in found if one.certificate] == [1, 3]


@pytest.mark.usefixtures("database")
def test_nothing_before_the_end_nor_of_what_was_cancelled() -> None:
    (slot,) = make_held()
    person = person_there(slot)
    end = BEGIN + timedelta(minutes=90)
    with pytest.raises(NotEarned):
        certificates.issue(person, session_id(), end - timedelta(seconds=1), "person")
    assert queries.certified(person, end - timedelta(seconds=1)) == []
    db.session.get_one(Slot, slot).state = "not_held"
    db.session.commit()
    with pytest.raises(NotEarned):
        issue(person)
    with pytest.raises(NotFound):
        certificates.issue(person, 10_000, NOW, "person")


@pytest.mark.usefixtures("database")
def test_a_time_that_began_later_is_judged_by_when_it_was_held() -> None:
    (slot,) = make_held()
    db.session.add(LiveHour(slot_id=slot, delay_minutes=45, changed_at=NOW))
    db.session.commit()
    person = person_there(slot, None, first=45)
    early = person_there(slot, 60, name="Early Example")
    end = BEGIN + timedelta(minutes=90 + 45)
    with pytest.raises(NotEarned):
        certificates.issue(person, session_id(), end - timedelta(seconds=1), "person")
    assert queries.certificate(issue(person)).seconds == 90 * 60
    with pytest.raises(NotEarned):
        issue(early)


@pytest.mark.usefixtures("database")
def test_all_of_a_session_at_once_and_again() -> None:
    (slot,) = make_held()
    people = [person_there(slot, 54 + number) for number in range(5)]
    person_there(slot, 20)
    speaker = person_there(slot, 5)
    put_on_panel(speaker)
    own = issue(people[0])
    assert certificates.issue_all("season", "topic", NOW, STAFF) == 5
    assert certificates.issue_all("season", "topic", NOW, STAFF) == 0
    page = queries.certificates_in("season", EVERYWHERE, ALL, 1, NOW)
    assert (page.number, page.standing) == (6, 6)
    assert {one.person_id: one.kind for one in page.shown} == dict.fromkeys(people, Kind.ATTENDANCE) | {
        speaker: Kind.PANELIST
    }
    assert own in {one.code for one in page.shown}
    (session,) = sessions_in("season", EVERYWHERE, NOW)
    assert (session.earned, session.issued, session.missing) == (6, 6, 0)
    assert [one.act for one in db.session.scalars(select(Audit)) if one.act.startswith("cert")] == [
        "certificates.issue"
    ]
    with pytest.raises(NotFound):
        certificates.issue_all("season", "none", NOW, STAFF)


def test_asked_for_at_once_by_many_there_is_one(app: Flask) -> None:
    with app.app_context():
        (slot,) = make_held()
        person, number = person_there(slot), session_id()

    def ask() -> str:
        return certificates.issue(person, number, NOW, "person")

    def ask_all() -> int:
        return certificates.issue_all("season", "topic", NOW, STAFF)

    acts: list[Callable[[], Any]] = [ask, ask_all] * 6
    given = together(app, acts)
    with app.app_context():
        assert count() == 1
    assert len({one for one in given if isinstance(one, str)}) == 1
    assert sum(one for one in given if isinstance(one, int)) <= 1


@pytest.mark.usefixtures("database")
def test_a_new_rule_leaves_what_was_issued() -> None:
    (slot,) = make_held()
    first, second = person_there(slot, 60), person_there(slot, 60)
    code = issue(first)
    assert queries.rule_of("season").version == 0
    assert certificates.set_rule("season", "80", 0, NOW, STAFF).version == 1
    assert certificates.set_rule("season", "80", 1, NOW, STAFF).version == 1
    with pytest.raises(Stale):
        certificates.set_rule("season", "70", 0, NOW, STAFF)
    with pytest.raises(NotANumber):
        certificates.set_rule("season", "0", 1, NOW, STAFF)
    with pytest.raises(NotFound):
        certificates.set_rule("none", "80", 0, NOW, STAFF)
    with pytest.raises(NotEarned):
        issue(second)
    (shown,) = queries.all_in("season", EVERYWHERE, ALL, NOW)
    assert (shown.code, shown.percent, shown.is_gone) == (code, 60, False)


@pytest.mark.usefixtures("database")
def test_a_revoked_one_is_not_taken_again_but_given_again() -> None:
    (slot,) = make_held()
    person = person_there(slot)
    code = issue(person)
    with pytest.raises(Missing):
        certificates.revoke(code, " ", NOW, STAFF)
    certificates.revoke(code, "Another person", NOW, STAFF)
    certificates.revoke(code, "Twice", NOW, STAFF)
    shown = queries.certificate(code)
    assert (shown.standing, shown.why, shown.ended_at) == (Standing.REVOKED, "Another person", NOW)
    with pytest.raises(CertificateRevoked):
        issue(person)
    assert certificates.issue_all("season", "topic", NOW, STAFF) == 0
    new = certificates.reissue(code, NOW, STAFF)
    assert new != code
    assert certificates.reissue(code, NOW, STAFF) == new == issue(person)
    assert [queries.certificate(one).standing for one in (code, new)] == [Standing.REVOKED, Standing.VALID]
    with pytest.raises(NotFound):
        certificates.revoke("AAAA-AAAA-AAAA", "No such", NOW, STAFF)


@pytest.mark.usefixtures("database")
def test_a_revoked_one_is_not_made_anew_by_its_person() -> None:
    (slot,) = make_held()
    person = person_there(slot)
    first = issue(person)
    db.session.get_one(Person, person).name = "Amina Said"
    db.session.commit()
    second = certificates.reissue(first, NOW, "person")
    certificates.revoke(second, "Another person", NOW, STAFF)
    for code in (first, second):
        with pytest.raises(CertificateRevoked):
            certificates.reissue(code, NOW, "person")
    third = certificates.reissue(second, NOW, STAFF)
    assert certificates.reissue(first, NOW, "person") == third
    assert count() == 3


@pytest.mark.usefixtures("database")
def test_a_name_put_right_makes_it_anew() -> None:
    (slot,) = make_held()
    person = person_there(slot, name="Ana Slva")
    code = issue(person)
    assert certificates.reissue(code, NOW, "person") == code
    new = certificates.correct_name(code, "  Ana  Silva ", person, NOW)
    assert db.session.get_one(Person, person).name.split() == ["Ana", "Silva"]
    shown = [queries.certificate(one) for one in (code, new)]
    assert [(one.name, one.standing) for one in shown] == [
        ("Ana Slva", Standing.REPLACED),
        ("Ana Silva", Standing.VALID),
    ]
    with pytest.raises(CorrectedBefore):
        certificates.correct_name(new, "Ana Souza", person, NOW)
    with pytest.raises(NotFound):
        certificates.correct_name(new, "Ben", person + 1, NOW)
    (one,) = queries.certified(person, NOW)
    assert one.certificate is not None
    assert one.certificate.code == new


@pytest.mark.usefixtures("database")
def test_a_name_of_somebody_else_at_the_mailbox_is_refused_and_changes_nothing() -> None:
    (slot,) = make_held()
    person = person_there(slot, name="Ana", email="a@example.org")
    person_there(slot, name="Ben", email="a@example.org")
    code = issue(person)
    with pytest.raises(SameName):
        certificates.correct_name(code, "Ben", person, NOW)
    assert queries.certificate(code).standing == Standing.VALID
    assert certificates.correct_name(code, "Ana", person, NOW) == code
    assert certificates.correct_name(code, "Anna", person, NOW) != code


@pytest.mark.usefixtures("database")
def test_attendance_withdrawn_afterwards_shows_whose_ground_is_gone() -> None:
    (slot,) = make_held()
    stays = person_there(slot, None)
    goes = person_there(slot, 60)
    certificates.issue_all("season", "topic", NOW, STAFF)
    gone = Asked(state="gone")
    assert queries.certificates_in("season", EVERYWHERE, gone, 1, NOW).number == 0
    for row in db.session.scalars(select(Import)):
        row.state = "withdrawn"
    db.session.commit()
    page = queries.certificates_in("season", EVERYWHERE, gone, 1, NOW)
    assert [one.person_id for one in page.shown] == [goes]
    assert [one.is_gone for one in queries.all_in("season", EVERYWHERE, ALL, NOW)] == [
        one.person_id == goes for one in queries.all_in("season", EVERYWHERE, ALL, NOW)
    ]
    with pytest.raises(NotEarned):
        certificates.correct_name(page.shown[0].code, "Another Name", goes, NOW)
    db.session.rollback()
    assert db.session.get_one(Person, goes).name != "Another Name"
    assert queries.certified(stays, NOW)[0].certificate


@pytest.mark.usefixtures("database")
def test_the_list_is_narrowed_by_name_code_session_and_state() -> None:
    (slot,) = make_held()
    (other,) = make_held("other")
    ana = person_there(slot, name="Ana Silva")
    attend(ana, other)
    ben = person_there(other, name="Ben Okoro", session="other")
    codes = [issue(ana), issue(ana, "other"), issue(ben, "other")]
    certificates.revoke(codes[2], "Wrong", NOW, STAFF)

    def found(**asked: str) -> set[str]:
        rows = queries.certificates_in("season", EVERYWHERE, Asked(**asked), 1, NOW).shown
        return {one.code for one in rows}

    assert found() == set(codes)
    assert found(text="ana s") == set(codes[:2])
    assert found(text=codes[2][:6].lower()) == {codes[2]}
    assert found(session="other") == set(codes[1:])
    assert found(state="revoked") == {codes[2]}
    assert found(state="valid", session="other") == {codes[1]}
    assert found(state="replaced") == found(text="%") == set()


@pytest.mark.usefixtures("database")
def test_erasing_takes_the_name_and_the_files_and_leaves_the_counts(app: Flask) -> None:
    (slot,) = make_held()
    person = person_there(slot, name="Ada Ünal-Example")
    other = person_there(slot, name="Ben Okoro")
    certificates.issue_all("season", "topic", NOW, STAFF)
    code = queries.certified(person, NOW)[0].certificate
    assert code is not None
    numbers = [one.id for one in queries.all_in("season", EVERYWHERE, ALL, NOW)]
    job = jobs.ask(
        "certificates", "programme:season", {"ids": numbers, "language": ""}, 2, now=NOW, actor=STAFF
    )
    held = jobs.claim(NOW)
    assert held is not None
    assert jobs.add(held, [jobs.Piece(0, "a.pdf", "Ünal".encode())], 1, {}, NOW)
    assert own_data(person)["certificates"][0]["name"] == "Ada Ünal-Example"

    assert erase(person, NOW, "person", keys=KEYS, log=app.extensions["outside"].erasures)
    assert [one for one in stored_words() if "ünal" in one or "\\u00fcnal" in one] == []
    assert not jobs.add(held, [jobs.Piece(1, "b.pdf", b"b")], 2, {}, NOW)
    shown = queries.certificate(code.code)
    assert (shown.standing, shown.name) == (Standing.WITHDRAWN, "")
    page = queries.certificates_in("season", EVERYWHERE, ALL, 1, NOW)
    assert (page.number, page.standing) == (2, 2)
    assert queries.certified(other, NOW)[0].certificate
    with pytest.raises(NotFound):
        certificates.reissue(code.code, NOW, STAFF)
    assert job


@pytest.mark.usefixtures("database")
def test_two_who_are_one_keep_one_and_get_theirs_back() -> None:
    (slot,) = make_held()
    kept, gone = person_there(slot, name="Ana Silva"), person_there(slot, name="Ana M. Silva")
    codes = [issue(kept), issue(gone)]
    number = merge(kept, gone, NOW, STAFF)
    assert [queries.certificate(one).standing for one in codes] == [Standing.VALID, Standing.REPLACED]
    (one,) = queries.certified(kept, NOW)
    assert one.certificate is not None
    assert one.certificate.code == codes[0]
    assert unmerge(number, NOW, STAFF) == 0
    assert [queries.certificate(one).standing for one in codes] == [Standing.VALID, Standing.VALID]


@pytest.mark.usefixtures("database")
def test_a_draft_with_a_rule_can_be_deleted() -> None:
    make_programme("draft", published=False)
    certificates.set_rule("draft", 70, 0, NOW, STAFF)
    delete_programme("draft", 1, NOW, STAFF)
    assert db.session.scalars(select(Programme.slug)).all() == []
    assert db.session.scalars(select(CertificateRule.percent)).all() == []
