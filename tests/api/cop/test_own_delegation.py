"""A delegation by the token of its focal point's link: nothing of anybody before proof, nothing of another ever."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from meetings.api.cop.delegation_shapes import DelegationNomineeIn
from meetings.domain.devices import device_code, proof_of
from meetings.extensions import db
from meetings.models import Delegation, Identity, Segment
from meetings.models.devices import DeviceCode
from meetings.services.cop.lists import set_listing
from tests.api.test_api import both_sides, problem, tag
from tests.cop import (
    make_conference,
    make_delegation,
    make_focal_point,
    make_nominee,
    make_state,
    segments_of,
)
from tests.cop_files import pdf
from tests.factories import KEYS
from tests.services.cop.test_lists import GIVEN

ME = "/api/v1/delegations/me"
ANA = {"name": "Ana Example", "role": "adviser", "email": "ana@example.org", "lists": ["name"]}


class Program:
    """A program with the token of a focal point's link and, once it has it, the proof of a device."""

    def __init__(self, app: Flask, token: str, point: str) -> None:
        self.client: FlaskClient = app.test_client()
        self.head = {"Authorization": f"Bearer {token}"}
        self.point = point

    def prove(self) -> "Program":
        """Have the proof that a code gives."""
        self.head["Device-Proof"] = proof_of(KEYS, self.point, 1, datetime.now(UTC))
        return self

    def ask(self, method: str, path: str, **sent: Any) -> TestResponse:
        """Ask with the token, and the proof."""
        head = self.head | sent.pop("headers", {})
        if method in ("POST", "PUT") and not sent:
            sent["json"] = {}
        return self.client.open(f"{ME}{path}", method=method, headers=head, **sent)


@pytest.fixture
def world(app: Flask) -> dict[str, Any]:
    """Store two delegations with their focal points, open for weeks; one has somebody."""
    now = datetime.now(UTC)
    with app.app_context():
        programme = make_conference(starts_on=(now + timedelta(days=40)).date())
        for number, one in enumerate(segments_of(programme)):
            one.nominate_until = now + timedelta(days=20)
            one.starts_on = (now + timedelta(days=40 + 30 * number)).date()
            one.ends_on = one.starts_on + timedelta(days=4)
            one.mode = "hybrid"
        db.session.commit()
        kenya = make_delegation(programme, make_state())
        ghana = make_delegation(programme, make_state("GH", "Ghana"))
        ama = make_nominee(kenya, segments_of(programme)[0], name="Ama Example")
        found: dict[str, Any] = {"ama": ama.id, "ends": now + timedelta(days=50)}
        for name, delegation in (("kenya", kenya), ("ghana", ghana)):
            point, token = make_focal_point(delegation)
            found[name] = Program(app, token, point.id)
        return found


def names(program: Program) -> list[str]:
    return [one["name"] for one in program.ask("GET", "/people").json["items"]]


def test_nothing_of_anybody_is_told_before_the_device_is_proved(app: Flask, world: dict[str, Any]) -> None:
    kenya: Program = world["kenya"]
    shown = kenya.ask("GET", "")
    assert (shown.json["whose"], shown.json["is_proved"]) == ({"en": "Kenya"}, False)
    assert [one["openness"] for one in shown.json["segments"]] == ["open", "open"]
    assert "Ama" not in shown.text
    for path in (
        "/people",
        f"/people/{world['ama']}",
        "/requests",
        "/letters",
        "/sheet",
        "/lists",
        "/statements",
    ):
        problem(kenya.ask("GET", path), 401)
    problem(kenya.ask("POST", "/people", json=ANA), 401)
    assert kenya.ask("POST", "/device-codes").status_code == 204
    problem(kenya.ask("POST", "/devices", json={"code": "bafu-miko-sera"}), 422, "code")
    with app.app_context():
        number = db.session.get_one(DeviceCode, kenya.point).number
        code = device_code(KEYS, kenya.point, 1, number)
    kenya.head["Device-Proof"] = kenya.ask("POST", "/devices", json={"code": code}).json["proof"]
    assert names(kenya) == ["Ama Example"]


