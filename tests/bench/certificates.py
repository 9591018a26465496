"""How long it takes to issue, to list and to set the certificates of a whole season, on both stores."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert

from meetings.app import create_app
from meetings.domain.codes import Role
from meetings.domain.jobs import CERTIFICATES
from meetings.domain.permissions import EVERYWHERE, Holder, Scope
from meetings.extensions import db
from meetings.jobs import tick_jobs
from meetings.models import Attendance, Person
from meetings.queries import jobs as queries
from meetings.queries.certificates import Asked, all_in
from meetings.services import certificates as services
from meetings.services import jobs, staff, stays
from tests.bench.measure import Bound
from tests.bench.stores import postgresql
from tests.conftest import SECRET
from tests.factories import make_programme, make_session, make_slot

PEOPLE = 1_700
SECONDS = 10
LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
NAMES = {"zh": "陈小明", "ar": "مي زيادة", "ru": "Щёголева Екатерина"}
ACTOR = "user:1"
WHO = Holder("Somebody", (Scope(Role.ADMINISTRATOR),), 1)


def fill(app: Flask, now: datetime) -> None:
    """Let so many have been at one session, in all six languages."""
    begin = now - timedelta(days=2)
    slot = make_slot(make_session(make_programme()), begin).id
    spoken = {number: LANGUAGES[number % len(LANGUAGES)] for number in range(1, PEOPLE + 1)}
    names = {number: f"{NAMES.get(one, 'Nguyễn Thị')} {number}" for number, one in spoken.items()}
    common = {"created_at": now, "updated_at": now}
    db.session.execute(
        insert(Person),
        [
            {"id": number, "name": name, "name_key": name.casefold(), "language": spoken[number], **common}
            for number, name in names.items()
        ],
    )
    rows = [{"slot_id": slot, "person_id": number, "joined_at": begin} for number in names]
    db.session.execute(insert(Attendance), rows)
    db.session.commit()


def taken(app: Flask, now: datetime) -> dict[str, float]:
    """Measure issuing, the list, the table of all, and the files; gives seconds by what it was."""
    seen, begin = {}, perf_counter()
    assert services.issue_all("season", "topic", now, ACTOR) == PEOPLE
    seen["issued"] = perf_counter() - begin
    client = app.test_client()
    user = staff.invite("organizer@example.org", "organizer", now)
    with client.session_transaction() as kept:
        kept |= {"user": 1, "stay": stays.begin(1, "link", now, is_required=False)}
    assert user
    for name, path in (("listed, a page", ""), ("listed, CSV", ".csv"), ("listed, XLSX", ".xlsx")):
        begin = perf_counter()
        assert client.get(f"/en/desk/season/certificates{path}").status_code == 200
        seen[name] = perf_counter() - begin
    ids = [one.id for one in sorted(all_in("season", EVERYWHERE, Asked(), now), key=lambda one: one.language)]
    begin = perf_counter()
    asked = {"ids": ids, "language": ""}
    job = jobs.ask(CERTIFICATES, "programme:season", asked, PEOPLE, now=now, actor=ACTOR)
    tick_jobs(app, now)
    seen["set and kept"] = perf_counter() - begin
    shown = queries.job(job, WHO)
    assert (shown.state, shown.done) == ("done", PEOPLE), shown
    return seen


def measure(kind: str, address: str, folder: Path) -> Iterator[Bound]:
    """Measure on one store."""
    settings = {"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True}
    app, now = create_app(settings), datetime.now(UTC)
    with app.app_context():
        upgrade()
        fill(app, now)
        for name, seconds in taken(app, now).items():
            yield Bound(f"{PEOPLE} certificates {name}, {kind}", seconds, SECONDS, "s", 1)
        db.engine.dispose()


def certify() -> int:
    """Measure and print the table; gives how many limits do not hold."""
    print("\ncertificates", flush=True)
    folder, fails = Path(tempfile.mkdtemp(prefix="bench")), 0
    try:
        with postgresql() as (ours, _rival):
            for kind, address in (("SQLite", f"sqlite:///{folder}/ours.sqlite"), ("PostgreSQL", ours)):
                for bound in measure(kind, address, folder):
                    print(bound, flush=True)
                    fails += not bound.holds
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fails


if __name__ == "__main__":
    sys.exit(1 if certify() else 0)
