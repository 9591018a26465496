"""Staff and tokens made at a terminal."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from meetings.queries.staff import token_holder
from tests.cli.test_start import meetings
from tests.conftest import SECRET, make_app


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Give the address of a store made by the command."""
    address = f"sqlite:///{tmp_path}/store.sqlite"
    assert meetings(tmp_path, "migrate", **settings(address)).returncode == 0
    return address


def settings(store: str) -> dict[str, str]:
    return {"MEETINGS_DATABASE_URL": store, "MEETINGS_SECRET_KEY": SECRET}


def test_invitation_prints_a_link_that_signs_in(store: str, tmp_path: Path) -> None:
    done = meetings(
        tmp_path, "user", "invite", "organizer@example.org", "--role", "organizer", **settings(store)
    )
    assert done.returncode == 0, done.stderr
    client = make_app(store, tmp_path).test_client()
    assert client.get(urlsplit(done.stdout.strip()).path).status_code == 200
    again = meetings(tmp_path, "user", "link", "organizer@example.org", **settings(store))
    assert again.returncode == 0
    assert again.stdout != done.stdout


def test_token_is_the_last_word(store: str, tmp_path: Path) -> None:
    done = meetings(tmp_path, "token", "create", "--role", "reader", "--name", "feed", **settings(store))
    assert done.returncode == 0, done.stderr
    app = make_app(store, tmp_path)
    with app.app_context():
        holder = token_holder(done.stdout.split()[-1], datetime.now(UTC))
    assert holder is not None
    assert holder.name == "feed"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["user", "invite", "nobody", "--role", "reader"], "e-mail address"),
        (["user", "invite", "a@example.org", "--role", "queen"], "queen"),
        (["user", "link", "unknown@example.org"], "unknown@example.org"),
        (["token", "create", "--role", "reader", "--name", ""], "name"),
    ],
)
def test_wrong_words_are_refused_with_a_sentence(
    store: str, tmp_path: Path, words: list[str], said: str
) -> None:
    done = meetings(tmp_path, *words, **settings(store))
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr
