"""Official letters at the desk, without JavaScript: written, cleared, signed, sent, corrected; who may do what."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import Announcement, OfficialLetter, Session, Slot
from meetings.services import slots
from tests.factories import make_programme, make_session, make_slot
from tests.letters import SIGNATORY, TEXTS, make_channel, make_letter, make_parties
from tests.web.test_desk import csrf, sign_in

LIST = "/en/desk/letters"
NOW = datetime.now(UTC)


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an administrator, where a season is held and two Parties have a channel."""
    with app.app_context():
        make_slot(
            make_session(make_programme(), "topic", title={"en": "Mercury trade"}), NOW + timedelta(days=9)
        )
        make_parties(KE="Kenya", FR="France", BR="Brazil")
        make_channel("KE")
        make_channel("FR")
    return sign_in(app, client, "administrator")


def post(desk: FlaskClient, path: str, **values: Any) -> Any:
    return desk.post(path, data={"csrf_token": csrf(desk, path)} | values)


def acted(app: Flask, desk: FlaskClient, letter_id: str, act: str, **values: Any) -> Any:
    with app.app_context():
        revision = db.session.get_one(OfficialLetter, letter_id).revision
    return post(desk, f"{LIST}/{letter_id}", act=act, **({"revision": revision} | values))


def typed(**changes: Any) -> dict[str, Any]:
    text = {f"{name}-en": TEXTS["en"][name] for name in ("subject", "body")}
    others = {"series": "MC/ES", "signatory": SIGNATORY, "whom": "parties", "copies": ["focal_point"]}
    return text | others | changes


def only(app: Flask) -> OfficialLetter:
    with app.app_context():
        return db.session.query(OfficialLetter).order_by(OfficialLetter.made_at.desc()).first()  # type: ignore[return-value]


def written(app: Flask, desk: FlaskClient) -> str:
    assert post(desk, LIST, act="draft", programme="season", series="MC/ES").status_code == 303
    letter_id = only(app).id
    assert acted(app, desk, letter_id, "save", **typed()).status_code == 303
    return letter_id


def by_another(app: Flask, letter_id: str) -> None:
    with app.app_context():
        db.session.get_one(OfficialLetter, letter_id).written_by = "user:999"
        db.session.commit()


def test_letter_is_written_cleared_signed_and_sent(app: Flask, desk: FlaskClient) -> None:
    letter_id = written(app, desk)
    here = f"{LIST}/{letter_id}"
    refused = acted(app, desk, letter_id, "clear")
    assert refused.status_code == 403
    assert "somebody else has to look at it" in refused.text
    by_another(app, letter_id)
    assert acted(app, desk, letter_id, "clear").status_code == 303
    draft = desk.get(f"{here}/pdf/en")
    assert (draft.status_code, draft.data[:5]) == (200, b"%PDF-")
    assert desk.get(f"{here}/pdf/fr").status_code == 404
    assert acted(app, desk, letter_id, "sign").status_code == 303
    page = desk.get(here).text
    assert f"MC/ES/{NOW.year}/1" in page
    assert "No official channel is known." in page
    assert "channel-ke@example.org" in page
    unsure = acted(app, desk, letter_id, "send")
    assert (unsure.status_code, "Please tick the box" in unsure.text) == (422, True)
    assert acted(app, desk, letter_id, "send", sure="y").status_code == 303
    again = acted(app, desk, letter_id, "send", sure="y")
    assert (again.status_code, "as the letter stands: Sent." in again.text) == (409, True)
    assert "0 of 2 governments reached · 1 without a working channel" in desk.get(LIST).text


def test_unknown_place_comes_back_with_what_was_typed(app: Flask, desk: FlaskClient) -> None:
    letter_id = written(app, desk)
    page = acted(app, desk, letter_id, "save", **typed(**{"body-en": "Not {{this}} & <b>that</b>"}))
    assert page.status_code == 422
    assert "“{{this}}” is not known here. Known: {{calendar}}" in page.text
    assert "Not {{this}} &amp; &lt;b&gt;that&lt;/b&gt;" in page.text
    assert 'href="#body-en"' in page.text


def test_stale_save_shows_both_sides(app: Flask, desk: FlaskClient) -> None:
    letter_id = written(app, desk)
    page = acted(app, desk, letter_id, "save", **typed(signatory="Somebody Else", revision=1))
    assert page.status_code == 412
    assert "Both sides" in page.text
    assert "Somebody Else" in page.text
    assert SIGNATORY in page.text


def test_organizer_drafts_and_does_not_sign(app: Flask, client: FlaskClient, desk: FlaskClient) -> None:
    with app.app_context():
        cleared = make_letter("cleared")
    organizer = sign_in(app, client, "organizer")
    assert "Sign it" not in organizer.get(f"{LIST}/{cleared}").text
    assert acted(app, organizer, cleared, "sign").status_code == 403
    assert post(organizer, LIST, act="number", series="MC/ES", year="2026", last="30").status_code == 403
    assert post(organizer, LIST, act="draft", programme="season", series="mc/cop6").status_code == 303
    assert only(app).series == "MC/COP6"


