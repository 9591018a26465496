"""A list of 200,000 contacts, one row in twenty rubbish: read and taken in by a worker, within a bound of memory."""

import csv
import io
import random
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.domain.contacts.filters import Filter
from meetings.extensions import db
from meetings.formats.contacts.lists import count_rows, layout_of, list_rows
from meetings.formats.contacts.lists_words import names_with
from meetings.jobs import tick_jobs
from meetings.models import Contact, ContactImport, ContactImportRow, Party
from meetings.queries.contacts.around import country_names
from meetings.queries.contacts.contacts import contacts_page
from meetings.services.contacts.imports import FileGiven, commit_list, keep_list, read_list, withdraw_list
from meetings.services.contacts.reading import Reading
from tests.factories import KEYS

ROWS = 200_000
COUNTRIES = ("KE", "PE", "CH", "GH", "ID", "BR", "TG", "JP")
RUBBISH = (
    {"E-mail": "nowhere"},
    {"E-mail": "a@example.org; b@example.org"},
    {"Name": "One Person; Other Person"},
    {"Country": "Atlantis"},
    {"Country": "", "Role": "focal point"},
)
MOST_SECONDS = 1_800
MOST_MEGABYTES = 600

pytestmark = [pytest.mark.soak, pytest.mark.real_clock]


def table(seed: int) -> bytes:
    """Write the list, in another order by each seed."""
    chance = random.Random(1)
    rows = []
    for number in range(ROWS):
        row = {
            "Name": f"Given{number % 977} Family{number}",
            "E-mail": f"office{number // 3}@example.org",
            "Organization": f"Ministry {number % 500}",
            "Country": COUNTRIES[number % len(COUNTRIES)],
            "Role": "expert" if number % 4 == 0 else "",
        }
        rows.append(row | (RUBBISH[number % len(RUBBISH)] if chance.random() < 0.05 else {}))
    random.Random(seed).shuffle(rows)
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


@contextmanager
def timed(name: str) -> Iterator[None]:
    begin = perf_counter()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name}: {perf_counter() - begin:.1f} s, at most {peak} MB")
    assert perf_counter() - begin < MOST_SECONDS


def counted(import_id: str) -> dict[str, int]:
    question = (
        select(ContactImportRow.state, func.count())
        .where(ContactImportRow.import_id == import_id)
        .group_by(ContactImportRow.state)
    )
    return {row[0]: row[1] for row in db.session.execute(question)}


def taken(app: Flask, reading: Reading, seed: int) -> str:
    """Read a list and take it in, as the desk and a worker do."""
    raw, now = table(seed), datetime.now(UTC)
    layout = layout_of(raw)
    given = FileGiven(
        raw, "x.csv", layout.head, layout.headings, layout.columns, count_rows(raw, layout.head)
    )
    import_id = keep_list(given, now, "user:1")
    with timed("read"):
        read_list(import_id, layout.columns, reading, now, actor="user:1")
        tick_jobs(app, now)
    with timed("taken in"):
        commit_list(import_id, reading, now, "user:1")
        tick_jobs(app, now)
    return import_id


def test_two_hundred_thousand_rows(app: Flask) -> None:
    with app.app_context():
        now = datetime.now(UTC)
        db.session.add_all(
            Party(code=one, kind="state", names={"en": one}, updated_at=now) for one in COUNTRIES
        )
        db.session.commit()
        reading = Reading(names_with(country_names()), list_rows, KEYS)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        first = taken(app, reading, 1)
        counts = counted(first)
        assert sum(counts.values()) == ROWS
        assert 9_000 < counts["refused"] < 11_000
        there = db.session.scalar(select(func.count()).select_from(Contact))
        assert there == counts["new"]
        for asked in (
            Filter(),
            Filter(roles=("expert",)),
            Filter(text="family777"),
            Filter(countries=("KE",)),
        ):
            times = []
            for _turn in range(3):
                begin = perf_counter()
                page = contacts_page(asked, now.date(), 1)
                times.append(perf_counter() - begin)
            print(f"{asked}: {page.number} in {min(times) * 1000:.0f} ms")
        second = taken(app, reading, 2)
        assert set(counted(second)) <= {"same", "refused", "doubt"}
        assert db.session.scalar(select(func.count()).select_from(Contact)) == there
        with timed("withdrawn"):
            withdraw_list(first, reading, now, "user:1")
            tick_jobs(app, now)
        assert db.session.scalar(select(func.count()).select_from(Contact)) == 0
        assert db.session.get_one(ContactImport, first).state == "withdrawn"
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 - before < MOST_MEGABYTES
