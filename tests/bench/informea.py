"""How long InforMEA's harvester needs for 5,000 meetings: page by page, in each form, from two web processes."""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import unescape

from flask_migrate import upgrade
from sqlalchemy import insert, update

from meetings.app import create_app
from meetings.domain.codes import LANGUAGES
from meetings.extensions import db
from meetings.models import Programme, Session, Slot
from tests.bench.measure import Bound, free_port, server
from tests.bench.stores import postgresql
from tests.conftest import SECRET
from tests.factories import NOW, make_programme
from tests.harvester import Harvester, follow_plain

MEETINGS = 5_000
SEASONS = 10
RUNS = 3
MOST_SECONDS = 3
TITLE = "Monitoring of mercury in air, water and fish: a session with {} in mind"
ABSTRACT = (
    "What was learned in a year of measuring, and what it says about the effect of the Convention. " * 6
)


def fill() -> None:
    """Store seasons of sessions held twice, with titles in six languages and abstracts in two."""
    common: dict[str, Any] = {"revision": 1, "updated_at": NOW}
    seasons = [make_programme(f"season-{number}").id for number in range(SEASONS)]
    sessions, slots = [], []
    for number in range(MEETINGS // 2):
        title = {lang: TITLE.format(f"{lang} {number}") for lang in LANGUAGES}
        words = {"title": title, "abstract": {"en": ABSTRACT, "fr": ABSTRACT}}
        of = {"id": number + 1, "programme_id": seasons[number % SEASONS], "slug": f"topic-{number}"}
        sessions.append(of | {"state": "published", "audience": "public", "marks": {}} | words | common)
        for hours in (0, 6):
            at = NOW + timedelta(days=number - MEETINGS // 4, hours=hours)
            time = {"starts_at": at, "local_start": at.replace(tzinfo=None), "zone": "UTC", "minutes": 90}
            own = {"id": f"slot{number:05}x{hours:02}", "session_id": number + 1, "state": "planned"}
            changed = {"revision": 1, "updated_at": NOW + timedelta(seconds=number)}
            slots.append(own | time | changed)
    db.session.execute(insert(Session), sessions)
    db.session.execute(insert(Slot), slots)
    db.session.commit()


class Wire:
    """One connection, kept open, that counts what came over it."""

    def __init__(self, port: int) -> None:
        self.to = HTTPConnection("127.0.0.1", port, timeout=30)

    def __call__(self, address: str, accept: str) -> tuple[int, bytes]:
        """Ask for an address."""
        parts = urlsplit(address)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        self.to.request("GET", path, headers={"Accept": accept})
        answer = self.to.getresponse()
        return answer.status, answer.read()


def _entries(wire: Wire, address: str | None) -> int:
    """Count the entries of a feed, page by page; reading them as XML would take longer than writing them."""
    found = 0
    while address:
        _status, content = wire(address, "application/atom+xml")
        found += content.count(b"<entry>")
        following = re.search(rb'<link rel="next" href="([^"]+)"', content)
        address = unescape(following[1].decode()) if following else None
    return found


def harvesting(kind: str, address: str, folder: Path) -> Iterator[Bound]:
    """Measure on one store: pages of 100 and of 500, Atom and plain JSON, each after a change of what is stored."""
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True})
    port = free_port()
    settings = {
        "MEETINGS_INSTANCE": str(folder),
        "MEETINGS_DATABASE_URL": address,
        "MEETINGS_SECRET_KEY": SECRET,
        "MEETINGS_WEB_WORKERS": "2",
    }
    site = f"http://127.0.0.1:{port}"
    node = f"{site}/informea.svc"
    cases = {
        "pages of 100": lambda wire: len(Harvester(wire, node, 100).harvest().records),
        "pages of 500": lambda wire: len(Harvester(wire, node, 500).harvest().records),
        "Atom": lambda wire: _entries(wire, f"{node}/Meetings?$orderby=updated%20desc"),
        "plain": lambda wire: len(list(follow_plain(wire, site, 200))),
    }
    with app.app_context():
        upgrade()
        fill()
        with server(["meetings", "serve"], port, **settings):
            for name, harvest in cases.items():
                taken = []
                for _run in range(RUNS):
                    db.session.execute(update(Programme).values(changes=Programme.changes + 1))
                    db.session.commit()
                    begin = perf_counter()
                    found = harvest(Wire(port))
                    taken.append(perf_counter() - begin)
                    if found != MEETINGS:
                        raise RuntimeError(f"{found} of {MEETINGS} meetings were harvested")
                yield Bound(f"{name}, {kind}", median(taken), MOST_SECONDS, "s", 2)
        db.engine.dispose()


def informea() -> int:
    """Measure on both stores and print the table; gives how many limits do not hold."""
    print(f"harvesting {MEETINGS} meetings by InforMEA's node", flush=True)
    fails = 0
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        with postgresql() as (ours, _rival):
            for kind, address in (("SQLite", f"sqlite:///{folder}/ours.sqlite"), ("PostgreSQL", ours)):
                for bound in harvesting(kind, address, folder):
                    print(bound, flush=True)
                    fails += not bound.holds
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fails


if __name__ == "__main__":
    sys.exit(informea())