def test_numbers_given_elsewhere_are_gone_on_from(desk: FlaskClient) -> None:
    assert post(desk, LIST, act="number", series="MC/ES", year="2020", last="30").status_code == 303
    assert "Last given in \u2068MC/ES/2020\u2069: 30" in desk.get(LIST).text
    back = post(desk, LIST, act="number", series="MC/ES", year="2020", last="3")
    assert (back.status_code, "Already given are the numbers up to 30." in back.text) == (409, True)
    wrong = post(desk, LIST, act="draft", programme="season", series="<script>")
    assert (wrong.status_code, "Please write the series like MC/ES." in wrong.text) == (422, True)
    assert post(desk, LIST, act="draft", programme="nowhere", series="MC/ES").status_code == 422


def make_stated(app: Flask) -> tuple[str, str]:
    """Store a signed letter and three announcements that state a time; give letter and time."""
    with app.app_context():
        letter_id = make_letter("signed", now=NOW)
        session = db.session.query(Session).one()
        slot = db.session.query(Slot).one()
        for partner, path in (("", "a"), ("", "b"), ("GMP", "c")):
            row = Announcement(
                session_id=session.id,
                partner=partner,
                address=f"https://example.org/{path}",
                announced_on=NOW.date(),
                versions={slot.id: slot.version},
                noted_by="user:1",
                noted_at=NOW,
                updated_at=NOW,
            )
            db.session.add(row)
        db.session.commit()
        return letter_id, slot.id


def test_moving_a_time_names_who_states_the_old_one_and_drafts_the_correction(
    app: Flask, desk: FlaskClient
) -> None:
    letter_id, slot_id = make_stated(app)
    page = f"/en/desk/slot/{slot_id}"
    words = (
        f"The old time stands in: letter \u2068MC/ES/{NOW.year}/1\u2069, 2 announcements and 1 partner text."
    )
    with app.app_context():
        slot = db.session.get_one(Slot, slot_id)
        revision, local = slot.revision, slot.local_start + timedelta(days=2)
    assert words not in desk.get(page).text
    given = {
        "local_start": local.isoformat()[:16],
        "zone": "Europe/Zurich",
        "minutes": "90",
        "revision": revision,
    }
    look = post(desk, page, act="preview-move", **given)
    assert words in look.text
    assert post(desk, page, act="move", **given).status_code == 303
    after = desk.get(page).text
    assert words in after
    assert f'action="/en/desk/letters/{letter_id}"' in after
    assert acted(app, desk, letter_id, "correct").status_code == 303
    with app.app_context():
        correction = db.session.query(OfficialLetter).filter_by(corrects_id=letter_id).one()
    shown = desk.get(f"{LIST}/{correction.id}").text
    assert "Correction of letter" in shown
    assert "channel-ke@example.org" in shown
    assert f"{LIST}/{correction.id}" in desk.get(page).text
    assert "States an old time" in desk.get(f"{LIST}/{letter_id}").text


def test_what_changed_between_clearing_and_signing_is_named(app: Flask, desk: FlaskClient) -> None:
    with app.app_context():
        letter_id = make_letter("cleared", now=NOW)
        slot = db.session.query(Slot).one()
        slots.move(slot.id, Move(slot.local_start + timedelta(days=1)), slot.revision, NOW, "user:1")
    page = acted(app, desk, letter_id, "sign")
    assert page.status_code == 409
    assert "what it states has changed: “Mercury trade”." in page.text


def test_what_changed_after_signing_is_named_with_what_is_left_to_do(app: Flask, desk: FlaskClient) -> None:
    with app.app_context():
        letter_id = make_letter("signed", now=NOW)
        slot = db.session.query(Slot).one()
        slots.move(slot.id, Move(slot.local_start + timedelta(days=1)), slot.revision, NOW, "user:1")
    page = acted(app, desk, letter_id, "send", sure="y")
    assert page.status_code == 409
    assert "“Mercury trade”. It cannot be sent as it is: please give it up" in page.text


def test_list_is_read_on_page_by_page(app: Flask, desk: FlaskClient) -> None:
    with app.app_context():
        for number in range(52):
            make_letter(now=NOW + timedelta(seconds=number))
    first = desk.get(LIST).text
    assert first.count('class="title"') == 50
    where = first.partition("?before=")[2].partition('"')[0]
    assert desk.get(f"{LIST}?before={where}").text.count('class="title"') == 2
    assert desk.get(f"{LIST}?before=nonsense").text.count('class="title"') == 50
