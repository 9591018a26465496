"""The ledger of a programme, on both stores: narrowed, in pages, and within reach only."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.extensions import db
from meetings.models import Message
from meetings.queries.ledger import Asked, all_sent_in, sent_in
from meetings.services.registrations import register
from tests.factories import (
    KEYS,
    NOW,
    make_programme,
    make_session,
    make_slot,
    register_somebody,
    request_for,
    somebody,
)
from tests.mail.test_outbox import DAY, MINUTE, World, move_slot, world

__all__ = ["world"]
STREAM = Reach(streams=frozenset({("season", "science")}))
PROGRAMME = Reach(programmes=frozenset({"season"}))


@pytest.fixture
def slots(world: World) -> dict[str, str]:
    """Store a season with a session in a stream and one in none, another season, and somebody in each."""
    programme, other = make_programme(), make_programme("other")
    found = {}
    for number, (parent, slug, stream) in enumerate(
        ((programme, "ours", programme.streams[0].id), (programme, "theirs", None), (other, "else", None))
    ):
        session = make_session(parent, slug, stream_id=stream)
        found[slug] = make_slot(session, NOW + timedelta(days=2, minutes=number)).id
    for name, language in (("Ada_1 Example", "en"), ("Bob Example", "fr")):
        for slug in ("ours", "theirs"):
            register_somebody(
                found[slug], session=slug, name=name, email=f"{name[:3]}%@example.org", language=language
            )
    given = request_for(somebody(name="Eve Else"), found["else"], session="else")
    register(replace(given, programme="other"), NOW, KEYS)
    world.tick(NOW)
    move_slot(found["ours"], 1, NOW)
    world.tick(NOW + 10 * MINUTE)
    world.tick(NOW + DAY + 61 * MINUTE)
    return found


def names(asked: Asked = Asked(), where: Reach = EVERYWHERE, programme: str = "season") -> list[str]:
    return sorted(one.name[:3] for one in sent_in(programme, where, asked, 1).sent)


@pytest.mark.usefixtures("slots")
def test_programme_shows_its_own_messages_and_no_others() -> None:
    found = sent_in("season", EVERYWHERE, Asked(), 1)
    assert (found.number, len(found.sent)) == (len(found.sent), 4 + 2 + 4 - found_together())
    assert "Eve" not in names()
    assert set(names(programme="other")) == {"Eve"}
    assert names(programme="nothing") == []


def found_together() -> int:
    """Count the reminders that were merged into one with another."""
    return sum(len(one.notices) - 1 for one in db.session.query(Message).all())


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked(kind="change"), ["Ada", "Bob"]),
        (Asked(kind="confirmation", language="fr"), ["Bob", "Bob"]),
        (Asked(kind="confirmation", text="ADA_1"), ["Ada", "Ada"]),
        (Asked(text="ada%@EXAMPLE", kind="change"), ["Ada"]),
        (Asked(text="_%"), []),
        (Asked(text="nobody"), []),
        (Asked(state="given_up"), []),
        (Asked(state="sent", kind="change", language="en"), ["Ada"]),
        (Asked(kind="nothing"), []),
        (Asked(kind="reminder_"), []),
    ],
)
@pytest.mark.usefixtures("slots")
def test_ledger_narrows(asked: Asked, expected: list[str]) -> None:
    assert names(asked) == expected


@pytest.mark.usefixtures("slots")
def test_reminders_are_one_kind_whatever_their_rule() -> None:
    found = sent_in("season", EVERYWHERE, Asked(kind="reminder"), 1)
    assert {one.name[:3] for one in found.sent} == {"Ada", "Bob"}
    assert all(kind.startswith("reminder_") for one in found.sent for kind in one.kinds)


def test_stream_sees_its_own_and_what_was_told_of_it(slots: dict[str, str]) -> None:
    ours = sent_in("season", STREAM, Asked(), 1).sent
    everything = sent_in("season", PROGRAMME, Asked(), 1).sent
    assert len(ours) < len(everything)
    assert {one.version for sent in ours for one in sent.told} == {1, 2}
    merged = [one for one in everything if len(one.told) > 1]
    assert merged
    same = {one.id: one for one in ours}
    assert all(len(same[one.id].told) == 1 for one in merged)
    assert sent_in("season", Reach(), Asked(), 1).sent == ()


@pytest.mark.usefixtures("slots")
def test_pages_and_table_hold_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = list(all_sent_in("season", EVERYWHERE, Asked()))
    monkeypatch.setattr("meetings.queries.ledger.SIZE", 3)
    paged, number = [], 1
    while True:
        found = sent_in("season", EVERYWHERE, Asked(), number)
        paged += found.sent
        if not found.has_older:
            break
        number += 1
    assert number > 1
    assert paged == everything == list(all_sent_in("season", EVERYWHERE, Asked()))


def test_version_and_start_are_told(app: Flask, slots: dict[str, str]) -> None:
    (change,) = sent_in("season", EVERYWHERE, Asked(kind="change", language="en"), 1).sent
    ((version, starts_at),) = [(one.version, one.starts_at) for one in change.told]
    assert (version, starts_at) == (2, NOW + timedelta(days=2, hours=1))
