""" "My registrations", on both stores and without JavaScript: all that people may change about themselves."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from meetings.domain.codes import LANGUAGES
from meetings.extensions import db, transaction
from meetings.models import Audit, Link, Mailbox, Notice, Person, Programme, Registration
from meetings.queries.optouts import scopes_stopped
from meetings.services.links import give_link, link_token, rights_of
from meetings.services.registrations import cancel, register
from meetings.services.staff import create_token
from tests.factories import KEYS, make_party, make_programme, make_session, make_slot, request_for, somebody
from tests.gates.test_access import every_row

SECRETS = ("Ben Other", "Ministry of Other")


class Forms(HTMLParser):
    """Reads the forms of a page: of each its fields, and its buttons in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.select: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a field or a button."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"fields": [], "buttons": []})
        elif tag == "button":
            self.forms[-1]["buttons"].append((given.get("name", ""), given.get("value", "")))
        elif tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.forms[-1]["fields"].append((given["name"], given.get("value", "")))
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and "selected" in given and self.select:
            self.forms[-1]["fields"].append((self.select, given["value"]))


@pytest.fixture
def ada(app: Flask) -> dict[str, Any]:
    """Store Ada, registered for a session held twice and one held once, and Ben at the same mailbox."""
    now = datetime.now(UTC).replace(microsecond=0)
    with app.app_context():
        make_party()
        programme = make_programme()
        slots = [
            make_slot(session, now + timedelta(days=days, hours=hours), capacity=5).id
            for session, days in ((make_session(programme), 3), (make_session(programme, "once"), 4))
            for hours in ((0, 6) if session.slug == "topic" else (0,))
        ]
        at = {"email": "info@example.org", "country": "KE"}
        own = somebody("Ada Example", **at, organization="Ministry of Ada", category="government")
        first = register(request_for(own, slots[0]), now, KEYS)
        second = register(request_for(own, session="once"), now, KEYS)
        other = register(
            request_for(somebody(SECRETS[0], **at, organization=SECRETS[1]), slots[0]), now, KEYS
        )
        rights = rights_of(first.person_id, first.id, now, KEYS)
        db.session.query(Mailbox).one().proved_at = now  # somebody there has used a link before
        db.session.commit()
        return {
            "person": first.person_id,
            "other": other.person_id,
            "registrations": [first.id, second.id],
            "me": f"/en/me/{rights.me_token}",
            "token": rights.me_token,
            "join": rights.join_token,
            "slots": slots,
        }


def feed_of(client: FlaskClient, path: str) -> str:
    """Give the path of the calendar that a page shows."""
    (found,) = set(
        re.findall(r'href="https://meetings\.example\.org(/calendars/me/[^"]+)"', client.get(path).text)
    )
    return found


def test_page_shows_the_feeds_token_and_never_its_own(client: FlaskClient, ada: dict[str, Any]) -> None:
    html = client.get(ada["me"]).text
    own = [one for one in re.findall(r'href="([^"]+)"', html) if ada["token"] in one]
    assert {urlsplit(unescape(one)).path.split("/")[2] for one in own} <= {"me", "zone"}
    feed = feed_of(client, ada["me"])
    assert ada["token"] not in feed
    for words in ("webcal://meetings.example.org", "calendar.google.com", "outlook.office.com", "Apple"):
        assert words in html
    events = icalendar.Calendar.from_ical(client.get(feed).data).walk("VEVENT")
    assert len(events) == 2


def test_first_button_of_the_page_harms_nobody(app: Flask, client: FlaskClient, ada: dict[str, Any]) -> None:
    with app.app_context():  # also where nothing but "cancel" could be pressed before
        cancel(ada["registrations"][0], datetime.now(UTC), "person")
    before = every_row(app)
    zone, first, *_more = Forms(client.get(ada["me"]).text).forms
    assert zone["buttons"] == [("", "")]  # asks for the page of zones, and changes nothing
    assert client.get("/en/zone", query_string=dict(zone["fields"])).status_code == 200
    assert every_row(app) == before
    assert first["buttons"] == [("act", "settings")]
    assert client.post(ada["me"], data=dict([*first["fields"], *first["buttons"]])).status_code == 303
    after = every_row(app)
    differing = {name for name, rows in before.items() if after[name] != rows}
    assert differing <= {"people", "mailboxes"}  # the moments of the last change, and of the first act at all
    with app.app_context():
        person = db.session.get_one(Person, ada["person"])
        assert (person.language, person.zone) == ("en", "Africa/Nairobi")


