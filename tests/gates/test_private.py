"""No door tells what is private: everything public is read as anybody, and nothing of the rest stands in it."""

import io
import json
import re
import subprocess
import zipfile
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Final
from urllib.parse import unquote, urlencode, urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from meetings.domain.webhooks import PING, Family, types_of
from meetings.extensions import db
from meetings.models import Credentials, Letter, Person, Slot, Webhook, WebhookEvent, WebhookWant
from meetings.services.webhooks.laying import lay
from tests.gates.access import TABLE
from tests.gates.private import private_texts, stands_alone
from tests.gates.private_rows import public_rows
from tests.gates.site import BASE, Site, make_site

MOST: Final = 1_500
LINK: Final = re.compile(
    r'(?:href|src|action|content|poster|uri|id)="([^"<>\s]+)"|"(https://[^"\s\\]+)"|>(https://[^<\s]+)<'
)

# Of closed meetings those are told who may see them.
NOT_DRAFTS: Final = {"sessions": lambda row: row["state"] != "draft"}
RESULTS: Final = re.compile(
    r'<section class="group.*?</section>', re.DOTALL
)  # the box repeats what was asked
# These ask no store: what stands in them as examples was invented for them.
DESCRIPTIONS: Final = ("/api/docs", "/api/docs/tokens", "/api/v1/openapi.json")
# Some of what must not get out; were none of it in the store, nothing would be proved.
LOOKED_FOR: Final = {
    "api_tokens.token_hash",
    "attendances.name",
    "credentials.signer",
    "focal_points.email",
    "letters.reference",
    "live_notes.text",
    "mailboxes.address",
    "people.name",
    "people.organization",
    "platform_accounts.sealed",
    "sessions.title",
    "slots.platform_address",
    "slots.platform_meeting",
    "users.email",
}


@pytest.fixture
def site(app_sqlite: Flask) -> Site:
    return make_site(app_sqlite)


def test_no_public_address_tells_what_is_private(site: Site) -> None:
    with site.app.app_context():
        plant()
        private = private_texts(public_rows())
    assert set().union(*private.values()) >= LOOKED_FOR
    told: dict[str, str] = {}
    seen = 0
    for path, words in everything_public(site):
        seen += 1
        for one in private if path not in DESCRIPTIONS else ():
            if one not in told and one not in path and stands_alone(one, words):
                told[one] = path
    assert seen > 300
    assert {one: (path, sorted(private[one])) for one, path in told.items()} == {}


def test_search_finds_nothing_that_is_private(site: Site) -> None:
    with site.app.app_context():
        plant()
        private = private_texts(public_rows())
    told = {}
    for one, where in private.items():
        words = site.ask("anonymous", "GET", f"/en/search?{urlencode({'text': one[:80]})}").text
        if stands_alone(one, " ".join(map(unescape, RESULTS.findall(words)))):
            told[one] = where
    assert told == {}


def test_no_webhook_tells_what_is_private(app_sqlite: Flask) -> None:
    with app_sqlite.app_context():
        now = datetime.now(UTC)
        listening = Webhook(
            url="https://hooks.example.org/all",
            events=list(Family),
            owner="user:1",
            made_at=now,
            updated_at=now,
        )
        db.session.add(listening)
        db.session.flush()
        db.session.add_all(WebhookWant(type=str(one), webhook_id=listening.id) for one in types_of(Family))
        db.session.commit()
    site = make_site(app_sqlite)
    moved = {"local_start": "2027-03-02T10:00", "zone": "Europe/Zurich"}
    slot = f"/api/v1/slots/{site.names['slot_id']}"
    assert site.ask("administrator", "POST", f"{slot}/move", moved).status_code in (200, 428)
    with site.app.app_context():
        plant()
        while lay(now, BASE):
            pass
        sent = [one for one in db.session.scalars(select(WebhookEvent)) if one.type != PING]
        bodies = " ".join(one.body or "" for one in sent)
        # Ids are what programs ask by; they say nothing to whom nothing is open.
        private = {
            one: where
            for one, where in private_texts(public_rows() | NOT_DRAFTS).items()
            if not any(each.endswith(("id", "recordings.name")) for each in where)
            and not any(each.startswith("webhook") for each in where)
        }
    assert {one.type.partition(".")[0] for one in sent} >= {
        "registration",
        "slot",
        "participation",
        "session",
    }
    assert {one: where for one, where in private.items() if stands_alone(one, bodies)} == {}


def everything_public(site: Site) -> Iterator[tuple[str, str]]:
    """Read every address that is open to anybody, and whatever those lead to."""
    waiting = deque(dict.fromkeys(beginnings(site)))
    known = set(waiting)
    while waiting and len(known) < MOST:
        path = waiting.popleft()
        answer = site.ask("anonymous", "GET", path)
        words = text_of(answer)
        yield path, words
        for one in led_to(path, words):
            if one not in known:
                known.add(one)
                waiting.append(one)


def beginnings(site: Site) -> list[str]:
    rules = [rule for (method, rule), entry in TABLE.items() if method == "GET" and "anonymous" in entry.to]
    paths = [site.path(rule) + TABLE["GET", rule].query for rule in rules if "<token>" not in rule]
    return [*paths, *(one.replace("/en/", "/ar/", 1) for one in paths if one.startswith("/en/"))]


def led_to(path: str, words: str) -> Iterator[str]:
    for found in LINK.findall(words):
        parts = urlsplit(urljoin(BASE + path, unescape(next(one for one in found if one))))
        is_ours = f"{parts.scheme}://{parts.netloc}" == BASE
        is_theirs = any(f"/{one}/" in parts.path for one in ("me", "join", "speak", "desk", "static"))
        is_again = "zone=" in parts.query or parts.path[:4] in ("/es/", "/fr/", "/ru/", "/zh/")
        if is_ours and not is_theirs and not is_again:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def text_of(answer: TestResponse) -> str:
    """Give all that a body says, and the heads too, whatever it is packed in."""
    body, kind = answer.get_data(), answer.mimetype
    if kind == "application/pdf":
        done = subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True)
        words = done.stdout.decode()
    elif "openxmlformats" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            pieces = [packed.read(name) for name in packed.namelist() if "theme" not in name]
        words = b" ".join(pieces).decode("utf-8", "replace")
    elif kind.endswith("json"):
        words = json.dumps(json.loads(body), ensure_ascii=False)
    else:
        words = body.decode("utf-8", "replace")
    return unescape(words) + " " + unquote(" ".join(f"{name}: {value}" for name, value in answer.headers))


def plant() -> None:
    """Put something private wherever the site has nothing."""
    for slot in db.session.scalars(select(Slot)):
        slot.platform_kind, slot.platform_address = "manual", f"https://platform.example.org/room/{slot.id}"
        slot.platform_meeting = f"meeting-of-{slot.id}"
    for person in db.session.scalars(select(Person)):
        person.organization = person.organization or f"Organization of {person.public_id}"
    for credentials in db.session.scalars(select(Credentials)):
        credentials.signer = f"Signer of {credentials.id}"
    for letter in db.session.scalars(select(Letter)):
        letter.reference = f"Reference of {letter.id}"
    db.session.commit()
