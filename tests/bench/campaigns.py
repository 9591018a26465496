"""How long it takes to plan a campaign to 20,000 contacts and to hand its mails to the outbox; how fast they leave.

`python -m tests.bench.campaigns`; fewer readers with BENCH_MESSAGES.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, insert, select, update

from meetings.app import create_app
from meetings.domain.contacts.filters import Filter
from meetings.extensions import db
from meetings.jobs import tick_jobs, tick_notices
from meetings.models import (
    Campaign,
    CampaignRecipient,
    Contact,
    Mailbox,
    Message,
    Notice,
    Person,
    PersonMailbox,
)
from meetings.queries.contacts.campaign_numbers import numbers
from meetings.services.contacts import campaigns
from meetings.services.contacts.campaign_notices import notice_campaigns
from tests.bench import mail, stores
from tests.bench.measure import HEAD, Bound, Line
from tests.bench.stores import postgresql
from tests.campaigns import TEXTS
from tests.conftest import SECRET
from tests.contacts import make_list

PEOPLE = mail.MESSAGES
SECONDS = 10
RATE_LIMIT = 0.9  # of the rate at which reminders leave
DAY = timedelta(days=1)
ZONES = ("Asia/Kathmandu", "Africa/Nairobi", "Europe/Zurich", "America/Lima", None)
LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
ACTOR = "user:1"


def fill(now: datetime) -> str:
    """Store so many contacts with a mailbox each, and a campaign to all of them; give its id."""
    common = {"created_at": now, "updated_at": now, "country": "KE", "origin": "contact"}
    numbered = range(1, PEOPLE + 1)
    rows = [
        {
            "id": one,
            "name": f"Reader {one} Example",
            "name_key": f"reader {one} example",
            "language": LANGUAGES[one % 6],
            "zone": ZONES[one % 5],
            **common,
        }
        for one in numbered
    ]
    boxes = [
        {"id": one, "address": _address(one), "address_key": _address(one), "created_at": now}
        for one in numbered
    ]
    held = [{"mailbox_id": one, "name_key": f"reader {one} example", "person_id": one} for one in numbered]
    noted = {"source": "bench", "added_at": now, "added_by": ACTOR, "updated_at": now}
    for table, values in (
        (Person, rows),
        (Mailbox, boxes),
        (PersonMailbox, held),
        (Contact, [{"person_id": one, **noted} for one in numbered]),
    ):
        db.session.execute(insert(table), values)
    db.session.commit()
    lists = [
        make_list(name, asked=Filter(languages=spoken))
        for name, spoken in (("One", ("en", "fr")), ("All", ()))
    ]
    campaign_id = campaigns.create("Bench", "Europe/Zurich", now, actor=ACTOR)
    values = {
        "name": "Bench",
        "list_ids": [one.id for one in lists],
        "texts": TEXTS,
        "zone": "Europe/Zurich",
        "send_on": (now + DAY).date(),
        "send_hour": "9",
        "counts_opens": False,
    }
    campaigns.change(campaign_id, values, 1, now, actor=ACTOR)
    return campaign_id


def _address(number: int) -> str:
    return f"reader{number}@example.org"


def taken(app: Flask, now: datetime) -> dict[str, float]:
    """Measure scheduling, planning by a worker, handing over, and the numbers; gives seconds by what it was."""
    campaign_id, seen = fill(now), {}
    revision = db.session.get_one(Campaign, campaign_id).revision
    begin = perf_counter()
    campaigns.schedule(campaign_id, revision, now, actor=ACTOR)
    seen["scheduled"] = perf_counter() - begin
    begin = perf_counter()
    tick_jobs(app, now)
    seen["planned"] = perf_counter() - begin
    assert db.session.scalar(select(func.count()).select_from(CampaignRecipient)) == PEOPLE
    begin = perf_counter()
    notice_campaigns(now + 3 * DAY)
    seen["handed over"] = perf_counter() - begin
    assert db.session.scalar(select(func.count()).select_from(Notice)) == PEOPLE
    begin = perf_counter()
    assert numbers(campaign_id).listed == PEOPLE
    seen["numbers"] = perf_counter() - begin
    return seen


def measure(kind: str, address: str, folder: Path) -> Iterator[Bound]:
    """Measure on one store."""
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True})
    with app.app_context():
        upgrade()
        for name, seconds in taken(app, datetime.now(UTC)).items():
            yield Bound(f"{PEOPLE} readers {name}, {kind}", seconds, SECONDS, "s", 1)
        db.session.remove()
        db.engine.dispose()


def rates(kind: str, address: str, folder: Path) -> Iterator[Line]:
    """Measure how fast four workers send a campaign, and as many reminders."""
    bench = mail.Bench(kind, address, folder)
    planned, now = bench.beside("planned"), datetime.now(UTC).replace(microsecond=0)
    mail.fill(bench, planned, PEOPLE)
    mail.plan(bench, planned)
    reminders = mail.rate_of_workers(bench)
    store = bench.beside("campaign")
    stores.create(store)
    app = bench.app(store)
    with app.app_context():
        upgrade()
        taken(app, now)
        tick_notices(app, now + 3 * DAY)  # as if their mornings had come, and then at once
        db.session.execute(update(Message).values(due_at=now))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    stores.copy(store, planned)
    yield Line(f"campaign / reminders, {kind}", mail.rate_of_workers(bench), reminders, RATE_LIMIT)


def plan() -> int:
    """Measure and print the table; gives how many limits do not hold."""
    print("\ncampaigns", flush=True)
    folder, fails = Path(tempfile.mkdtemp(prefix="bench")), 0
    try:
        with postgresql() as (ours, _rival):
            for kind, address in (("SQLite", f"sqlite:///{folder}/ours.sqlite"), ("PostgreSQL", ours)):
                for bound in measure(kind, address, folder):
                    print(bound, flush=True)
                    fails += not bound.holds
                print(f"{HEAD}\nmails a second, of {PEOPLE}", flush=True)
                for line in rates(kind, address, folder):
                    print(line, flush=True)
                    fails += not line.holds
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fails


if __name__ == "__main__":
    sys.exit(1 if plan() else 0)