@pytest.mark.parametrize("name", ["erase", "link", "feed", "cancel"])
def test_what_cannot_be_undone_stands_apart(client: FlaskClient, ada: dict[str, Any], name: str) -> None:
    html = client.get(ada["me"]).text
    button = html.index('name="erase"' if name == "erase" else f'value="{name}"')
    opened, closed = html.rindex("<details", 0, button), html.rindex("</details>", 0, button)
    assert opened > closed
    assert " open" not in html[opened : html.index(">", opened)]


def test_pressing_erase_alone_erases_nobody(app: Flask, client: FlaskClient, ada: dict[str, Any]) -> None:
    before = every_row(app)
    answer = client.post(ada["me"], data={"erase": "yes"})
    assert answer.status_code == 422
    assert "Please tick the box first" in answer.text
    assert every_row(app) == before


def test_erasing_ends_the_link_and_answers_with_a_last_page(
    app: Flask, client: FlaskClient, ada: dict[str, Any]
) -> None:
    feed = feed_of(client, ada["me"])
    answer = client.post(ada["me"], data={"erase": "yes", "sure": "yes"})
    assert answer.status_code == 200
    assert "Your data are erased" in answer.text
    assert "Ada" not in answer.text
    assert client.get(ada["me"]).status_code == 404
    assert client.post(ada["me"], data={"erase": "yes", "sure": "yes"}).status_code == 404
    assert client.get(feed).status_code == 410
    assert client.get(feed).content_type == "text/plain; charset=utf-8"
    assert (app.extensions["outside"].erasures.lines()[0]["person"]) == ada["person"]
    with app.app_context():
        assert db.session.get_one(Person, ada["other"]).name == SECRETS[0]
        assert db.session.scalars(select(Mailbox.address)).all() == ["info@example.org"]
        kept = db.session.scalars(select(Registration.country).where(Registration.person_id == ada["person"]))
        assert set(kept) == {"KE"}


def test_erased_panellist_is_a_panellist_without_name(
    client: FlaskClient, app: Flask, ada: dict[str, Any]
) -> None:
    from meetings.models import Panelist

    with app.app_context():
        session_id = db.session.get_one(Registration, ada["registrations"][0]).session_id
        values = {
            "session_id": session_id,
            "organization": "Ministry of Ada",
            "updated_at": datetime.now(UTC),
        }
        db.session.add(Panelist(person_id=ada["person"], **values))
        db.session.commit()
    assert "Ada Example" in client.get("/en/season/topic/").text
    client.post(ada["me"], data={"erase": "yes", "sure": "yes"})
    html = client.get("/en/season/topic/").text
    assert "Panellist" in html
    assert "Ministry of Ada" not in html
    (told,) = client.get("/api/v1/programmes/season/sessions/topic").json["panelists"]
    assert (told["name"], told["organization"], told["role"]) == (None, None, "speaker")


def test_new_address_of_the_calendar_kills_the_old_one(client: FlaskClient, ada: dict[str, Any]) -> None:
    old = feed_of(client, ada["me"])
    answer = client.post(ada["me"], data={"act": "feed"})
    assert "The old one is dead" in client.get(answer.location).text
    new = feed_of(client, ada["me"])
    assert client.get(new).status_code == 200
    dead = client.get(old)
    assert (dead.status_code, dead.content_type) == (410, "text/plain; charset=utf-8")
    assert dead.text == "This calendar has another address now.\n"
    assert client.get("/calendars/me/" + "x" * 30 + ".ics").status_code == 404
    assert client.get(ada["me"]).status_code == 200


def test_who_has_no_address_yet_makes_one(app: Flask, client: FlaskClient, ada: dict[str, Any]) -> None:
    with app.app_context():
        db.session.query(Link).filter_by(purpose="feed").delete()
        db.session.commit()
    html = client.get(ada["me"]).text
    assert "webcal:" not in html
    assert "Make an address" in html
    client.post(ada["me"], data={"act": "feed"})
    assert client.get(feed_of(client, ada["me"])).status_code == 200


