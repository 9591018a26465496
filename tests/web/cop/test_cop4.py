"""COP-4 from the data by its pages alone: a focal point, an officer, a steward and a delegate, from Geneva to Bali."""

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.devices import device_code
from meetings.extensions import db
from meetings.jobs import tick_jobs
from meetings.models import (
    Badge,
    ChangeRequest,
    Delegation,
    DeviceCode,
    Letter,
    Link,
    Nomination,
    Participation,
    Segment,
    Session,
    Slot,
)
from meetings.queries.links import token_of
from meetings.services.cop.delegations import FocalGiven, find_or_add_delegation, invite
from meetings.services.cop.entering import delegate_links
from tests.factories import KEYS
from tests.pictures import pdf
from tests.services.cop.test_cop4 import (
    BALI,
    BALI_MORNING,
    COP,
    LATE,
    ONLINE,
    OPENING,
    SPRING,
    WINTER,
    imported,
)
from tests.web.cop.desk import press
from tests.web.cop.focal import BASE, Browser
from tests.web.test_desk import sign_in

DESK = f"/en/desk/{COP}"
NAMES = ("Ama Invented", "Kwame Invented", "Efua Invented", "Kojo Invented", "Abena Invented", "Yaw Invented")
FLOOR = "https://platform.example.org/opening"


@dataclass
class Path:
    """Who goes along: the focal point's browser, the officer's, the steward's, and the delegation they work on."""

    app: Flask
    focal: Browser
    officer: FlaskClient
    steward: FlaskClient
    delegation: str

    @property
    def page(self) -> str:
        """Give the officer's page of the delegation."""
        return f"{DESK}/accreditation/{self.delegation}"


@pytest.fixture
def path(app_sqlite: Flask) -> Path:
    app = app_sqlite
    with time_machine.travel(SPRING, tick=True), app.app_context():
        imported()
        delegation = find_or_add_delegation(COP, SPRING, actor="user:1", party="GH")
        given = FocalGiven("Adwoa Invented", "adwoa@example.org")
        point = invite(delegation, given, SPRING, actor="user:1", keys=KEYS)
        token = token_of("delegation", f"focal:{point}", KEYS)
        assert token is not None
    with time_machine.travel(SPRING, tick=True):
        officer = sign_in(app, app.test_client(), "officer")
    return Path(app, Browser(app.test_client(), token, point), officer, app.test_client(), delegation)


def segment_id(slug: str) -> int:
    return db.session.scalars(select(Segment.id).where(Segment.slug == slug)).one()


def parts(slug: str, *names: str) -> dict[str, Any]:
    """Give the fields that tick people's participations of a segment, as their form carries them."""
    rows = db.session.scalars(
        select(Participation)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .where(Nomination.name.in_(names), Participation.segment_id == segment_id(slug))
        .order_by(Participation.id)
    ).all()
    fields: dict[str, Any] = {"person": [one.id for one in rows]}
    for one in rows:
        fields |= {f"seen-{one.id}": str(one.revision), f"was-{one.id}": one.state}
    return fields


def code_of(name: str, slug: str) -> str:
    return (
        db.session.scalars(
            select(Badge.code)
            .join(Participation, Participation.id == Badge.participation_id)
            .join(Nomination, Nomination.id == Participation.nomination_id)
            .where(Nomination.name == name, Participation.segment_id == segment_id(slug))
            .order_by(Badge.issued_at.desc())
        ).first()
        or ""
    )


def person(name: str, *slugs: str, role: str = "adviser", rights: str = "viewer") -> dict[str, Any]:
    ids = [segment_id(slug) for slug in slugs]
    form: dict[str, Any] = {"name": name, "role": role, "email": f"{name.split()[0].lower()}@example.org"}
    form |= {"language": "en", "act": "save", "lists": "name", "segment": [str(one) for one in ids]}
    for one, slug in zip(ids, slugs, strict=True):
        form |= {f"mode-{one}": "room" if slug == BALI else "online", f"rights-{one}": rights}
    return form