def test_person_is_named_changed_replaced_and_withdrawn(world: dict[str, Any]) -> None:
    kenya: Program = world["kenya"].prove()
    wish = {"segments": [{"segment": "1", "mode": "online", "rights": "speaker"}]}
    named = kenya.ask("POST", "/people", json=ANA | wish)
    assert named.status_code == 201, named.text
    path = f"/people/{named.json['id']}"
    assert [(one["segment"], one["rights"]) for one in named.json["segments"]] == [("1", "speaker")]
    problem(kenya.ask("PUT", path, json=ANA | wish), 428)
    changed = kenya.ask("PUT", path, json=ANA | wish | {"function": "Director"}, headers=tag(named))
    assert changed.json["function"] == "Director"
    stale = kenya.ask("PUT", path, json=ANA | wish, headers=tag(named))
    assert both_sides(stale)["stored"]["function"] == "Director"
    for act, given in (("withdraw", {}), ("replace", DelegationNomineeIn().load(ANA | wish))):
        late = both_sides(kenya.ask("POST", f"{path}/{act}", json=given, headers=tag(named)))
        assert (late["given"], late["stored"]["function"]) == (given, "Director")
    wrong = ANA | {"segments": [{"segment": "9", "mode": "online"}]}
    problem(kenya.ask("POST", "/people", json=wrong), 422, "segments")
    problem(kenya.ask("POST", "/people", json=ANA | wish | {"name": ""}), 422, "name")
    kofi = {"name": "Kofi Example", "role": "adviser", "email": "kofi@example.org"}
    replaced = kenya.ask("POST", f"{path}/replace", json=kofi, headers=tag(changed))
    assert replaced.status_code == 200, replaced.text
    assert "Kofi Example" in names(kenya)
    new = next(one for one in replaced.json["items"] if one["name"] == "Kofi Example")
    assert new["replaces"] == "Ana Example"
    gone = kenya.ask(
        "POST", f"/people/{new['id']}/withdraw", headers={"If-Match": f'"r{new["revision"]}"'}, json={}
    )
    assert {one["state"] for one in gone.json["segments"]} == {"withdrawn"}


def test_other_delegations_people_are_not_there(world: dict[str, Any]) -> None:
    ghana: Program = world["ghana"].prove()
    path, head = f"/people/{world['ama']}", {"If-Match": '"r1"'}
    assert names(ghana) == []
    for method, rest, body in (
        ("GET", "", None),
        ("PUT", "", ANA),
        ("POST", "/withdraw", {}),
        ("POST", "/replace", ANA),
        ("PUT", "/passport", {"number": "X1"}),
        ("POST", "/passport/take-away", {}),
        ("GET", "/travel", None),
        ("POST", "/travel", {"part": "x"}),
    ):
        sent = {} if body is None else {"json": body}
        problem(ghana.ask(method, f"{path}{rest}", headers=head, **sent), 404)
    asked = {"kind": "withdraw", "nomination": world["ama"]}
    problem(ghana.ask("POST", "/requests", json=asked), 404)
    ghana.head["Device-Proof"] = proof_of(KEYS, world["kenya"].point, 1, datetime.now(UTC))
    problem(ghana.ask("GET", "/people"), 401)


def test_what_is_closed_is_asked_for_and_taken_back(app: Flask, world: dict[str, Any]) -> None:
    with app.app_context():
        db.session.query(Segment).update({"nominate_until": datetime.now(UTC) - timedelta(days=1)})
        db.session.commit()
    kenya: Program = world["kenya"].prove()
    wish = {"segments": [{"segment": "1", "mode": "online"}]}
    problem(kenya.ask("POST", "/people", json=ANA | wish), 409)
    asked = kenya.ask("POST", "/requests", json={"kind": "add", "person": ANA | wish, "why": "New."})
    assert asked.status_code == 201, asked.text
    (one,) = asked.json["items"]
    assert (one["kind"], one["state"]) == ("add", "open")
    back = kenya.ask("POST", f"/requests/{one['id']}/take-back").json["items"]
    assert [each["state"] for each in back] == ["taken_back"]
    problem(world["ghana"].prove().ask("POST", f"/requests/{one['id']}/take-back"), 404)


