"""Languages of a slot in the store: moves, what is lacking in a season, what the public is told, who interprets."""

from datetime import timedelta
from typing import Any

import pytest

from meetings.domain import errors
from meetings.domain.live.interpretation import Lack
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.extensions import db
from meetings.models import Panelist, Person, Programme, Slot
from meetings.queries.live import interpretation as queries
from meetings.queries.own_data import own_data
from meetings.services.live import interpretation as services
from meetings.services.live import rehearsals
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.panels import make_panelist
from tests.run_sheets import make_service, ref_of

DAY = timedelta(days=1)


@pytest.fixture
def slot_id(database: Any) -> str:
    programme = make_programme()
    session = make_session(programme, interpreted=["fr", "es"])
    make_slot(make_session(programme, "plain"), NOW + 3 * DAY)
    return make_slot(session, NOW + 5 * DAY).id


def who(row: Panelist) -> str:
    return db.session.get_one(Person, row.person_id).public_id


def test_the_public_is_told_of_what_is_confirmed_and_of_what_is_taken_back(slot_id: str) -> None:
    changes = db.session.query(Programme).one().changes
    name = make_service(slot_id, "fr", "booked", "confirmed")
    make_service(slot_id, "es", "booked")
    assert queries.told([slot_id])[slot_id] == queries.Told((("spoken", "fr", ""),), ())
    services.move_service(slot_id, name, "not_provided", 3, now=NOW, actor="user:1")
    assert queries.told([slot_id])[slot_id] == queries.Told((), (("spoken", "fr", ""),))
    assert db.session.query(Programme).one().changes > changes
    with pytest.raises(errors.NotThisMove):
        services.remove_service(slot_id, name, 4, NOW, "user:1")


def test_a_service_is_there_once_and_in_a_language_of_ours(slot_id: str) -> None:
    make_service(slot_id, "fr")
    for given, refusal in (
        ({"kind": "spoken", "language": "fr"}, errors.Taken),
        ({"kind": "spoken", "language": "tlh"}, errors.NotAChoice),
        ({"kind": "sign", "label": ""}, errors.Missing),
        ({"kind": "captions", "language": "en", "needed_by": "2099-01-01"}, errors.NotATime),
    ):
        with pytest.raises(refusal):
            services.add_service(slot_id, given, NOW, "user:1")
    make_service(slot_id, kind="sign", label="<b>International Sign</b>", language="")
    assert [one.kind for one in queries.services(slot_id, NOW)] == ["spoken", "sign"]


def test_a_stale_state_is_refused(slot_id: str) -> None:
    name = make_service(slot_id, "fr", "booked")
    with pytest.raises(errors.Stale):
        services.move_service(slot_id, name, "confirmed", 1, now=NOW, actor="user:1")
    with pytest.raises(errors.NotFound):
        services.move_service("other", name, "confirmed", 2, now=NOW, actor="user:1")


def test_a_season_shows_which_times_lack_what_by_when(slot_id: str) -> None:
    make_service(slot_id, "fr", "booked", "confirmed")
    make_service(slot_id, "es", needed_by=str((NOW - DAY).date()))
    (found,) = queries.overview("season", EVERYWHERE, NOW)
    assert [(one.language, one.lack) for one in found.lacks] == [
        ("es", Lack.LATE),
        ("fr", Lack.NO_CHANNEL),
    ] or [(one.language, one.lack) for one in found.lacks] == [("fr", Lack.NO_CHANNEL), ("es", Lack.LATE)]
    assert found.unkept == ("es",)
    slot = db.session.get_one(Slot, slot_id)
    slot.channels = [
        {"kind": "phone", "label": "", "address": "+41 22 000 00 00", "language": "fr", "note": ""}
    ]
    db.session.commit()
    (found,) = queries.overview("season", EVERYWHERE, NOW)
    assert [(one.language, one.lack) for one in found.lacks] == [("es", Lack.LATE)]
    assert queries.overview("season", Reach(), NOW) == []


def test_interpreters_have_pairs_and_names_are_said(slot_id: str) -> None:
    session = db.session.get_one(Slot, slot_id).session
    voice = make_panelist(session, "Vera Example", role="interpreter", state="invited")
    speaker = make_panelist(session, "Siobhán Example")
    services.set_pairs(slot_id, who(voice), [("en", "fr"), ("fr", "en"), ("en", "fr")], NOW, "user:1")
    services.set_pronunciation(slot_id, who(speaker), "shi-VAWN", NOW, "user:1")
    found = {one.name: one for one in queries.voices(slot_id)}
    assert found["Vera Example"].pairs == (("en", "fr"), ("fr", "en"))
    assert found["Siobhán Example"].pronunciation == "shi-VAWN"
    assert own_data(voice.person_id)["interprets"] == [
        {"from": "en", "into": "fr"},
        {"from": "fr", "into": "en"},
    ]
    with pytest.raises(errors.NotFound):
        services.set_pairs(slot_id, who(speaker), [("en", "fr")], NOW, "user:1")
    with pytest.raises(errors.NotAChoice):
        services.set_pairs(slot_id, who(voice), [("en", "en")], NOW, "user:1")
    services.set_pronunciation(slot_id, who(speaker), "", NOW, "user:1")
    assert {one.pronunciation for one in queries.voices(slot_id)} == {""}


def test_a_connection_test_is_kept_and_the_last_one_counts(slot_id: str) -> None:
    from meetings.queries.live.run_sheets import connections

    session = db.session.get_one(Slot, slot_id).session
    speaker = make_panelist(session, "Sam Example")
    for outcome, parts in (("again", {"sound": "poor"}), ("passed", {"sound": "good", "line": "good"})):
        rehearsals.record_test(slot_id, ref_of(speaker), outcome, parts, remark="", now=NOW, actor="user:1")
    (found,) = connections(slot_id)
    assert (found.outcome, found.parts) == ("passed", {"sound": "good", "line": "good"})
    with pytest.raises(errors.NotAChoice):
        rehearsals.record_test(slot_id, ref_of(speaker), "fine", {}, remark="", now=NOW, actor="user:1")
    with pytest.raises(errors.NotFound):
        rehearsals.record_test(slot_id, "person:x", "passed", {}, remark="", now=NOW, actor="user:1")


def test_a_brief_is_kept_and_a_stale_one_refused(slot_id: str) -> None:
    given = {"shows_embargoed": "y", "glossary": "https://example.org/terms", "note": "Two lines\nof a note"}
    services.set_brief(slot_id, given, 0, NOW, "user:1")
    found = queries.brief(slot_id)
    assert (found.shows_embargoed, found.glossary, found.revision) == (True, "https://example.org/terms", 1)
    with pytest.raises(errors.Stale):
        services.set_brief(slot_id, given, 0, NOW, "user:1")
    with pytest.raises(errors.NotAWebAddress):
        services.set_brief(slot_id, {"glossary": "javascript:alert(1)"}, 1, NOW, "user:1")