def prove(path: Path) -> None:
    """Prove the focal point's device by a code from their mail, which holds for a month."""
    assert path.focal.post("", {"act": "code"}).status_code == 303
    with path.app.app_context():
        number = db.session.scalars(select(DeviceCode.number)).one()
        code = device_code(KEYS, path.focal.point, 1, number)
    assert path.focal.post("", {"act": "prove", "code": code}).status_code == 303


def accredit(path: Path, slug: str, *names: str) -> None:
    """Check and accredit people on the officer's page, and issue their badges."""
    for to in ("letter_checked", "accredited"):
        with path.app.app_context():
            fields = parts(slug, *names)
        assert press(path.officer, path.page, act=f"people:{to}", **fields).status_code == 303
    answer = press(path.officer, f"{DESK}/badges", act="badges", form="a4", language="en", segment=slug)
    assert answer.status_code == 303
    with path.app.app_context():
        tick_jobs(path.app, datetime.now(UTC))


def test_delegation_goes_from_geneva_to_bali_by_its_pages(path: Path) -> None:
    with time_machine.travel(SPRING, tick=True):
        _named(path)
        _accredited(path)
    with time_machine.travel(OPENING, tick=True):
        _entered(path)
    with time_machine.travel(WINTER, tick=True):
        _carried(path)
    with time_machine.travel(LATE, tick=True):
        _replaced(path)
    with time_machine.travel(BALI_MORNING, tick=True):
        _at_the_gate(path)


def _named(path: Path) -> None:
    """The forwarded link shows nobody; proved by a code from the mail it opens, and six are named."""
    focal = path.focal
    with path.app.app_context():
        forms = [
            person(name, ONLINE, role="head" if name == NAMES[0] else "adviser", rights="speaker")
            for name in NAMES
        ]
    assert focal.post("/person", forms[0]).status_code == 401
    prove(path)
    for form in forms:
        assert focal.post("/person", form).status_code == 303
    sent = focal.post("/letter", {"letter": (io.BytesIO(pdf()), "note.pdf"), "kind": "note_verbale"})
    assert sent.status_code == 303
    page = focal.get().text
    assert all(name in page for name in NAMES)


def _accredited(path: Path) -> None:
    with path.app.app_context():
        letter = db.session.scalars(select(Letter.id)).one()
    done = press(path.officer, path.page, act="letter:accepted", letter=letter, revision="1")
    assert done.status_code == 303
    accredit(path, ONLINE, *NAMES)
    assert "Badge issued" in path.focal.get().text


def _entered(path: Path) -> None:
    """A steward checks five in; the head enters the opening, and the desk sees Ghana present."""
    sign_in(path.app, path.steward, "steward")
    with path.app.app_context():
        codes = [code_of(name, ONLINE) for name in NAMES[:5]]
        slot = db.session.scalars(
            select(Slot)
            .join(Session, Session.id == Slot.session_id)
            .where(Session.segment_id == segment_id(ONLINE), Slot.starts_at >= OPENING)
            .order_by(Slot.starts_at)
        ).first()
        assert slot is not None
        slot.platform_address = FLOOR
        db.session.commit()
        head = db.session.scalars(select(Nomination.id).where(Nomination.name == NAMES[0])).one()
        links = delegate_links([head], OPENING, KEYS)
        begins, slot_id = slot.starts_at, slot.id
    for code in codes:
        assert "Please let them in." in press(path.steward, f"{DESK}/gate", code=code).text
    delegate = path.app.test_client()
    with time_machine.travel(begins - timedelta(minutes=10), tick=True):
        door = f"/en/join/{links[head, 'join'].text}"
        assert "Head of delegation. May take the floor." in delegate.get(door).text
        assert delegate.post(door, data={"act": "enter", "slot": slot_id}).location == FLOOR
        officer = sign_in(path.app, path.app.test_client(), "officer")
        page = officer.get(f"{DESK}/presence?segment={ONLINE}").text
        assert 'Parties present now <span class="count">1</span>' in page
    mine = delegate.get(f"/en/me/{links[head, 'me'].text}").text
    assert "Checked in." in mine