def test_passport_is_sealed_and_never_comes_back(app: Flask, world: dict[str, Any]) -> None:
    kenya: Program = world["kenya"].prove()
    path = f"/people/{world['ama']}"
    given = {"number": "X1234567", "expires_on": "2035-01-31", "nationality": "KE"}
    assert kenya.ask("PUT", f"{path}/passport", json=given).status_code == 204
    shown = kenya.ask("GET", path)
    assert shown.json["passport_at"] is not None
    assert "X1234567" not in shown.text
    wrong = kenya.ask("PUT", f"{path}/passport", json={"number": ""})
    assert wrong.status_code == 422
    problem(kenya.ask("PUT", f"{path}/photo", data={"photo": (io.BytesIO(b"x"), "p.jpg")}), 422, "photo")
    assert kenya.ask("POST", f"{path}/passport/take-away").status_code == 204
    with app.app_context():
        assert db.session.query(Identity).count() == 0


def test_letter_is_sent_and_given_back(world: dict[str, Any]) -> None:
    kenya: Program = world["kenya"].prove()
    data = {"letter": (io.BytesIO(pdf()), "note.pdf"), "kind": "note_verbale", "dated_on": "2026-10-01"}
    sent = kenya.ask("POST", "/letters", data=data)
    assert sent.status_code == 201, sent.text
    (one,) = sent.json["items"]
    assert (one["kind"], one["state"]) == ("note_verbale", "received")
    assert kenya.ask("GET", f"/letters/{one['version']}/file").data == pdf()
    problem(world["ghana"].prove().ask("GET", f"/letters/{one['version']}/file"), 404)
    problem(kenya.ask("POST", "/letters", data={"kind": "letter"}), 422, "letter")


def test_sheet_is_given_looked_at_and_taken_in(world: dict[str, Any]) -> None:
    kenya: Program = world["kenya"].prove()
    raw = kenya.ask("GET", "/sheet?form=csv").data.decode("utf-8-sig")
    assert "Ama Example" in raw
    head, *lines = raw.splitlines()
    added = head + "\n" + "\n".join(line.replace("Ama Example", "Ama B. Example") for line in lines)
    looked = kenya.ask("POST", "/sheet/look", data={"file": (io.BytesIO(added.encode()), "sheet.csv")})
    assert [one["kind"] for one in looked.json["results"]] == ["changed"], looked.text
    assert names(kenya) == ["Ama Example"]
    wrong = {"rows": looked.json["rows"], "seal": "x"}
    problem(kenya.ask("POST", "/sheet/take", json=wrong), 409)
    taken = kenya.ask("POST", "/sheet/take", json=wrong | {"seal": looked.json["seal"]})
    assert taken.status_code == 200, taken.text
    assert names(kenya) == ["Ama B. Example"]


@pytest.mark.parametrize("with_media", [True, False])
def test_list_to_be_seen_has_those_who_will_be_printed(
    app: Flask, world: dict[str, Any], with_media: bool
) -> None:
    with app.app_context():
        ghana = db.session.scalars(select(Delegation).where(Delegation.party_code == "GH")).one()
        segment = db.session.scalars(select(Segment).where(Segment.slug == "1")).one()
        make_nominee(ghana, segment, name="Asked Example", state="accredited")
        ghana.category = "media"
        db.session.commit()
        now = datetime.now(UTC)
        setting = replace(GIVEN, corrections_until=now + timedelta(days=9), with_media=with_media)
        set_listing("cop", "1", setting, 0, now, "user:1")
    program: Program = world["ghana"].prove()
    shown = [one for one in program.ask("GET", "/lists").json["items"] if one["segment"] == "1"]
    assert [one["name"] for each in shown for one in each["people"]] == ["Asked Example"] * with_media
    marks = [
        {name: one[name] for name in ("nomination", "revision")} for each in shown for one in each["people"]
    ]
    seen = program.ask("POST", "/lists/seen", json={"segment": "1", "people": marks})
    assert seen.status_code == 200, seen.text
