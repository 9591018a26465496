"""Documents, and whom they and recordings are for, on both stores; and links that are looked at on ticks."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from meetings.domain.codes import RecordingState
from meetings.domain.errors import Missing, NotAChoice, NotAWebAddress, NotFound, Stale
from meetings.domain.kept_files import AudienceGiven, FileGiven
from meetings.domain.recording_errors import NothingToShow
from meetings.extensions import db
from meetings.jobs import tick_documents, tick_links
from meetings.models import (
    DiscardedFile,
    LinkCheck,
    Material,
    MaterialVersion,
    PartyStatus,
    Recording,
    Registration,
    Slot,
)
from meetings.queries.kept_files import document_to_serve, for_person, watchers
from meetings.queries.programmes import session_page
from meetings.services import documents as services
from meetings.services.documents import DocumentGiven
from meetings.services.programmes import delete_session
from meetings.services.registrations import cancel
from meetings.services.viewers import put_audience
from tests.adapters.test_feeds import says, serving
from tests.conftest import make_app
from tests.factories import NOW, make_party, make_topic, register_somebody

ACTOR, DAY = "user:1", timedelta(days=1)
PUBLIC = AudienceGiven("public")


@pytest.fixture
def slot_id(store: str, tmp_path: Path) -> Iterator[str]:
    """Give a slot of a session, in an application that may look at this machine."""
    app = make_app(store, tmp_path, FEED_NETWORKS="127.0.0.1")
    with app.app_context():
        yield make_topic()[1][0]
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def working(slot_id: str) -> Flask:
    """Give the application of the slot."""
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]


def file(key: str = "documents/one", **changes: Any) -> FileGiven:
    return FileGiven(
        **{"key": key, "media_type": "application/pdf", "size": 9, "digest": "d", "name": "a.pdf"} | changes
    )


def given(audience: AudienceGiven = PUBLIC, **more: Any) -> DocumentGiven:
    return DocumentGiven(**{"title": {"en": "Slides"}, "language": "en", "audience": audience} | more)


def add(audience: AudienceGiven = PUBLIC, **more: Any) -> str:
    more.setdefault("file", file())
    return services.add_document("season", "topic", given(audience, **more), NOW, ACTOR)


def change(name: str, revision: int, audience: AudienceGiven = PUBLIC, **more: Any) -> None:
    services.change_document("season", "topic", name, given(audience, **more), revision, NOW, ACTOR)


def shown() -> list[tuple[str, int]]:
    db.session.rollback()
    found = session_page("season", "topic")
    assert found is not None
    return [(one.address, one.version) for one in found[1].documents]


@pytest.mark.usefixtures("slot_id")
def test_document_keeps_its_address_from_version_to_version() -> None:
    name = add()
    assert shown() == [(f"/documents/{name}", 1)]
    change(name, 1, file=file("documents/two"))
    assert shown() == [(f"/documents/{name}", 2)]
    assert document_to_serve(name, NOW).file == "documents/two"
    assert document_to_serve(name, NOW, 1).file == "documents/one"
    with pytest.raises(NotFound):
        document_to_serve(name, NOW, 3)
    with pytest.raises(Stale):
        change(name, 1)
    change(name, 2, title={"en": "Slides", "fr": "Diapositives"})
    assert document_to_serve(name, NOW).file == "documents/two"
    services.drop_document("season", "topic", name, 3, NOW, ACTOR)
    assert (shown(), db.session.query(MaterialVersion).count()) == ([], 0)
    assert set(db.session.scalars(select(DiscardedFile.key))) == {"documents/one", "documents/two"}


@pytest.mark.usefixtures("slot_id")
def test_document_is_something_somewhere() -> None:
    for wrong, error in (
        ({"file": None}, NothingToShow),
        ({"file": None, "address": "javascript:alert(1)"}, NotAWebAddress),
        ({"title": {}}, Missing),
        ({"language": "xx"}, NotAChoice),
        ({"audience": AudienceGiven("named")}, Missing),
    ):
        with pytest.raises(error):
            add(**wrong)
    assert db.session.query(Material).count() == 0
    name = add(file=None, address="https://example.org/a.pdf")
    assert shown() == [("https://example.org/a.pdf", 1)]
    change(name, 1, file=file())
    assert shown() == [(f"/documents/{name}", 1)]


@pytest.mark.usefixtures("slot_id")
def test_embargo_ends_on_a_tick_and_the_bytes_at_their_moment(working: Flask) -> None:
    name = add(embargo_until=NOW + DAY)
    assert (shown(), document_to_serve(name, NOW).stands.is_public(NOW)) == ([], False)
    assert document_to_serve(name, NOW).stands.is_public(NOW + DAY)
    tick_documents(working, NOW + DAY - timedelta(seconds=1))
    assert shown() == []
    tick_documents(working, NOW + DAY)
    assert shown() == [(f"/documents/{name}", 1)]
    assert db.session.scalars(select(Material.published_at)).one() == NOW + DAY
    change(name, 1, embargo_until=NOW + 2 * DAY)
    assert shown() == []


@pytest.mark.usefixtures("slot_id")
def test_draft_goes_with_its_documents() -> None:
    add()
    slot = db.session.scalars(select(Slot)).first()
    assert slot is not None
    slot.session.state = "draft"
    db.session.commit()
    delete_session("season", "topic", slot.session.revision, NOW, ACTOR)
    assert db.session.query(Material).count() == 0


def test_watchers_are_who_they_registered_as(slot_id: str) -> None:
    party = make_party()
    party.regional_group = "Africa"
    on = date(2017, 9, 21)
    db.session.add(PartyStatus(party_code="KE", treaty="minamata", status="party", starts_on=on, source="t"))
    db.session.commit()
    session_id = db.session.get_one(Slot, slot_id).session_id
    seen = {}
    for country, category in (("KE", "government"), ("KE", "ngo"), ("", "government")):
        done = register_somebody(slot_id, country=country, category=category)
        seen[country, category] = watchers(done.person_id, [session_id])[session_id]
    who = seen["KE", "government"]
    assert (who.is_participant, who.parties, who.regions) == (True, frozenset(["KE"]), frozenset(["Africa"]))
    for one in (seen["KE", "ngo"], seen["", "government"]):
        assert (one.is_participant, one.parties, one.regions) == (True, frozenset(), frozenset())
    last = register_somebody(slot_id)
    cancel(last.id, NOW, "person")
    assert not watchers(last.person_id, [session_id])[session_id].is_participant


def test_what_is_for_somebody_is_on_their_list_alone(slot_id: str) -> None:
    guest, other = register_somebody(slot_id), register_somebody(slot_id)
    row = Recording(
        slot_id=slot_id, language="en", state=RecordingState.RESTRICTED, file="r/a", updated_at=NOW
    )
    db.session.add(row)
    db.session.flush()
    put_audience(row, f"recording:{row.id}", AudienceGiven("participants"))
    db.session.commit()
    mailbox = db.session.get_one(Registration, guest.id).person.mailboxes[0].mailbox.address
    paper = add(AudienceGiven("named", people=(mailbox,)))
    later = add(AudienceGiven("participants"), embargo_until=NOW + DAY)
    add()

    def names(person_id: int, now: Any = NOW) -> list[str]:
        return [one.name for one in for_person(person_id, now)]

    assert names(guest.person_id) == [row.name, paper]
    assert names(other.person_id) == [row.name]
    assert set(names(other.person_id, NOW + DAY)) == {row.name, later}
    assert names(10_000) == []
    row.state = RecordingState.PROCESSING
    db.session.commit()
    assert names(other.person_id) == []


def checks() -> dict[str, tuple[Any, ...]]:
    db.session.rollback()
    return {
        one.address: (one.failures, one.broken_since, one.problem.get("why"), one.due_at)
        for one in db.session.query(LinkCheck)
    }


def test_addresses_are_looked_at_one_by_one_and_seldom(working: Flask) -> None:
    hour = timedelta(hours=1)
    with serving(says(body=b"")) as good, serving(says("404 Not found", b"")) as bad:
        add(file=None, address=good.address)
        gone = add(file=None, address=bad.address)
        for at in range(4):
            tick_links(working, NOW + at * timedelta(minutes=1))
        found = checks()
        assert found[good.address][:3] == (0, None, None)
        assert (found[bad.address][0], found[bad.address][2]) == (1, "answer")
        since = found[bad.address][1]
        assert (len(good.asked), len(bad.asked)) == (1, 2)  # for the head, and then for a byte
        tick_links(working, NOW + hour + timedelta(minutes=2))
        assert (checks()[bad.address][0], checks()[bad.address][1]) == (2, since)
        assert len(good.asked) == 1
        change(gone, 1, address=good.address + "?other")
        tick_links(working, NOW + 2 * DAY)
        assert bad.address not in checks()
        assert len(bad.asked) == 4


def test_inside_networks_are_not_looked_at(store: str, tmp_path: Path) -> None:
    app = make_app(store, tmp_path)
    with app.app_context(), serving(says(body=b"")) as server:
        make_topic()
        add(file=None, address=server.address)
        tick_links(app, NOW)
        assert (server.asked, checks()[server.address][2]) == ([], "not_public")
        db.session.remove()
        db.engine.dispose()
