"""How long it takes to issue and set the badges of a whole conference, and how long eight stewards at once wait.

`python -m tests.bench.badges` measures both stores. Half of the people have a photo. Each steward scans the next badge
a quarter of a second after the one before is answered, over HTTP, from the form of the gate.
"""

import http.client
import re
import shutil
import sys
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from time import perf_counter, sleep
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_migrate import upgrade
from sqlalchemy import insert, select

from meetings.app import create_app
from meetings.domain.codes import Role
from meetings.domain.jobs import BADGES
from meetings.domain.permissions import Holder, Scope
from meetings.extensions import db
from meetings.jobs import tick_jobs
from meetings.models import Badge, CheckIn, Nomination, Participation, Person
from meetings.queries import jobs as queries
from meetings.services import jobs, staff, stays
from meetings.services.cop.identities import put_identity
from tests.bench.measure import Bound, free_port, server
from tests.bench.stores import postgresql
from tests.conftest import SECRET
from tests.cop import make_conference, make_delegation, make_state, segments_of

PEOPLE, STEWARDS, SCANNED = 1_700, 8, 800
PAUSE_SECONDS = 0.25
SECONDS, P95_MILLISECONDS = 10, 100
ACTOR = "user:1"
WHO = Holder("Somebody", (Scope(Role.ADMINISTRATOR),), 1)
NAMES = (
    "Nguyễn Thị Minh Khai",
    "مي زيادة",
    "陈小明",
    "Щёголева Екатерина",
    "Suharto",
    "Ana María Façade-Silva",
)
PICTURE = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/wAALCAAKAAgBAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAH/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AIP/2Q=="
)
PHOTO_BYTES = 40_000


def photo(number: int) -> bytes:
    """Give a photo as large as people send them, each another one."""
    said, filler = number.to_bytes(4, "big"), PHOTO_BYTES - len(PICTURE)
    return (
        PICTURE[:2] + b"\xff\xfe" + (filler + 2).to_bytes(2, "big") + said.ljust(filler, b"-") + PICTURE[2:]
    )


def fill(app: Flask, now: datetime) -> int:
    """Store a conference that is on today, and so many who are accredited; gives the number of the segment."""
    programme = make_conference()
    segment = segments_of(programme)[0]
    segment.starts_on, segment.ends_on = now.date() - timedelta(days=1), now.date() + timedelta(days=1)
    delegation = make_delegation(programme, make_state())
    numbers, common = range(1, PEOPLE + 1), {"created_at": now, "updated_at": now}
    names = {number: f"{NAMES[number % len(NAMES)]} {number}" for number in numbers}
    db.session.execute(
        insert(Person),
        [{"id": one, "name": name, "name_key": name.casefold(), **common} for one, name in names.items()],
    )
    rows = [
        {
            "id": f"badged{one:06}",
            "delegation_id": delegation.id,
            "person_id": one,
            "name": name,
            "function": "Director",
        }
        for one, name in names.items()
    ]
    db.session.execute(insert(Nomination), [row | common | {"revision": 1} for row in rows])
    parts = [
        {"id": f"p{one}", "nomination_id": f"badged{one:06}", "segment_id": segment.id} for one in numbers
    ]
    stands = {"state": "accredited", "state_since": now, "updated_at": now, "revision": 1}
    db.session.execute(insert(Participation), [part | stands for part in parts])
    db.session.commit()
    outside, found = app.extensions["outside"], segment.id
    for one in numbers[::2]:
        put_identity(
            f"badged{one:06}",
            now,
            actor="bench",
            shelf=outside.identity_shelf,
            storage=outside.storage,
            photo=photo(one),
        )
    return found


