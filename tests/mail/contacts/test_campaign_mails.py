"""Campaigns from lists to mails, on both stores: each reader once, in their morning, and nobody who wants none."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from meetings.adapters.erasure_log import FileErasureLog
from meetings.domain.contacts.campaigns import CampaignState
from meetings.extensions import db
from meetings.jobs import tick_notices, tick_outbox
from meetings.models import (
    Campaign,
    CampaignRecipient,
    Contact,
    ContactListMember,
    Mailbox,
    Message,
    Notice,
    OptOut,
    Person,
    PersonMailbox,
    Refusal,
)
from meetings.queries.contacts.campaign_numbers import numbers
from meetings.queries.contacts.campaign_unreached import unreached
from meetings.services.backups import count_due, hold_back
from meetings.services.contacts import campaigns
from meetings.services.contacts.campaign_notices import notice_campaigns
from meetings.services.contacts.campaign_planning import plan_some
from meetings.services.contacts.campaign_visits import address_of, visit
from meetings.services.erasing import erase
from meetings.services.merging import merge
from meetings.services.optouts import go_on, stop
from tests.campaigns import ACTOR, TEXTS, make_campaign, schedule
from tests.contacts import make_contact, make_list
from tests.factories import KEYS, NOW, make_topic, register_somebody
from tests.mail.test_outbox import DAY, MINUTE, World, move_slot, parts, world
from tests.services.test_races import together

__all__ = ["world"]
HOUR = timedelta(hours=1)
GENEVA = NOW.replace(hour=8) + DAY  # nine in the morning of the day after
KATHMANDU = NOW.replace(hour=3, minute=15) + DAY


def three(world: World) -> str:
    """Let Ada in Kathmandu, Ben in Geneva (who reads French) and Cy in Geneva be on lists; give their campaign."""
    ada = make_contact("Ada Example", email="ada@example.org", zone="Asia/Kathmandu")
    ben = make_contact("Ben Example", email="ben@example.org", zone="Europe/Zurich", language="fr")
    cy = make_contact("Cy Example", email="cy@example.org", zone="Europe/Zurich", language="ru")
    return make_campaign(make_list("One", ada, ben), make_list("Two", ben, cy))


def state(campaign_id: str) -> str:
    db.session.rollback()
    return db.session.get_one(Campaign, campaign_id).state


def key_of(name: str) -> str:
    db.session.rollback()
    question = select(CampaignRecipient.key).join(Person, Person.id == CampaignRecipient.person_id)
    return db.session.scalars(question.where(Person.name == name)).one()


def person(name: str) -> int:
    return db.session.scalars(select(Person.id).where(Person.name == name)).one()


def test_each_reader_gets_it_once_in_their_morning_and_language(world: World) -> None:
    campaign = three(world)
    schedule(world.app, campaign)
    assert world.tick(NOW + HOUR) == []
    assert state(campaign) == CampaignState.SCHEDULED
    (first,) = world.tick(KATHMANDU)
    assert (first["To"].addresses[0].addr_spec, first["Subject"]) == (
        "ada@example.org",
        "Registration is open",
    )
    assert state(campaign) == CampaignState.RUNNING
    assert world.tick(GENEVA - MINUTE) == []
    later = {mail["To"].addresses[0].addr_spec: mail for mail in world.tick(GENEVA)}
    assert {to: mail["Content-Language"] for to, mail in later.items()} == {
        "ben@example.org": "fr",
        "cy@example.org": "en",
    }
    assert world.tick(GENEVA + DAY) == []
    assert state(campaign) == CampaignState.DONE
    found = numbers(campaign)
    assert (found.listed, found.planned, found.sent, found.waiting) == (3, 3, 3, 0)
    assert found.languages == {"en": 2, "fr": 1}


def test_mail_says_the_words_and_hands_over_one_right(world: World) -> None:
    schedule(world.app, three(world))
    (mail,) = world.tick(KATHMANDU)
    text, html, _calendar = parts(mail)
    link = f"https://meetings.example.org/en/c/{key_of('Ada Example')}"
    assert f"Please look at the programme <{link}/1>." in text
    assert f'<a href="{link}/2"' in html
    assert "seen.gif" not in html
    assert "No more news by mail" in text
    assert "/me/" not in text + html
    assert "/en/stop/" in mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_opens_are_counted_where_switched_on(world: World) -> None:
    ada = make_contact("Ada Example", email="ada@example.org", zone="Asia/Kathmandu")
    schedule(world.app, make_campaign(make_list("One", ada), counts_opens=True))
    (mail,) = world.tick(KATHMANDU)
    text, html, _calendar = parts(mail)
    assert f"/en/c/{key_of('Ada Example')}/seen.gif" in html
    assert "seen.gif" not in text


def test_strangers_words_are_inert(world: World) -> None:
    ada = make_contact("Ada Example", email="ada@example.org", zone="Asia/Kathmandu")
    body = "<script>alert(1)</script> {name} [x] (javascript:alert) & [y](https://example.org/?a=1&b=2)"
    texts = {"en": {"subject": "<b>{what}", "body": body}}
    schedule(world.app, make_campaign(make_list("One", ada), texts=texts))
    (mail,) = world.tick(KATHMANDU)
    text, html, _calendar = parts(mail)
    assert mail["Subject"] == "<b>{what}"
    assert "<script>" not in html
    assert "{name} [x] (javascript:alert)" in text
    assert 'href="javascript' not in html


def test_whoever_cannot_be_written_to_is_left_out_with_the_reason(world: World) -> None:
    people = {
        name: make_contact(f"{name} Example", email=f"{name.lower()}@example.org", zone="Europe/Zurich")
        for name in ("Ada", "Ben", "Cy", "Dee", "Eve")
    }
    campaign = make_campaign(make_list("One", *people.values()))
    db.session.add(OptOut(person_id=people["Ben"].person_id, scope="news", at=NOW))
    db.session.get_one(Person, people["Cy"].person_id).held_at = NOW
    box = db.session.scalars(select(Mailbox).where(Mailbox.address_key == "dee@example.org")).one()
    box.failed_at, box.failed_reason = NOW, "no such user"
    db.session.query(PersonMailbox).filter_by(person_id=people["Eve"].person_id).delete()
    db.session.commit()
    schedule(world.app, campaign)
    found = numbers(campaign)
    assert (found.listed, found.planned) == (5, 1)
    assert found.left_out == {"opted_out": 1, "held": 1, "failed": 1, "no_mailbox": 1}
    (mail,) = world.tick(GENEVA)
    assert mail["To"].addresses[0].addr_spec == "ada@example.org"
    rows, total = unreached(campaign)
    assert [(one.name, one.why, one.said) for one in rows] == [
        ("Dee Example", "failed", "no such user"),
        ("Eve Example", "no_mailbox", ""),
    ]
    assert total == 2


def test_opt_out_in_the_middle_of_sending_holds(world: World) -> None:
    campaign = three(world)
    schedule(world.app, campaign)
    world.tick(KATHMANDU)
    tick_notices(world.app, GENEVA)  # the mails are made, and none has left
    stop(f"person:{person('Ben Example')}:news", GENEVA)
    (mail,) = world.tick(GENEVA)
    assert mail["To"].addresses[0].addr_spec == "cy@example.org"
    assert world.tick(GENEVA + HOUR) == []
    found = numbers(campaign)
    assert (found.sent, found.opted_out, found.waiting, found.stopped) == (2, 1, 0, 0)
    assert state(campaign) == CampaignState.DONE
    go_on(f"person:{person('Ben Example')}:news")
    assert world.tick(GENEVA + DAY) == []


def test_opt_out_by_a_campaign_is_counted_with_the_one_that_came_last(world: World) -> None:
    first = three(world)
    schedule(world.app, first)
    world.tick(GENEVA)
    ada = person("Ada Example")
    stop(f"person:{ada}:news", GENEVA + HOUR)
    assert numbers(first).stopped == 1


def test_whoever_wants_no_news_still_hears_of_their_session(world: World) -> None:
    _topic, (slot, _second) = make_topic()
    ada = make_contact("Ada Example", email="ada@example.org", zone="Africa/Nairobi")
    register_somebody(slot, name="Ada Example", email="ada@example.org")
    world.tick(NOW)
    stop(f"person:{ada.person_id}:news", NOW)
    ben = make_contact("Ben Example", email="ben@example.org", zone="Africa/Nairobi")
    campaign = make_campaign(make_list("One", ada, ben))
    schedule(world.app, campaign)
    move_slot(slot, 3, NOW)
    (mail,) = world.tick(NOW + 10 * MINUTE)
    assert mail["Subject"].startswith("New time:")
    assert mail["To"].addresses[0].addr_spec == "ada@example.org"
    assert numbers(campaign).left_out == {"opted_out": 1}


def test_pause_holds_back_what_has_not_left_and_goes_on_with_it(world: World) -> None:
    campaign = three(world)
    schedule(world.app, campaign)
    world.tick(KATHMANDU)
    tick_notices(world.app, GENEVA)
    campaigns.pause(campaign, GENEVA, actor=ACTOR)
    campaigns.pause(campaign, GENEVA, actor=ACTOR)  # pressed twice
    assert world.tick(GENEVA + HOUR) == []
    found = numbers(campaign)
    assert (found.sent, found.waiting) == (1, 2)
    campaigns.go_on(campaign, GENEVA + DAY, actor=ACTOR)
    assert len(world.tick(GENEVA + DAY)) == 2
    assert world.tick(GENEVA + 2 * DAY) == []
    assert numbers(campaign).sent == 3


def test_whoever_is_written_to_no_more_gets_none_and_counts_as_never_left(world: World) -> None:
    campaign = three(world)
    schedule(world.app, campaign)
    end_contact("Ada Example")
    assert world.tick(KATHMANDU) == []
    tick_notices(world.app, GENEVA)  # the mails are made, and none has left
    end_contact("Ben Example")
    (mail,) = world.tick(GENEVA)
    assert mail["To"].addresses[0].addr_spec == "cy@example.org"
    assert world.tick(GENEVA + HOUR) == []
    assert state(campaign) == CampaignState.DONE
    found = numbers(campaign)
    assert (found.planned, found.sent, found.withdrawn, found.waiting) == (3, 1, 2, 0)


def end_contact(name: str) -> None:
    db.session.get_one(Contact, person(name)).ended_at = NOW
    db.session.commit()


def test_what_a_pause_held_back_goes_to_the_mailbox_of_the_day(world: World) -> None:
    campaign = three(world)
    schedule(world.app, campaign)
    world.tick(KATHMANDU)
    tick_notices(world.app, GENEVA)
    campaigns.pause(campaign, GENEVA, actor=ACTOR)
    corrected = Mailbox(address="new@example.org", address_key="new@example.org", created_at=NOW)
    db.session.add(corrected)
    db.session.flush()
    ben, cy = person("Ben Example"), person("Cy Example")
    db.session.query(PersonMailbox).filter_by(person_id=ben).update({"mailbox_id": corrected.id})
    (box,) = db.session.query(PersonMailbox).filter_by(person_id=cy)
    db.session.add(Refusal(mailbox_id=box.mailbox_id, name_key=box.name_key, at=NOW))
    db.session.commit()
    campaigns.go_on(campaign, GENEVA + 30 * DAY, actor=ACTOR)  # later than mails are of use else
    (mail,) = world.tick(GENEVA + 30 * DAY)
    assert mail["To"].addresses[0].addr_spec == "new@example.org"
    assert state(campaign) == CampaignState.DONE
    found = numbers(campaign)
    assert (found.sent, found.withdrawn, found.waiting) == (2, 1, 0)


def test_old_campaign_is_not_mailed_to_who_is_released_months_later(world: World) -> None:
    campaign = three(world)
    schedule(world.app, campaign)
    db.session.get_one(Person, person("Ben Example")).held_at = NOW
    db.session.commit()
    assert len(world.tick(GENEVA)) == 2
    db.session.get_one(Person, person("Ben Example")).held_at = None
    db.session.commit()
    assert world.tick(GENEVA + 60 * DAY) == []
    found = numbers(campaign)
    assert (found.sent, found.withdrawn, found.waiting) == (2, 1, 0)


@pytest.mark.parametrize("made", [False, True])
def test_store_that_is_put_back_holds_back_what_was_due(world: World, made: bool) -> None:
    campaign = three(world)
    schedule(world.app, campaign)
    if made:
        tick_notices(world.app, GENEVA)
    notice_campaigns(GENEVA)
    assert count_due(GENEVA) == 3
    hold_back(GENEVA)
    assert world.tick(GENEVA + MINUTE) == []
    assert state(campaign) == CampaignState.DONE
    found = numbers(campaign)
    assert (found.sent, found.withdrawn, found.waiting) == (0, 3, 0)


def test_pause_before_the_morning_makes_nobody_due(world: World) -> None:
    campaign = three(world)
    schedule(world.app, campaign)
    world.tick(KATHMANDU)
    campaigns.pause(campaign, KATHMANDU, actor=ACTOR)
    assert world.tick(GENEVA + HOUR) == []
    campaigns.go_on(campaign, GENEVA + 2 * HOUR, actor=ACTOR)
    assert len(world.tick(GENEVA + 2 * HOUR)) == 2


def test_cancelled_is_what_has_not_left(world: World) -> None:
    campaign = three(world)
    schedule(world.app, campaign)
    world.tick(KATHMANDU)
    tick_notices(world.app, GENEVA)
    campaigns.cancel(campaign, GENEVA, actor=ACTOR)
    assert world.tick(GENEVA + HOUR) == []
    found = numbers(campaign)
    assert (found.planned, found.sent, found.withdrawn, found.waiting) == (3, 1, 2, 0)


def test_planning_that_was_broken_off_goes_on_and_two_workers_plan_each_once(world: World) -> None:
    campaign = three(world)
    campaigns.schedule(campaign, 2, NOW, actor=ACTOR)
    revision = db.session.get_one(Campaign, campaign).revision
    done = together(world.app, [lambda: plan_some(campaign, revision, NOW)] * 3)
    assert sorted(one or 0 for one in done) == [0, 0, 3]
    assert plan_some(campaign, revision, NOW) is None
    together(world.app, [lambda: notice_campaigns(GENEVA)] * 3)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 3
    assert len(world.tick(GENEVA)) == 3


def test_merge_while_it_is_planned_passes_nobody_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    early = Person(name="Dee Example", name_key="dee example", created_at=NOW, updated_at=NOW)
    db.session.add(early)
    db.session.commit()
    campaign = three(world)
    campaigns.schedule(campaign, 2, NOW, actor=ACTOR)
    revision = db.session.get_one(Campaign, campaign).revision
    monkeypatch.setattr("meetings.services.contacts.campaign_planning.AT_ONCE", 1)
    assert plan_some(campaign, revision, NOW) == 1
    merge(early.id, person("Cy Example"), NOW, ACTOR)
    while plan_some(campaign, revision, NOW):
        pass
    assert len(world.tick(GENEVA)) == 3


def test_taken_back_is_a_draft_again_and_is_planned_anew(world: World) -> None:
    campaign = three(world)
    campaigns.schedule(campaign, 2, NOW, actor=ACTOR)
    old = db.session.get_one(Campaign, campaign).revision
    assert plan_some(campaign, old, NOW) == 3
    campaigns.take_back(campaign, NOW, actor=ACTOR)
    assert plan_some(campaign, old, NOW) is None
    assert numbers(campaign).listed == 0
    schedule(world.app, campaign)
    assert len(world.tick(GENEVA)) == 3


def test_merged_meanwhile_gets_one(world: World) -> None:
    campaign = three(world)
    schedule(world.app, campaign)
    tick_notices(world.app, GENEVA)
    gone = person("Cy Example")
    for table in (ContactListMember, Contact):  # as a contact they were settled before
        db.session.query(table).filter(table.person_id == gone).delete()
    db.session.commit()
    merge(person("Ben Example"), gone, GENEVA, ACTOR)
    mails = world.tick(GENEVA + MINUTE)
    assert len(mails) == 2
    assert len({mail["To"].addresses[0].addr_spec for mail in mails}) == 2


def test_erased_meanwhile_gets_none_and_counts(world: World) -> None:
    campaign = three(world)
    schedule(world.app, campaign)
    world.tick(KATHMANDU)
    visit(key_of("Ada Example"), 1, GENEVA)
    before = numbers(campaign)
    log = FileErasureLog(Path(world.app.config["INSTANCE"]) / "erasures.log")
    for name in ("Ada Example", "Cy Example"):
        erase(person(name), GENEVA, ACTOR, keys=KEYS, log=log)
    after = numbers(campaign)
    assert (after.listed, after.sent, after.followed) == (before.listed, before.sent, before.followed)
    (mail,) = world.tick(GENEVA + MINUTE)
    assert mail["To"].addresses[0].addr_spec == "ben@example.org"
    assert state(campaign) == CampaignState.DONE


def test_visits_count_people_and_not_programs(world: World) -> None:
    campaign = three(world)
    schedule(world.app, campaign)
    world.tick(GENEVA)
    ada, ben, cy = (key_of(f"{name} Example") for name in ("Ada", "Ben", "Cy"))
    assert address_of(ada, 1) == "https://www.example.org/programme"
    visit(ada, 1, GENEVA + 5 * MINUTE)
    visit(ada, 1, GENEVA + 6 * MINUTE)
    visit(ben, 1, GENEVA + MINUTE / 2)  # a program looks at it at once
    visit(cy, 1, GENEVA + HOUR)
    visit(cy, 2, GENEVA + HOUR + MINUTE / 60)  # and another one at all of them
    found = numbers(campaign)
    assert (found.followed, found.links) == (1, {1: 1})
    visit(cy, 2, GENEVA + 2 * HOUR)
    found = numbers(campaign)
    assert (found.followed, found.links) == (2, {1: 1, 2: 1})


def test_given_up_says_what_was_answered(world: World) -> None:
    campaign = three(world)
    schedule(world.app, campaign)
    tick_notices(world.app, GENEVA)
    row = db.session.scalars(select(Message).where(Message.person_id == person("Ben Example"))).one()
    row.state, row.error = "given_up", "550 no such user"
    db.session.commit()
    tick_outbox(world.app, GENEVA)
    found = numbers(campaign)
    assert (found.sent, found.given_up) == (2, 1)
    assert [(one.name, one.why, one.said) for one in unreached(campaign)[0]] == [
        ("Ben Example", "given_up", "550 no such user")
    ]


@pytest.mark.parametrize("day", [date(2026, 11, 24)])
def test_morning_that_is_past_is_the_next_one(world: World, day: date) -> None:
    ada = make_contact("Ada Example", email="ada@example.org", zone="Asia/Kathmandu")
    schedule(world.app, make_campaign(make_list("One", ada), send_on=day, texts=TEXTS))
    assert world.tick(NOW + HOUR) == []
    assert len(world.tick(KATHMANDU)) == 1
