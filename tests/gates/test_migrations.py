"""Migrations build exactly what the models say, on both stores, and may run twice."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from meetings.extensions import db
from meetings.models import Base


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


@pytest.mark.usefixtures("database")
def test_migrated_store_equals_the_models() -> None:
    assert differences() == []


def test_migrating_twice_and_back_again(app: Flask) -> None:
    with app.app_context():
        upgrade()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        upgrade()
        assert differences() == []
