"""A free seat that is offered, as its people are told; on both stores."""

from datetime import timedelta

from meetings.extensions import db
from meetings.models import Place, Programme
from meetings.services.offers import accept, decline, lapse
from meetings.services.registrations import Registered, cancel
from meetings.services.resending import send_again
from meetings.services.slots import cancel as cancel_slot
from meetings.services.slots import revive
from tests.factories import NOW, make_topic, register_somebody
from tests.mail.test_outbox import DAY, MINUTE, World, parts, revision, states, world

__all__ = ["world"]
HOUR = timedelta(hours=1)
START = NOW + 2 * DAY
OFFER = "A seat is free: Thu 26 November, 12:00 Nairobi: Session topic"


def line(world: World, hours: int | None = 12) -> tuple[str, Registered, Registered, Registered]:
    """Store a slot with one seat, who has it, and two who wait and were told so."""
    _topic, (slot, _second) = make_topic(capacity=1)
    programme = db.session.query(Programme).one()
    programme.offer_hours, programme.reminders = hours, []
    db.session.commit()
    holder = register_somebody(slot, name="Holder", email="holder@example.org")
    ada = register_somebody(slot, name="Ada Example", email="ada@example.org")
    bea = register_somebody(slot, name="Bea Example", email="bea@example.org", language="ar")
    assert len(world.tick(NOW)) == 3
    return slot, holder, ada, bea


def told(world: World, at: object) -> dict[str, str]:
    """Give the subject of each new mail by the first name of its reader."""
    return {str(mail["To"]).split()[0].strip('"'): str(mail["Subject"]) for mail in world.tick(at)}  # type: ignore[arg-type]


def test_offer_says_until_when_and_leads_to_the_person_s_page(world: World) -> None:
    _slot, holder, _ada, _bea = line(world)
    cancel(holder.id, NOW, "person")
    mails = {str(mail["To"]).split()[0]: mail for mail in world.tick(NOW)}
    assert set(mails) == {"Holder", "Ada"}
    assert mails["Ada"]["Subject"] == OFFER
    text, html, calendar = parts(mails["Ada"])
    for words in (text, html):
        assert "until Wed 25 November, 00:00 Nairobi" in words
        assert "Accept or decline" in words
        assert "/en/me/" in words
        assert "/join/" not in words
    assert calendar == ""
    assert world.tick(NOW + HOUR) == []


def test_accepting_sends_the_confirmation_with_its_entry(world: World) -> None:
    slot, holder, ada, _bea = line(world)
    cancel(holder.id, NOW, "person")
    world.tick(NOW)
    for _time in range(2):
        accept(ada.id, slot, NOW + HOUR, "person")
    (mail,) = world.tick(NOW + HOUR)
    assert mail["Subject"] == "Thu 26 November, 12:00 Nairobi: Session topic"
    text, _html, calendar = parts(mail)
    assert "/en/join/" in text
    assert "METHOD:REQUEST" in calendar
    assert "SEQUENCE:2" in calendar
    assert world.tick(NOW + 13 * HOUR) == []


def test_lapsed_offer_is_told_and_the_next_is_offered_in_their_language(world: World) -> None:
    _slot, holder, _ada, _bea = line(world)
    cancel(holder.id, NOW, "person")
    world.tick(NOW)
    mails = {str(mail["To"]).split()[0]: mail for mail in world.tick(NOW + 12 * HOUR)}
    assert mails["Ada"]["Subject"] == "No longer offered: Session topic"
    text, _html, calendar = parts(mails["Ada"])
    assert "You can register again." in text
    assert ("/join/" in text, calendar) == (False, "")
    assert mails["Bea"]["Content-Language"] == "ar"
    assert "/ar/me/" in parts(mails["Bea"])[0]
    assert told(world, NOW + 24 * HOUR) == {
        "Bea": "لم يعد المقعد معروضاً: \u2068Session topic\u2069 (بالإنكليزية)"
    }


def test_declining_is_confirmed_and_the_seat_passes_on(world: World) -> None:
    slot, holder, ada, _bea = line(world)
    cancel(holder.id, NOW, "person")
    world.tick(NOW)
    decline(ada.id, slot, NOW + HOUR, "person")
    subjects = told(world, NOW + HOUR)
    assert subjects["Ada"] == "No longer registered: Session topic"
    assert set(subjects) == {"Ada", "Bea"}


def test_offer_answered_before_its_mail_left_is_not_sent(world: World) -> None:
    slot, holder, ada, _bea = line(world)
    cancel(holder.id, NOW, "person")
    accept(ada.id, slot, NOW, "person")
    assert told(world, NOW)["Ada"] == "Thu 26 November, 12:00 Nairobi: Session topic"
    assert states().count("withdrawn") == 1


def test_offer_that_waited_too_long_is_not_sent(world: World) -> None:
    _slot, holder, _ada, _bea = line(world)
    cancel(holder.id, NOW, "person")
    assert told(world, NOW + 12 * HOUR)["Ada"] == "No longer offered: Session topic"


def test_registered_and_offered_before_any_mail_is_one_mail(world: World) -> None:
    _topic, (slot, _second) = make_topic(capacity=1)
    db.session.query(Programme).one().offer_hours = 12
    db.session.commit()
    holder = register_somebody(slot, name="Holder")
    register_somebody(slot, name="Ada Example")
    cancel(holder.id, NOW, "person")
    subjects = [str(mail["Subject"]) for mail in world.tick(NOW) if "Ada" in str(mail["To"])]
    assert subjects == [OFFER]


def test_offer_of_a_revived_time_is_told_anew_and_only_once(world: World) -> None:
    slot, holder, _ada, _bea = line(world)
    cancel(holder.id, NOW, "person")
    cancel_slot(slot, revision(slot), NOW, "organizer")
    revive(slot, revision(slot), NOW + HOUR, "organizer")
    subjects = [str(mail["Subject"]) for mail in world.tick(NOW + HOUR) if "Ada" in str(mail["To"])]
    assert subjects == [OFFER]
    assert db.session.query(Place).filter_by(state="offered").one().offered_until == NOW + 13 * HOUR


def test_told_again_while_offered_is_the_offer(world: World) -> None:
    _slot, holder, ada, _bea = line(world)
    cancel(holder.id, NOW, "person")
    world.tick(NOW)
    send_again(ada.id, "ada@example.org", "en", now=NOW + MINUTE, actor="user:1", host="example.org")
    assert told(world, NOW + MINUTE) == {"Ada": OFFER}


def test_registered_again_before_the_mail_is_not_told_of_the_lapse(world: World) -> None:
    slot, holder, _ada, _bea = line(world)
    cancel(holder.id, NOW, "person")
    world.tick(NOW)
    lapse(NOW + 12 * HOUR)
    register_somebody(slot, name="Ada Example", email="ada@example.org", now=NOW + 12 * HOUR)
    assert told(world, NOW + 12 * HOUR)["Ada"].startswith("Waiting list:")
