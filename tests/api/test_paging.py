"""Lists that are read page by page while something changes: nothing else is lost, and nothing comes twice."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from meetings.extensions import db
from meetings.models import Mailbox, Message, Notice, Participation, Person, Registration
from meetings.models.contacts.campaigns import CampaignRecipient
from meetings.models.contacts.imports import ContactImport, ContactImportRow
from tests.api.test_api import API, problem, slots, token
from tests.api.test_imports import send, slot
from tests.api.test_seats import register
from tests.contacts import make_contact, make_list
from tests.cop import make_conference, make_delegation, make_letter, make_nominee, make_state, segments_of
from tests.factories import NOW, make_party, make_programme, make_session

__all__ = ["slot", "slots"]
FIRST = 50
EVERY = 60


def page(client: FlaskClient, path: str, head: dict[str, str], **asked: Any) -> dict[str, Any]:
    answer = client.get(path, query_string={k: v for k, v in asked.items() if v is not None}, headers=head)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_rows_after_those_decided_are_reviewed(app: Flask, client: FlaskClient, slot: str) -> None:
    head, path = token(app), f"{API}/programmes/season/attendance-reviews"
    times = "2025-03-18 13:00:00,2025-03-18 13:30:00"
    names = [f"Device {number:02d}" for number in range(EVERY)]
    rows = "".join(f"{name},{times}\n" for name in names)
    raw = f"Name,Join time,Leave time\n{rows}".encode()
    sent = send(app, client, raw, slot, zone="Europe/Zurich").json
    assert client.post(f"{API}/imports/{sent['id']}/commit", headers=head).status_code == 200
    first = page(client, path, head)
    decided = {"rows": [one["row"] for one in first["items"]], "verdict": "nobody"}
    assert client.post(f"{path}/decide", json=decided, headers=head).json["rows"] == FIRST
    rest = page(client, path, head, after=first["next"])
    assert [one["name"] for one in first["items"] + rest["items"]] == names
    assert rest["next"] is None
    small, whole = [], page(client, path, head, state="decided", size=20)
    while whole["next"]:
        small += whole["items"]
        whole = page(client, path, head, state="decided", size=20, after=whole["next"])
    assert [one["name"] for one in small + whole["items"]] == names[:FIRST]
    problem(client.get(f"{path}?after=2", headers=head), 422, "after")


def doubts(app: Flask) -> list[str]:
    """Store two lists of contacts that wait for a person; give their names."""
    with app.app_context():
        ids = []
        for at in range(2):
            shared = {"raw": b"", "head": 0, "headings": ["Name"], "columns": {"name": 0}, "total": EVERY}
            row = ContactImport(
                name=f"{at}.csv",
                state="committed",
                created_at=NOW,
                created_by="us",
                committed_at=NOW,
                **shared,
            )
            db.session.add(row)
            db.session.flush()
            ids.append(row.id)
            db.session.add_all(
                ContactImportRow(
                    import_id=row.id,
                    number=number,
                    state="doubt",
                    reason="near",
                    about="",
                    did={},
                    cells={"name": f"Person {number}"},
                    changes={},
                )
                for number in range(EVERY)
            )
        db.session.commit()
        return sorted(ids)


def decide(app: Flask, rows: list[dict[str, Any]]) -> None:
    with app.app_context():
        for one in rows:
            db.session.execute(
                update(ContactImportRow)
                .where(
                    ContactImportRow.import_id == one["contact_import"],
                    ContactImportRow.number == one["number"],
                )
                .values(state="refused")
            )
        db.session.commit()


def test_rows_after_those_decided_wait_for_a_person(app: Flask, client: FlaskClient) -> None:
    head, ids = token(app), doubts(app)
    here = f"{API}/contact-imports/{ids[0]}/rows"
    for path, every in (
        (here, [(ids[0], number) for number in range(EVERY)]),
        (f"{API}/contact-queue", [(ids[1], number) for number in range(EVERY)]),
    ):
        first = page(client, path, head)
        decide(app, first["items"])
        rest = page(client, path, head, after=first["next"])
        decide(app, rest["items"])
        assert [(one["contact_import"], one["number"]) for one in first["items"] + rest["items"]][
            -EVERY:
        ] == every
        assert rest["next"] is None
    foreign = page(client, f"{API}/contact-imports/{ids[0]}/rows", head, state="refused")["next"]
    problem(client.get(f"{API}/contact-queue?after={foreign}", headers=head), 422, "after")


def test_delegations_after_those_accredited_are_seen(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        programme = make_conference()
        segment, _other = segments_of(programme)
        for number in range(2 * EVERY):
            code = f"{chr(65 + number // 26)}{chr(65 + number % 26)}"
            delegation = make_delegation(programme, make_state(code, f"State {code}"))
            make_letter(delegation, "accepted")
            make_nominee(delegation, segment, name=f"Delegate {code}", state="letter_checked")
    head, path = token(app, "officer"), f"{API}/programmes/cop/accreditation"
    first = page(client, path, head, task="accredit")
    people = {key: value for one in first["items"] for key, value in one["people"].items()}
    done = client.post(f"{path}/accredit", json={"people": people}, headers=head)
    assert done.json["moved"] == len(people) == FIRST
    seen, after = [one["party"] for one in first["items"]], first["next"]
    while after:
        found = page(client, path, head, task="accredit", after=after)
        seen, after = seen + [one["party"] for one in found["items"]], found["next"]
    assert len(seen) == len(set(seen)) == 2 * EVERY
    foreign = page(client, f"{API}/programmes/cop/delegations", head, size=1)["next"]
    problem(client.get(f"{path}?after={foreign}", headers=head), 422, "after")


def send_mails(app: Flask, names: list[str], at: datetime) -> str:
    """Store mails to somebody who is registered; give who they are."""
    with app.app_context():
        person, registration = db.session.execute(
            select(Person, Registration.id).join(Registration, Registration.person_id == Person.id)
        ).one()
        mailbox = db.session.scalars(select(Mailbox.id)).one()
        shared = {"person_id": person.id, "due_at": at, "created_at": at}
        for name in names:
            about = {"mailbox_id": mailbox, "language": "en", "state": "sent", "message_id": f"<{name}>"}
            db.session.add(Message(id=name, **about, **shared))
        db.session.flush()
        for name in names:
            about = {"kind": "word", "subject": name, "occasion": "", "registration_id": registration}
            db.session.add(Notice(message_id=name, **about, **shared))
        db.session.commit()
        return person.public_id


def test_a_mail_sent_meanwhile_makes_none_come_twice(
    app: Flask, client: FlaskClient, slots: list[str]
) -> None:
    register(client, "Ada Example", slot=slots[0])
    names = [f"old-{number:03d}" for number in range(210)]
    ada = send_mails(app, names[150:], NOW)
    send_mails(app, names[:150], NOW + timedelta(minutes=1))
    head, number = token(app), 0
    for path in (f"{API}/programmes/season/mails?state=sent", f"{API}/people/{ada}/mails?"):
        found = client.get(path, headers=head).json
        seen = found["items"]
        while found["next"]:
            number += 1
            send_mails(app, [f"new-{number}"], NOW + timedelta(hours=number))
            found = client.get(f"{path}&after={found['next']}", headers=head).json
            seen += found["items"]
        assert [one["id"] for one in seen if one["id"].startswith("old")] == names
        assert len(seen) == len({one["id"] for one in seen})
        assert len(client.get(f"{path}&size=7", headers=head).json["items"]) == 7
        problem(client.get(f"{path}&after=2", headers=head), 422, "after")


def test_documents_that_go_and_come_move_no_others(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_session(make_programme())
    head, path = token(app), f"{API}/programmes/season/sessions/topic/documents"

    def add(name: str) -> str:
        about = {"title": {"en": name}, "language": "en", "audience": "public"}
        address = {"address": f"https://example.org/{name}"}
        made = client.post(path, json=about | address, headers=head)
        assert made.status_code == 201, made.text
        return str(made.json["id"])

    names = ["W", "D0", "D1", "D2", "D3"]
    ids = {name: add(name) for name in names}
    first = page(client, path, head, size=2)
    gone = client.delete(f"{path}/{ids['D0']}", headers=head | {"If-Match": '"r1"'})
    assert gone.status_code == 204
    add("D4")
    second = page(client, path, head, size=2, after=first["next"])
    rest = page(client, path, head, size=2, after=second["next"])
    seen = [one["title"]["en"] for found in (first, second, rest) for one in found["items"]]
    assert (seen, rest["next"]) == ([*names, "D4"], None)
    with app.app_context():
        make_programme("other")
    foreign = page(client, f"{API}/programmes", {}, size=1)["next"]
    for unknown in (foreign, "2"):
        problem(client.get(f"{path}?after={unknown}", headers=head), 422, "after")


def test_contacts_and_members_after_those_who_go_are_seen(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_party()
        names = [f"Person {number:02d}" for number in range(EVERY)]
        people = [make_contact(name, email=f"p{number}@example.org") for number, name in enumerate(names)]
        path = f"{API}/contact-lists/{make_list('Chosen', *people).id}/members"
    head = token(app)
    first = page(client, path, head)
    gone = {"contacts": [one["id"] for one in first["items"]]}
    assert client.post(f"{path}/remove", json=gone, headers=head).json == {"taken": FIRST}
    rest = page(client, path, head, after=first["next"])
    assert ([one["name"] for one in first["items"] + rest["items"]], rest["next"]) == (names, None)
    first = page(client, f"{API}/contacts", head)
    for one in first["items"]:
        assert client.post(f"{API}/contacts/{one['id']}/end", json={}, headers=head).status_code == 200
    rest = page(client, f"{API}/contacts", head, after=first["next"])
    assert ([one["name"] for one in first["items"] + rest["items"]], rest["next"]) == (names, None)
    ended = page(client, f"{API}/contacts", head, ended=True)
    assert [one["name"] for one in ended["items"]] == names[:FIRST]
    problem(client.get(f"{path}?after={first['next']}", headers=head), 422, "after")


def test_those_due_a_badge_after_those_who_withdrew_are_seen(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        programme = make_conference()
        segment, _other = segments_of(programme)
        delegation = make_delegation(programme, make_state())
        names = [f"Delegate {number:02d}" for number in range(EVERY)]
        for name in names:
            make_nominee(delegation, segment, name=name, state="accredited")
        path = f"{API}/programmes/cop/segments/{segment.slug}/bearers"
    head = token(app, "officer")
    first = page(client, path, head, state="due")
    with app.app_context():
        ids = [one["participation"] for one in first["items"]]
        db.session.execute(update(Participation).where(Participation.id.in_(ids)).values(state="withdrawn"))
        db.session.commit()
    rest = page(client, path, head, state="due", after=first["next"])
    assert ([one["name"] for one in first["items"] + rest["items"]], rest["next"]) == (names, None)
    problem(client.get(f"{path}?after=2", headers=head), 422, "after")


def test_whom_a_campaign_did_not_reach_is_told_page_by_page(app: Flask, client: FlaskClient) -> None:
    head = token(app)
    path = (
        f"{API}/campaigns/{client.post(f'{API}/campaigns', json={'name': 'News'}, headers=head).json['id']}"
    )
    names = [f"Person {number}" for number in range(5)]
    with app.app_context():
        for number, name in enumerate(names):
            person = make_contact(name, email=f"p{number}@example.org").person_id
            shared = {"language": "en", "left_out": "no_mailbox", "key": f"k{number}"}
            db.session.add(CampaignRecipient(campaign_id=path.rpartition("/")[2], person_id=person, **shared))
        db.session.commit()
    first = client.get(f"{path}/unreached?size=2", headers=head).json
    with app.app_context():
        db.session.execute(delete(CampaignRecipient).where(CampaignRecipient.key == "k0"))
        db.session.commit()
    rest = client.get(f"{path}/unreached?after={first['next']}", headers=head).json
    assert ([one["name"] for one in first["items"] + rest["items"]], rest["next"]) == (names, None)
