"""How long a list of 200,000 contacts takes: filtered and counted, with its sample, and everything its page says."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import insert, text

from meetings.app import create_app
from meetings.domain.contacts.filters import Filter
from meetings.domain.contacts.roles import ContactRoleKind
from meetings.domain.cop.parties import GROUPS
from meetings.domain.heard import search_key
from meetings.extensions import db
from meetings.models import (
    Contact,
    ContactInterest,
    ContactRole,
    Mailbox,
    Party,
    PartyStatus,
    Person,
    PersonMailbox,
)
from meetings.queries.contacts.list_pages import count, counts, sample
from meetings.queries.contacts.lists import members
from tests.bench.measure import Bound
from tests.bench.stores import postgresql
from tests.conftest import SECRET
from tests.factories import NOW

PEOPLE = 200_000
AT_ONCE = 20_000
STATES = 190
RUNS = 5
MOST_MS = 300
PAGE_MS = 2_000
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
CATEGORIES = ("government", "un", "ngo", "research", "media")
STREAMS = ("implementation", "science", "cop")
TODAY = NOW.date()
FILTERS = {
    "all": Filter(),
    "by role": Filter(roles=("focal_point", "expert")),
    "by region, language": Filter(regions=("africa", "grulac"), languages=("fr", "es")),
    "by standing": Filter(statuses=("party",), categories=("government",)),
    "by interest": Filter(interests=("science",)),
    "by name": Filter(text="example 77"),
}


def fill() -> None:
    """Store States, and so many contacts of them, each with a role, an interest and a mailbox; one in fifty fails."""
    common: dict[str, Any] = {"revision": 1, "updated_at": NOW}
    codes = [chr(65 + one // 26) + chr(65 + one % 26) for one in range(STATES)]
    parties = [
        {"code": one, "kind": "state", "names": {"en": one}, "detail": {}, "regional_group": GROUPS[at % 5]}
        for at, one in enumerate(codes)
    ]
    db.session.execute(insert(Party), [one | common for one in parties])
    status = {"treaty": "minamata", "status": "party", "starts_on": TODAY - timedelta(days=9), "source": ""}
    db.session.execute(insert(PartyStatus), [{"party_code": one} | status for one in codes[:140]])
    for begin in range(0, PEOPLE, AT_ONCE):
        for table, rows in _rows(range(begin, begin + AT_ONCE), codes, common).items():
            db.session.execute(insert(table), rows)
        db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def _rows(numbers: range, codes: list[str], common: dict[str, Any]) -> dict[Any, list[dict[str, Any]]]:
    kinds = tuple(ContactRoleKind)
    found: dict[Any, list[dict[str, Any]]] = {
        one: [] for one in (Person, Mailbox, PersonMailbox, Contact, ContactRole, ContactInterest)
    }
    for number in numbers:
        person, name, code = number + 1, f"Example {number}", codes[number % STATES]
        key = {"name_key": name.casefold(), "search_key": search_key(name, "Ministry"), "sound_key": ""}
        held = {"origin": "contact", "public_id": f"p{number}", "organization": "Ministry", "country": code}
        of = {"language": LANGUAGES[number % 6], "category": CATEGORIES[number % 5], "created_at": NOW}
        found[Person].append({"id": person, "name": name} | key | held | of | common)
        address = f"p{number}@example.org"
        failed = NOW if number % 50 == 0 else None
        box = {"address": address, "address_key": address, "domain": "example.org", "failed_at": failed}
        found[Mailbox].append({"id": person, "created_at": NOW} | box)
        found[PersonMailbox].append({"mailbox_id": person, "person_id": person, "name_key": key["name_key"]})
        source = {"source": "bench", "added_at": NOW, "added_by": "bench", "is_office": False}
        found[Contact].append({"person_id": person} | source | common)
        noted = {"source": "bench", "noted_at": NOW, "noted_by": "bench"}
        role = {"kind": str(kinds[number % len(kinds)]), "country": code}
        found[ContactRole].append({"id": person, "person_id": person} | role | noted)
        found[ContactInterest].append({"person_id": person, "interest": STREAMS[number % 3]})
    return found


def _milliseconds(ask: Callable[[], object]) -> float:
    taken = []
    for _run in range(RUNS + 1):
        begin = perf_counter()
        ask()
        taken.append(perf_counter() - begin)
        db.session.rollback()
    return 1000 * median(taken[1:])  # the first only warms up


def listing(kind: str, address: str, folder: Path) -> Iterator[Bound]:
    """Measure each filter on one store."""
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True})
    with app.app_context():
        upgrade()
        fill()
        for name, asked in FILTERS.items():
            whom = members(asked, TODAY)
            taken = _milliseconds(lambda whom=whom: (count(whom), sample(whom, TODAY)))  # type: ignore[misc]
            yield Bound(f"{name}, {kind}", taken, MOST_MS, "ms")
        whole = members(Filter(), TODAY)
        taken = _milliseconds(lambda: (counts(whole, TODAY), sample(whole, TODAY)))
        yield Bound(f"all a page says, {kind}", taken, PAGE_MS, "ms")
        db.session.remove()
        db.engine.dispose()


def contacts() -> int:
    """Measure and print the table; gives how many limits do not hold."""
    print(f"\nlists of {PEOPLE:,} contacts", flush=True)
    folder, fails = Path(tempfile.mkdtemp(prefix="bench")), 0
    try:
        with postgresql() as (ours, _rival):
            for kind, address in (("SQLite", f"sqlite:///{folder}/ours.sqlite"), ("PostgreSQL", ours)):
                for bound in listing(kind, address, folder):
                    print(bound, flush=True)
                    fails += not bound.holds
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fails


if __name__ == "__main__":
    sys.exit(1 if contacts() else 0)
