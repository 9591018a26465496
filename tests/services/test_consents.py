"""Who agreed to what, when and in which words: kept through changes of words, withdrawn, asked again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from meetings.domain.consents import present
from meetings.domain.errors import NotAChoice
from meetings.domain.permissions import Reach
from meetings.extensions import db
from meetings.models import Consent, OptOut, Person, PersonConsent, Registration, Subscription
from meetings.queries.consents import asked_again, consents_of, kinds_of, who_agreed
from meetings.queries.optouts import scopes_stopped
from meetings.services.consents import agree, withdraw
from meetings.services.joining import enter
from meetings.services.registrations import cancel, register
from meetings.services.subscriptions import follow
from tests.factories import KEYS, NOW, make_session, make_slot, make_topic, request_for, somebody
from tests.services.test_many import make_season, many
from tests.services.test_subscriptions import publish, registration

pytestmark = pytest.mark.usefixtures("database")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEW = present("recording")
OLD = "2026-11"


def registered(*consents: str, session: str = "topic", now: Any = NOW, **person: str) -> tuple[str, int]:
    """Register somebody for a topic with consents; gives the ids of registration and person."""
    values = {"name": "Ada Example", "email": "ada@example.org"} | person
    wish = request_for(somebody(**values), session=session)
    done = register(replace(wish, consents=consents, shown_in="fr"), now, KEYS)
    return done.id, done.person_id


def second_topic() -> str:
    programme = db.session.scalars(select(Registration)).one().session.programme
    session = make_session(programme, "second")
    make_slot(session)
    return session.slug


def history(person_id: int) -> list[tuple[str, str, str | None, Any, Any]]:
    return [
        (one.said.kind, one.said.version, one.said.language, one.said.at, one.said.withdrawn_at)
        for one in consents_of(person_id)
    ]


def yeses(kind: str, **more: Any) -> list[tuple[str, str | None, str]]:
    return [(one.name, one.session, one.said.version) for one in who_agreed("season", kind, **more)]


def test_registering_stores_version_language_and_instant() -> None:
    make_topic()
    _id, person = registered("recording", "list:2026-11", "news")
    assert sorted(history(person)) == [
        ("list", "2026-11", "fr", NOW, None),
        ("news", "2026-11", "fr", NOW, None),
        ("recording", NEW, "fr", NOW, None),
    ]
    assert yeses("news") == [("Ada Example", None, "2026-11")]
    assert yeses("list") == [("Ada Example", "topic", "2026-11")]


def test_nothing_ticked_is_nothing_agreed_and_registers_all_the_same() -> None:
    make_topic()
    _id, person = registered()
    assert (history(person), yeses("recording"), yeses("list"), yeses("news")) == ([], [], [], [])
    assert [one.may_agree for one in kinds_of(person)] == [True, True, True]


@pytest.mark.parametrize("wrong", ["everything", "list:2019-01", "news "])
def test_unknown_consents_register_nobody(wrong: str) -> None:
    make_topic()
    with pytest.raises(NotAChoice) as refusal:
        registered("list", wrong)
    assert refusal.value.field == "consents"
    assert db.session.scalars(select(Person)).all() == []


def test_who_agreed_survives_a_change_of_the_words() -> None:
    make_topic()
    first, ada = registered("recording:2026-11")
    registered("recording", name="Ben Example", email="ben@example.org", now=NOW + HOUR)
    assert yeses("recording") == [("Ada Example", "topic", OLD), ("Ben Example", "topic", NEW)]
    assert asked_again(first) == ("recording",)
    agree(ada, ["recording"], "ar", NOW + DAY)
    assert history(ada) == [("recording", OLD, "fr", NOW, None), ("recording", NEW, "ar", NOW + DAY, None)]
    assert asked_again(first) == ()
    assert yeses("recording") == [("Ada Example", "topic", NEW), ("Ben Example", "topic", NEW)]


def test_entering_adds_what_is_agreed_to_when_asked_again() -> None:
    _topic, (slot, _other) = make_topic()
    registration, person = registered("recording:2026-11")
    for minutes in (0, 1):
        now = NOW + timedelta(days=2, minutes=minutes)
        enter(f"registration:{registration}", slot, now, consents=["recording", "news"], shown_in="zh")
    assert history(person) == [
        ("recording", OLD, "fr", NOW, None),
        ("recording", NEW, "zh", NOW + timedelta(days=2), None),
    ]
    assert asked_again(registration) == ()


def test_entering_without_an_answer_is_asked_again_next_time() -> None:
    _topic, (slot, _other) = make_topic()
    registration, person = registered("recording:2026-11")
    enter(f"registration:{registration}", slot, NOW + 2 * DAY)
    assert asked_again(registration) == ("recording",)
    assert len(history(person)) == 1


def test_withdrawing_is_a_row_and_pressing_twice_is_one() -> None:
    make_topic()
    registration, person = registered("list", "recording:2026-11")
    for hours in (1, 2):
        withdraw(person, "list", NOW + hours * HOUR)
    assert history(person)[-1] == ("list", "2026-11", "fr", NOW, NOW + HOUR)
    assert sorted(db.session.scalars(select(Consent.kind))) == ["list", "recording"]
    assert (yeses("list"), yeses("recording")) == ([], [("Ada Example", "topic", OLD)])
    shown = {one.kind: one for one in kinds_of(person)}
    assert (shown["list"].agreed, shown["list"].withdrawn_at) == ((), NOW + HOUR)
    agree(person, ["list"], "en", NOW + DAY)
    agree(person, ["list"], "en", NOW + DAY + HOUR)
    assert yeses("list") == [("Ada Example", "topic", "2026-11")]
    assert len(db.session.scalars(select(PersonConsent)).all()) == 2
    withdraw(person, "recording", NOW + 2 * DAY)
    assert asked_again(registration) == ()


def test_withdrawing_reaches_every_registration_by_then_and_none_after() -> None:
    make_topic()
    _first, person = registered("list")
    second_topic()
    withdraw(person, "list", NOW + HOUR)
    registered("list", session="second", now=NOW + DAY)
    assert yeses("list") == [("Ada Example", "second", "2026-11")]
    withdraw(person, "list", NOW + 2 * DAY)
    assert yeses("list") == []
    assert kinds_of(person)[1].may_agree


def test_open_form_brings_back_no_news_that_were_withdrawn() -> None:
    make_topic()
    _first, person = registered("news")
    second_topic()
    registered("news", session="second", now=NOW + HOUR)
    assert len(history(person)) == 1
    withdraw(person, "news", NOW + 2 * HOUR)
    third = make_session(db.session.scalars(select(Registration)).first().session.programme, "third")
    make_slot(third)
    registered("news", session="third", now=NOW + 3 * HOUR)
    assert yeses("news") == []
    agree(person, ["news"], "en", NOW + 4 * HOUR)
    assert yeses("news") == [("Ada Example", None, "2026-11")]


def test_withdrawing_news_stops_campaigns_until_the_person_agrees_again() -> None:
    make_topic()
    _first, person = registered("list", "news")
    withdraw(person, "list", NOW + HOUR)
    assert scopes_stopped([person]) == {}
    for hours in (2, 3):
        withdraw(person, "news", NOW + hours * HOUR)
    assert scopes_stopped([person]) == {person: frozenset({"news"})}
    assert db.session.scalars(select(OptOut.at)).one() == NOW + 2 * HOUR
    agree(person, ["list"], "en", NOW + 4 * HOUR)
    assert scopes_stopped([person]) != {}
    agree(person, ["news"], "en", NOW + 5 * HOUR)
    assert scopes_stopped([person]) == {}


def test_registering_again_for_the_same_session_changes_no_consent() -> None:
    make_topic()
    _first, person = registered("list")
    registered("list", "recording", "news", now=NOW + HOUR)
    assert [one[0] for one in history(person)] == ["list"]


def test_cancelled_registrations_and_other_streams_are_not_listed() -> None:
    make_topic()
    registration, person = registered("list", "news")
    assert yeses("list", where=Reach(streams=frozenset([("season", "science")]))) != []
    assert yeses("list", where=Reach(streams=frozenset([("season", "policy")]))) == []
    assert yeses("news", where=Reach(programmes=frozenset(["elsewhere"]))) == []
    cancel(registration, NOW + HOUR, "person")
    assert (yeses("list"), yeses("news")) == ([], [])
    assert len(history(person)) == 2
    agree(person, ["recording"], "en", NOW + DAY)  # registered for nothing: nothing to agree to
    assert len(history(person)) == 2


@pytest.mark.parametrize("kind", ["", "everything", "list:2026-11", "x" * 500])
def test_only_kinds_can_be_withdrawn(kind: str) -> None:
    with pytest.raises(NotAChoice):
        withdraw(1, kind, NOW)


def test_nobody_agrees_for_a_colleague() -> None:
    make_season(2)
    me, other = somebody("Ada Example"), somebody("Ben Example")
    done = many(me, other, whole=True, consents=("list", "news"), shown_in="ru")
    assert [one[0] for one in yeses("list")] == ["Ada Example"] * 2
    assert yeses("news") == [("Ada Example", None, "2026-11")]
    assert {one.said.language for one in who_agreed("season", "list")} == {"ru"}
    assert history(done.people[1].person_id) == []
    rows = db.session.scalars(select(Subscription).order_by(Subscription.id)).all()
    assert [row.consents for row in rows] == [{"list": "2026-11"}, {}]


def test_what_follows_later_keeps_when_and_in_which_words_it_was_agreed_to() -> None:
    make_season(1)
    (one,) = many(
        somebody("Ada Example"), whole=True, consents=("list", "recording:2026-11"), shown_in="zh"
    ).people
    publish("new")
    follow(NOW + DAY)
    assert yeses("list") == [("Ada Example", "new", "2026-11"), ("Ada Example", "topic-0", "2026-11")]
    assert {row[2:4] for row in history(one.person_id)} == {("zh", NOW)}
    assert asked_again(registration("new")) == ("recording",)


def test_what_was_withdrawn_stays_so_for_what_follows_later() -> None:
    make_season(1)
    (one,) = many(somebody("Ada Example"), whole=True, consents=("list",)).people
    withdraw(one.person_id, "list", NOW + HOUR)
    publish("new")
    follow(NOW + DAY)
    assert yeses("list") == []
    assert kinds_of(one.person_id)[1].agreed == ()
