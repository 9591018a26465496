"""My panel: private on a proved device, true in one's zone, and every act says who did it."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from meetings.extensions import db
from meetings.models import Assistant, DeviceCode, PanelProposal, Person, Release
from meetings.services.panel.answers import answer
from meetings.services.panel.assistants import add_assistant, end_assistant
from meetings.services.panel.links import renew
from tests.factories import KEYS, NOW, somebody
from tests.services.panel.world import DAY, STAFF, START, Panel, make_panel, row_of
from tests.web.panel.speaker import Browser, browser_of


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def panel(database: SQLAlchemy) -> Panel:
    return make_panel(language="en")


@pytest.fixture
def rosa(app: Flask, panel: Panel) -> Browser:
    return browser_of(app, row_of(panel), panel.programme_id)


def assistant_of(app: Flask, panel: Panel) -> tuple[str, Browser]:
    sam = somebody("Sam Example", email="sam@example.org")
    name = add_assistant(panel.programme_id, panel.rosa, sam, NOW, actor=STAFF)
    return name, browser_of(app, db.session.get_one(Assistant, name), panel.programme_id)


def test_without_proof_the_page_shows_the_programme_and_nothing_of_anybody(
    rosa: Browser, panel: Panel
) -> None:
    answer = rosa.get()
    assert answer.status_code == 200
    assert "Minamata Online" in answer.text
    for private in ("Rosa", "Mona", "Session topic", "rosa@example.org"):
        assert private not in answer.text
    assert rosa.get("/anything").status_code == 404


def test_without_proof_no_act_is_done(rosa: Browser, panel: Panel) -> None:
    refused = rosa.post(act="answer", session="topic", answer="confirmed")
    assert refused.status_code == 401
    assert "Rosa" not in refused.text
    assert row_of(panel).state == "invited"


def test_a_code_is_asked_for_and_a_wrong_one_is_refused(rosa: Browser) -> None:
    assert rosa.post(act="code").location.endswith("?done=code#done")
    assert db.session.get_one(DeviceCode, rosa.bearer).number == 1
    refused = rosa.post(act="prove", code="bafu-miko-sera")
    assert refused.status_code == 422
    assert 'value="bafu-miko-sera"' in refused.text
    assert 'href="#code"' in refused.text


def test_a_link_opens_on_three_devices_each_of_which_proves_itself(app: Flask, rosa: Browser) -> None:
    others = [Browser(app.test_client(), rosa.token, rosa.bearer) for _number in range(2)]
    rosa.prove()
    others[0].prove()
    assert "Session topic" in rosa.get().text
    assert "Session topic" in others[0].get().text
    assert "Session topic" not in others[1].get().text
    assert others[0].post(act="leave").status_code == 303
    assert "Session topic" not in others[0].get().text
    assert "Session topic" in rosa.get().text


def test_the_page_opens_with_what_is_wanted_then_both_times_in_ones_zone(rosa: Browser) -> None:
    page = rosa.prove().get().text
    assert page.index("Still wanted") < page.index("Do you come?")
    assert "Say whether you come" in page
    for said in ("04:00–05:30", "10:00–11:30", "Lima", "10:00–11:30 Geneva, UTC+1"):
        assert said in page
    for said in ("Mona Example", "Moderator", "Speaker 1 of 1"):
        assert said in page


def test_arabic_is_written_from_right_to_left(rosa: Browser) -> None:
    assert 'dir="rtl"' in rosa.prove().get(lang="ar").text


def test_confirming_asks_for_what_follows_and_says_who_did(rosa: Browser, panel: Panel) -> None:
    rosa.prove()
    done = rosa.post(act="answer", session="topic", answer="confirmed")
    assert done.location.endswith("?done=confirmed#done")
    assert rosa.post(act="answer", session="topic", answer="confirmed").status_code == 303
    page = rosa.get().text
    assert "You confirmed on Tue 24 November." in page
    assert "Say whether you may be recorded" in page
    assert row_of(panel).state_by.startswith("panel:")


def test_who_declined_sees_it_and_may_change_their_mind_while_it_is_to_come(
    rosa: Browser, panel: Panel
) -> None:
    rosa.prove()
    rosa.post(act="answer", session="topic", answer="declined", words="<script>ill</script>")
    page = rosa.get().text
    assert "You declined on Tue 24 November." in page
    assert "&lt;script&gt;ill" in page
    assert "I come after all" in page
    assert "Mona Example" not in page  # whoever declined has no part in the panel
    assert rosa.post(act="answer", session="topic", answer="confirmed").status_code == 303
    rosa.post(act="answer", session="topic", answer="declined")
    with time_machine.travel(START + DAY, tick=False):
        assert "I come after all" not in rosa.get().text
        assert rosa.post(act="answer", session="topic", answer="confirmed").status_code == 409


def test_a_release_is_given_for_each_time(rosa: Browser, panel: Panel) -> None:
    rosa.prove()
    rosa.post(act="answer", session="topic", answer="confirmed")
    sent = {"act": "release", "session": "topic", "slot": panel.slots[0], "revision": "1"}
    assert rosa.post(**sent, release="parts", parts="00:10-00:20, 00:30-00:40").status_code == 303
    assert len(db.session.query(Release).filter_by(slot_id=panel.slots[0]).one().parts) == 2
    wrong = rosa.post(**sent | {"slot": panel.slots[1]}, release="parts", parts="soon")
    assert wrong.status_code == 422
    assert 'value="soon"' in wrong.text
    assert rosa.post(**sent, release="given").status_code == 412
    assert rosa.post(**sent | {"slot": "of-another"}, release="given").status_code == 404


def test_a_stale_affiliation_shows_what_stands_and_keeps_what_was_typed(rosa: Browser, panel: Panel) -> None:
    rosa.prove()
    rosa.post(act="answer", session="topic", answer="confirmed")
    seen = row_of(panel).revision
    sent = {"act": "print", "session": "topic", "revision": seen}
    assert rosa.post(**sent, function="Chemist", organization="\u202eInstitute").status_code == 303
    stale = rosa.post(**sent, function="Chemist", organization="Ministry")
    assert stale.status_code == 412
    assert "<bdi>\u202eInstitute</bdi>" in stale.text
    assert 'value="Ministry"' in stale.text
    assert f'name="revision" value="{seen + 1}"' in stale.text
    sent["revision"] = seen + 1
    assert rosa.post(**sent, function="Chemist", organization="Ministry").status_code == 303
    assert row_of(panel).organization == "Ministry"


def test_garbage_is_not_proposed_and_comes_back(rosa: Browser, panel: Panel) -> None:
    rosa.prove()
    sent = {"act": "propose", "session": "topic", "name": "Ana <b>Example</b>", "organization": "Institute"}
    refused = rosa.post(**sent, email="no address")
    assert refused.status_code == 422
    assert 'href="#email-propose-topic"' in refused.text
    assert 'id="email-propose-topic"' in refused.text
    assert "Ana &lt;b&gt;Example" in refused.text
    for _time in range(2):
        assert rosa.post(**sent, email="ana@example.org").status_code == 303
    assert db.session.query(PanelProposal).count() == 1
    assert "with the organizers" in rosa.get().text


def test_an_assistant_does_the_same_under_their_own_name_and_adds_no_assistants(
    app: Flask, panel: Panel, rosa: Browser
) -> None:
    _name, sam = assistant_of(app, panel)
    assert "Rosa" not in sam.get().text
    sam.prove()
    page = sam.get().text
    assert "Rosa Example" in page
    assert "Add an assistant" not in page
    sam.post(act="answer", session="topic", answer="confirmed")
    assert "Sam Example (assistant) confirmed on Tue 24 November." in rosa.prove().get().text
    refused = sam.post(act="assistant", name="Eve Example", email="eve@example.org")
    assert refused.status_code == 403


def test_an_assistant_taken_away_meanwhile_does_nothing_more(app: Flask, panel: Panel) -> None:
    name, sam = assistant_of(app, panel)
    assert "Session topic" in sam.prove().get().text
    end_assistant(panel.programme_id, panel.rosa, name, NOW, actor="panel:rosa")
    assert sam.post(act="answer", session="topic", answer="declined").status_code == 404
    assert sam.get().status_code == 404
    assert row_of(panel).state == "invited"


def test_assistants_are_added_and_taken_away_by_the_panellist(rosa: Browser, panel: Panel) -> None:
    rosa.prove()
    for _time in range(2):
        rosa.post(act="assistant", name="Sam Example", email="sam@example.org")
    one = db.session.query(Assistant).one()
    assert "Sam Example" in rosa.get().text
    rosa.post(act="end_assistant", assistant=one.id)
    db.session.rollback()
    assert db.session.query(Assistant).one().ended_at == NOW


def test_a_new_link_needs_a_new_proof_and_kills_the_old_one(app: Flask, rosa: Browser, panel: Panel) -> None:
    rosa.prove()
    new = Browser(
        rosa.client, renew(panel.programme_id, panel.rosa, NOW, actor=STAFF, keys=KEYS), rosa.bearer
    )
    assert rosa.get().status_code == 404
    assert "Session topic" not in new.get().text
    assert "Session topic" in new.prove(generation=2).get().text


def test_language_and_zone_are_kept_and_the_page_goes_on_in_that_language(
    rosa: Browser, panel: Panel
) -> None:
    rosa.prove()
    done = rosa.post(act="settings", language="fr", zone="Africa/Nairobi")
    assert done.location.startswith("/fr/speak/")
    person = db.session.get_one(Person, panel.rosa)
    assert (person.language, person.zone) == ("fr", "Africa/Nairobi")


def test_staff_act_on_behalf_and_the_page_says_so(rosa: Browser, panel: Panel) -> None:
    answer(panel.session_id, panel.rosa, "confirmed", "", NOW, actor=STAFF)
    assert "The secretariat confirmed on your behalf on Tue 24 November." in rosa.prove().get().text


def test_a_draft_shows_nothing(app: Flask, database: SQLAlchemy) -> None:
    panel = make_panel(state="draft")
    rosa = browser_of(app, row_of(panel), panel.programme_id).prove()
    page = rosa.get().text
    assert "Nothing is published yet" in page
    assert "Session topic" not in page
    assert rosa.post(act="answer", session="topic", answer="confirmed").status_code == 404


def test_a_delegation_s_refusal_still_shows_a_delegation(app: Flask, database: SQLAlchemy) -> None:
    from tests.cop import make_conference, make_delegation, make_state
    from tests.web.cop.focal import browser_of as focal_browser

    focal = focal_browser(app, make_delegation(make_conference(), make_state()))
    assert "You are the focal point?" in focal.get("/person").text


def moderator_and_assistant(app: Flask, panel: Panel) -> tuple[Browser, Browser]:
    sam = somebody("Sam Example", email="sam@example.org")
    name = add_assistant(panel.programme_id, panel.mona, sam, NOW, actor=STAFF)
    helper = browser_of(app, db.session.get_one(Assistant, name), panel.programme_id)
    return browser_of(app, row_of(panel, panel.mona), panel.programme_id).prove(), helper.prove()


def test_each_time_leads_to_its_brief_and_a_moderator_to_questions_and_speakers(
    app: Flask, rosa: Browser, panel: Panel
) -> None:
    mona, _helper = moderator_and_assistant(app, panel)
    pages = {"rosa": rosa.prove().get().text, "mona": mona.get().text}
    for who, browser in (("rosa", rosa), ("mona", mona)):
        for slot in panel.slots:
            assert f'href="{browser.path()}/brief/{slot}"' in pages[who]
            for part in ("live", "floor"):
                assert (f'href="{browser.path()}/{part}/{slot}"' in pages[who]) is (who == "mona")
            assert browser.get(f"/brief/{slot}").status_code == 200
    for rest in ("/about", "/availability", "/letter", "/slides/topic"):
        assert f'href="{rosa.path()}{rest}"' in pages["rosa"]
    assert f'href="/calendars/speak/{rosa.token}.ics"' in pages["rosa"]


def test_an_assistant_does_not_moderate_and_the_pages_say_why(app: Flask, panel: Panel) -> None:
    mona, helper = moderator_and_assistant(app, panel)
    page, slot = helper.get().text, panel.slots[0]
    assert f"/floor/{slot}" not in page
    assert "for the panellist alone" in page
    for part in ("live", "floor"):
        refused = helper.get(f"/{part}/{slot}")
        assert refused.status_code == 403
        assert "Only the panellist does this, by their own link." in refused.text
        assert mona.get(f"/{part}/{slot}").status_code == 200
    assert "they join by their own link" in helper.get(f"/brief/{slot}").text
    assert helper.post(act="answer", session="topic", answer="declined").status_code == 303
