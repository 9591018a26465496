"""Bytes of recordings and documents: given to whom they are for, in ranges, closed at once, and never leaked."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.captions import read_captions
from meetings.domain.kept_files import LASTS, AudienceGiven, FileGiven
from meetings.extensions import db
from meetings.models import Panelist, Person, Recording, Registration, Session, Slot
from meetings.services import documents, recordings, releases
from meetings.services.links import rights_of
from meetings.services.recordings import Facts
from tests.factories import KEYS, NOW, make_topic, register_somebody
from tests.formats.test_media import sound

SOUND = sound(2)
CAPTIONS = b"WEBVTT\n\n00:00.500 --> 00:01.000\nQuicksilver <i>&amp;</i> gold\n\n00:01.000 --> 00:01.500\nin mining\n"
ACTOR = "user:1"
PARTICIPANTS = AudienceGiven("participants")
SECRET = "https://elsewhere.example.org/secret-recording"


@pytest.fixture
def made(app: Flask) -> Iterator[dict[str, str]]:
    """Give a session with a restricted recording and document, and the link of somebody registered for it."""
    with app.app_context():
        _slug, slots = make_topic()
        session_id = db.session.get_one(Slot, slots[0]).session_id
        person = Person(name="Amina", name_key="amina", created_at=NOW, updated_at=NOW)
        db.session.add(person)
        db.session.flush()
        db.session.add(Panelist(session_id=session_id, person_id=person.id, updated_at=NOW))
        db.session.commit()
        releases.answer(slots[0], person.id, releases.Said("given"), 0, NOW, ACTOR)
        name = recordings.keep_recording(slots[0], "en", put(app, "recordings/one"), 0, NOW, ACTOR)
        file = put(app, "captions/one", CAPTIONS, "text/vtt")
        recordings.keep_captions(name, "fr", file, read_captions(CAPTIONS), NOW, ACTOR)
        recordings.keep_audio(name, put(app, "recordings/audio", sound(1)), 2, NOW, ACTOR)
        show(name, "restricted")
        paper = put(app, "documents/one", b"text", "text/plain", name='Mé"mo\u202e.txt'.replace('"', ""))
        document = documents.DocumentGiven({"en": "Inner paper"}, "en", PARTICIPANTS, file=paper)
        yield {
            "slot": slots[0],
            "recording": name,
            "document": documents.add_document("season", "topic", document, NOW, ACTOR),
            "person": str(person.id),
            "me": me_link(register_somebody(slots[0]).id),
            "stranger": me_link(register_somebody(slots[0]).id),
        }
        db.session.remove()


def me_link(registration_id: str) -> str:
    row = db.session.get_one(Registration, registration_id)
    return rights_of(row.person_id, row.id, NOW, KEYS).me_token


def put(app: Flask, key: str, body: bytes = SOUND, kind: str = "audio/wav", **more: Any) -> FileGiven:
    kept = app.extensions["outside"].storage.put(key, [body], 1_000_000)
    return FileGiven(kept.key, kind, kept.size, kept.digest, **more)


def show(name: str, state: str, audience: AudienceGiven = PARTICIPANTS) -> None:
    db.session.rollback()
    revision = db.session.scalars(select(Recording.revision).where(Recording.name == name)).one()
    facts = Facts(state, audience, "0:02", "0:00 Opening\n0:01 Questions", knows_silent=True)
    recordings.set_facts(name, facts, revision, NOW, ACTOR)


def withdraw(made: dict[str, str]) -> None:
    db.session.rollback()
    releases.answer(made["slot"], int(made["person"]), releases.Said("withdrawn"), 1, NOW, ACTOR)


def signed(client: FlaskClient, made: dict[str, str]) -> str:
    """Give what opens the recording, from the page of somebody it is for."""
    page = client.get(f"/en/me/{made['me']}/watch/{made['recording']}").text
    found = re.search(rf'src="/recordings/{made["recording"]}/recording(\?[^"]+)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def at(made: dict[str, str], part: str = "recording", query: str = "") -> str:
    return f"/recordings/{made['recording']}/{part}{query}"


def test_restricted_recording_opens_by_its_link_alone_until_it_is_over_or_withdrawn(
    client: FlaskClient, made: dict[str, str]
) -> None:
    for part in ("recording", "audio", "fr.vtt"):
        refused = client.get(at(made, part))
        assert (refused.status_code, refused.location) == (403, None)
        assert SOUND[:20] not in refused.data
    query = signed(client, made)
    opened = client.get(at(made, query=query))
    assert (opened.status_code, opened.data) == (200, SOUND)
    assert client.get(at(made, query=query), headers={"Range": "bytes=4-7"}).data == SOUND[4:8]
    assert client.get(at(made, "audio", query)).data == sound(1)
    assert "Quicksilver" in client.get(at(made, "fr.vtt", query)).text
    for wrong in (
        f"/documents/{made['document']}{query}",
        at(made, query=query.replace("until=1", "until=2")),
    ):
        assert client.get(wrong).status_code == 403
    with time_machine.travel(NOW + LASTS, tick=True):
        over = client.get(at(made, query=query))
        assert (over.status_code, over.location) == (410, None)
        assert "This link is over." in over.text
    assert client.get(at(made, query=query)).status_code == 200
    withdraw(made)
    for part in ("recording", "audio", "fr.vtt"):
        for headers in ({}, {"Range": "bytes=0-1"}):
            assert client.get(at(made, part, query), headers=headers).status_code == 403
    assert client.get(f"/en/me/{made['me']}/watch/{made['recording']}").status_code == 404


def test_link_of_one_recording_opens_no_other(app: Flask, client: FlaskClient, made: dict[str, str]) -> None:
    query = signed(client, made)
    other = recordings.keep_recording(made["slot"], "fr", put(app, "recordings/two"), 0, NOW, ACTOR)
    show(other, "restricted")
    assert client.get(f"/recordings/{other}/recording{query}").status_code == 403
    assert client.get("/recordings/nowhere/recording").status_code == 404


def test_public_recording_is_closed_by_a_withdrawal_on_every_page(
    client: FlaskClient, made: dict[str, str]
) -> None:
    show(made["recording"], "public")
    page = client.get("/en/season/topic/").text
    assert f'<video controls preload="none" width="640" height="360" src="{at(made)}">' in page
    assert f'<track kind="captions" srclang="fr" label="Français" src="{at(made, "fr.vtt")}">' in page
    assert f'href="{at(made)}#t=1"' in page
    assert client.get(at(made)).status_code == 200
    assert made["recording"] in client.get("/en/season/archive").text
    withdraw(made)
    assert client.get(at(made)).status_code == 403
    for path in ("/en/season/topic/", "/en/season/archive", "/en/season/", "/en/search?text=quicksilver"):
        assert made["recording"] not in client.get(path).text


@pytest.mark.parametrize("state", ["restricted", "processing"])
def test_what_is_not_for_everybody_leaks_nowhere(
    app: Flask, client: FlaskClient, made: dict[str, str], state: str
) -> None:
    show(made["recording"], state)
    recordings.put_recording(made["slot"], "es", SECRET, ["es"], 0, NOW, ACTOR)
    other = db.session.scalars(select(Recording.name).where(Recording.language == "es")).one()
    show(other, state)
    for path in (
        "/en/",
        "/en/season/",
        "/en/season/topic/",
        "/en/season/topic/?said=quicksilver",
        "/en/season/whats-new",
        "/en/season/archive",
        "/en/archive",
        "/en/search?text=quicksilver",
        "/en/search?text=inner",
        "/calendars/season.ics",
        "/calendars/season/topic.ics",
        "/api/v1/programmes/season/sessions",
        "/api/v1/programmes/season/sessions/topic",
        f"/api/v1/slots/{made['slot']}",
        f"/recordings/{other}/recording",
    ):
        answer = client.get(path)
        told = answer.text + str(answer.headers)
        for secret in (
            SECRET,
            made["recording"],
            made["document"],
            "Inner paper",
            "in mining",
            "Quicksilver",
        ):
            assert secret not in told, (path, secret)


def test_recording_elsewhere_is_led_to_only_after_the_check(
    client: FlaskClient, made: dict[str, str]
) -> None:
    recordings.put_recording(made["slot"], "es", SECRET, [], 0, NOW, ACTOR)
    name = db.session.scalars(select(Recording.name).where(Recording.language == "es")).one()
    public = client.get(f"/recordings/{name}/recording")
    assert (public.status_code, public.location) == (302, SECRET)
    show(name, "restricted")
    refused = client.get(f"/recordings/{name}/recording")
    assert (refused.status_code, refused.location) == (403, None)
    page = client.get(f"/en/me/{made['me']}/watch/{name}").text
    assert SECRET not in page
    found = re.search(rf'href="(/recordings/{name}/recording\?[^"]+)"', page)
    assert found is not None
    assert client.get(found[1].replace("&amp;", "&")).location == SECRET


def test_only_those_it_is_for_find_it(client: FlaskClient, made: dict[str, str]) -> None:
    mine = client.get(f"/en/me/{made['me']}").text
    assert f"/en/me/{made['me']}/watch/{made['recording']}" in mine
    document = f"/en/me/{made['me']}/document/{made['document']}"
    assert f'href="{document}"' in mine
    assert client.get(f"/documents/{made['document']}").status_code == 403
    led = client.get(document)
    assert (led.status_code, client.get(led.location).data) == (302, b"text")
    show(made["recording"], "restricted", AudienceGiven("parties"))
    assert client.get(f"/en/me/{made['me']}/watch/{made['recording']}").status_code == 404
    assert made["recording"] not in client.get(f"/en/me/{made['me']}").text
    assert client.get(f"/en/me/{'x' * 40}/watch/{made['recording']}").status_code == 404
    assert client.get(f"/en/me/{'x' * 40}/document/{made['document']}").status_code == 404
    assert client.get(f"/en/me/{made['me']}/document/{made['recording']}").status_code == 404


@pytest.mark.parametrize(
    ("header", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=-4", 206, slice(-4, None)),
        ("bytes=16000-", 206, slice(16000, None)),
        ("bytes=5-2", 416, None),
        ("bytes=99999999-", 416, None),
        ("bytes=0-1,4-5", 416, None),
        ("bytes=x", 416, None),
        ("lines=1-2", 200, slice(None)),
    ],
)
def test_ranges(
    client: FlaskClient, made: dict[str, str], header: str, status: int, part: slice | None
) -> None:
    show(made["recording"], "public")
    answer = client.get(at(made), headers={"Range": header})
    assert answer.status_code == status
    if part is None:
        assert answer.headers["Content-Range"] == f"bytes */{len(SOUND)}"
    else:
        assert answer.data == SOUND[part]
        assert int(answer.headers["Content-Length"]) == len(answer.data)
    if status == 206:
        first = range(len(SOUND))[part][0] if part else 0
        assert answer.headers["Content-Range"].startswith(f"bytes {first}-")


def test_heads_and_conditions(client: FlaskClient, made: dict[str, str]) -> None:
    show(made["recording"], "public")
    head = client.head(at(made))
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(SOUND)))
    etag = head.headers["ETag"]
    assert client.get(at(made), headers={"If-None-Match": etag}).status_code == 304
    part = {"Range": "bytes=0-3"}
    assert client.get(at(made), headers=part | {"If-Range": etag}).status_code == 206
    changed = client.get(at(made), headers=part | {"If-Range": '"another"'})
    assert (changed.status_code, changed.data) == (200, SOUND)
    for name, value in {
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Type": "audio/wav",
        "Content-Disposition": "inline; filename=topic-en.wav",
        "Cache-Control": "private, no-cache",
    }.items():
        assert head.headers[name] == value
    captions = client.get(at(made, "fr.vtt"))
    assert captions.mimetype == "text/vtt"
    for wrong in ("xx.vtt", "en.vtt", "fr.srt", "other"):
        assert client.get(at(made, wrong)).status_code == 404


def test_documents_are_files_to_keep_and_never_pages(
    app: Flask, client: FlaskClient, made: dict[str, str]
) -> None:
    file = put(app, "documents/two", b"a page? <script>", "text/plain", name="Mémo résumé.txt")
    given = documents.DocumentGiven({"en": "Paper"}, "en", AudienceGiven("public"), file=file)
    name = documents.add_document("season", "topic", given, NOW, ACTOR)
    answer = client.get(f"/documents/{name}")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="Memo resume.txt"; filename*=UTF-8' + "''M%C3%A9mo%20r%C3%A9sum%C3%A9.txt"
    )
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client.get(f"/documents/{name}?version=1").data == b"a page? <script>"
    for wrong in ("?version=2", "?version=99999999999999999999", "?version=0"):
        assert client.get(f"/documents/{name}{wrong}").status_code == 404
    page = client.get("/en/season/topic/").text
    assert f'href="/documents/{name}"' in page
    assert "1 kB" in page


def test_what_was_said_is_found_with_its_moment(client: FlaskClient, made: dict[str, str]) -> None:
    show(made["recording"], "public")
    found = client.get("/en/season/topic/?said=gold+mining").text
    assert "Quicksilver &amp; gold" in found
    assert f'href="{at(made)}#t=0"' in found
    assert "Nobody said this." in client.get("/en/season/topic/?said=silver").text
    hits = client.get("/en/search?text=mining").text
    assert 'href="/en/season/topic/?said=mining#said"' in hits
    assert "1 session found" in client.get("/en/season/?text=mining").text


def test_draft_and_hidden_programme_answer_as_if_nothing_were_there(
    client: FlaskClient, made: dict[str, str]
) -> None:
    show(made["recording"], "public")
    db.session.rollback()
    session = db.session.scalars(select(Session)).one()
    session.state = "draft"
    db.session.commit()
    assert client.get(at(made)).status_code == 404
    assert client.get(f"/documents/{made['document']}").status_code == 404


def test_file_that_is_lost_is_said_to_be(app: Flask, client: FlaskClient, made: dict[str, str]) -> None:
    show(made["recording"], "public")
    (Path(app.config["INSTANCE"]) / "uploads" / "recordings" / "one").unlink()
    answer = client.get(at(made))
    assert (answer.status_code, "not there any more" in answer.text) == (404, True)


def test_embargo_holds_the_bytes_to_the_moment(app: Flask, client: FlaskClient, made: dict[str, str]) -> None:
    file = put(app, "documents/later", b"later", "text/plain", name="later.txt")
    until = NOW + timedelta(hours=1)
    given = documents.DocumentGiven(
        {"en": "Later"}, "en", AudienceGiven("public"), embargo_until=until, file=file
    )
    name = documents.add_document("season", "topic", given, NOW, ACTOR)
    assert client.get(f"/documents/{name}").status_code == 403
    assert "Later" not in client.get("/en/season/topic/").text
    with time_machine.travel(until, tick=True):
        assert client.get(f"/documents/{name}").data == b"later"
