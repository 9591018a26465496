"""What connections to a store keep from one request to the next, and what a store that was away leaves of them."""

import pytest
from flask import Flask
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from meetings import extensions
from meetings.extensions import db, store, transaction
from tests.factories import make_programme


def read_often(count: int = 12) -> None:
    """Read the same in transactions of their own, each let go as a page lets it go."""
    for _ in range(count):
        store(text("SELECT slug FROM programmes")).all()
        db.session.rollback()


def fail() -> None:
    """Change something in a transaction that then goes wrong."""
    with transaction():
        store(text("UPDATE programmes SET slug = 'other'"))
        store(text("SELECT nothing FROM nowhere"))


def test_what_is_asked_often_is_prepared_once_and_stays(app: Flask) -> None:
    with app.app_context():
        make_programme()
        if db.engine.dialect.name != "postgresql":
            return
        read_often()
        prepared = text(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE :it"
        )
        assert store(prepared, {"it": "SELECT slug%"}).scalars().all() == [7]


def test_a_failed_transaction_is_ended_and_the_next_one_stands(app: Flask) -> None:
    with app.app_context():
        programme = make_programme().slug
        for _ in range(7):
            with pytest.raises(DBAPIError):
                fail()
        with transaction():
            assert store(text("SELECT slug FROM programmes")).scalars().all() == [programme]


def test_connections_that_the_store_ended_meanwhile_are_made_anew(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extensions, "IDLE_SECONDS", 0.0)  # as if they had been left for longer
    with app.app_context():
        make_programme()
        if db.engine.dialect.name != "postgresql":
            return
        db.session.remove()
        with create_engine(db.engine.url, poolclass=NullPool).connect() as other:
            ended = text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert True in other.scalars(ended).all()
        read_often(2)
