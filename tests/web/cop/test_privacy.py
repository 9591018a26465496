"""Focal point X learns nothing of delegation Y: by page, API, file, export, search or feed; no name and no number.

The table is that of the application's own routes, so that a new one is asked as well. X comes with their own link, on
a device that proved itself, and with its token as a program; wherever an address takes the id of something, it is Y's.
"""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import AnyConverter, Rule
from werkzeug.routing.converters import NumberConverter
from werkzeug.test import TestResponse

from meetings.domain.cop.delegations import Nominee
from meetings.domain.cop.identities import Passport
from meetings.domain.cop.tracks import Mover
from meetings.domain.devices import proof_of
from meetings.extensions import db
from meetings.models import (
    Badge,
    Base,
    ChangeRequest,
    Credentials,
    Delegation,
    FocalPoint,
    Funding,
    Identity,
    Letter,
    Nomination,
    Participation,
    Person,
    Programme,
    TrackEvent,
)
from meetings.services.cop import change_requests
from meetings.services.cop.identities import put_identity
from meetings.services.cop.tracks import By
from meetings.services.links import give_link, link_token
from tests.cop import (
    make_conference,
    make_delegation,
    make_focal_point,
    make_letter,
    make_meeting,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import KEYS, NOW
from tests.gates.site import BASE, CSRF

MARK: Final = "Quuxmarker"
FOUND_BY: Final = "zanzibar"  # stands beside the mark, and is what X looks for
NUMBER: Final = "7770777"
HIDDEN: Final = (MARK, MARK.lower(), NUMBER)
Y: Final = {
    "delegation": "yydelegation",
    "nomination": "yynomination",
    "participation": "yyparticipat",
    "letter": "yyletterlett",
    "point": "yyfocalpoint",
    "request": "yyrequestreq",
    "credentials": "yycredential",
    "badge": "yybadgebadge",
    "code": "YYYY-YYYY",
    "public": "yypublicpubl",
}
# Forms name things so; each field holds the id that it would be of Y.
FIELDS: Final = {
    "person": Y["participation"],
    "nomination": Y["nomination"],
    "participation": Y["participation"],
    "delegation": Y["delegation"],
    "request": Y["request"],
    "letter": Y["letter"],
    "code": Y["code"],
    "segment": "1",
    "act": "none",
    "name": "Somebody",
    "email": "somebody@example.org",
    "text": FOUND_BY,
}
QUERY: Final = f"?text={FOUND_BY}&q={FOUND_BY}&size=200&segment=1&step=all"
SINCE: Final = "?updated_since=2020-01-01T00:00:00Z"
NOISE: Final = re.compile(
    rb'name="(csrf_token|made|once)" value="[^"]*"|data-now="[^"]*"|silent_seconds\S* [0-9.e+-]+|'
    rb"\d\d:\d\d(:\d\d)?|[?&]until=\d+[^\"' ]*|_seconds\S* [0-9.e+-]+"
)
TABLES: Final = (Delegation, FocalPoint, Nomination, Participation, Letter, Credentials, ChangeRequest)
MORE: Final = (Identity, Funding, TrackEvent, Badge)


@pytest.fixture
def x(app_sqlite: Flask) -> dict[str, str]:
    """Store X, whose focal point comes, and Y without anything in it; give the token and the proof of X."""
    with app_sqlite.app_context():
        programme = make_conference(contact="cop@example.org")
        first, second = segments_of(programme)
        make_meeting(first, "opening")
        kenya = make_delegation(programme, make_state())
        make_nominee(kenya, first, second, name="Ama Example", state="accredited")
        make_letter(kenya, "accepted")
        point, token = make_focal_point(kenya)
        make_delegation(programme, make_state("GH", "Ghana"), id=Y["delegation"])
        return {"token": token, "point": point.id, "proof": proof_of(KEYS, point.id, 1, NOW)}


def make_y(app: Flask) -> None:
    """Name people in Y, and let everything be there of them that there can be, each with the mark."""
    with app.app_context():
        outside: Any = app.extensions["outside"]
        programme = db.session.scalars(select(Programme)).one()
        first, _second = segments_of(programme)
        delegation = db.session.get_one(Delegation, Y["delegation"])
        make_focal_point(
            delegation, id=Y["point"], name=f"Focal {MARK}", email=f"focal.{MARK}@example.org".lower()
        )
        marked = dict.fromkeys(("function", "department", "organization", "address", "courtesy"), MARK)
        row = make_nominee(
            delegation,
            id=Y["nomination"],
            name=f"Zanzibar {MARK}",
            email=f"{MARK}@example.org".lower(),
            telephone=NUMBER,
            lists=["name", "email", "address"],
            **marked,
        )
        row.person.public_id = Y["public"]
        part = Participation(
            id=Y["participation"],
            nomination_id=row.id,
            segment_id=first.id,
            state="badge_issued",
            state_since=NOW,
            pass_code=NUMBER,
            updated_at=NOW,
        )
        db.session.add(part)
        db.session.flush()
        file = {"file": "letters/y", "file_name": f"{MARK}.pdf", "media_type": "application/pdf"}
        more = {"digest": "d" * 64, "bytes": int(NUMBER), "reference": MARK, "reason": MARK}
        make_letter(delegation, "returned", id=Y["letter"], **file, **more)
        papers = Credentials(
            id=Y["credentials"], delegation_id=delegation.id, segment_id=first.id, signer=MARK, reason=MARK
        )
        papers.state, papers.state_since, papers.updated_at = "copy", NOW, NOW
        papers.file, papers.file_name, papers.people = "credentials/y", f"{MARK}.pdf", [row.id]
        badge = Badge(
            id=Y["badge"], code=Y["code"], participation_id=part.id, issued_by="user:1", reason=MARK
        )
        badge.state_since = badge.issued_at = badge.updated_at = NOW
        travel = Funding(participation_id=part.id, from_city=MARK, note=MARK, asked_at=NOW, updated_at=NOW)
        moved = TrackEvent(
            track="participation", subject=part.id, at=NOW, from_state="", to_state="nominated"
        )
        moved.actor, moved.reason, moved.authority = f"focal:{Y['point']}", MARK, MARK
        db.session.add_all((papers, badge, travel, moved))
        db.session.commit()
        given = Nominee(f"Other {MARK}", role="adviser", function=MARK, email=f"o.{MARK}@example.org".lower())
        by = By(Mover.NOMINATOR, f"focal:{Y['point']}")
        asked = change_requests.ask(
            delegation.id, "replace", NOW, by=by, given=given, nomination_id=row.id, why=MARK
        )
        db.session.get_one(ChangeRequest, asked).id = Y["request"]
        db.session.commit()
        put_identity(
            row.id,
            NOW,
            actor=by.actor,
            shelf=outside.identity_shelf,
            storage=outside.storage,
            passport=Passport(NUMBER, MARK, nationality=MARK),
        )


def addresses(rule: Rule, token: str) -> Iterator[str]:
    """Fill an address: with X's token, what is public by its name, and Y's ids wherever anything else is asked."""
    known = {
        "programme": "cop",
        "session": "opening",
        "stream": "plenary",
        "segment": "1",
        "token": token,
        "filename": "css/site.css",
        "delegation_id": Y["delegation"],
        "nomination_id": Y["nomination"],
        "participation_id": Y["participation"],
    }
    open_ones = sorted(one for one in rule.arguments if one not in known)
    free = [one for one in open_ones if not isinstance(rule._converters[one], AnyConverter | NumberConverter)]
    for each in Y.values() if free else [""]:
        values: dict[str, Any] = {}
        for one in rule.arguments:
            converter = rule._converters[one]
            if one in known:
                values[one] = known[one]
            elif isinstance(converter, AnyConverter):
                values[one] = "en" if "en" in converter.items else sorted(converter.items)[0]
            elif isinstance(converter, NumberConverter):
                values[one] = 1
            else:
                values[one] = each
        built = rule.build(values)
        assert built is not None, rule.rule
        yield built[1]


def coming(app: Flask, x: dict[str, str]) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(f"device_{x['point']}", x["proof"], domain="meetings.example.org")
    with client.session_transaction(base_url=BASE) as kept:
        kept["csrf_token"] = CSRF
    return client


def ask(client: FlaskClient, x: dict[str, str], method: str, path: str, **sent: Any) -> TestResponse:
    head = {"Authorization": f"Bearer {x['token']}", "Referer": f"{BASE}{path}"}
    if path.startswith("/api/") and method != "GET":
        sent = {"json": {"state": "withdrawn"}} if method != "DELETE" else {}
        head["If-Match"] = '"r1"'
    answer = client.open(path, method=method, base_url=BASE, headers=head, **sent)
    answer.get_data()
    answer.close()
    return answer


def rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def everything(app: Flask, x: dict[str, str]) -> dict[str, tuple[int, bytes, str]]:
    """Give what X is told at every address, without what changes by itself."""
    client, told = coming(app, x), {}
    for rule in rules(app, "GET"):
        paths = list(addresses(rule, x["token"]))
        for path in paths:
            more = (SINCE,) if path.startswith("/api/") else ()
            for query in ("", QUERY, *more) if len(paths) == 1 else (QUERY, *more):
                answer = ask(client, x, "GET", path + query)
                head = f"{answer.headers.get('Location', '')} {answer.headers.get('Content-Disposition', '')}"
                told[path + query] = (answer.status_code, NOISE.sub(b"", answer.data), head)
    return told


def test_x_is_told_nothing_of_y_whatever_is_in_it(app_sqlite: Flask, x: dict[str, str]) -> None:
    before = everything(app_sqlite, x)
    make_y(app_sqlite)
    after = everything(app_sqlite, x)
    named = [
        path
        for path, (_status, body, head) in after.items()
        for word in HIDDEN
        if word.encode() in body or word in head
    ]
    assert named == []
    assert [path for path in after if after[path][0] >= 500] == []
    differs = [path for path in after if before[path] != after[path]]
    assert [(path, before[path][0], after[path][0]) for path in differs] == []
    assert len(after) > 500


def rows_of_y(app: Flask) -> list[str]:
    with app.app_context():
        tables: tuple[type[Base], ...] = (*TABLES, *MORE, Person)
        return [
            repr(row)
            for table in tables
            for row in db.session.execute(select(table.__table__))
            if any(one in repr(row) for one in (*Y.values(), MARK, MARK.lower()))
        ]


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE", "PUT"])
def test_x_changes_nothing_of_y(app_sqlite: Flask, x: dict[str, str], method: str) -> None:
    make_y(app_sqlite)
    before, client = rows_of_y(app_sqlite), coming(app_sqlite, x)
    for rule in rules(app_sqlite, method):
        for path in addresses(rule, x["token"]):
            for act in ("none", f"request:accept:{Y['request']}", "withdraw", "save"):
                answer = ask(client, x, method, path, data=FIELDS | {"act": act, "csrf_token": CSRF})
                for word in HIDDEN:
                    assert word.encode() not in answer.data, (path, word)
                    assert word not in str(answer.headers), (path, word)
                assert answer.status_code < 500, path
        assert rows_of_y(app_sqlite) == before, rule.rule


def test_token_of_y_opens_what_is_hidden_from_x(app_sqlite: Flask, x: dict[str, str]) -> None:
    """Show that the marks are there to be found: Y's own focal point is told them."""
    make_y(app_sqlite)
    with app_sqlite.app_context():
        link = give_link("delegation", f"focal:{Y['point']}", NOW, KEYS)
        token, generation = link_token(link, KEYS), link.generation
        db.session.commit()
    own = {"token": token, "point": Y["point"], "proof": proof_of(KEYS, Y["point"], generation, NOW)}
    client = coming(app_sqlite, own)
    for path in (f"/en/delegation/{quote(token)}", "/api/v1/programmes/cop/nominations"):
        assert MARK in ask(client, own, "GET", path).text, path
