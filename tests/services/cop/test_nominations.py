"""People are named for segments and meetings at once, corrected, taken away and replaced, each with its history."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop import delegation_errors as refusals
from meetings.domain.cop import delegations as rules
from meetings.domain.cop.delegations import Nominee, Wish
from meetings.domain.cop.tracks import Mover, Says, Track
from meetings.domain.errors import NotAnAddress, NotFound, Stale
from meetings.extensions import db, transaction
from meetings.models import (
    Audit,
    Badge,
    Mailbox,
    Nomination,
    Participation,
    Person,
    PersonMailbox,
    Programme,
    Segment,
    Session,
    TrackEvent,
)
from meetings.services.cop.delegations import reopen
from meetings.services.cop.naming import wish_of
from meetings.services.cop.nominations import edit, nominate, replace_person, withdraw
from meetings.services.cop.tracks import By, move_within
from meetings.services.erasing import erase
from meetings.services.people import PersonGiven, check_person, find_or_add_person
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import KEYS, NOW, make_session

FOCAL = By(Mover.NOMINATOR, "focal:abc")
OFFICER = By(Mover.OFFICER, "user:1")
AMA = Nominee("Ama Example", role="adviser", email="ama@example.org", lists=("name",))


def scene() -> tuple[str, list[int]]:
    programme = make_conference()
    delegation = make_delegation(programme, make_state())
    return delegation.id, [one.id for one in segments_of(programme)]


def programme_of(segment_id: int) -> Programme:
    return db.session.get_one(Programme, db.session.get_one(Segment, segment_id).programme_id)


def named(delegation: str, *wishes: Wish, now: Any = NOW, by: By = FOCAL, **changes: Any) -> str:
    return nominate(delegation, replace(AMA, wishes=wishes, **changes), now, by=by)


def states(nomination: str) -> dict[int, str]:
    rows = db.session.scalars(select(Participation).where(Participation.nomination_id == nomination))
    return {one.segment_id: one.state for one in rows}


def put(nomination: str, *path: str) -> None:
    with transaction():
        for row in db.session.scalars(
            select(Participation).where(Participation.nomination_id == nomination)
        ).all():
            for state in path:
                move_within(Track.PARTICIPATION, row, state, OFFICER, NOW)


def test_named_for_two_segments_and_a_meeting_at_once(app: Flask) -> None:
    with app.app_context():
        delegation, (first, second) = scene()
        programme = programme_of(first)
        bureau = make_session(programme, "bureau", segment_id=second, audience="named")
        one = named(delegation, Wish(first), Wish(second, "room", "speaker", (bureau.id,)))
        row = db.session.get_one(Nomination, one)
        assert (row.name, row.role, row.email, row.lists) == (
            "Ama Example",
            "adviser",
            "ama@example.org",
            ["name"],
        )
        assert [wish_of(each) for each in row.participations] == [
            Wish(first, "online"),
            Wish(second, "room", "speaker", (bureau.id,)),
        ]
        assert states(one) == {first: "nominated", second: "nominated"}
        person = db.session.get_one(Person, row.person_id)
        assert (person.name, person.country, person.category, person.origin) == (
            "Ama Example",
            "KE",
            "government",
            "delegation",
        )
        acts = db.session.scalars(select(Audit.act).order_by(Audit.id)).all()
        assert acts == ["nomination.add", "participation.nominated", "participation.nominated"]
        assert "ama@example.org" not in str(db.session.scalars(select(Audit.after)).all())


def test_meeting_of_another_segment_or_open_to_all_is_none_to_be_sent_to(app: Flask) -> None:
    with app.app_context():
        delegation, (first, second) = scene()
        programme = programme_of(first)
        plenary = make_session(programme, "opening", segment_id=first)
        draft = make_session(programme, "inner", segment_id=first, audience="named", state="draft")
        other = make_session(programme, "later", segment_id=second, audience="named")
        for one in (plenary.id, draft.id, other.id, 99):
            with pytest.raises(refusals.NotThisMeeting):
                named(delegation, Wish(first, meetings=(one,)))
        assert db.session.scalars(select(Nomination)).all() == []


def test_person_who_is_known_is_found_and_stays_as_they_said(app: Flask) -> None:
    with app.app_context():
        delegation, (first, _second) = scene()
        with transaction():
            given = PersonGiven("Ama  EXAMPLE", "AMA@example.org")
            made = find_or_add_person(check_person(given), NOW)[0]
        one = named(delegation, Wish(first), organization="Ministry of Environment")
        row = db.session.get_one(Nomination, one)
        assert row.person_id == made
        person = db.session.get_one(Person, made)
        assert (person.name, person.organization) == ("Ama  EXAMPLE", None)


def test_without_an_address_the_same_name_in_a_delegation_is_the_same_person(app: Flask) -> None:
    with app.app_context():
        delegation, (first, _second) = scene()
        one = named(delegation, Wish(first), email="")
        with pytest.raises(refusals.NamedAlready) as caught:
            named(delegation, Wish(first), email="", name="ama example")
        assert caught.value.values == {"nomination": one}
        assert db.session.scalars(select(PersonMailbox)).all() == []


def test_person_in_two_delegations_is_one_and_neither_is_told(app: Flask) -> None:
    with app.app_context():
        delegation, (first, _second) = scene()
        programme = programme_of(first)
        other = make_delegation(programme, make_state("GH", "Ghana"))
        one, two = named(delegation, Wish(first)), named(other.id, Wish(first))
        rows = [db.session.get_one(Nomination, each) for each in (one, two)]
        assert rows[0].person_id == rows[1].person_id
        assert states(one) == states(two) == {first: "nominated"}


def test_correcting_puts_right_the_person_who_is_known_from_here_alone(app: Flask) -> None:
    with app.app_context():
        delegation, (first, _second) = scene()
        one = named(delegation, Wish(first))
        person = db.session.get_one(Nomination, one).person_id
        changed = replace(AMA, name="Ama Exemple", email="a.e@example.org", wishes=(Wish(first),))
        edit(one, changed, NOW, by=FOCAL, seen=2)
        row = db.session.get_one(Nomination, one)
        assert (row.name, row.person_id) == ("Ama Exemple", person)
        assert db.session.get_one(Person, person).name == "Ama Exemple"
        assert db.session.scalars(select(Mailbox.address)).all() == ["a.e@example.org"]


def test_correcting_to_somebody_who_is_there_leaves_both_as_they_are(app: Flask) -> None:
    with app.app_context():
        delegation, (first, _second) = scene()
        programme = programme_of(first)
        other = make_delegation(programme, make_state("GH", "Ghana"))
        named(other.id, Wish(first))
        known = db.session.scalars(select(Nomination.person_id)).one()
        one = named(delegation, Wish(first))
        assert db.session.get_one(Nomination, one).person_id == known
        edit(one, replace(AMA, name="Kofi Example", wishes=(Wish(first),)), NOW, by=FOCAL)
        assert db.session.get_one(Person, known).name == "Ama Example"
        assert db.session.get_one(Nomination, one).person_id != known


def test_stale_save_is_refused(app: Flask) -> None:
    with app.app_context():
        delegation, (first, _second) = scene()
        one = named(delegation, Wish(first))
        with pytest.raises(Stale):
            edit(one, replace(AMA, function="Minister", wishes=(Wish(first),)), NOW, by=FOCAL, seen=1)
        assert db.session.get_one(Nomination, one).function is None


def test_segment_left_out_is_withdrawn_and_named_again(app: Flask) -> None:
    with app.app_context():
        delegation, (first, second) = scene()
        one = named(delegation, Wish(first), Wish(second, "room"))
        edit(one, replace(AMA, wishes=(Wish(first),)), NOW, by=FOCAL)
        assert states(one) == {first: "nominated", second: "withdrawn"}
        edit(one, replace(AMA, wishes=(Wish(first), Wish(second, "online"))), NOW, by=FOCAL)
        assert states(one) == {first: "nominated", second: "nominated"}
        withdraw(one, NOW, by=FOCAL)
        assert set(states(one).values()) == {"withdrawn"}
        assert named(delegation, Wish(second, "room")) == one
        assert states(one) == {first: "withdrawn", second: "nominated"}
        with pytest.raises(refusals.NobodyThere):
            withdraw(one, NOW, by=FOCAL, segment_id=first)


def test_returned_is_completed_after_the_deadline_too(app: Flask) -> None:
    with app.app_context():
        delegation, (first, _second) = scene()
        one = named(delegation, Wish(first))
        with transaction():
            row = db.session.scalars(select(Participation)).one()
            move_within(Track.PARTICIPATION, row, "returned", OFFICER, NOW, says=Says(why="No function"))
        late = NOW + timedelta(days=11)
        edit(one, replace(AMA, function="Minister", wishes=(Wish(first),)), late, by=FOCAL)
        assert states(one) == {first: "nominated"}


def test_what_is_checked_is_asked_for(app: Flask) -> None:
    with app.app_context():
        delegation, (first, second) = scene()
        one = named(delegation, Wish(first))
        put(one, "letter_checked", "accredited")
        with pytest.raises(refusals.PastNomination):
            edit(one, replace(AMA, function="Minister", wishes=(Wish(first),)), NOW, by=FOCAL)
        with pytest.raises(refusals.PastNomination):
            withdraw(one, NOW, by=FOCAL)
        with pytest.raises(refusals.PastNomination):
            replace_person(one, replace(AMA, name="Kofi"), NOW, by=FOCAL)
        edit(one, replace(AMA, wishes=(Wish(first), Wish(second, "room"))), NOW, by=FOCAL)
        assert states(one) == {first: "accredited", second: "nominated"}


def test_deadline_closes_and_one_delegation_is_opened_for_a_day(app: Flask) -> None:
    with app.app_context():
        delegation, (first, _second) = scene()
        programme = programme_of(first)
        other = make_delegation(programme, make_state("GH", "Ghana")).id
        one, late = named(delegation, Wish(first)), NOW + timedelta(days=11)
        for act in (
            lambda: named(delegation, Wish(first), now=late, name="Kofi Example"),
            lambda: edit(one, replace(AMA, function="M", wishes=(Wish(first),)), late, by=FOCAL),
            lambda: withdraw(one, late, by=FOCAL),
            lambda: replace_person(one, replace(AMA, name="Kofi Example"), late, by=FOCAL),
        ):
            with pytest.raises(refusals.NominationsClosed):
                act()
        reopen(delegation, late + timedelta(hours=24), "Note verbale 7", late, actor="user:1")
        replaced = replace_person(one, replace(AMA, name="Kofi Example"), late, by=FOCAL)
        assert (states(one), states(replaced)) == ({first: "replaced"}, {first: "nominated"})
        with pytest.raises(refusals.NominationsClosed):
            named(other, Wish(first), now=late, name="Kwame Example")
        with pytest.raises(refusals.NominationsClosed):
            named(delegation, Wish(first), now=late + timedelta(hours=24), name="Yaw Example")
        told = db.session.execute(
            select(Audit.actor, Audit.act, Audit.at).where(Audit.at == late).order_by(Audit.id)
        ).all()
        assert [(row.actor, row.act) for row in told] == [
            ("user:1", "delegation.reopen"),
            ("focal:abc", "participation.replaced"),
            ("focal:abc", "nomination.add"),
            ("focal:abc", "participation.nominated"),
            ("focal:abc", "nomination.replace"),
        ]


def test_replacement_takes_segments_role_and_place_and_the_badge_dies(app: Flask) -> None:
    with app.app_context():
        delegation, (first, second) = scene()
        one = named(delegation, Wish(first), Wish(second, "room", "speaker"), role="head")
        put(one, "letter_checked", "accredited")
        part = db.session.scalars(select(Participation.id).where(Participation.segment_id == first)).one()
        db.session.add(
            Badge(
                code="abc",
                participation_id=part,
                state_since=NOW,
                issued_at=NOW,
                issued_by="user:1",
                updated_at=NOW,
            )
        )
        db.session.commit()
        new = replace_person(one, Nominee("Kofi Example", email="kofi@example.org"), NOW, by=OFFICER)
        row = db.session.get_one(Nomination, new)
        assert (row.replaces_id, row.role, row.position) == (one, "head", 0)
        assert [wish_of(each) for each in row.participations] == [
            Wish(first, "online"),
            Wish(second, "room", "speaker"),
        ]
        assert set(states(one).values()) == {"replaced"}
        assert db.session.scalars(select(Badge.state)).all() == ["replaced"]
        assert db.session.scalars(select(TrackEvent.to_state).where(TrackEvent.subject == part)).all() == [
            "nominated",
            "letter_checked",
            "accredited",
            "replaced",
        ]


def test_whoever_was_replaced_may_be_sent_after_all(app: Flask) -> None:
    with app.app_context():
        delegation, (first, second) = scene()
        one = named(delegation, Wish(first), Wish(second, mode="room"))
        other = replace_person(
            one, replace(AMA, name="Kofi Example", email="kofi@example.org"), NOW, by=FOCAL
        )
        assert replace_person(other, AMA, NOW, by=FOCAL) == one
        assert states(one) == {first: "nominated", second: "nominated"}
        assert states(other) == {first: "replaced", second: "replaced"}
        moves = (
            select(TrackEvent.from_state, TrackEvent.to_state)
            .where(
                TrackEvent.subject.in_(
                    select(Participation.id).where(
                        Participation.nomination_id == one, Participation.segment_id == first
                    )
                )
            )
            .order_by(TrackEvent.id)
        )
        assert db.session.execute(moves).all() == [
            ("", "nominated"),
            ("nominated", "replaced"),
            ("replaced", "nominated"),
        ]


def test_nobody_replaces_themselves_or_takes_two_seats(app: Flask) -> None:
    with app.app_context():
        delegation, (first, _second) = scene()
        one = named(delegation, Wish(first))
        named(delegation, Wish(first), name="Kofi Example")
        with pytest.raises(refusals.SamePerson):
            replace_person(one, AMA, NOW, by=FOCAL)
        with pytest.raises(refusals.NamedAlready):
            replace_person(one, replace(AMA, name="Kofi Example"), NOW, by=FOCAL)
        with pytest.raises(NotAnAddress):
            replace_person(one, replace(AMA, email="kofi"), NOW, by=FOCAL)
        assert states(one) == {first: "nominated"}


def test_one_head_a_segment_and_no_more_than_the_quota(app: Flask) -> None:
    with app.app_context():
        delegation, (first, second) = scene()
        db.session.get_one(Segment, first).quota = 2
        db.session.commit()
        head = named(delegation, Wish(first), role="head")
        with pytest.raises(refusals.HeadTaken):
            named(delegation, Wish(first), role="head", name="Kofi Example")
        named(delegation, Wish(second, "room"), role="head", name="Kofi Example")
        named(delegation, Wish(first), name="Kwame Example")
        with pytest.raises(refusals.QuotaFull):
            named(delegation, Wish(first), name="Yaw Example")
        named(delegation, Wish(first), name="Yaw Example", by=OFFICER)
        withdraw(head, NOW, by=FOCAL)
        named(delegation, Wish(first), role="head", name="Abena Example", by=OFFICER)


def test_what_is_over_stays_when_the_rest_is_changed(app: Flask) -> None:
    with app.app_context():
        delegation, (first, second) = scene()
        one = named(delegation, Wish(first), Wish(second, "room"))
        db.session.get_one(Segment, second).nominate_until = None
        db.session.commit()
        later = NOW + timedelta(days=60)
        edit(one, replace(AMA, function="Minister", wishes=(Wish(second, "online"),)), later, by=FOCAL)
        assert states(one) == {first: "nominated", second: "nominated"}
        new = replace_person(one, replace(AMA, name="Kofi Example"), later, by=FOCAL)
        assert (states(one), states(new)) == (
            {first: "nominated", second: "replaced"},
            {second: "nominated"},
        )


def test_what_is_not_there_is_not_found(app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        for act in (
            lambda: named("none", Wish(1)),
            lambda: edit("none", AMA, NOW, by=FOCAL),
            lambda: withdraw("none", NOW, by=FOCAL),
            lambda: replace_person("none", AMA, NOW, by=FOCAL),
        ):
            with pytest.raises(NotFound):
                act()


def test_nominee_of_the_factory_is_like_one_that_is_named(app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        programme = make_conference()
        delegation = make_delegation(programme, make_state())
        made = make_nominee(delegation, *segments_of(programme))
        withdraw(made.id, NOW, by=FOCAL)
        assert set(states(made.id).values()) == {"withdrawn"}
        assert db.session.scalars(select(Session)).all() == []


def test_nobody_is_corrected_into_somebody_the_delegation_has_named(app: Flask) -> None:
    with app.app_context():
        delegation, (first, _second) = scene()
        ama = named(delegation, Wish(first))
        kofi = named(delegation, Wish(first), name="Kofi Example", email="kofi@example.org")
        with pytest.raises(refusals.NamedAlready) as told:
            edit(kofi, replace(AMA, wishes=(Wish(first),)), NOW, by=FOCAL)
        assert told.value.values == {"nomination": ama}
        assert db.session.get_one(Nomination, kofi).name == "Kofi Example"


def test_nothing_is_said_again_of_somebody_who_was_erased(app: Flask) -> None:
    with app.app_context():
        delegation, (first, _second) = scene()
        one = named(delegation, Wish(first))
        person = db.session.get_one(Nomination, one).person_id
        erase(person, NOW, "person", keys=KEYS, log=app.extensions["outside"].erasures)
        for by in (FOCAL, OFFICER):
            with pytest.raises(NotFound):
                edit(one, replace(AMA, wishes=(Wish(first),)), NOW, by=by)
        assert (db.session.get_one(Person, person).name, db.session.get_one(Nomination, one).name) == ("", "")


def test_officer_who_decides_meanwhile_waits_and_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def check(part: str) -> None:
        with app.app_context():
            try:
                with transaction():
                    row = db.session.get_one(Participation, part)
                    move_within(Track.PARTICIPATION, row, "letter_checked", OFFICER, NOW, seen=1)
            except Stale as refusal:
                told.append(refusal.code)

    with app.app_context():
        delegation, (_first, second) = scene()
        one = named(delegation, Wish(second, mode="online"))
        part = db.session.scalars(select(Participation.id)).one()
        officer, plain = Thread(target=check, args=[part]), rules.check_nominee

        def meanwhile(*given: Any) -> Nominee:
            officer.start()
            officer.join(1)
            return plain(*given)

        monkeypatch.setattr(rules, "check_nominee", meanwhile)
        edit(one, replace(AMA, wishes=(Wish(second, mode="room"),)), NOW, by=FOCAL)
        officer.join()
        db.session.rollback()
        row = db.session.get_one(Participation, part)
        assert (row.state, row.mode, told) == ("nominated", "room", ["stale"])