def test_calendar_goes_by_the_links_of_page_registration_and_season(
    app: Flask, client: FlaskClient, ada: dict[str, Any]
) -> None:
    with app.app_context(), transaction():
        programme = db.session.scalars(select(Programme)).one()
        bearer = f"season:{ada['person']}:{programme.id}"
        elsewhere = f"season:{ada['person']}:{programme.id + 1}"
        season, none = (
            link_token(give_link("join", one, datetime.now(UTC), KEYS), KEYS) for one in (bearer, elsewhere)
        )
    numbers = {
        name: len(icalendar.Calendar.from_ical(client.get(f"/calendars/me/{token}.ics").data).walk("VEVENT"))
        for name, token in (("me", ada["token"]), ("join", ada["join"]), ("season", season), ("none", none))
    }
    assert numbers == {"me": 2, "join": 1, "season": 2, "none": 0}


def test_new_link_leads_there_and_kills_the_old_one(client: FlaskClient, ada: dict[str, Any]) -> None:
    answer = client.post(ada["me"], data={"act": "link"})
    assert answer.status_code == 303
    assert urlsplit(answer.location).path != ada["me"]
    assert "This page has a new address" in client.get(answer.location).text
    assert client.get(ada["me"]).status_code == 404
    assert client.post(ada["me"], data={"act": "link"}).status_code == 404


def test_language_and_zone_are_kept_and_the_snapshot_stays(
    app: Flask, client: FlaskClient, ada: dict[str, Any]
) -> None:
    answer = client.post(ada["me"], data={"act": "settings", "language": "fr", "zone": "Asia/Kathmandu"})
    assert answer.status_code == 303
    with app.app_context():
        person = db.session.get_one(Person, ada["person"])
        assert (person.language, person.zone) == ("fr", "Asia/Kathmandu")
        rows = db.session.execute(
            select(Registration.language, Registration.zone, Registration.country).where(
                Registration.person_id == ada["person"]
            )
        )
        assert {tuple(row) for row in rows} == {("en", "Asia/Kathmandu", "KE")}
        assert db.session.get_one(Person, ada["other"]).zone == "Africa/Nairobi"
    calendar = client.get(feed_of(client, ada["me"]))
    assert "/fr/join/" in calendar.text.replace("\r\n ", "")
    for wrong in (
        {"language": "de", "zone": ""},
        {"language": "en", "zone": "Mars/Base"},
        {"language": "en\r\n"},
    ):
        answer = client.post(ada["me"], data={"act": "settings", **wrong})
        assert answer.status_code == 422
        assert 'id="error-summary"' in answer.text


def test_mails_are_chosen_by_ticking(app: Flask, client: FlaskClient, ada: dict[str, Any]) -> None:
    form = next(one for one in Forms(client.get(ada["me"]).text).forms if ("act", "mails") in one["buttons"])
    scopes = ["digest", "recordings", "surveys", "news"]
    assert form["fields"] == [("scope", one) for one in scopes]

    def stopped() -> dict[int, frozenset[str]]:
        with app.app_context():
            return scopes_stopped([ada["person"], ada["other"]])

    client.post(ada["me"], data={"act": "mails", "scope": ["digest", "surveys", "invented"]})
    assert stopped() == {ada["person"]: frozenset(["recordings", "news"])}
    client.post(ada["me"], data={"act": "mails"})
    assert stopped() == {ada["person"]: frozenset(scopes)}
    client.post(ada["me"], data={"act": "mails", "scope": scopes})
    assert stopped() == {}


def test_colleague_is_registered_for_what_lies_ahead(
    app: Flask, client: FlaskClient, ada: dict[str, Any]
) -> None:
    form = next(
        one for one in Forms(client.get(ada["me"]).text).forms if ("act", "colleague") in one["buttons"]
    )
    assert form["fields"] == [("name", ""), ("email", "info@example.org")]
    wish = {"act": "colleague", "name": "Cem Example", "email": "cem@example.org"}
    answer = client.post(ada["me"], data=wish)
    assert "Your colleague is registered for 2 sessions" in client.get(answer.location).text
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.name == "Cem Example")).one()
        assert (person.country, person.organization, person.category) == (
            "KE",
            "Ministry of Ada",
            "government",
        )
        theirs = db.session.scalars(select(Registration).where(Registration.person_id == person.id)).all()
        assert {one.session.slug for one in theirs} == {"topic", "once"}
        assert {place.slot_id for one in theirs for place in one.places} == {ada["slots"][0], ada["slots"][2]}
        told = select(Notice.kind).where(Notice.person_id == person.id)
        assert db.session.scalars(told).all() == ["confirmation", "confirmation"]
    client.post(ada["me"], data=wish)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Registration)) == 5


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("", "a@example.org"),
        ("Cem\r\nBcc: x", "a@example.org"),
        ("Cem", "no address"),
        ("Cem", "a@example.org\n"),
    ],
)
def test_refused_colleague_comes_back_as_typed(
    app: Flask, client: FlaskClient, ada: dict[str, Any], name: str, email: str
) -> None:
    before = every_row(app)
    answer = client.post(ada["me"], data={"act": "colleague", "name": name, "email": email})
    if email.endswith("\n"):
        assert answer.status_code == 303
        return
    assert answer.status_code == 422
    form = next(one for one in Forms(answer.text).forms if ("act", "colleague") in one["buttons"])
    assert dict(form["fields"])["email"] == email
    assert every_row(app) == before


