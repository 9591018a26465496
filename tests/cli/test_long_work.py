"""Long work by real workers: killed in the middle, what was made stays, and the rest is made once by the next."""

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import insert

from meetings.domain.codes import Role
from meetings.domain.jobs import CERTIFICATES, JobState
from meetings.domain.permissions import Holder, Scope
from meetings.extensions import db
from meetings.models import Attendance, Certificate, Person
from meetings.queries import jobs as queries
from meetings.queries.jobs import JobShown
from meetings.services import certificates, jobs
from tests.certificates import make_held
from tests.conftest import ROOT, SECRET
from tests.factories import NOW
from tests.papers import text_of

PEOPLE = 400
TENTHS = 1200
ME = "user:1"
WHO = Holder("Somebody", (Scope(Role.ADMINISTRATOR),), 1)


def ask(slot: str) -> str:
    """Let many have been there, issue them all, and ask for their files."""
    rows = [
        {
            "id": number,
            "name": f"Person{number:04d}",
            "name_key": f"person{number:04d}",
            "created_at": NOW,
            "updated_at": NOW,
        }
        for number in range(1, PEOPLE + 1)
    ]
    db.session.execute(insert(Person), rows)
    there = [{"slot_id": slot, "person_id": row["id"], "joined_at": NOW.replace(day=1)} for row in rows]
    db.session.execute(insert(Attendance), there)
    db.session.commit()
    assert certificates.issue_all("season", "topic", datetime.now(UTC), ME) == PEOPLE
    ids = sorted(db.session.scalars(db.select(Certificate.id)))
    asked = {"ids": ids, "language": ""}
    return jobs.ask(CERTIFICATES, "programme:season", asked, PEOPLE, now=datetime.now(UTC), actor=ME)


def worker(app: Flask) -> "subprocess.Popen[bytes]":
    settings = {
        "DATABASE_URL": app.config["DATABASE_URL"].replace("+psycopg", ""),
        "INSTANCE": str(app.config["INSTANCE"]),
        "SECRET_KEY": SECRET,
        "LEASE_SECONDS": "2",
        "BASE_URL": "https://meetings.example.org",
    }
    environment = os.environ | {f"MEETINGS_{name}": value for name, value in settings.items()}
    words = [sys.executable, "-m", "meetings", "worker"]
    return subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)


def wait_for(app: Flask, job: str, at_least: int) -> JobShown:
    for _tenth in range(TENTHS):
        with app.app_context():
            shown = queries.job(job, WHO)
        if shown.done >= at_least or not shown.is_going_on:
            return shown
        Event().wait(0.1)
    raise AssertionError(f"only {shown.done} of {shown.total} were made")


@pytest.mark.real_clock
def test_a_killed_worker_loses_nothing_and_nothing_is_made_twice(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        job = ask(make_held()[0])
    with worker(app) as first:
        shown = wait_for(app, job, 1)
        first.kill()
    assert shown.state == JobState.RUNNING
    assert 0 < shown.done < PEOPLE
    with worker(app) as second:
        shown = wait_for(app, job, PEOPLE)
        while shown.is_going_on:
            shown = wait_for(app, job, PEOPLE + 1)
        second.terminate()
        assert second.wait(10) == 0
    assert (shown.state, shown.done, shown.problems) == (JobState.DONE, PEOPLE, {})
    with app.app_context():
        words = [text_of(content, tmp_path) for _name, content in queries.files(job)]
    named = Counter(one for text in words for one in re.findall(r"Person\d{4}", text))
    assert named == Counter(f"Person{number:04d}" for number in range(1, PEOPLE + 1))
    assert len(words) == PEOPLE // 50
