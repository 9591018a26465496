"""Recordings: who may see them, what releases leave of them, and what a cut takes along, on both stores."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.captions import Cue, read_captions
from meetings.domain.codes import RecordingState
from meetings.domain.errors import Missing, NotAChoice, NotFound, NotThisMove, Stale
from meetings.domain.kept_files import AudienceGiven, FileGiven
from meetings.domain.ports import Storage
from meetings.domain.recording_errors import (
    NobodyKnown,
    NotAMail,
    NotCut,
    NothingToShow,
    NotReleased,
    SilentSpeakers,
)
from meetings.extensions import db, transaction
from meetings.jobs import tick_files
from meetings.models import (
    Audit,
    Caption,
    DiscardedFile,
    Panelist,
    Person,
    Programme,
    Recording,
    Release,
    Slot,
    Viewer,
)
from meetings.queries import recordings as queries
from meetings.queries.own_data import own_data
from meetings.queries.programmes import session_page
from meetings.services import recordings as services
from meetings.services.erasing import erase
from meetings.services.programmes import delete_session
from meetings.services.recordings import Facts
from meetings.services.releases import MailGiven, Said, answer, answer_within, ask, confirm, mail_of
from tests.factories import KEYS, NOW, make_party, make_topic, register_somebody

ACTOR = "user:1"
VTT = b"".join(
    [
        b"WEBVTT\n\n",
        b"00:10.000 --> 00:12.000\nOpening\n\n",
        b"01:10.000 --> 01:12.000\nRefused\n\n",
        b"02:10.000 --> 02:12.000\nAfter\n",
    ]
)
PUBLIC, RESTRICTED, PROCESSING = RecordingState.PUBLIC, RecordingState.RESTRICTED, RecordingState.PROCESSING
PARTICIPANTS = AudienceGiven("participants")


@pytest.fixture
def slot_id(app: Flask) -> Any:
    """Give a slot with two people on its panel."""
    with app.app_context():
        _slug, slots = make_topic()
        session_id = db.session.get_one(Slot, slots[0]).session_id
        for position, name in enumerate(("Amina", "Boris")):
            person = Person(name=name, name_key=name.lower(), created_at=NOW, updated_at=NOW)
            db.session.add(person)
            db.session.flush()
            db.session.add(
                Panelist(session_id=session_id, person_id=person.id, position=position, updated_at=NOW)
            )
        db.session.commit()
        yield slots[0]
        db.session.remove()


def person(name: str = "Amina") -> int:
    return db.session.scalars(select(Person.id).where(Person.name == name)).one()


def stored(language: str = "en") -> Recording:
    db.session.rollback()
    return db.session.scalars(select(Recording).where(Recording.language == language)).one()


def file(key: str = "recordings/one", **changes: Any) -> FileGiven:
    values = {
        "key": key,
        "media_type": "video/webm",
        "size": 100,
        "digest": "d" * 64,
        "seconds": 180,
    } | changes
    return FileGiven(**values)


def keep(slot_id: str, key: str = "recordings/one", revision: int = 0, **more: Any) -> str:
    return services.keep_recording(slot_id, "en", file(key), revision, NOW, ACTOR, **more)


def say(
    slot_id: str, state: str, name: str = "Amina", parts: str = "", mail: MailGiven | None = None
) -> list[str]:
    known = next((one.revision for one in queries.releases(slot_id) if one.name == name), 0)
    return answer(slot_id, person(name), Said(state, parts, mail), known, NOW, ACTOR)


def show(name: str, state: str, audience: AudienceGiven = PARTICIPANTS, **more: Any) -> None:
    services.set_facts(name, Facts(state, audience, **more), stored().revision, NOW, ACTOR)


def acts() -> list[str]:
    return list(
        db.session.scalars(select(Audit.act).where(Audit.act.not_like("slot.create%")).order_by(Audit.id))
    )


def test_file_is_worked_on_first_and_shown_when_staff_say_so(slot_id: str) -> None:
    name = keep(slot_id)
    row = stored()
    assert (row.state, row.address, row.file, row.seconds, row.published_at) == (
        PROCESSING,
        None,
        "recordings/one",
        180,
        None,
    )
    assert session_page("season", "topic")[1].slots[0].recordings == ()  # type: ignore[index]
    show(name, RESTRICTED, chapters="0:00 Opening\n1:00 Questions", length="3:00")
    assert (stored().state, stored().audience, stored().chapters) == (
        RESTRICTED,
        "participants",
        [[0, "Opening"], [60, "Questions"]],
    )
    assert session_page("season", "topic")[1].slots[0].recordings == ()  # type: ignore[index]
    with pytest.raises(SilentSpeakers) as caught:
        show(name, PUBLIC)
    assert caught.value.values["names"] == ("Amina", "Boris")
    show(name, PUBLIC, knows_silent=True)
    (shown,) = session_page("season", "topic")[1].slots[0].recordings  # type: ignore[index]
    assert (shown.address, shown.kept, stored().published_at) == (
        f"/recordings/{name}/recording",
        "video/webm",
        NOW,
    )
    with pytest.raises(Stale):
        services.set_facts(name, Facts(PROCESSING, PARTICIPANTS), 1, NOW, ACTOR)
    for wrong in ("held", ""):
        with pytest.raises(NotThisMove):
            show(name, wrong)
    with pytest.raises(NotAChoice):
        show(name, RESTRICTED, AudienceGiven("public"))
    with pytest.raises(NotFound):
        services.set_facts("nowhere", Facts(PUBLIC, PARTICIPANTS), 1, NOW, ACTOR)


def test_everybody_agreed_so_an_address_is_public_at_once(slot_id: str) -> None:
    services.put_recording(slot_id, "en", "https://example.org/r", [], 0, NOW, ACTOR)
    assert stored().state == PROCESSING
    services.put_recording(slot_id, "en", "", [], 1, NOW, ACTOR)
    for name in ("Amina", "Boris"):
        assert say(slot_id, "given", name) == []
    services.put_recording(slot_id, "en", "https://example.org/r", [], 0, NOW, ACTOR)
    assert (stored().state, stored().published_at) == (PUBLIC, NOW)


def test_release_that_is_withdrawn_closes_at_once(slot_id: str) -> None:
    name = keep(slot_id)
    say(slot_id, "given")
    show(name, PUBLIC, knows_silent=True)
    before = db.session.scalars(select(Programme.changes)).one()
    assert say(slot_id, "withdrawn") == ["en"]
    assert (stored().state, stored().published_at) == (PROCESSING, None)
    assert queries.to_serve(name).stands.is_closed
    assert db.session.scalars(select(Programme.changes)).one() > before
    assert acts()[-2:] == ["release.withdrawn", "slot.recording_closed"]
    for state in (PUBLIC, RESTRICTED):
        with pytest.raises(NotReleased):
            show(name, state, knows_silent=True)
    with pytest.raises(NotThisMove):
        say(slot_id, "silent")
    say(slot_id, "given")
    assert stored().state == PROCESSING  # nobody but staff opens it again
    show(name, PUBLIC, knows_silent=True)


def test_whoever_publishes_while_a_release_is_withdrawn_waits_and_is_told(app: Flask, slot_id: str) -> None:
    name = keep(slot_id)
    say(slot_id, "given")
    facts, seen = Facts(PUBLIC, PARTICIPANTS, knows_silent=True), stored().revision
    known = next(one.revision for one in queries.releases(slot_id) if one.name == "Amina")
    amina = person()

    def publish() -> None:
        with app.app_context():
            services.set_facts(name, facts, seen, NOW, ACTOR)

    with ThreadPoolExecutor(1) as pool:
        with transaction():
            answer_within(slot_id, amina, Said("withdrawn"), known, NOW, ACTOR)
            published = pool.submit(publish)
            wait([published], timeout=1)
        with pytest.raises(NotReleased):
            published.result()
    assert stored().state == PROCESSING


def test_one_who_left_the_panel_still_closes(slot_id: str) -> None:
    name = keep(slot_id)
    say(slot_id, "refused")
    db.session.query(Panelist).filter(Panelist.person_id == person()).delete()
    db.session.commit()
    assert queries.to_serve(name).stands.is_closed
    assert [one.name for one in queries.releases(slot_id)] == ["Boris", "Amina"]


def test_refused_part_stays_closed_until_a_file_without_it_is_kept(slot_id: str) -> None:
    name = keep(slot_id)
    show(name, RESTRICTED, chapters="0:00 Opening\n1:00 Refused\n2:00 After", length="3:00")
    services.keep_captions(name, "en", file("captions/one"), read_captions(VTT), NOW, ACTOR)
    services.keep_audio(name, file("recordings/audio"), stored().revision, NOW, ACTOR)
    assert say(slot_id, "parts", parts="1:00-2:00") == ["en"]
    assert queries.to_serve(name).stands.is_closed
    with pytest.raises(NotCut) as caught:
        show(name, RESTRICTED)
    assert caught.value.values["parts"] == ("0:01:00-0:02:00",)
    services.keep_recording(
        slot_id, "en", file("recordings/cut", seconds=None), stored().revision, NOW, ACTOR, cut="removed"
    )
    row = stored()
    assert (row.cuts, row.chapters, row.seconds, row.audio) == (
        [[60, 120, "removed"]],
        [[0, "Opening"], [60, "After"]],
        120,
        None,
    )
    assert queries.captions_to_serve(row.id, "en") == (
        Cue(10_000, 12_000, "Opening"),
        Cue(70_000, 72_000, "After"),
    )
    show(name, RESTRICTED)
    assert not queries.to_serve(name).stands.is_closed
    # The whole file again: nobody says that the part is out of it, so it is closed.
    services.keep_recording(slot_id, "en", file("recordings/whole"), stored().revision, NOW, ACTOR)
    assert (stored().state, stored().cuts) == (PROCESSING, [])
    assert set(db.session.scalars(select(DiscardedFile.key))) == {
        "recordings/one",
        "recordings/cut",
        "recordings/audio",
    }


def test_dark_part_keeps_its_place_and_later_captions_are_silent_there(slot_id: str) -> None:
    name = keep(slot_id)
    say(slot_id, "parts", parts="1:00-2:00")
    keep(slot_id, "recordings/dark", stored().revision, cut="blanked")
    services.keep_captions(name, "en", file("captions/one"), read_captions(VTT), NOW, ACTOR)
    found = queries.captions_to_serve(stored().id, "en")
    assert found is not None
    assert [one.text for one in found] == ["Opening", "After"]
    with pytest.raises(NotAChoice):
        keep(slot_id, "recordings/x", stored().revision, cut="somehow")


def test_sound_alone_is_kept_only_where_somebody_says_that_it_is_cut_too(slot_id: str) -> None:
    name = keep(slot_id)
    say(slot_id, "parts", parts="1:00-2:00")
    for _time in range(2):
        for cut, error in (("", NotCut), ("somehow", NotAChoice)):
            with pytest.raises(error) as caught:
                services.keep_audio(name, file("audio/one"), stored().revision, NOW, ACTOR, cut=cut)
            assert caught.value.field == "cut"
        keep(slot_id, "recordings/cut", stored().revision, cut="removed")
    services.keep_audio(name, file("audio/one"), stored().revision, NOW, ACTOR, cut="removed")
    assert (stored().audio, stored().cuts) == ("audio/one", [[60, 120, "removed"]])
    services.keep_audio(name, None, stored().revision, NOW, ACTOR)
    assert stored().audio is None


def test_address_in_place_of_a_cut_file_is_closed_because_nobody_says_that_it_is_cut(slot_id: str) -> None:
    name = keep(slot_id)
    say(slot_id, "given", "Boris")
    say(slot_id, "parts", parts="1:00-2:00")
    keep(slot_id, "recordings/cut", stored().revision, cut="removed")
    show(name, PUBLIC)
    services.put_recording(slot_id, "en", "https://example.org/whole", [], stored().revision, NOW, ACTOR)
    assert (stored().state, stored().cuts, stored().published_at) == (PROCESSING, [], None)
    assert queries.to_serve(name).stands.is_closed
    assert session_page("season", "topic")[1].slots[0].recordings == ()  # type: ignore[index]


def test_cut_is_of_something(slot_id: str) -> None:
    with pytest.raises(NotCut):
        keep(slot_id, cut="removed")
    assert db.session.scalar(select(Recording.id)) is None


def test_mail_by_which_it_was_said_is_kept_and_goes_with_its_sender(app: Flask, slot_id: str) -> None:
    raw = b"From: Amina\r\nSubject: Recording\r\n\r\nYes.\r\n"
    say(slot_id, "given", mail=MailGiven(raw, "answer\u202e.eml"))
    (amina, _boris) = queries.releases(slot_id)
    assert (mail_of(slot_id, amina.id), amina.mail_name) == ((raw, "answer.txt"), "answer.txt")
    with pytest.raises(NotFound):
        mail_of("another", amina.id)
    assert own_data(person())["releases"][0]["mail"] == raw.decode()
    for wrong in (b"", b" \n", b"\0", b"<html>", b"%PDF-1.4", b"x" * 2_000_001):
        with pytest.raises(NotAMail):
            say(slot_id, "given", mail=MailGiven(wrong, "mail.eml"))
    number = person()
    erase(number, NOW, "person", keys=KEYS, log=app.extensions["outside"].erasures)
    release = db.session.scalars(select(Release).where(Release.person_id == number)).one()
    assert (release.state, release.mail, release.mail_name) == ("given", None, None)


def test_asking_is_noted_once_and_confirming_asks_for_every_slot(slot_id: str) -> None:
    panelist = db.session.scalars(select(Panelist.id).where(Panelist.person_id == person())).one()
    confirm(panelist, True, NOW, ACTOR)
    confirm(panelist, True, NOW + timedelta(days=1), ACTOR)
    rows = db.session.scalars(select(Release).where(Release.person_id == person())).all()
    assert [(one.asked_at, one.state) for one in rows] == [(NOW, "silent")] * 2
    ask(slot_id, person("Boris"), NOW, ACTOR)
    assert acts().count("release.ask") == 3
    with pytest.raises(NotFound):
        ask(slot_id, 10_000, NOW, ACTOR)
    with pytest.raises(NotFound):
        confirm(10_000, True, NOW, ACTOR)
    confirm(panelist, False, NOW, ACTOR)
    assert db.session.get_one(Panelist, panelist).state == "invited"


def test_two_who_note_one_release_do_not_overwrite(slot_id: str) -> None:
    answer(slot_id, person(), Said("given"), 0, NOW, ACTOR)
    with pytest.raises(Stale):
        answer(slot_id, person(), Said("refused"), 0, NOW, ACTOR)
    answer(slot_id, person(), Said("refused"), 1, NOW, ACTOR)


def test_audience_names_regions_or_people(slot_id: str) -> None:
    name = keep(slot_id)
    party = make_party()
    party.regional_group = "Africa"
    db.session.commit()
    guest = register_somebody(slot_id, email="guest@example.org")
    show(name, RESTRICTED, AudienceGiven("region", ("Africa",)))
    assert stored().regions == ["Africa"]
    show(name, RESTRICTED, AudienceGiven("named", people=("GUEST@example.org",)))
    assert [one.person_id for one in db.session.query(Viewer)] == [guest.person_id]
    assert stored().regions == []
    for given, error in (
        (AudienceGiven("region"), Missing),
        (AudienceGiven("region", ("Mars",)), NotAChoice),
        (AudienceGiven("named"), Missing),
        (AudienceGiven("named", people=("nobody@example.org",)), NobodyKnown),
        (AudienceGiven("everyone"), NotAChoice),
    ):
        with pytest.raises(error):
            show(name, RESTRICTED, given)
    assert db.session.query(Viewer).count() == 1
    show(name, PUBLIC, knows_silent=True)
    assert (db.session.query(Viewer).count(), stored().audience) == (0, "public")


def test_nothing_to_show_is_not_shown(slot_id: str) -> None:
    name = keep(slot_id)
    stored().file = None
    db.session.commit()
    with pytest.raises(NothingToShow):
        show(name, RESTRICTED)


def test_draft_goes_with_all_that_belongs_to_it_and_a_tick_takes_the_files(app: Flask, slot_id: str) -> None:
    storage: Storage = app.extensions["outside"].storage
    for key in ("recordings/one", "captions/one"):
        storage.put(key, [b"x"], 10)
    name = keep(slot_id)
    services.keep_captions(name, "en", file("captions/one"), read_captions(VTT), NOW, ACTOR)
    say(slot_id, "given")
    slot = db.session.get_one(Slot, slot_id)
    slot.session.state = "draft"
    db.session.commit()
    delete_session("season", "topic", slot.session.revision, NOW, ACTOR)
    for table in (Recording, Caption, Release):
        assert db.session.query(table).count() == 0
    tick_files(app, NOW)
    assert storage.size("recordings/one") == 1
    tick_files(app, NOW + timedelta(minutes=10))
    assert (storage.size("recordings/one"), storage.size("captions/one")) == (None, None)
    assert db.session.query(DiscardedFile).count() == 0


def test_captions_go_and_the_recording_with_them(slot_id: str) -> None:
    name = keep(slot_id)
    services.keep_captions(name, "fr", file("captions/fr"), read_captions(VTT), NOW, ACTOR)
    assert stored().captions == ["fr"]
    services.drop_captions(name, "fr", NOW, ACTOR)
    services.drop_captions(name, "fr", NOW, ACTOR)
    assert stored().captions == []
    services.keep_captions(name, "fr", file("captions/fr2"), read_captions(VTT), NOW, ACTOR)
    with pytest.raises(NotAChoice):
        services.keep_captions(name, "xx", file("captions/xx"), (), NOW, ACTOR)
    services.drop_recording(name, stored().revision, NOW, ACTOR)
    assert db.session.query(Recording).count() == db.session.query(Caption).count() == 0
