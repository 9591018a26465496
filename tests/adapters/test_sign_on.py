"""The system of the house, held against a real issuer on loopback that does everything wrong in turn."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from meetings.adapters import sign_on
from meetings.adapters.sign_on import OidcSystem
from meetings.domain.account_errors import IssuerAway, NotVouchedFor
from meetings.domain.ports import Vouched
from tests.issuer import CLIENT, Issuer, running_issuer

EMAIL = "organizer@example.org"
BACK = "https://meetings.example.org/en/desk/sign-in/back"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer(EMAIL) as one:
        yield one


@pytest.fixture
def system(issuer: Issuer) -> OidcSystem:
    return OidcSystem(issuer.url, CLIENT, "House")


def enter(system: OidcSystem, issuer: Issuer, **changes: str) -> Vouched:
    begun = system.begin(BACK)
    query = parse_qs(urlsplit(issuer.answer(begun.address)).query)
    answer = {name: values[0] for name, values in query.items()} | changes
    return system.finish(answer, begun.memory, back=BACK, now=datetime.now(UTC))


def test_somebody_is_vouched_for(system: OidcSystem, issuer: Issuer) -> None:
    assert enter(system, issuer) == Vouched(issuer.url, "s-1", EMAIL, is_verified=True)
    (asked,) = issuer.asked
    assert asked["code_challenge_method"] == "S256"
    assert (asked["response_type"], asked["client_id"], asked["scope"]) == ("code", CLIENT[0], "openid email")
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3


def test_state_nonce_and_verifier_are_new_each_time(system: OidcSystem) -> None:
    seen = [tuple(system.begin(BACK).memory.values()) for _time in range(3)]
    assert len({one for every in seen for one in every}) == 9


def test_address_may_come_from_where_users_are_described(system: OidcSystem, issuer: Issuer) -> None:
    issuer.claims = {"sub": "s-1"}
    issuer.userinfo = {"sub": "s-1", "email": EMAIL, "email_verified": "true"}
    assert enter(system, issuer).email == EMAIL
    issuer.userinfo["sub"] = "s-2"
    with pytest.raises(NotVouchedFor):
        enter(system, issuer)


@pytest.mark.parametrize("said", [None, False, "false", 1, "yes"])
def test_address_that_is_not_verified_is_said_to_be_so(system: OidcSystem, issuer: Issuer, said: Any) -> None:
    issuer.wrong = {"email_verified": said}
    assert enter(system, issuer).is_verified is False


def test_new_key_is_asked_for_and_one_that_is_not_published_is_not_believed(
    system: OidcSystem, issuer: Issuer
) -> None:
    enter(system, issuer)
    issuer.other_key(is_published=True)
    assert enter(system, issuer).email == EMAIL
    issuer.published = []
    assert enter(system, issuer).email == EMAIL  # it is known by now


NOW = int(time.time())
WRONG: list[tuple[str, Callable[[Issuer], Any]]] = [
    ("state", lambda one: setattr(one, "state", "of another browser")),
    ("nonce", lambda one: one.wrong.update(nonce="of another request")),
    ("no nonce", lambda one: one.wrong.update(nonce=None)),
    ("aud", lambda one: one.wrong.update(aud="another client")),
    ("two auds", lambda one: one.wrong.update(aud=[CLIENT[0], "another client"])),
    ("azp", lambda one: one.wrong.update(azp="another client")),
    ("iss", lambda one: one.wrong.update(iss="https://id.example.org")),
    ("expired", lambda one: one.wrong.update(exp=NOW - 3600, iat=NOW - 7200)),
    ("old", lambda one: one.wrong.update(iat=NOW - 7200)),
    ("to come", lambda one: one.wrong.update(iat=NOW + 7200, nbf=NOW + 7200)),
    ("no exp", lambda one: one.wrong.update(exp=None)),
    ("no sub", lambda one: one.wrong.update(sub=None)),
    ("odd sub", lambda one: one.wrong.update(sub="s\0")),
    ("sub that is no text", lambda one: one.wrong.update(sub=["s-1"])),
    ("unsigned", Issuer.sign_none),
    ("signed by the client's secret", Issuer.sign_by_secret),
    ("signed by a stranger", lambda one: one.other_key(is_published=False)),
    ("refused", lambda one: setattr(one, "refuses", "access_denied")),
]


@pytest.mark.parametrize(("name", "spoil"), WRONG, ids=[name for name, _spoil in WRONG])
def test_answer_that_does_not_hold_is_not_believed(
    system: OidcSystem, issuer: Issuer, name: str, spoil: Callable[[Issuer], Any]
) -> None:
    spoil(issuer)
    with pytest.raises(NotVouchedFor):
        enter(system, issuer)


def test_answer_works_once_and_only_for_who_asked(system: OidcSystem, issuer: Issuer) -> None:
    now, begun = datetime.now(UTC), system.begin(BACK)
    query = parse_qs(urlsplit(issuer.answer(begun.address)).query)
    answer = {name: values[0] for name, values in query.items()}
    for memory in ({}, begun.memory | {"verifier": "of another browser"}):
        with pytest.raises(NotVouchedFor):
            system.finish(answer, memory, back=BACK, now=now)
    with pytest.raises(NotVouchedFor):
        enter(system, issuer, iss="https://id.example.org")
    begun = system.begin(BACK)
    query = parse_qs(urlsplit(issuer.answer(begun.address)).query)
    answer = {name: values[0] for name, values in query.items()}
    assert system.finish(answer, begun.memory, back=BACK, now=now).email == EMAIL
    with pytest.raises(NotVouchedFor):
        system.finish(answer, begun.memory, back=BACK, now=now)


def test_issuer_that_is_down_is_said_to_be_away(system: OidcSystem, issuer: Issuer) -> None:
    issuer.broken = "<h1>Bad gateway</h1>"
    with pytest.raises(IssuerAway):
        enter(system, issuer)
    gone = OidcSystem("http://127.0.0.1:9", CLIENT, "House")
    with pytest.raises(IssuerAway):
        gone.begin(BACK)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://id.example.org"},
        {"authorization_endpoint": "http://id.example.org/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"authorization_endpoint": ["x"]},
    ],
)
def test_issuer_that_describes_itself_oddly_is_not_followed(
    system: OidcSystem, issuer: Issuer, metadata: dict[str, Any]
) -> None:
    issuer.metadata = metadata
    with pytest.raises(IssuerAway):
        system.begin(BACK)


def test_slow_and_endless_answers_end(
    system: OidcSystem, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer.metadata = {"padding": "x" * sign_on.MOST_BYTES}
    with pytest.raises(IssuerAway):
        system.begin(BACK)
    issuer.metadata, issuer.delay_seconds = {}, 0.5
    monkeypatch.setattr(sign_on, "READ_SECONDS", 0.1)
    begin = perf_counter()
    with pytest.raises(IssuerAway):
        system.begin(BACK)
    assert perf_counter() - begin < 0.5


def test_clocks_may_differ_by_a_minute(system: OidcSystem, issuer: Issuer) -> None:
    soon = int((datetime.now(UTC) + timedelta(seconds=45)).timestamp())
    issuer.wrong = {"iat": soon}
    assert enter(system, issuer).subject == "s-1"
