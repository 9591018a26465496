"""An application whose webhooks may lead to this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from meetings.extensions import db
from tests.conftest import make_app


@pytest.fixture
def app(store: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application within its context, on each store."""
    made = make_app(store, tmp_path, WEBHOOK_NETWORKS="127.0.0.0/8")
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()