def make(app: Flask, now: datetime) -> float:
    """Issue and set all badges as the desk asks for it; gives the seconds."""
    asked = {"ids": [f"p{one}" for one in range(1, PEOPLE + 1)], "language": "en", "form": "a4"}
    begin = perf_counter()
    job = jobs.ask(BADGES, "programme:cop", asked | {"actor": ACTOR}, PEOPLE, now=now, actor=ACTOR)
    tick_jobs(app, now)
    seconds = perf_counter() - begin
    shown = queries.job(job, WHO)
    assert (shown.state, shown.done, shown.problems) == ("done", PEOPLE, {}), shown
    return seconds


def cookie_of(app: Flask, now: datetime) -> str:
    """Give the cookie of a steward who is signed in."""
    staff.invite("steward@example.org", "steward", now)
    stay = stays.begin(1, "link", now, is_required=False)
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return f"desk={signer.dumps({'user': 1, 'stay': stay})}"


def scan(port: int, cookie: str, codes: list[str], ready: Barrier, taken: list[float]) -> None:
    """Scan badges one after the other, as the page of the gate does."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", "/en/desk/cop/gate", headers={"Cookie": cookie})
    answer = line.getresponse()
    page, given = answer.read().decode(), answer.headers["Set-Cookie"]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None, page[:500]
    head = {
        "Cookie": given.partition(";")[0] if given else cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Part": "verdict",
    }
    ready.wait()
    for code in codes:
        body = urlencode({"csrf_token": token[1], "segment": "1", "code": code})
        begin = perf_counter()
        line.request("POST", "/en/desk/cop/gate", body, head)
        said = line.getresponse()
        page = said.read().decode()
        taken.append(perf_counter() - begin)
        assert said.status == 200, page[:200]
        assert "v-ok" in page, page[:500]
        sleep(PAUSE_SECONDS)
    line.close()


def check_in(address: str, folder: Path, cookie: str, codes: list[str]) -> float:
    """Let eight stewards check people in; gives the milliseconds that 95 of a hundred scans take at most."""
    settings = {
        "MEETINGS_INSTANCE": str(folder),
        "MEETINGS_DATABASE_URL": address,
        "MEETINGS_SECRET_KEY": SECRET,
        "MEETINGS_WEB_WORKERS": "2",
    }
    port, ready, taken = free_port(), Barrier(STEWARDS), list[float]()
    with server(["meetings", "serve"], port, **settings):
        threads = [
            Thread(target=scan, args=(port, cookie, codes[number::STEWARDS], ready, taken))
            for number in range(STEWARDS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(taken) == len(codes)
    return sorted(taken)[len(taken) * 95 // 100] * 1000


def measure(kind: str, address: str, folder: Path) -> Iterator[Bound]:
    """Measure on one store."""
    settings = {"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True}
    app, now = create_app(settings), datetime.now(UTC)
    with app.app_context():
        upgrade()
        fill(app, now)
        yield Bound(f"{PEOPLE} badges issued and set, {kind}", make(app, now), SECONDS, "s", 1)
        cookie = cookie_of(app, now)
        codes = list(db.session.scalars(select(Badge.code).limit(SCANNED)))
        db.session.rollback()
        waited = check_in(address, folder, cookie, codes)
        yield Bound(f"p95, {STEWARDS} stewards, {kind}", waited, P95_MILLISECONDS, "ms")
        assert len(db.session.scalars(select(CheckIn.id)).all()) == SCANNED
        db.session.rollback()
        db.engine.dispose()


def badges() -> int:
    """Measure and print the table; gives how many limits do not hold."""
    print("\nbadges and check-in", flush=True)
    fails = 0
    with postgresql() as (ours, _rival):
        for kind, address in (("SQLite", ""), ("PostgreSQL", ours)):
            folder = Path(tempfile.mkdtemp(prefix="bench"))
            try:
                for bound in measure(kind, address or f"sqlite:///{folder}/ours.sqlite", folder):
                    print(bound, flush=True)
                    fails += not bound.holds
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    return fails


if __name__ == "__main__":
    sys.exit(1 if badges() else 0)
