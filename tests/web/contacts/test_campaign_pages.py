"""Campaigns at the desk, from a draft to its numbers, and the links of its mails; on both stores."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.jobs import tick_jobs, tick_notices, tick_outbox
from meetings.models import Audit, Campaign, CampaignRecipient, CampaignVisit, Mailbox
from tests.contacts import make_contact, make_list
from tests.factories import NOW, make_programme
from tests.web.test_desk import csrf, sign_in

CAMPAIGNS = "/en/desk/campaigns"
MORNING = NOW + timedelta(days=1)
WORDS = {
    "subject-en": "Registration is open",
    "body-en": "See [the programme](https://www.example.org/programme) and [ask](https://example.org/ask).",
    "subject-ar": "التسجيل مفتوح",
    "body-ar": "انظر [البرنامج](https://www.example.org/programme).",
}


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an organizer, where there is a list of three."""
    with app.app_context():
        make_programme()
        people = [
            make_contact(
                f"{name} Example", email=f"{name.lower()}@example.org", zone="Europe/Zurich", language=spoken
            )
            for name, spoken in (("Ada", "en"), ("Ben", "ar"), ("Cy", "ru"))
        ]
        make_list("Readers", *people)
    return sign_in(app, client, "organizer")


def post(desk: FlaskClient, path: str, **values: Any) -> Any:
    return desk.post(path, data={"csrf_token": csrf(desk, path)} | values)


def begun(desk: FlaskClient, app: Flask, **changes: Any) -> str:
    """Begin a campaign and save its words; give the path of its page."""
    answer = post(desk, CAMPAIGNS, name="News")
    assert answer.status_code == 303
    path = str(answer.headers["Location"])
    saved = post(desk, path, **form(app, **changes))
    assert saved.status_code == 303, saved.text
    return path


def form(app: Flask, **changes: Any) -> dict[str, Any]:
    with app.app_context():
        from meetings.models import ContactList

        list_id = db.session.query(ContactList.id).filter_by(name="Readers").scalar()
    values = {
        "act": "save",
        "revision": "1",
        "name": "News",
        "list_ids": list_id,
        "send_on": "2026-11-25",
        "send_hour": "9",
        "zone": "Europe/Zurich",
    }
    return values | WORDS | changes


def figure(page: str, words: str) -> list[str]:
    """Give a number of the page with what it is of and its share."""
    (row,) = re.findall(rf"<tr><th[^>]*>{words}</th>(.*?)</tr>", page)
    return re.findall(r'<td class="n"[^>]*>([^<]*)</td>', row)


def sent(desk: FlaskClient, app: Flask, **changes: Any) -> str:
    """Schedule a campaign and let it leave; give the path of its page."""
    path = begun(desk, app, **changes)
    assert post(desk, path, act="schedule", revision="2").status_code == 303
    with app.app_context():
        tick_jobs(app, NOW)
        tick_notices(app, MORNING)
        tick_outbox(app, MORNING)
    return path


def test_from_draft_to_numbers(desk: FlaskClient, app: Flask) -> None:
    assert "There is no campaign yet." in desk.get(CAMPAIGNS).text
    assert post(desk, CAMPAIGNS, name=" ").status_code == 422
    path = begun(desk, app)
    page = desk.get(path).text
    assert "People on these lists who can be written to: 3 of 3" in page
    assert "Russian is not written: 1 person reads it in English." in page
    assert "No more news by mail" in page  # how it reads
    answer = post(desk, path, act="schedule", revision="2")
    assert answer.headers["Location"].endswith("?done=schedule#done")
    waiting = desk.get(path)
    assert "Refresh" in waiting.headers
    with app.app_context():
        tick_jobs(app, NOW)
    assert "The first morning is" in desk.get(path).text
    with app.app_context():
        tick_notices(app, MORNING)
        tick_outbox(app, MORNING)
    page = desk.get(path).text
    assert figure(page, "Delivered") == ["3", "3", "100.0"]
    assert "Openings are not counted in this campaign." in page
    assert "Delivered: 3 of 3" in desk.get(CAMPAIGNS).text


def test_refused_comes_back_filled_in(desk: FlaskClient, app: Flask) -> None:
    path = begun(desk, app)
    answer = post(
        desk, path, **form(app, revision="2", **{"body-en": "[x](http://example.org/)", "name": "Kept"})
    )
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert 'href="#body-en"' in answer.text
    assert 'value="Kept"' in answer.text
    assert post(desk, path, act="nonsense").status_code == 422
    assert post(desk, path, act="schedule", revision="1").status_code == 412


