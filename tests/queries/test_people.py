"""Who is meant on the telephone, on both stores: by name as heard, organization, country, mailbox; within reach."""

import sys
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import insert, text

from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.extensions import db
from meetings.models import Mailbox, Party, Person, PersonMailbox
from meetings.queries.doubles import Why, proposed
from meetings.queries.people import heard
from meetings.services.merging import keep_apart, merge
from meetings.services.registrations import cancel, register
from tests.factories import (
    KEYS,
    NOW,
    make_programme,
    make_session,
    make_slot,
    make_topic,
    register_somebody,
    request_for,
    somebody,
)

MINISTRY = "Ministère de l’environnement"
PEOPLE = (
    {"name": "Afi Mensah", "email": "afi@env.example.org", "country": "TG", "organization": MINISTRY},
    {"name": "Kofi Mensah", "email": "kofi@example.org", "country": "KE", "organization": MINISTRY},
    {"name": "Muhammad al-Hassan", "email": "shared_box@example.org", "country": "EG"},
    {"name": "محمد الحسن", "email": "shared_box@example.org", "country": "EG"},
    {"name": "王小明", "email": "wang@example.org", "country": "CN"},
    {"name": "Сергей Иванов", "email": "ivanov@example.org"},
    {"name": "\u202e<script>", "email": "odd@example.org", "organization": "=1+1"},
)


@pytest.fixture
def slot(app: Flask, database: object) -> str:
    names = {
        "TG": ({"en": "Togo", "zh": "多哥", "ar": "توغو"}, "Lomé", "Africa/Lome"),
        "KE": ({"en": "Kenya"}, "Nairobi", "Africa/Nairobi"),
        "EG": ({"en": "Egypt", "fr": "Égypte"}, "Cairo", "Africa/Cairo"),
        "CN": ({"en": "China", "zh": "中国"}, "Beijing", "Asia/Shanghai"),
    }
    for code, (words, capital, zone) in names.items():
        db.session.add(
            Party(code=code, kind="state", names=words, capital=capital, zone=zone, updated_at=NOW)
        )
    db.session.commit()
    _topic, (first, _second) = make_topic()
    for person in PEOPLE:
        register_somebody(first, **person)
    return first


def found(words: str, where: Reach = EVERYWHERE) -> list[str]:
    return [one.name for one in heard(words, where, NOW)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Afi Mensah", ["Afi Mensah"]),
        ("mensa  AFI", ["Afi Mensah"]),
        ("Mensha afi", ["Afi Mensah"]),
        ("Mensah", ["Afi Mensah", "Kofi Mensah"]),
        ("Mensah Togo", ["Afi Mensah"]),
        ("Mensah TG", ["Afi Mensah"]),
        ("mensah 多哥", ["Afi Mensah"]),
        ("Afi Mensa ministère de l'environnement Lomé", ["Afi Mensah"]),
        ("environnement nairobi", ["Kofi Mensah"]),
        ("kofi@", ["Kofi Mensah"]),
        ("KOFI@example.ORG", ["Kofi Mensah"]),
        ("env.example", ["Afi Mensah"]),
        ("Mohamed", ["Muhammad al-Hassan", "محمد الحسن"]),
        ("حسن", ["محمد الحسن", "Muhammad al-Hassan"]),
        ("مُحَمَّد", ["محمد الحسن", "Muhammad al-Hassan"]),
        ("小明", ["王小明"]),
        ("王 小明", ["王小明"]),
        ("中国", ["王小明"]),
        ("Sergey Ivanoff", ["Сергей Иванов"]),
        ("иванов", ["Сергей Иванов"]),
        ("égypte", ["Muhammad al-Hassan", "محمد الحسن"]),
        ("script", ["\u202e<script>"]),
        ("shared_box", ["Muhammad al-Hassan", "محمد الحسن"]),
        ("%", []),
        ("_", []),
        ("", []),
        ("\u202e\r\n", []),
        ("Xyzzyq", []),
        ("Afi Xyzzyq", ["Afi Mensah"]),
    ],
)
@pytest.mark.usefixtures("slot")
def test_people_are_found_as_heard(words: str, expected: list[str]) -> None:
    assert found(words) == expected


def test_rows_tell_people_apart(slot: str) -> None:
    (one,) = heard("afi", EVERYWHERE, NOW)
    assert (one.addresses, one.organization, one.country, one.zone) == (
        ("afi@env.example.org",),
        MINISTRY,
        "TG",
        "Africa/Nairobi",
    )
    assert one.country_names["zh"] == "多哥"
    assert one.coming is not None
    assert (one.coming.starts_at, one.coming.title) == (NOW + timedelta(days=2), {"en": "Session topic"})
    (later,) = heard("afi", EVERYWHERE, NOW + timedelta(days=3))
    assert later.coming is None


def test_next_session_is_one_that_stands(slot: str) -> None:
    done = register_somebody(slot, name="Zora")
    cancel(done.id, NOW, "person")
    assert [one.coming for one in heard("zora", EVERYWHERE, NOW)] == [None]