def _carried(path: Path) -> None:
    """The same people are named for Bali on their own forms, and accredited there."""
    prove(path)
    for number, name in enumerate(NAMES):
        with path.app.app_context():
            one = db.session.scalars(select(Nomination).where(Nomination.name == name)).one()
            role = "head" if number == 0 else "adviser"
            form = person(name, ONLINE, BALI, role=role, rights="speaker") | {"seen": str(one.revision)}
            number_of = one.id
        answer = path.focal.post(f"/person/{number_of}", form | {"revision": form["seen"]})
        assert answer.status_code == 303, re.findall(r'id="error-summary".*?</div>', answer.text, re.DOTALL)
    sign_in(path.app, path.officer, "officer")
    accredit(path, BALI, *NAMES)
    with path.app.app_context():
        assert len(db.session.scalars(select(Nomination)).all()) == 6
        states = db.session.scalars(
            select(Participation.state).where(Participation.segment_id == segment_id(BALI))
        )
        assert set(states) == {"badge_issued"}


def _replaced(path: Path) -> None:
    """After the deadline one is asked to be replaced; opened again for 24 hours, a seventh is named."""
    sign_in(path.app, path.officer, "officer")
    with path.app.app_context():
        gone = db.session.scalars(select(Nomination.id).where(Nomination.name == "Yaw Invented")).one()
        late = person("Esi Invented", BALI)
    prove(path)
    assert path.focal.post("/person", late).status_code in (403, 409, 422)
    asked = {"name": "Kwabena Invented", "email": "kwabena@example.org", "why": "He is ill", "act": "ask"}
    answer = path.focal.post(f"/person/{gone}/replace", asked | {"role": "adviser", "lists": "name"})
    assert answer.status_code == 303
    with path.app.app_context():
        revision = db.session.get_one(Delegation, path.delegation).revision
    until = (LATE + timedelta(hours=25)).strftime("%Y-%m-%dT%H:%M")  # in the zone of the conference
    opened = press(
        path.officer, path.page, act="reopen", until=until, why="Note verbale", revision=str(revision)
    )
    assert opened.status_code == 303
    assert path.focal.post("/person", late).status_code == 303
    with path.app.app_context():
        request = db.session.scalars(select(ChangeRequest.id)).one()
    done = press(path.officer, path.page, act=f"request:accept:{request}", **{f"seen-{request}": "1"})
    assert done.status_code == 303
    accredit(path, BALI, "Kwabena Invented", "Esi Invented")


def _at_the_gate(path: Path) -> None:
    """The old badge is refused, the new one let in; a forwarded link shows nobody, and the journal says who."""
    sign_in(path.app, path.steward, "steward")
    with path.app.app_context():
        old, new = code_of("Yaw Invented", BALI), code_of("Kwabena Invented", BALI)
    refused = press(path.steward, f"{DESK}/gate", code=old).text
    assert "Please let them in." not in refused
    assert 'class="verdict v-no"' in refused
    assert "Please let them in." in press(path.steward, f"{DESK}/gate", code=new).text
    forwarded = path.app.test_client().get(path.focal.path(), base_url=BASE).text
    assert not any(name.split()[0] in forwarded for name in (*NAMES, "Kwabena Invented", "Esi Invented"))
    assert "passport" not in forwarded.lower()
    administrator = sign_in(path.app, path.app.test_client(), "administrator")
    journal = administrator.get(f"/en/desk/audit?programme={COP}").text
    assert "delegation.reopen" in journal or "Delegation opened again" in journal
    with path.app.app_context():
        assert db.session.scalars(select(Link.purpose).where(Link.bearer.startswith("nomination:"))).all()
