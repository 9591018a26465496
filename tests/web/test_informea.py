"""InforMEA's node, as its harvester, scripts and programs of other sites ask it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from meetings.domain.codes import LANGUAGES
from meetings.domain.informea_query import LARGEST_PAGE
from meetings.domain.joint import slot_uid
from meetings.domain.languages import choose
from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.formats.cop.cop_file import read_cop
from meetings.formats.json_file import read_json
from meetings.formats.season_file import read_season
from meetings.models import Programme, Segment, Session, Slot
from meetings.services.cop.conferences import change_segment
from meetings.services.cop.imports import import_cop
from meetings.services.programmes import change_programme, change_session
from meetings.services.seasons import import_season
from meetings.services.slots import cancel, move, revive
from tests.conftest import make_app
from tests.cop import make_conference
from tests.factories import KEYS, NOW, make_programme, make_session, make_slot
from tests.harvester import (
    DATA,
    META,
    Harvester,
    Record,
    feed,
    follow_atom,
    follow_json,
    follow_plain,
    getting,
    of_entry,
    of_json,
    of_plain,
)
from tests.services.cop.test_demonstration import load as load_conference
from tests.services.test_demonstration import load as load_season

FILES = Path(__file__).parents[2] / "meetings" / "data"
SITE = "https://meetings.example.org"
NODE = f"{SITE}/informea.svc"
DAY = timedelta(days=1)
NOTE = "Demonstration. Not a site of the secretariat; people and figures are invented."


@pytest.fixture
def everything(app: Flask) -> Flask:
    """Give an application with season 2020, COP-4 and the demonstration."""
    with app.app_context():
        season = (FILES / "seasons" / "minamata-online-2020.json").read_bytes()
        import_season(read_season(read_json(season), "minamata-online-2020"), NOW, KEYS)
        import_cop(read_cop(read_json((FILES / "cops" / "cop-4.json").read_bytes())), NOW)
        load_season()
        load_conference()
    return app


def stored(app: Flask) -> dict[str, Record]:
    """Give what is to be told of what is stored, read by other ways than the node's."""
    found = {}
    with app.app_context():
        for slot in db.session.scalars(select(Slot)):
            topic, season = slot.session, slot.session.programme
            if season.kind != "season" or topic.state == "draft" or topic.audience != "public":
                continue
            end = slot.starts_at + timedelta(minutes=slot.minutes)
            found[slot.id] = {
                "title": with_english(topic.title),
                "url": f"{SITE}/en/{season.slug}/{topic.slug}/",
                "start": slot.starts_at.timestamp() * 1000,
                "end": end.timestamp() * 1000,
                "type": "webinar",
                "access": "public",
                "status": "over" if end <= NOW else "confirmed",
                "virtual": True,
            }
        for row in db.session.scalars(select(Segment)):
            cop = db.session.get_one(Programme, row.programme_id)
            found[f"{cop.slug}-{row.slug}"] = {
                "title": {lang: f"{cop.title[lang]} – {row.title[lang]}" for lang in LANGUAGES},
                "url": f"{SITE}/en/{cop.slug}/",
                "type": "cop",
                "access": "invitation",
                "virtual": row.mode != "in_person",
            }
    return found


def with_english(words: dict[str, str]) -> dict[str, str]:
    return {"en": choose(words, "en")[0], **words}


