"""Campaigns from draft to schedule: what is checked, what is refused, and what stands after."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.contacts.campaign_errors import (
    CampaignDayPast,
    CampaignFrozen,
    HalfAText,
    NobodyToWriteTo,
    NoEnglishText,
    NoSuchCampaignMove,
)
from meetings.extensions import db
from meetings.models import Audit, Campaign, ContactList, Job, OptOut
from meetings.queries.contacts.campaign_audience import audience
from meetings.services.contacts import campaigns
from tests.campaigns import ACTOR, TEXTS, make_campaign
from tests.contacts import make_contact, make_list
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("database")


def ready(**changes: Any) -> str:
    ada = make_contact("Ada Example", email="ada@example.org")
    return make_campaign(make_list("One", ada), **changes)


def test_draft_is_changed_once_and_stale_saves_are_told() -> None:
    campaign = ready()
    row = db.session.get_one(Campaign, campaign)
    assert (row.revision, row.send_hour, sorted(row.texts)) == (2, 9, ["en", "fr"])
    values = {name: getattr(row, name) for name in campaigns.FACTS} | {"send_hour": "9"}
    campaigns.change(campaign, values, 2, NOW, actor=ACTOR)  # nothing differs
    with pytest.raises(errors.Stale):
        campaigns.change(campaign, values | {"name": "Other"}, 1, NOW, actor=ACTOR)
    with pytest.raises(errors.NotAChoice):
        campaigns.change(campaign, values | {"list_ids": ["none"]}, 2, NOW, actor=ACTOR)
    db.session.rollback()
    assert db.session.get_one(Campaign, campaign).revision == 2
    acts = [one.act for one in db.session.query(Audit).order_by(Audit.id)]
    assert acts == ["campaign.create", "campaign.change"]


def test_pressed_twice_is_scheduled_once() -> None:
    campaign = ready()
    campaigns.schedule(campaign, 2, NOW, actor=ACTOR)
    campaigns.schedule(campaign, 2, NOW, actor=ACTOR)
    db.session.rollback()
    assert db.session.get_one(Campaign, campaign).links == [
        "https://www.example.org/programme",
        "https://example.org/ask",
    ]
    assert db.session.scalars(select(ContactList.last_used_at)).all() == [NOW]
    (job,) = db.session.query(Job).all()
    assert (job.kind, job.total) == ("campaigns", 1)
    with pytest.raises(CampaignFrozen):
        campaigns.change(campaign, _values(campaign), 3, NOW, actor=ACTOR)
    with pytest.raises(NoSuchCampaignMove):
        campaigns.pause(campaign, NOW, actor=ACTOR)
    with pytest.raises(CampaignFrozen):
        campaigns.remove(campaign, NOW, actor=ACTOR)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"list_ids": []}, errors.NothingChosen),
        ({"send_on": None}, errors.Missing),
        ({"send_on": date(2026, 11, 1)}, CampaignDayPast),
        ({"texts": {"fr": TEXTS["fr"]}}, NoEnglishText),
        ({"texts": TEXTS | {"ru": {"subject": "", "body": "Слова"}}}, HalfAText),
    ],
)
def test_what_is_not_ready_is_not_scheduled(changes: dict[str, Any], refusal: type[errors.Refused]) -> None:
    campaign = ready(**changes)
    with pytest.raises(refusal):
        campaigns.schedule(campaign, 2, NOW, actor=ACTOR)
    db.session.rollback()
    assert db.session.get_one(Campaign, campaign).state == "draft"


def test_campaign_to_nobody_is_refused() -> None:
    ada = make_contact("Ada Example", email="ada@example.org")
    db.session.add(OptOut(person_id=ada.person_id, scope="news", at=NOW))
    db.session.commit()
    campaign = make_campaign(make_list("One", ada), make_list("Nobody"))
    with pytest.raises(NobodyToWriteTo):
        campaigns.schedule(campaign, 2, NOW, actor=ACTOR)


def test_audience_is_counted_by_language_and_reason() -> None:
    people = [
        make_contact(f"P{number} Example", email=f"p{number}@example.org", language=language)
        for number, language in enumerate(("en", "fr", "ru", "ru"))
    ]
    one, two = make_list("One", *people), make_list("Two", *people[:2])
    db.session.add(OptOut(person_id=people[0].person_id, scope="news", at=NOW))
    db.session.commit()
    found = audience([one.id, two.id], ("en", "fr"), "news", NOW.date())
    assert (found.people, found.reached) == (4, 3)
    assert (found.languages, found.instead) == ({"fr": 1, "en": 2}, {"ru": 2})
    assert found.left_out == {"opted_out": 1}


def test_copy_begins_with_the_words_and_lists_of_another() -> None:
    campaign = ready()
    other = campaigns.create("Again", "UTC", NOW, actor=ACTOR, copied=campaign)
    row, model = db.session.get_one(Campaign, other), db.session.get_one(Campaign, campaign)
    assert (row.texts, row.list_ids, row.state, row.send_on) == (model.texts, model.list_ids, "draft", None)
    campaigns.remove(other, NOW, actor=ACTOR)
    db.session.rollback()
    assert db.session.get(Campaign, other) is None


def _values(campaign_id: str) -> dict[str, Any]:
    row = db.session.get_one(Campaign, campaign_id)
    return {name: getattr(row, name) for name in campaigns.FACTS} | {"send_hour": "9", "name": "Other"}