def test_a_link_changes_only_what_is_its_persons(
    app: Flask, client: FlaskClient, ada: dict[str, Any]
) -> None:
    with app.app_context():
        theirs = db.session.scalars(
            select(Registration.id).where(Registration.person_id == ada["other"])
        ).one()
    for act in ("switch", "cancel", "accept", "decline"):
        form = {"act": act, "registration": theirs, "slot": ada["slots"][1]}
        assert client.post(ada["me"], data=form).status_code == 404, act
    for act in ("", "none", "<script>"):
        assert client.post(ada["me"], data={"act": act}).status_code == 422


def test_data_hold_everything_of_one_person_and_nothing_of_others(
    app: Flask, client: FlaskClient, ada: dict[str, Any]
) -> None:
    with app.app_context():
        subject = f"registration:{ada['registrations'][0]}"
        db.session.add(
            Audit(at=datetime.now(UTC), actor="secret@staff", act="registration.again", subject=subject)
        )
        db.session.commit()
    client.post(ada["me"], data={"act": "mails"})
    answer = client.get(f"{ada['me']}/data.json")
    assert answer.content_type == "application/json; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    found = json.loads(answer.data)
    assert found["person"]["name"] == "Ada Example"
    assert found["mailboxes"] == [{"address": "info@example.org", "failed_at": None}]
    assert {one["session"] for one in found["registrations"]} == {"topic", "once"}
    assert [one["kind"] for one in found["registrations"][0]["events"]] == ["registered"]
    assert {one["scope"] for one in found["stopped"]} == {"recordings", "digest", "surveys", "news"}
    assert {one["purpose"] for one in found["links"]} == {"me", "feed", "join"}
    assert [one["act"] for one in found["acts_of_staff"]] == ["registration.again"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["registrations"][0]["created_at"])
    page = client.get(f"{ada['me']}/data").text
    assert "· \u2068UTC 20" in page
    for secret in (*SECRETS, "secret@staff", ada["join"]):
        assert secret not in answer.text + page
    assert ada["token"] not in answer.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_are_worded_in_every_language(client: FlaskClient, ada: dict[str, Any], lang: str) -> None:
    for path in ("", "/data"):
        html = client.get(f"/{lang}/me/{ada['token']}{path}").text
        assert f'<html lang="{lang}"' in html
        assert "Africa/" not in re.sub(r'(href|value|data-zone)="[^"]*"', "", html)


def test_api_erases_whoever_has_their_own_link(app: Flask, client: FlaskClient, ada: dict[str, Any]) -> None:
    with app.app_context():
        staff = create_token("a", "administrator", datetime.now(UTC))
        feed = feed_of(client, ada["me"]).removeprefix("/calendars/me/").removesuffix(".ics")
    for token, status in (
        (None, 401),
        ("", 401),
        ("x" * 40, 401),
        (ada["join"], 401),
        (feed, 401),
        (staff, 403),
    ):
        head = {"Authorization": f"Bearer {token}"} if token is not None else {}
        answer = client.delete("/api/v1/people/me", headers=head)
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), token
    with app.app_context():
        assert db.session.get_one(Person, ada["person"]).erased_at is None
    head = {"Authorization": f"Bearer {ada['token']}"}
    answer = client.delete("/api/v1/people/me", headers=head)
    assert (answer.status_code, answer.data) == (204, b"")
    assert client.delete("/api/v1/people/me", headers=head).status_code == 401
    with app.app_context():
        assert db.session.get_one(Person, ada["person"]).erased_at is not None
        assert db.session.get_one(Person, ada["other"]).erased_at is None
