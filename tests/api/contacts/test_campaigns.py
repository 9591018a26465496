"""Campaigns and official letters for programs of the secretariat, by the rules of the pages."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.test_api import API, both_sides, problem, tag, token
from tests.contacts import make_contact, make_list
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.letters import make_channel, make_letter, make_parties

ENGLISH = {"en": {"subject": "Season 2026", "body": "It begins: [all](https://www.example.org/season)"}}


@pytest.fixture
def listed(app: Flask) -> str:
    with app.app_context():
        make_parties(KE="Kenya")
        make_channel("KE", copies=False)
        make_slot(make_session(make_programme()), NOW + timedelta(days=9))
        return make_list("Everybody", make_contact("Ada Example", country="KE")).id


def test_a_campaign_is_written_scheduled_and_taken_back(app: Flask, client: FlaskClient, listed: str) -> None:
    head = token(app)
    begun = client.post(f"{API}/campaigns", json={"name": "Season"}, headers=head)
    assert (begun.status_code, begun.json["state"]) == (201, "draft")
    path = f"{API}/campaigns/{begun.json['id']}"
    problem(client.post(f"{path}/schedule", json={}, headers=head | tag(begun)), 422, "list_ids")
    said = {"lists": [listed], "texts": ENGLISH, "send_on": "2026-11-30", "send_hour": 10}
    written = client.patch(path, json=said, headers=head | tag(begun))
    assert written.status_code == 200, written.text
    assert (written.json["audience"]["people"], written.json["texts"]) == (1, ENGLISH)
    again = client.patch(path, json={"name": "Season 2026"}, headers=head | tag(written))
    assert (again.json["texts"], again.json["send_hour"]) == (ENGLISH, 10)
    late = both_sides(client.patch(path, json={"name": "Late"}, headers=head | tag(written)))
    assert (late["given"], late["stored"]) == ({"name": "Late"}, again.json)
    both_sides(client.post(f"{path}/schedule", json={}, headers=head | tag(written)))
    scheduled = client.post(f"{path}/schedule", json={}, headers=head | tag(again))
    assert (scheduled.json["state"], scheduled.json["links"]) == (
        "scheduled",
        ["https://www.example.org/season"],
    )
    problem(client.patch(path, json={"name": "Late"}, headers=head | tag(scheduled)), 409)
    assert client.get(f"{path}/numbers", headers=head).json["sent"] == 0
    assert client.get(f"{path}/unreached", headers=head).json == {"items": [], "next": None}
    assert client.post(f"{path}/take-back", json={}, headers=head).json["state"] == "draft"
    copied = client.post(f"{API}/campaigns", json={"name": "Two", "copied": begun.json["id"]}, headers=head)
    assert copied.json["texts"] == ENGLISH
    assert client.delete(f"{API}/campaigns/{copied.json['id']}", headers=head).status_code == 204
    assert [one["name"] for one in client.get(f"{API}/campaigns", headers=head).json["items"]] == [
        "Season 2026"
    ]


def test_next_page_of_letters_is_asked_for_as_it_was_given_and_skips_none(
    app: Flask, client: FlaskClient, listed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetings.api.contacts.letters.AT_ONCE", 2)
    with app.app_context():
        made = {make_letter(now=NOW) for _number in range(3)}  # changed at one moment
        made |= {make_letter(now=NOW + timedelta(days=1))}
    head, seen, after = token(app), [], ""
    for _page in range(2):
        page = client.get(f"{API}/letters?after={after}", headers=head).json
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
    assert after is None
    assert (set(seen), len(seen)) == (made, 4)
    problem(client.get(f"{API}/letters?after=2026-11-29T10:00:00", headers=head), 422, "after")


def test_a_letter_is_cleared_by_another_signed_and_sent(app: Flask, client: FlaskClient, listed: str) -> None:
    writer, signer = token(app), token(app, "administrator")
    begun = client.post(f"{API}/letters", json={"programme": "season"}, headers=writer)
    assert begun.status_code == 201, begun.text
    path = f"{API}/letters/{begun.json['id']}"
    texts = {"en": {"subject": "Sessions", "body": "On {{session:topic}}.\n\n{{calendar}}"}}
    said = {"texts": texts, "signatory": "Sig Example", "signatory_title": "Executive Secretary"}
    written = client.patch(path, json=said, headers=writer | tag(begun))
    assert written.status_code == 200, written.text
    late = both_sides(client.patch(path, json={"signatory": "Other"}, headers=writer | tag(begun)))
    assert (late["given"], late["stored"]) == ({"signatory": "Other"}, written.json)
    for act in ("clear", "void"):
        late = both_sides(client.post(f"{path}/{act}", json={}, headers=signer | tag(begun)))
        assert (late["given"], late["stored"]["signatory"]) == ({}, "Sig Example")
    problem(client.post(f"{path}/clear", json={}, headers=writer | tag(written)), 403)
    cleared = client.post(f"{path}/clear", json={}, headers=signer | tag(written))
    assert cleared.status_code == 200, cleared.text
    assert client.post(f"{path}/sign", json={}, headers=writer | tag(cleared)).status_code == 403
    number = {"series": "MC/ES", "year": 2026, "last": 30}
    assert client.post(f"{API}/letter-numbers", json=number, headers=signer).json == number
    for act in ("sign", "reopen"):
        both_sides(client.post(f"{path}/{act}", json={}, headers=signer | tag(written)))
    signed = client.post(f"{path}/sign", json={}, headers=signer | tag(cleared))
    assert signed.json["symbol"] == "MC/ES/2026/31"
    due = client.get(f"{path}/recipients", headers=writer).json["items"]
    assert [(one["country"], [each["address"] for each in one["to"]]) for one in due] == [
        ("KE", ["channel-ke@example.org"])
    ]
    assert client.get(f"{path}/en.pdf", headers=writer).data.startswith(b"%PDF")
    assert client.get(f"{path}/fr.pdf", headers=writer).status_code == 404
    both_sides(client.post(f"{path}/send", json={}, headers=signer | tag(cleared)))
    sent = client.post(f"{path}/send", json={}, headers=signer | tag(signed))
    assert (sent.status_code, sent.json["state"]) == (200, "sent")
    gone = client.get(f"{path}/recipients", headers=writer).json["items"]
    assert [(one["country"], one["language"], one["state"]) for one in gone] == [("KE", "en", "due")]
    line = client.get(f"{API}/letters", headers=writer).json["items"][0]
    assert (line["symbol"], line["governments"]) == ("MC/ES/2026/31", 1)
    assert sorted(sent.json["steps"]) == ["cleared", "made", "sent", "signed"]
