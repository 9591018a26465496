"""Focal points are told what waits for them, once, at the address they were invited at, and of nobody by name."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.delegations import Nominee, Wish
from meetings.domain.cop.tracks import Mover, Says, Track
from meetings.domain.device_errors import WrongDeviceCode
from meetings.domain.errors import LinkDead
from meetings.extensions import db, transaction
from meetings.models import FocalPoint, Mailbox, Participation, PersonMailbox, Segment
from meetings.queries.cop.focal_points import focal_of
from meetings.services.cop.change_requests import ask, decline_request
from meetings.services.cop.delegations import FocalGiven, invite, remind, renew, reopen, revoke
from meetings.services.cop.devices import prove
from meetings.services.cop.nominations import nominate
from meetings.services.cop.tracks import By, move_within
from meetings.services.devices import ask_code
from tests.cop import make_conference, make_delegation, make_state
from tests.factories import KEYS, NOW
from tests.mail.test_outbox import MINUTE, World, parts

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ACTOR = "user:1"
LINK = re.compile(r"https://meetings\.example\.org/(\w\w)/delegation/([a-z0-9-]+)")


@pytest.fixture
def world(app: Flask, database: object) -> World:
    return World(app)


def invited(world: World, **changes: str) -> tuple[str, str, EmailMessage]:
    """Invite somebody; give their id, the token of their mail, and the mail."""
    delegation = make_delegation(
        make_conference(), make_state(names={"en": "Kenya", "fr": "Kenya", "ar": "كينيا"})
    )
    given = FocalGiven(**({"name": "Adwoa Example", "email": "adwoa@example.org"} | changes))
    point = invite(delegation.id, given, NOW, actor=ACTOR, keys=KEYS)
    (mail,) = world.tick(NOW)
    return point, token_of(mail), mail


def token_of(mail: EmailMessage) -> str:
    found = LINK.search(parts(mail)[0])
    assert found is not None
    return found[2]


def delegation_of(point: str) -> str:
    return db.session.get_one(FocalPoint, point).delegation_id


def test_invitation_hands_over_the_link_in_the_focal_points_language(world: World) -> None:
    point, token, mail = invited(world, language="fr")
    assert mail["To"].addresses[0].addr_spec == "adwoa@example.org"
    assert mail["Content-Language"] == "fr"
    assert focal_of(token, KEYS).point.id == point
    text, html, _calendar = parts(mail)
    for words in (text, html):
        assert f"https://meetings.example.org/fr/delegation/{token}" in words
        assert "4 d" in words  # the day on which nominations close
        assert "/me/" not in words
    assert world.tick(NOW + MINUTE) == []


def test_new_link_is_mailed_and_the_old_one_dead(world: World) -> None:
    point, old, _mail = invited(world)
    renew(point, NOW + HOUR, actor=ACTOR, keys=KEYS)
    (mail,) = world.tick(NOW + HOUR)
    assert mail["Subject"] == "Your new link: Delegation of Kenya"
    assert focal_of(token_of(mail), KEYS).generation == 2
    with pytest.raises(LinkDead):
        focal_of(old, KEYS)


def test_whoever_was_ended_gets_nothing_more(world: World) -> None:
    point, _token, _mail = invited(world)
    reopen(delegation_of(point), NOW + DAY, "Late letter", NOW + HOUR, actor=ACTOR)
    revoke(point, "Left", NOW + HOUR, actor=ACTOR)
    assert world.tick(NOW + HOUR) == []


def test_code_is_mailed_and_proves_once(world: World) -> None:
    point, token, _mail = invited(world)
    ask_code(point, NOW + HOUR)
    ask_code(point, NOW + HOUR)
    (mail,) = world.tick(NOW + HOUR)
    found = re.search(r"^([a-z]{4}-[a-z]{4}-[a-z]{4})\s*$", parts(mail)[0], re.MULTILINE)
    assert found is not None
    code, focal = found[1], focal_of(token, KEYS)
    assert code in parts(mail)[1]
    assert focal.point.opened_at is None
    with pytest.raises(WrongDeviceCode):
        prove(focal_of(token, KEYS), "bafu-miko-sera", NOW + HOUR, KEYS)
    prove(focal_of(token, KEYS), f" {code.upper().replace('-', ' ')} ", NOW + HOUR + MINUTE, KEYS)
    assert db.session.get_one(FocalPoint, point).opened_at == NOW + HOUR + MINUTE
    with pytest.raises(WrongDeviceCode):
        prove(focal_of(token, KEYS), code, NOW + HOUR + 2 * MINUTE, KEYS)


def test_code_is_over_after_half_an_hour_and_with_a_new_link(world: World) -> None:
    point, token, _mail = invited(world)
    ask_code(point, NOW)
    (mail,) = world.tick(NOW)
    code = re.search(r"^([a-z]{4}-[a-z]{4}-[a-z]{4})\s*$", parts(mail)[0], re.MULTILINE)
    assert code is not None
    with pytest.raises(WrongDeviceCode):
        prove(focal_of(token, KEYS), code[1], NOW + 30 * MINUTE, KEYS)
    new = renew(point, NOW, actor=ACTOR, keys=KEYS)
    with pytest.raises(WrongDeviceCode):
        prove(focal_of(new, KEYS), code[1], NOW + MINUTE, KEYS)


def test_what_is_returned_is_told_in_numbers_once_officers_rest(world: World) -> None:
    point, _token, _mail = invited(world)
    delegation = delegation_of(point)
    first = segment()
    for name in ("Ama Example", "Kofi Example"):
        nominate(
            delegation,
            Nominee(name, role="adviser", wishes=(Wish(first),)),
            NOW,
            by=By(Mover.NOMINATOR, "focal:a"),
        )
    for number, one in enumerate(db.session.scalars(select(Participation.id)).all()):
        with transaction():
            move_within(
                Track.PARTICIPATION,
                db.session.get_one(Participation, one),
                "returned",
                By(Mover.OFFICER, ACTOR),
                NOW + number * MINUTE,
                says=Says(why="No function"),
            )
    assert world.tick(NOW + 2 * MINUTE) == []
    (mail,) = world.tick(NOW + 3 * MINUTE)
    text, html, _calendar = parts(mail)
    assert mail["Subject"] == "Please complete: Delegation of Kenya"
    for words in (text, html):
        assert "2 people wait to be completed" in words
        assert "Example" not in words.replace("Adwoa Example", "")
    assert world.tick(NOW + HOUR) == []


def segment() -> int:
    return db.session.scalars(select(Segment.id).order_by(Segment.position)).all()[0]


def test_opening_again_deciding_and_reminding_are_told(world: World) -> None:
    point, _token, _mail = invited(world)
    delegation = delegation_of(point)
    reopen(delegation, NOW + DAY, "Late letter", NOW, actor=ACTOR)
    (mail,) = world.tick(NOW)
    assert mail["Subject"] == "Open again: Delegation of Kenya"
    given = Nominee("Ama Example", role="adviser", wishes=(Wish(segment()),))
    asked = ask(delegation, "add", NOW, by=By(Mover.NOMINATOR, "focal:a"), given=given)
    decline_request(asked, "Not named in the letter", NOW + HOUR, actor=ACTOR)
    (mail,) = world.tick(NOW + HOUR + 2 * MINUTE)
    assert mail["Subject"] == "Decided: Delegation of Kenya"
    assert "Ama" not in parts(mail)[0]
    remind([delegation], NOW + 2 * HOUR, actor=ACTOR)
    (mail,) = world.tick(NOW + 2 * HOUR)
    assert mail["Subject"] == "Reminder: Delegation of Kenya"
    assert "Nobody is named yet" in parts(mail)[0]
    assert world.tick(NOW + 3 * HOUR) == []


def test_mail_goes_to_the_address_invited_at_though_its_name_has_another(world: World) -> None:
    point, _token, _mail = invited(world)
    db.session.rollback()
    person = db.session.get_one(FocalPoint, point).person_id
    other = Mailbox(address="private@example.org", address_key="private@example.org", created_at=NOW)
    db.session.add(other)
    db.session.flush()
    db.session.add(PersonMailbox(mailbox_id=other.id, name_key="adwoa example", person_id=person))
    db.session.commit()
    ask_code(point, NOW + HOUR)
    (mail,) = world.tick(NOW + HOUR)
    assert mail["To"].addresses[0].addr_spec == "adwoa@example.org"