def test_nobody_is_found_beyond_reach_nor_after_merging(slot: str) -> None:
    other = make_programme("other")
    theirs = make_slot(make_session(other, "else")).id
    wish = request_for(somebody(name="Afi Elsewhere"), theirs, session="else")
    elsewhere = register(replace(wish, programme="other"), NOW, KEYS)
    assert found("Afi", Reach(programmes=frozenset({"season"}))) == ["Afi Mensah"]
    assert found("Afi", Reach(programmes=frozenset({"other"}))) == ["Afi Elsewhere"]
    assert found("Afi", Reach(streams=frozenset({("season", "nothing")}))) == []
    assert found("Afi", Reach()) == []
    assert found("afi elsewhere") == ["Afi Elsewhere"]
    afi = db.session.query(Person).filter_by(name="Afi Mensah").one().id
    merge(afi, elsewhere.person_id, NOW, "user:1")
    assert found("afi") == ["Afi Mensah"]


def pairs() -> list[tuple[str, str, tuple[Why, ...]]]:
    return [(one.sides[0].name, one.sides[1].name, one.why) for one in proposed()]


def test_doubles_are_proposed_until_somebody_decides(slot: str) -> None:
    egypt = ("Muhammad al-Hassan", "محمد الحسن", (Why.MAILBOX,))
    assert pairs() == [egypt]
    register_somebody(slot, name="Mensa Afi", email="a@example.org", country="TG")
    register_somebody(slot, name="Kofi Mensa", email="b@example.org", organization=MINISTRY)
    register_somebody(slot, name="Kofi Mensah", email="c@example.org", country="EG")
    assert pairs() == [
        egypt,
        ("Kofi Mensah", "Kofi Mensa", (Why.ORGANIZATION,)),
        ("Afi Mensah", "Mensa Afi", (Why.COUNTRY,)),
    ]
    ids = {row.name: row.id for row in db.session.query(Person)}
    keep_apart(ids["محمد الحسن"], ids["Muhammad al-Hassan"], NOW, "user:1")
    merge(ids["Mensa Afi"], ids["Afi Mensah"], NOW, "user:1")
    assert pairs() == [("Kofi Mensah", "Kofi Mensa", (Why.ORGANIZATION,))]


def test_people_of_before_are_found_after_migrating(app: Flask) -> None:
    with app.app_context():
        downgrade(revision="0011")
        columns = (
            "public_id, name, name_key, language, origin, organization, revision, created_at, updated_at"
        )
        stamp = NOW.isoformat()
        values = f"'x', 'Afi Ménsah', 'afi', 'fr', 'registration', 'Ministry', 1, '{stamp}', '{stamp}'"
        db.session.execute(text(f"INSERT INTO people ({columns}) VALUES ({values})"))
        db.session.commit()
        upgrade()
        assert [one.name for one in heard("mensa ministry", EVERYWHERE, NOW)] == ["Afi Ménsah"]


@pytest.mark.bench
def test_twenty_thousand_people_are_looked_through_at_once(database_sqlite: Any) -> None:
    store_crowd(20_000)
    took = {}
    for words in (
        "Afi Mensa",
        "Mensa Togo",
        "p777@",
        "Wrobleski",
        "Mensha",
        "Afi Mensa ministère de l'environnement",
    ):
        heard(words, EVERYWHERE, NOW)
        start = time.process_time()  # SQLite looks in this process, whatever else the machine does
        heard(words, EVERYWHERE, NOW)
        took[words] = round((time.process_time() - start) * 1000)
    sys.stdout.write(f"milliseconds: {took}\n")
    assert max(took.values()) < 300


def store_crowd(number: int) -> None:
    """Store invented people, one of them Afi Mensah."""
    syllables = [first + second for first in "bdfgklmnprst" for second in "aeiou"]
    stamps = {"created_at": NOW, "updated_at": NOW}
    db.session.add(Party(code="TG", kind="state", names={"en": "Togo"}, capital="Lomé", updated_at=NOW))
    people, mailboxes, both = [], [], []
    for n in range(1, number + 1):
        parts = [syllables[n * step % 60] for step in (1, 7, 11, 13)]
        name = "Afi Mensah" if n == 777 else f"{parts[0]}{parts[1]} {parts[2]}{parts[3]}".title()
        key = f"{name.lower()} {n}"
        people.append(
            {"id": n, "name": name, "name_key": key, "organization": MINISTRY, "country": ("TG", "KE")[n % 2]}
            | stamps
        )
        address = f"p{n}@example.org"
        mailboxes.append({"id": n, "address": address, "address_key": address, "created_at": NOW})
        both.append({"mailbox_id": n, "name_key": key, "person_id": n})
    for table, rows in ((Person, people), (Mailbox, mailboxes), (PersonMailbox, both)):
        db.session.execute(insert(table), rows)
    db.session.commit()