def test_everything_is_harvested_in_all_forms_alike(everything: Flask) -> None:
    get, wanted = getting(everything.test_client()), stored(everything)
    harvester = Harvester(get, NODE, page_size=7)
    harvest = harvester.harvest()
    assert (harvest.skipped, harvest.doubles, harvest.warned) == ({}, [], {})
    assert harvester.count() == len(harvest.records) == len(wanted)
    assert {
        name: {field: one[field] for field in wanted[name]} for name, one in harvest.records.items()
    } == wanted
    for records in (
        follow_json(get, f"{NODE}/Meetings"),
        follow_atom(get, f"{NODE}/Meetings?$orderby=start"),
        follow_plain(get, SITE, 11),
    ):
        every = list(records)
        assert {one["id"]: one for one in every} == harvest.records
        assert len(every) == len(wanted)
    for name, record in harvest.records.items():
        assert harvester.item(name) == record
        assert (
            of_entry(ElementTree.fromstring(get(f"{NODE}/Meetings('{name}')?$format=atom", "")[1])) == record
        )
        assert of_plain(json.loads(get(f"{SITE}/api/v2/meetings/{name}", "")[1])) == record
    of_programme = [one for one in harvest.records.values() if "/minamata-online-2020/" in one["url"]]
    assert len(of_programme) == 19
    assert {one["status"] for one in of_programme} == {"over"}
    first, second = (harvest.records[f"cop-4-4-{number}"] for number in (1, 2))
    assert (first["location"], first["city"], first["country"]) == ("Online", "Geneva", "CH")
    assert second["location"].startswith("Bali")
    assert (second["country"], second["virtual"], set(second["title"])) == ("ID", True, set(LANGUAGES))
    invented = [one for one in harvest.records.values() if "/demonstration" in one["url"]]
    assert len(invented) > 10
    assert {NOTE in one["description"]["en"] for one in invented} == {True}
    assert {set(one["description"]) == set(LANGUAGES) for one in invented} == {True}
    rest = [one for one in harvest.records.values() if one not in invented]
    assert not any(NOTE in one["description"].get("en", "") for one in rest)


@pytest.fixture
def slots(app_sqlite: Flask) -> list[str]:
    """Give the slots of a session held twice, the day after tomorrow."""
    with app_sqlite.app_context():
        session = make_session(
            make_programme(),
            title={"fr": "Mercure\x0b, commerce"},
            abstract={"en": 'One\x00 line\r\nand <another> & "more"'},
        )
        return [make_slot(session, NOW + timedelta(hours=hours)).id for hours in (48, 54)]


def harvest(client: FlaskClient, more: str = "") -> dict[str, Record]:
    found = Harvester(getting(client), NODE).harvest(more)
    assert found.doubles == []
    return found.records


def exist(client: FlaskClient, slots: list[str]) -> list[bool]:
    return [Harvester(getting(client), NODE).exists(one) for one in slots]


def since(record: Record) -> str:
    instant = datetime.fromtimestamp(record["updated"] / 1000, UTC)
    return f"&$filter=updated%20gt%20datetime'{instant:%Y-%m-%dT%H:%M:%S.%f}'"


def test_a_meeting_is_told_with_all_its_fields(client_sqlite: FlaskClient, slots: list[str]) -> None:
    record = harvest(client_sqlite)[slots[0]]
    start = int((NOW + 2 * DAY).timestamp() * 1000)
    assert record == {
        "protocolVersion": 1,
        "id": slots[0],
        "treaty": "minamata",
        "url": f"{SITE}/en/season/topic/",
        "title": {"en": "Mercure, commerce", "fr": "Mercure, commerce"},
        "description": {"en": 'One line\nand <another> & "more"'},
        "start": start,
        "end": start + 90 * 60_000,
        "repetition": None,
        "kind": "official",
        "type": "webinar",
        "access": "public",
        "status": "confirmed",
        "imageUrl": None,
        "imageCopyright": None,
        "location": "Online",
        "city": "Geneva",
        "country": "CH",
        "latitude": None,
        "longitude": None,
        "virtual": True,
        "updated": int(NOW.timestamp() * 1000),
    }
    assert slot_uid(slots[0], "meetings.example.org") in client_sqlite.get("/calendars/season.ics").text
    for path in ("/informea.svc/Meetings", "/informea.svc/Meetings?$format=atom", "/api/v2/meetings"):
        content = client_sqlite.get(path).data
        assert b"platform.example.org" not in content
        assert not any(byte < 0x20 and byte not in b"\n" for byte in content)