def test_stale_save_shows_both_sides(desk: FlaskClient, app: Flask) -> None:
    path = begun(desk, app)
    answer = post(desk, path, **form(app, revision="1", name="Mine"))
    assert answer.status_code == 412
    assert "What you typed" in answer.text
    again = post(desk, path, **form(app, revision="2", name="Mine"))
    assert again.status_code == 303
    with app.app_context():
        assert db.session.query(Campaign.name).scalar() == "Mine"


def test_campaign_to_nobody_is_told(desk: FlaskClient, app: Flask) -> None:
    path = begun(desk, app)
    with app.app_context():
        db.session.query(Mailbox).update({"failed_at": NOW})
        db.session.commit()
    answer = post(desk, path, act="schedule", revision="2")
    assert answer.status_code == 422
    assert "There is nobody to write to: 3 contacts are on these lists" in answer.text


def test_preview_and_test_store_nothing(desk: FlaskClient, app: Flask) -> None:
    path = begun(desk, app)
    shown = post(desk, path, **form(app, act="preview", **{"subject-en": "Not saved"}))
    assert shown.text.count("Not saved") >= 2
    told = post(desk, path, **form(app, act="test", **{"subject-en": "To me"}))
    assert "Sent to you" in told.text
    with app.app_context():
        assert db.session.query(Campaign.revision).scalar() == 2
    names = [one.name for one in (app.config["INSTANCE"] / "mail").glob("*.eml")]
    assert len(names) == 2


def test_pause_go_on_and_cancel(desk: FlaskClient, app: Flask) -> None:
    path = begun(desk, app)
    post(desk, path, act="schedule", revision="2")
    assert post(desk, path, act="pause").status_code == 409
    assert post(desk, path, act="take_back").status_code == 303
    assert post(desk, path, act="schedule", revision="4").status_code == 303
    assert post(desk, path, act="cancel").status_code == 422
    assert post(desk, path, act="cancel", sure="1").status_code == 303
    assert "Cancelled" in desk.get(path).text


def test_link_leads_to_the_campaign_alone_and_counts(
    desk: FlaskClient, app: Flask, client: FlaskClient
) -> None:
    path = sent(desk, app)
    with app.app_context():
        key = db.session.query(CampaignRecipient.key).first()[0]
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        head = client.head(f"/en/c/{key}/1")
        assert head.status_code == 302
        answer = client.get(f"/en/c/{key}/1?next=https://evil.example/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://www.example.org/programme"
    assert answer.headers["Cache-Control"] == "no-store"
    for wrong in (f"/en/c/{key}/0", f"/en/c/{key}/3", "/en/c/nobody/1", f"/en/c/{key}/seen.gif"):
        assert client.get(wrong).status_code == 404
    with app.app_context():
        assert db.session.query(CampaignVisit).count() == 1
    page = desk.get(path).text
    assert figure(page, "Followed a link") == ["1", "3", "33.3"]


def test_openings_are_counted_where_switched_on(desk: FlaskClient, app: Flask, client: FlaskClient) -> None:
    path = sent(desk, app, counts_opens="1")
    with app.app_context():
        key = db.session.query(CampaignRecipient.key).first()[0]
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        assert client.head(f"/en/c/{key}/seen.gif").status_code == 200
        with app.app_context():
            assert db.session.query(CampaignRecipient.opened_at).distinct().all() == [(None,)]
        answer = client.get(f"/en/c/{key}/seen.gif")
    assert (answer.status_code, answer.content_type) == (200, "image/gif")
    assert figure(desk.get(path).text, "Showed the picture") == ["1", "3", "33.3"]


def test_who_did_not_get_it_is_a_table_and_noted(desk: FlaskClient, app: Flask) -> None:
    with app.app_context():
        box = db.session.query(Mailbox).filter_by(address_key="cy@example.org").one()
        box.failed_at, box.failed_reason = NOW, "=no such user"
        db.session.commit()
    path = sent(desk, app)
    page = desk.get(f"{path}/unreached").text
    assert "Cy Example" in page
    assert "The mailbox takes no mail" in page
    (contact,) = re.findall(r'href="(/en/desk/contacts/[^"]+)"><bdi>Cy Example', page)
    assert "cy@example.org" in desk.get(contact).text
    answer = post(desk, f"{path}/unreached")
    _head, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row[0], row[3], row[5]) == ("Cy Example", "cy@example.org", "'=no such user")
    with app.app_context():
        assert db.session.query(Audit).filter_by(act="campaign.export").one().after == {"people": 1}


def test_draft_is_deleted_and_copied(desk: FlaskClient, app: Flask) -> None:
    path = begun(desk, app)
    other = post(desk, CAMPAIGNS, name="Again", copied=path.rpartition("/")[2]).headers["Location"]
    assert "Registration is open" in desk.get(other).text
    assert post(desk, other, act="delete").status_code == 303
    assert desk.get(other).status_code == 404
