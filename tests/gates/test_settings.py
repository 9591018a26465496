"""Each setting is checked, a wrong one is refused by its name, and the page on running names them all."""

import re
from pathlib import Path
from typing import Any

import pytest

from meetings.config import CHECKS, WrongSetting, load_settings

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"MEETINGS_[A-Z]+(?:_[A-Z]+)*")


def loaded(folder: Path, **settings: str) -> dict[str, Any]:
    return load_settings({"MEETINGS_INSTANCE": str(folder), **settings})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://u@h:abc/db"),
        ("DATABASE_URL", "postgresql://u@h:99999/db"),
        ("DATABASE_URL", "postgresql:db"),
        ("DATABASE_URL", "postgresql+psycopg2://u@h/db"),
        ("DATABASE_URL", "sqlite://host/file"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://host:abc"),
        ("SMTP_URL", "smtp://host:70000"),
        ("SMTP_URL", "smtp:host"),
        ("SMTP_URL", "file:"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "https://meetings example.org"),
        ("BASE_URL", "https://[::1"),
        ("REDIS_URL", "redis://:6379"),
        ("BBB_URL", "https:///bigbluebutton/api"),
        ("OIDC_ISSUER", "https://"),
        ("OIDC_ISSUER", "http://login.example.org"),
        ("STORAGE_URL", "s3://[kept"),
        ("STORAGE_URL", "s3://kept?endpoint=https://host:abc"),
        ("TRUSTED_PROXIES", "foo/bar"),
        ("TRUSTED_PROXIES", "10.1.0.5/16"),
        ("FEED_NETWORKS", "everywhere"),
    ],
)
def test_wrong_setting_is_refused_by_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=f"^MEETINGS_{name}: expected ."):
        loaded(tmp_path, **{f"MEETINGS_{name}": value})


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("DATABASE_URL", "postgresql://u:p#a/b@h:5432/db", "postgresql+psycopg://u:p#a/b@h:5432/db"),
        ("DATABASE_URL", "postgresql://u@/db?host=/run/pg", "postgresql+psycopg://u@/db?host=/run/pg"),
        ("DATABASE_URL", "sqlite:////srv/store", "sqlite:////srv/store"),
        ("SMTP_URL", "", "file:mail"),
        ("SMTP_URL", "file:/srv/mail", "file:/srv/mail"),
        ("SMTP_URL", "smtps://user:pw@host", "smtps://user:pw@host"),
        ("BASE_URL", "https://meetings.example.org:8443/", "https://meetings.example.org:8443"),
        ("REDIS_URL", "redis://:pw@[::1]:6379/2", "redis://:pw@[::1]:6379/2"),
    ],
)
def test_right_setting_is_taken(tmp_path: Path, name: str, value: str, read: str) -> None:
    assert loaded(tmp_path, **{f"MEETINGS_{name}": value})[name] == read


@pytest.mark.parametrize("name", ["base_ur", "BASE_URL", "meetings_base_url", "instance", "trusted"])
def test_unknown_name_in_the_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "config.toml").write_text(f'port = 8001\n{name} = "https://meetings.example.org"\n')
    with pytest.raises(WrongSetting, match=f"^{name} in .*config.toml: expected a setting of"):
        loaded(tmp_path)


def test_file_gives_what_the_environment_does_not(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('port = 8001\nbase_url = "https://a.example.org"\n')
    found = loaded(tmp_path, MEETINGS_BASE_URL="https://b.example.org")
    assert (found["PORT"], found["BASE_URL"]) == (8001, "https://b.example.org")


def test_page_on_running_names_every_setting() -> None:
    read = {name if name == "PORT" else f"MEETINGS_{name}" for name in CHECKS}
    for path in (ROOT / "meetings").rglob("*.py"):
        read |= set(NAME.findall(path.read_text("utf-8")))
    page = (ROOT / "docs" / "running.md").read_text("utf-8")
    assert {name for name in read if f"`{name}`" not in page} == set()