def test_a_cancelled_meeting_is_told_for_ninety_days(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    with app_sqlite.app_context():
        cancel(slots[0], 1, NOW + timedelta(minutes=1), "organizer")
    found = harvest(client_sqlite)
    assert [found[one]["status"] for one in slots] == ["cancelled", "confirmed"]
    with time_machine.travel(NOW + 89 * DAY):
        assert [harvest(client_sqlite)[one]["status"] for one in slots] == ["cancelled", "over"]
    with time_machine.travel(NOW + 91 * DAY):
        assert sorted(harvest(client_sqlite)) == slots[1:]
        assert exist(client_sqlite, slots) == [False, True]
        assert client_sqlite.get(f"/api/v2/meetings/{slots[0]}").status_code == 404


def test_a_cancelled_session_takes_its_times_with_it(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    with app_sqlite.app_context():
        change_session("season", "topic", {"state": "cancelled"}, 1, NOW + timedelta(hours=1), "organizer")
    assert {one["status"] for one in harvest(client_sqlite).values()} == {"cancelled"}
    with app_sqlite.app_context():
        change_session("season", "topic", {"abstract": {"en": "Why"}}, 2, NOW + 9 * DAY, "organizer")
        db.session.execute(update(Slot).values(updated_at=NOW + 9 * DAY))
        db.session.commit()
    with time_machine.travel(NOW + 91 * DAY):
        assert harvest(client_sqlite) == {}
        assert exist(client_sqlite, slots) == [False, False]


def test_a_past_time_of_a_cancelled_session_goes_ninety_days_after_the_cancelling(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    with app_sqlite.app_context():
        begin = NOW + 8 * DAY
        change_session("season", "topic", {"state": "cancelled"}, 1, begin, "organizer")
        change_session("season", "topic", {"abstract": {"en": "Why"}}, 2, begin + DAY, "organizer")
        states = db.session.scalars(select(Slot.state)).all()
    assert "planned" in states
    with time_machine.travel(begin + 90 * DAY - timedelta(hours=1)):
        assert sorted(harvest(client_sqlite)) == sorted(slots)
    with time_machine.travel(begin + 90 * DAY):
        assert harvest(client_sqlite) == {}


HIDING: dict[str, Callable[[], Any]] = {
    "draft": lambda: db.session.execute(update(Session).values(state="draft")),
    "closed": lambda: db.session.execute(update(Session).values(audience="participants")),
    "of a body": lambda: db.session.execute(update(Session).values(audience="body")),
    "unpublished": lambda: db.session.execute(update(Programme).values(published=False)),
    "of a treaty nobody knows": lambda: db.session.execute(update(Programme).values(treaty="minimata")),
}


@pytest.mark.parametrize("why", HIDING)
def test_what_is_withdrawn_is_gone_at_once(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str], why: str
) -> None:
    assert exist(client_sqlite, slots) == [True, True]
    with app_sqlite.app_context():
        HIDING[why]()
        db.session.commit()
    assert harvest(client_sqlite) == {}
    assert exist(client_sqlite, slots) == [False, False]
    assert client_sqlite.get("/informea.svc/Meetings/$count").data == b"0"
    assert Harvester(getting(client_sqlite), NODE).count() == 0
    assert client_sqlite.get("/api/v2/meetings").json == {"value": [], "count": 0, "next": None}
    assert client_sqlite.get(f"/api/v2/meetings/{slots[0]}").status_code == 404


def test_who_asks_for_what_is_new_gets_every_change(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    kept = harvest(client_sqlite)
    later = NOW + timedelta(hours=1)
    moved = Move(local_start=(NOW + 3 * DAY).replace(tzinfo=None))
    acts: list[Callable[[datetime], Any]] = [
        lambda now: move(slots[0], moved, 1, now, "organizer"),
        lambda now: change_session("season", "topic", {"title": {"en": "A new title"}}, 1, now, "organizer"),
        lambda now: change_session("season", "topic", {"abstract": {"es": "Texto"}}, 2, now, "organizer"),
        lambda now: cancel(slots[1], 1, now, "organizer"),
        lambda now: revive(slots[1], 2, now, "organizer"),
        lambda now: change_programme("season", {"place": {"en": "Nairobi"}}, 1, now, "organizer"),
        lambda now: change_programme("season", {"admission": "accreditation"}, 2, now, "organizer"),
    ]
    for number, act in enumerate(acts):
        newest = max(kept.values(), key=lambda one: one["updated"])
        with app_sqlite.app_context():
            act(later + timedelta(seconds=number))
        changed = harvest(client_sqlite, since(newest))
        assert changed
        kept |= changed
        assert kept == harvest(client_sqlite)
    newest = max(kept.values(), key=lambda one: one["updated"])
    assert harvest(client_sqlite, since(newest)) == {}
    with time_machine.travel(NOW + 10 * DAY):
        changed = harvest(client_sqlite, since(newest))
        assert {one["status"] for one in changed.values()} == {"over"}
        assert (kept | changed) == harvest(client_sqlite)
        at = datetime.fromtimestamp(newest["updated"] / 1000, UTC).isoformat().replace("+00:00", "Z")
        of_late = follow_plain(getting(client_sqlite), SITE, 1, f"&updated_since={at}")
        assert {one["id"]: one for one in of_late} == kept | changed


def test_a_segment_that_is_changed_is_new(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_conference()
    kept = harvest(client_sqlite)
    assert sorted(kept) == ["cop-1", "cop-2"]
    assert [kept[one]["location"] for one in sorted(kept)] == ["Online", "Bali"]
    with app_sqlite.app_context():
        change_segment("cop", "2", {"venue": "Hall"}, 1, NOW + timedelta(hours=1), "organizer")
    newest = max(kept.values(), key=lambda one: one["updated"])
    changed = harvest(client_sqlite, since(newest))
    assert {name: one["location"] for name, one in changed.items()} == {"cop-2": "Hall"}


def test_two_conferences_never_share_an_id(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_conference("cop")
        make_conference("cop-1")
        db.session.execute(
            update(Segment).where(Segment.programme_id == 1, Segment.slug == "1").values(slug="1-2")
        )
        db.session.commit()
    found = harvest(client_sqlite)
    assert sorted(found) == ["cop-1-1", "cop-1-2", "cop-2"]
    assert found["cop-1-2"]["url"] == f"{SITE}/en/cop/"


@pytest.mark.usefixtures("slots")
@pytest.mark.parametrize(
    ("query", "option"),
    [
        ("$top=-1", "$top"),
        ("$skip=x", "$skip"),
        ("$filter=id eq 'a' or", "$filter"),
        ("$filter=' or 1=1 --", "$filter"),
        ("$filter=" + "(" * 500, "$filter"),
        ("$filter=id eq '%00' or %00", "$filter"),
        ("$orderby=id;drop table slots", "$orderby"),
        ("$orderby=title", "$orderby"),
        ("$expand=title/a/b/c", "$expand"),
        ("$format=exe", "$format"),
        ("$unknown=1", "$unknown"),
        ("$%01%FF%ED%A0%80<=1", "$"),
    ],
)
def test_a_query_that_is_not_understood_is_refused_by_name(
    client_sqlite: FlaskClient, query: str, option: str
) -> None:
    for path in ("/informea.svc/Meetings", "/informea.svc/Meetings/$count"):
        answer = client_sqlite.get(f"{path}?{query}")
        assert (answer.status_code, answer.content_type) == (400, "application/json; charset=utf-8")
        assert answer.json is not None
        assert answer.json["error"]["message"]["value"].startswith(option)
        answer = client_sqlite.get(f"{path}?{query}", headers={"Accept": "application/atom+xml"})
        assert answer.status_code == 400
        words = ElementTree.fromstring(answer.data).findtext(f"{META}message")
        assert (words or "").startswith(option)


def test_what_is_not_there_is_said_in_the_form_that_is_asked_for(
    client_sqlite: FlaskClient, slots: list[str]
) -> None:
    for path in (
        "Meetings('x')",
        "Meetings(guid'x')",
        "Meetings(5)",
        "Meetings('a')('b')",
        "Contacts",
        "Meetings/a",
    ):
        answer = client_sqlite.get(f"/informea.svc/{path}")
        assert answer.status_code == 404
        assert json.loads(answer.data)["error"]["code"] == "NotFound"
    for key in (f"'{slots[0]}'", f"guid'{slots[0]}'", f"id='{slots[0]}'"):
        assert client_sqlite.get(f"/informea.svc/Meetings({key})").status_code == 200
    answer = client_sqlite.get("/informea.svc/Contacts?$format=atom")
    assert ElementTree.fromstring(answer.data).tag == f"{META}error"
    for answer in (
        client_sqlite.post("/informea.svc/Meetings"),
        client_sqlite.delete("/informea.svc/Meetings"),
    ):
        assert (answer.status_code, answer.json["error"]["code"]) == (405, "MethodNotAllowed")  # type: ignore[index]
    assert client_sqlite.get("/api/v2/meetings/%00").status_code == 404
    assert client_sqlite.get(f"/informea.svc/Meetings('{slots[0]}')?$top=1").status_code == 400


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("application/json;odata=verbose", "json"),
        ("application/atom+xml", "atom"),
        ("application/atom+xml,application/xml", "atom"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "atom"),
        ("application/json;q=0.5, application/atom+xml;q=0.4", "json"),
        ("image/png", "json"),
    ],
)
@pytest.mark.usefixtures("slots")
def test_the_form_is_what_is_accepted_best(client_sqlite: FlaskClient, accept: str, kind: str) -> None:
    wanted = {"json": "application/json; charset=utf-8", "atom": "application/atom+xml; charset=utf-8"}
    answer = client_sqlite.get("/informea.svc/Meetings", headers={"Accept": accept})
    assert (answer.content_type, "Accept" in answer.vary) == (wanted[kind], True)
    assert (answer.headers["DataServiceVersion"], answer.headers["Access-Control-Allow-Origin"]) == (
        "2.0;",
        "*",
    )
    for name in wanted:
        named = client_sqlite.get(f"/informea.svc/Meetings?$format={name}", headers={"Accept": accept})
        assert named.content_type == wanted[name]


def test_counts_pages_and_fields(client_sqlite: FlaskClient, slots: list[str]) -> None:
    path = "/informea.svc/Meetings?$inlinecount=allpages&$top=1&$orderby=start desc&$select=id,title"
    d = json.loads(client_sqlite.get(path).data)["d"]
    assert d["__count"] == "2"
    assert "__next" not in d
    assert [of_json(one) for one in d["results"]] == [
        {"id": slots[1], "title": {"en": "Mercure, commerce", "fr": "Mercure, commerce"}}
    ]
    records, following, count = feed(client_sqlite.get(f"{path}&$format=atom").data)
    assert (set(records[0]), following, count) == ({"id", "title"}, None, 2)
    for past in ("$skip=2", "$skip=999999999999999999", "$top=0", "$filter=id eq 'x'"):
        assert json.loads(client_sqlite.get(f"/informea.svc/Meetings?{past}").data) == {"d": {"results": []}}
        assert feed(client_sqlite.get(f"/informea.svc/Meetings?{past}&$format=atom").data) == ([], None, None)
    assert (
        client_sqlite.get("/informea.svc/Meetings/$count?$filter=start gt datetime'2026-11-26T10:00'").data
        == b"1"
    )


def test_more_than_one_answer_carries_is_followed_to_the_end(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    with app_sqlite.app_context():
        session = make_session(make_programme())
        facts = {"session_id": session.id, "zone": "UTC", "minutes": 60, "updated_at": NOW, "revision": 1}
        begins = {f"slot{number:04}": NOW + timedelta(hours=number) for number in range(LARGEST_PAGE + 20)}
        rows = [
            facts | {"id": name, "starts_at": at, "local_start": at.replace(tzinfo=None)}
            for name, at in begins.items()
        ]
        db.session.execute(insert(Slot), rows)
        db.session.commit()
    get = getting(client_sqlite)
    asked = f"{NODE}/Meetings?$orderby=start%20desc&$filter=startswith(id,'slot')&$inlinecount=allpages"
    for more, wanted in (("", LARGEST_PAGE + 20), (f"&$top={LARGEST_PAGE + 7}", LARGEST_PAGE + 7)):
        for follow in (follow_json, follow_atom):
            found = [one["id"] for one in follow(get, asked + more)]
            assert found == sorted(begins, reverse=True)[:wanted]
    first = json.loads(get(f"{asked}&$skip=3&x=%C3%A9", "")[1])["d"]
    assert (first["__count"], len(first["results"])) == (str(len(begins)), LARGEST_PAGE)
    assert first["__next"].startswith(f"{NODE}/Meetings?$orderby=start%20desc&$filter=startswith(id,'slot')&")
    assert "&x=%C3%A9&" in first["__next"]
    assert "$skip=" not in first["__next"]


@pytest.mark.parametrize(
    "path",
    [
        "/informea.svc",
        "/informea.svc/?$format=atom",
        "/informea.svc/$metadata",
        "/informea.svc/Meetings",
        "/informea.svc/Meetings?$format=atom",
        "/informea.svc/Meetings/$count",
        "/api/v2/meetings",
    ],
)
@pytest.mark.usefixtures("slots")
def test_the_same_is_the_same_bytes_and_no_cookie_changes_it(client_sqlite: FlaskClient, path: str) -> None:
    first = client_sqlite.get(path)
    assert first.status_code == 200
    assert client_sqlite.get(path, headers={"Cookie": "zone=Asia/Tokyo; language=ar"}).data == first.data
    assert client_sqlite.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client_sqlite.head(path).headers["ETag"] == first.headers["ETag"]
    assert (first.headers["Cache-Control"], "Set-Cookie" in first.headers) == ("public, no-cache", False)


def test_whoever_reads_of_the_api_is_led_to_the_node(client_sqlite: FlaskClient) -> None:
    assert 'href="/informea.svc/Meetings"' in client_sqlite.get("/api/docs").text


def test_the_metadata_name_the_fields_that_meetings_have(
    client_sqlite: FlaskClient, slots: list[str]
) -> None:
    schema = "{http://schemas.microsoft.com/ado/2009/11/edm}"
    root = ElementTree.fromstring(client_sqlite.get("/informea.svc/$metadata").data)
    kind = root.find(f".//{schema}EntityType")
    assert kind is not None
    types = {one.get("Name"): one.get("Type") for one in kind.iter(f"{schema}Property")}
    assert list(types) == list(harvest(client_sqlite)[slots[0]])
    entry = client_sqlite.get(f"/informea.svc/Meetings('{slots[0]}')?$format=atom").data
    said = {one.tag: one.get(f"{META}type", "Edm.String") for one in ElementTree.fromstring(entry).iter()}
    assert {name: said[f"{DATA}{name}"] for name in types} == types
    document = ElementTree.fromstring(client_sqlite.get("/informea.svc/?$format=atom").data)
    assert [one.get("href") for one in document.iter("{http://www.w3.org/2007/app}collection")] == [
        "Meetings"
    ]


def test_kept_pages_show_every_change_and_the_end(store_sqlite: str, tmp_path: Path) -> None:
    app = make_app(store_sqlite, tmp_path, PAGE_CACHE_SECONDS=0.0)
    client = app.test_client()
    with app.app_context():
        slot = make_slot(make_session(make_programme()))
        slot_id, end = slot.id, slot.starts_at + timedelta(minutes=slot.minutes)
    assert harvest(client)[slot_id]["title"] == {"en": "Session topic"}
    with app.app_context():
        change_session(
            "season", "topic", {"title": {"en": "Other"}}, 1, NOW + timedelta(hours=1), "organizer"
        )
    assert harvest(client)[slot_id]["title"] == {"en": "Other"}
    with time_machine.travel(end - timedelta(seconds=1)):
        assert harvest(client)[slot_id]["status"] == "confirmed"
    with time_machine.travel(end):
        assert harvest(client)[slot_id]["status"] == "over"
    with app.app_context():
        db.engine.dispose()


def test_one_page_asks_the_store_a_few_questions(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str], count_queries: Callable[[], Any]
) -> None:
    with app_sqlite.app_context():
        make_conference()
        season = db.session.scalars(select(Programme).where(Programme.slug == "season")).one()
        for number in range(5):
            make_slot(make_session(season, f"more-{number}"))
    for path in ("/informea.svc/Meetings?$top=2", "/informea.svc/Meetings", "/api/v2/meetings"):
        with count_queries() as seen:
            client_sqlite.get(path)
        assert len(seen) <= 5
    assert len(harvest(client_sqlite)) == 9
