"""Drafts: kept once a form, sealed through a sign-in, bounded, and their owner's alone; on both stores."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from meetings.adapters.erasure_log import FileErasureLog
from meetings.domain.tokens import Keys
from meetings.extensions import db
from meetings.models import Draft, Person, User
from meetings.queries.drafts import LASTS, draft_of, drafts_of
from meetings.services import drafts
from meetings.services.drafts import (
    MOST_BYTES,
    MOST_DRAFTS,
    SEALED_LASTS,
    Typed,
    keep,
    seal,
    typed_of,
    unseal,
)
from meetings.services.erasing import erase
from tests.factories import KEYS, NOW, make_topic, register_somebody

ADDRESS = "desk/slot/abc"
TEXT = "<script>‮ العربية\n=1+1"
TYPED = Typed(ADDRESS, "move", {"local_start": ["2026-11-17T16:00"], "revision": ["3"], "note": [TEXT, "b"]})


@pytest.fixture
def users(database: Any) -> list[int]:
    rows = [User(email=f"{number}@example.org", created_at=NOW, updated_at=NOW) for number in range(2)]
    db.session.add_all(rows)
    db.session.commit()
    return [row.id for row in rows]


def test_draft_is_kept_once_a_form_and_is_its_owners_alone(users: list[int]) -> None:
    one, other = users
    first = keep(one, TYPED, NOW)
    later = NOW + timedelta(minutes=1)
    assert keep(one, replace(TYPED, values={"zone": ["UTC"]}), later) == first
    assert [(row.values, row.updated_at) for row in drafts_of(one, ADDRESS, later)] == [
        ({"zone": ["UTC"]}, later)
    ]
    assert keep(one, replace(TYPED, form="edit"), NOW) != first
    assert drafts_of(other, ADDRESS, NOW) == []
    assert draft_of(other, first) is None
    drafts.forget(other, first)
    drafts.forget_form(other, ADDRESS, "move")
    assert draft_of(one, first) is not None
    drafts.forget_form(one, ADDRESS, "move")
    drafts.forget(one, first)
    assert [row.form for row in drafts_of(one, ADDRESS, NOW)] == ["edit"]


def test_drafts_are_bounded_in_size_number_and_age(users: list[int]) -> None:
    for number in range(MOST_DRAFTS + 3):
        keep(users[0], replace(TYPED, form=str(number)), NOW + timedelta(seconds=number))
    assert db.session.query(Draft).count() == MOST_DRAFTS
    assert db.session.query(Draft).filter(Draft.form.in_(("0", "1", "2"))).count() == 0
    drafts.prune(NOW + LASTS)
    assert db.session.query(Draft).count() == MOST_DRAFTS
    drafts.prune(NOW + LASTS + timedelta(seconds=10))
    assert db.session.query(Draft).count() == MOST_DRAFTS - 7
    assert typed_of(ADDRESS, "a", {"text": ["x" * MOST_BYTES]}) is None
    assert typed_of(ADDRESS, "a", {"text": ["x" * (MOST_BYTES - 20)]}) is not None


def test_secrets_and_what_is_ours_are_never_kept() -> None:
    names = (
        "csrf_token",
        "password",
        "new_password",
        "totp",
        "code",
        "recovery_code",
        "api_token",
        "draft_of",
    )
    found = typed_of(
        ADDRESS, "a", {name: ["hidden"] for name in names} | {"title-en": ["A"], "country_code": ["KE"]}
    )
    assert found == Typed(ADDRESS, "a", {"title-en": ["A"], "country_code": ["KE"]})
    for address in (
        "desk/sign-in",
        "en/desk/slot/a",
        "desk//evil.example",
        "desk/../x y",
        "//evil",
        "deskX",
        "",
    ):
        assert typed_of(address, "a", {}) is None, address


def test_sealed_text_comes_back_to_whoever_typed_it_within_a_day(users: list[int]) -> None:
    one, other = users
    sealed = seal(TYPED, "fr", one, now=NOW, keys=KEYS)
    assert "2026" not in sealed
    assert unseal(sealed, other, NOW, KEYS) is None
    assert unseal(sealed, one, NOW, Keys("another secret")) is None
    assert unseal(sealed[:-8] + "AAAAAAA=", one, NOW, KEYS) is None
    assert unseal("", one, NOW, KEYS) is None
    assert unseal("‮", one, NOW, KEYS) is None
    assert unseal(sealed, one, NOW + SEALED_LASTS + timedelta(seconds=1), KEYS) is None
    assert db.session.query(Draft).count() == 0
    address = unseal(sealed, one, NOW + SEALED_LASTS, KEYS)
    assert address == unseal(sealed, one, NOW, KEYS)
    row = db.session.query(Draft).one()
    assert address == f"/fr/desk/slot/abc?draft={row.id}"
    assert (row.values, row.revision, row.user_id) == (TYPED.values, "3", one)


def test_sealed_text_of_nobody_known_is_whoever_signs_in(users: list[int]) -> None:
    sealed = seal(replace(TYPED, form=""), "ar", None, now=NOW, keys=KEYS)
    address = unseal(sealed, users[1], NOW, KEYS)
    row = db.session.query(Draft).one()
    assert (address, row.user_id) == (f"/ar/desk/drafts/{row.id}", users[1])


def test_erasing_takes_drafts_about_a_person(users: list[int], tmp_path: Any) -> None:
    _topic, (slot, _second) = make_topic()
    done = register_somebody(slot, name="Ada Example")
    person = db.session.get_one(Person, done.person_id)
    keep(users[0], Typed(f"desk/person/{person.public_id}/correct", "correct", {"zone": ["UTC"]}), NOW)
    keep(users[0], Typed("desk/telephone", "a", {"note": ["spoke to ada example today"]}), NOW)
    keep(users[0], Typed("desk/slot/b", "a", {"note": ["Adamant"]}), NOW)
    erase(done.person_id, NOW, "test", keys=KEYS, log=FileErasureLog(tmp_path / "erasures.log"))
    assert [row.address for row in db.session.query(Draft)] == ["desk/slot/b"]
