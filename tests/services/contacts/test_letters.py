"""Official letters: cleared by another, signed once with one number, frozen, sent once a government, corrected."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from meetings.domain import errors
from meetings.domain.contacts.letters_errors import (
    LetterOutOfDate,
    NobodyToWriteTo,
    NothingToCorrect,
    NoTimeToState,
    NotInThisState,
    NumberGiven,
    OwnLetter,
    TimesChanged,
)
from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import ContactRole, LetterRecipient, Mailbox, Notice, Slot
from meetings.queries.contacts.letter_offices import recipients
from meetings.queries.contacts.letters import letter
from meetings.queries.contacts.letters_old import old_letters
from meetings.queries.own_data import own_data
from meetings.services import slots
from meetings.services.api_tokens import NewToken, make_token
from meetings.services.contacts import letters
from meetings.services.contacts.letter_sending import send
from meetings.services.erasing import erase
from meetings.services.merging import merge
from tests.contacts import make_contact
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.letters import (
    CLEARER,
    DRAFTER,
    SIGNER,
    given,
    make_channel,
    make_letter,
    make_parties,
    revision,
)

DAY = timedelta(days=1)
HELD = NOW + 5 * DAY


@pytest.fixture
def world(database: Any) -> Slot:
    """Store a season with two sessions, and two Parties with a channel each."""
    programme = make_programme()
    first = make_slot(make_session(programme, "first", title={"en": "Mercury trade"}), HELD)
    make_slot(make_session(programme, "second"), HELD + 7 * DAY)
    make_parties(KE="Kenya", FR="France")
    make_channel("KE")
    make_channel("FR", language="fr")
    return first


def move(slot_id: str, days: int) -> None:
    row = db.session.get_one(Slot, slot_id)
    slots.move(slot_id, Move(row.local_start + days * DAY), row.revision, NOW, "user:1")


def cancel(slot_id: str) -> None:
    slots.cancel(slot_id, db.session.get_one(Slot, slot_id).revision, NOW, "user:1")


@pytest.mark.usefixtures("world")
def test_letter_is_cleared_by_another_and_signed_with_the_next_number() -> None:
    letters.go_on_from("MC/ES", 2026, 30, NOW, SIGNER)
    letter_id = make_letter()
    with pytest.raises(OwnLetter):
        letters.clear(letter_id, revision(letter_id), NOW, DRAFTER)
    letters.clear(letter_id, revision(letter_id), NOW, CLEARER)
    assert letters.sign(letter_id, revision(letter_id), NOW, SIGNER) == "MC/ES/2026/31"
    shown = letter(letter_id)
    assert (shown.symbol, shown.dated_on) == ("MC/ES/2026/31", date(2026, 11, 24))
    assert [(one.session, one.version) for one in shown.facts.slots] == [("first", 1), ("second", 1)]
    assert shown.cleared
    assert shown.signed
    assert (shown.cleared.by, shown.signed.by) == (CLEARER, SIGNER)


@pytest.mark.usefixtures("world")
def test_nobody_clears_by_a_program_what_they_changed_nor_what_their_program_changed() -> None:
    make_token(NewToken("mine", "organizer"), NOW, DRAFTER)
    make_token(NewToken("other", "organizer"), NOW, SIGNER)
    letter_id = make_letter()
    for own in (DRAFTER, "token:mine"):
        with pytest.raises(OwnLetter):
            letters.clear(letter_id, revision(letter_id), NOW, own)
    letters.save(letter_id, given(signatory="Somebody Else"), revision(letter_id), NOW, "token:other")
    for own in ("token:other", SIGNER):
        with pytest.raises(OwnLetter):
            letters.clear(letter_id, revision(letter_id), NOW, own)
    letters.clear(letter_id, revision(letter_id), NOW, "token:mine")


@pytest.mark.usefixtures("world")
def test_signing_twice_and_editing_what_is_signed_are_refused() -> None:
    letter_id = make_letter("signed")
    with pytest.raises(NotInThisState):
        letters.sign(letter_id, revision(letter_id), NOW, SIGNER)
    with pytest.raises(NotInThisState):
        letters.save(letter_id, given(), revision(letter_id), NOW, DRAFTER)
    assert letters.sign(make_letter("cleared"), 3, NOW, SIGNER) == "MC/ES/2026/2"


@pytest.mark.usefixtures("world")
def test_stale_save_is_refused_and_same_text_saves_nothing() -> None:
    letter_id = make_letter()
    letters.save(letter_id, given(), 2, NOW, CLEARER)
    assert revision(letter_id) == 2
    letters.save(letter_id, given(signatory="Somebody Else"), 2, NOW, DRAFTER)
    with pytest.raises(errors.Stale):
        letters.save(letter_id, given(signatory="A third"), 2, NOW, DRAFTER)


@pytest.mark.usefixtures("world")
def test_numbers_go_on_from_what_was_given_elsewhere_and_never_back() -> None:
    make_letter("signed")
    with pytest.raises(NumberGiven):
        letters.go_on_from("MC/ES", 2026, 0, NOW, SIGNER)
    letters.go_on_from("MC/ES", 2026, 30, NOW, SIGNER)
    assert letter(make_letter("signed")).symbol == "MC/ES/2026/31"
    assert letter(make_letter("signed", dated_on=date(2020, 9, 7))).symbol == "MC/ES/2020/1"


@pytest.mark.usefixtures("world")
def test_void_letter_keeps_its_number() -> None:
    letter_id = make_letter("signed")
    letters.void(letter_id, revision(letter_id), NOW, SIGNER)
    assert letter(letter_id).symbol == "MC/ES/2026/1"
    assert letter(make_letter("signed")).symbol == "MC/ES/2026/2"
    with pytest.raises(NotInThisState):
        send(letter_id, revision(letter_id), NOW, SIGNER)


@pytest.mark.parametrize("change", ["move", "cancel", "add"])
def test_what_changed_between_clearing_and_signing_is_looked_at_again(world: Slot, change: str) -> None:
    letter_id = make_letter("cleared")
    if change == "move":
        move(world.id, 2)
    elif change == "cancel":
        cancel(world.id)
    else:
        make_slot(db.session.get_one(Slot, world.id).session, HELD + DAY)
    with pytest.raises(TimesChanged) as refusal:
        letters.sign(letter_id, revision(letter_id), NOW, SIGNER)
    assert refusal.value.values["titles"] == [{"en": "Mercury trade"}]
    letters.clear(letter_id, revision(letter_id), NOW, CLEARER)
    assert letters.sign(letter_id, revision(letter_id), NOW, SIGNER) == "MC/ES/2026/1"


def test_letter_of_a_session_without_time_cannot_be_cleared(world: Slot) -> None:
    letter_id = make_letter(texts={"en": {"subject": "S", "body": "On {{session:first}}."}})
    cancel(world.id)
    with pytest.raises(NoTimeToState) as refusal:
        letters.clear(letter_id, revision(letter_id), NOW, CLEARER)
    assert refusal.value.values == {"value": "{{session:first}}"}


@pytest.mark.usefixtures("world")
def test_letter_goes_once_to_each_government_in_its_language() -> None:
    letter_id = make_letter(
        "signed",
        texts={
            one: {"subject": "S", "body": "B {{calendar}}".replace(" {", "\n\n{")} for one in ("en", "fr")
        },
    )
    assert send(letter_id, revision(letter_id), NOW, SIGNER) == 2
    with pytest.raises(NotInThisState):
        send(letter_id, revision(letter_id), NOW, SIGNER)
    found = recipients(letter_id)
    assert [(one.country, one.language) for one in found] == [("FR", "fr"), ("KE", "en")]
    assert [one["address"] for one in found[1].to] == ["channel-ke@example.org"]
    assert [one["address"] for one in found[1].copies] == ["focal-ke@example.org", "mission-ke@example.org"]
    assert sorted(db.session.scalars(db.select(Notice.occasion))) == ["FR", "KE"]


@pytest.mark.usefixtures("world")
def test_government_without_channel_is_listed_and_reached_through_its_mission_if_wanted() -> None:
    make_parties(BR="Brazil", GH="Ghana")
    make_contact("Mission of BR", "mission_unep", email="mission-br@example.org", country="BR")
    ended = {"country": "GH", "email": "old@example.org", "ends_on": date(2026, 11, 1)}
    make_contact("Old channel", "official_channel", **ended)
    failed = db.session.scalars(db.select(Mailbox).where(Mailbox.address == "channel-ke@example.org")).one()
    failed.failed_at = NOW
    db.session.commit()
    plain, through = make_letter("signed"), make_letter("signed", instead=True)
    assert send(plain, revision(plain), NOW, SIGNER) == 1
    assert {one.country: one.reason for one in recipients(plain)} == {
        "BR": "no_channel",
        "FR": None,
        "GH": "no_channel",
        "KE": "failed",
    }
    assert send(through, revision(through), NOW, SIGNER) == 3
    found = {one.country: one for one in recipients(through)}
    assert [one["address"] for one in found["BR"].to] == ["mission-br@example.org"]
    assert (found["BR"].is_instead, found["GH"].to, found["KE"].is_instead) == (True, (), True)


@pytest.mark.usefixtures("world")
def test_both_of_two_channels_are_written_to_in_one_mail() -> None:
    make_contact("Second office", "official_channel", email="second-ke@example.org", country="KE")
    letter_id = make_letter("signed")
    assert send(letter_id, revision(letter_id), NOW, SIGNER) == 2
    (kenya,) = [one for one in recipients(letter_id) if one.country == "KE"]
    assert [one["address"] for one in kenya.to] == ["channel-ke@example.org", "second-ke@example.org"]


@pytest.mark.usefixtures("database")
def test_letter_to_nobody_is_not_sent() -> None:
    make_slot(make_session(make_programme(), "first"), HELD)
    make_parties(KE="Kenya")
    letter_id = make_letter("signed")
    with pytest.raises(NobodyToWriteTo):
        send(letter_id, revision(letter_id), NOW, SIGNER)


def test_moved_time_is_stated_old_until_a_signed_correction_states_it(world: Slot) -> None:
    letter_id = make_letter("signed")
    send(letter_id, revision(letter_id), NOW, SIGNER)
    assert old_letters(slot_id=world.id) == []
    with pytest.raises(NothingToCorrect):
        letters.draft_correction(letter_id, {}, NOW, DRAFTER)
    move(world.id, 2)
    (found,) = old_letters(slot_id=world.id)
    assert (found.symbol, found.correction) == ("MC/ES/2026/1", "")
    assert found.times[0].now.starts_at - found.times[0].stated.starts_at == 2 * DAY
    texts = {"en": {"subject": "Correction", "body": f"Now {{{{time:{world.id}}}}}"}}
    correction = letters.draft_correction(letter_id, texts, NOW, DRAFTER)
    assert letters.draft_correction(letter_id, texts, NOW, DRAFTER) == correction
    assert old_letters(slot_id=world.id)[0].correction == correction
    letters.clear(correction, revision(correction), NOW, CLEARER)
    letters.sign(correction, revision(correction), NOW, SIGNER)
    assert old_letters(slot_id=world.id) == []
    move(world.id, 1)
    assert [one.symbol for one in old_letters(slot_id=world.id)] == ["MC/ES/2026/2"]


def test_signed_letter_whose_times_changed_or_were_corrected_is_not_sent(world: Slot) -> None:
    letter_id = make_letter("signed")
    move(world.id, 2)
    with pytest.raises(LetterOutOfDate) as refusal:
        send(letter_id, revision(letter_id), NOW, SIGNER)
    assert refusal.value.values["titles"] == [{"en": "Mercury trade"}]
    body = {"subject": "Correction", "body": f"Now {{{{time:{world.id}}}}}"}
    correction = letters.draft_correction(letter_id, {"en": body}, NOW, DRAFTER)
    letters.clear(correction, revision(correction), NOW, CLEARER)
    letters.sign(correction, revision(correction), NOW, SIGNER)
    move(world.id, -2)  # as it was stated first, and a signed letter says otherwise
    with pytest.raises(LetterOutOfDate):
        send(letter_id, revision(letter_id), NOW, SIGNER)
    assert recipients(letter_id) == []


def test_correction_goes_to_the_same_to_and_copies_as_its_letter(world: Slot) -> None:
    letter_id = make_letter("signed")
    send(letter_id, revision(letter_id), NOW, SIGNER)
    role = db.session.scalars(
        db.select(ContactRole).where(ContactRole.country == "KE", ContactRole.kind == "focal_point")
    ).one()
    role.ends_on = date(2026, 11, 1)
    db.session.commit()
    make_contact("Successor", "focal_point", email="new-ke@example.org", country="KE")
    move(world.id, 2)
    body = {"subject": "Correction", "body": f"Now {{{{time:{world.id}}}}}"}
    correction = letters.draft_correction(letter_id, {"en": body}, NOW, DRAFTER)
    letters.clear(correction, revision(correction), NOW, CLEARER)
    letters.sign(correction, revision(correction), NOW, SIGNER)
    assert send(correction, revision(correction), NOW, SIGNER) == 2

    def lines(one: str) -> list[tuple[Any, Any]]:
        return [(each.to, each.copies) for each in recipients(one)]

    assert lines(correction) == lines(letter_id)


def test_correction_reaches_whoever_a_contact_was_found_to_be(world: Slot) -> None:
    letter_id = make_letter("signed")
    send(letter_id, revision(letter_id), NOW, SIGNER)
    focal = db.session.scalars(
        db.select(ContactRole).where(ContactRole.country == "KE", ContactRole.kind == "focal_point")
    ).one()
    same = make_contact("Focal P. of KE", email="focal-two-ke@example.org", country="KE")
    kept, gone = same.person_id, focal.person_id
    merge(kept, gone, NOW, SIGNER)
    move(world.id, 2)
    body = {"subject": "Correction", "body": f"Now {{{{time:{world.id}}}}}"}
    correction = letters.draft_correction(letter_id, {"en": body}, NOW, DRAFTER)
    letters.clear(correction, revision(correction), NOW, CLEARER)
    letters.sign(correction, revision(correction), NOW, SIGNER)
    send(correction, revision(correction), NOW, SIGNER)
    (kenya,) = (one for one in recipients(correction) if one.country == "KE")
    assert [one["person"] for one in kenya.copies if one["kind"] == "focal_point"] == [kept]


def at_once(app: Flask, acts: list[Callable[[], Any]]) -> list[Any]:
    """Do several things at once; give what each gave or was refused with."""

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            try:
                return act()
            except errors.Refused as refusal:
                return type(refusal)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.usefixtures("world")
def test_two_who_sign_at_once_give_one_number(app: Flask) -> None:
    letter_id = make_letter("cleared")
    seen = revision(letter_id)
    db.session.rollback()
    done = at_once(app, [lambda: letters.sign(letter_id, seen, NOW, SIGNER)] * 2)
    assert sorted(map(str, done)) == sorted(map(str, ["MC/ES/2026/1", NotInThisState]))


@pytest.mark.usefixtures("world")
def test_letters_signed_at_once_get_numbers_of_their_own(app: Flask) -> None:
    ids = [make_letter("cleared") for _one in range(4)]
    db.session.rollback()
    done = at_once(app, [lambda one=one: letters.sign(one, 3, NOW, SIGNER) for one in ids])  # type: ignore[misc]
    assert sorted(done) == [f"MC/ES/2026/{number}" for number in (1, 2, 3, 4)]


@pytest.mark.usefixtures("world")
def test_two_who_send_at_once_send_once(app: Flask) -> None:
    letter_id = make_letter("signed")
    seen = revision(letter_id)
    db.session.rollback()
    done = at_once(app, [lambda: send(letter_id, seen, NOW, SIGNER)] * 2)
    assert sorted(map(str, done)) == sorted(map(str, [2, NotInThisState]))
    assert db.session.scalar(db.select(db.func.count()).select_from(LetterRecipient)) == 2
    assert db.session.scalar(db.select(db.func.count()).select_from(Notice)) == 2


@pytest.mark.usefixtures("world")
def test_erasing_takes_a_persons_name_off_the_line_and_leaves_the_offices(app: Flask) -> None:
    letter_id = make_letter("signed")
    send(letter_id, revision(letter_id), NOW, SIGNER)
    outside = app.extensions["outside"]
    focal = db.session.scalars(
        db.select(ContactRole.person_id).where(ContactRole.country == "KE", ContactRole.kind == "focal_point")
    ).one()
    told = own_data(focal)["official_letters"]
    assert [(one["letter"], one["as"], one["address"]) for one in told] == [
        ("MC/ES/2026/1", "focal_point", "focal-ke@example.org")
    ]
    erase(focal, NOW, "user:1", keys=outside.keys, log=outside.erasures)
    (kenya,) = [one for one in recipients(letter_id) if one.country == "KE"]
    assert [(one["kind"], one["name"], one["address"]) for one in (*kenya.to, *kenya.copies)] == [
        ("official_channel", "Ministry of KE", "channel-ke@example.org"),
        ("focal_point", "", ""),
        ("mission_unep", "Mission of KE", "mission-ke@example.org"),
    ]


@pytest.mark.parametrize("text", ["On {{session:trade}}.", "See {{registration}}."])
def test_place_and_page_of_the_programme_stay_as_they_were_cleared(world: Slot, text: str) -> None:
    said = text.replace("trade", db.session.get_one(Slot, world.id).session.slug)
    letter_id = make_letter("signed", texts={"en": {"subject": "Announcement", "body": said}})
    sent = make_letter("signed", texts={"en": {"subject": "Announcement", "body": said}})
    send(sent, revision(sent), NOW, SIGNER)
    before = letter(sent).facts
    programme = db.session.get_one(Slot, world.id).session.programme
    programme.place, programme.slug = {"en": "Bern"}, "elsewhere"
    db.session.commit()
    assert letter(sent).facts == before
    with pytest.raises(LetterOutOfDate) as refusal:
        send(letter_id, revision(letter_id), NOW, SIGNER)
    assert refusal.value.values["titles"] == [programme.title]
