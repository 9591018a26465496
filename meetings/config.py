"""Settings: defaults < config.toml of the instance < MEETINGS_* of the environment; all checked at start."""

import os
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from limits import parse_many
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT: Final = Path(__file__).parents[1]
STORES: Final = ("sqlite", "postgresql", "postgresql+psycopg")
MAIL: Final = ("smtp", "smtps")
FILES: Final = "file:mail"
PORTS: Final = range(1, 65_536)
SECRET_BYTES: Final = 32
BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
PREFIX: Final = re.compile(r"(?:/[A-Za-z0-9_-]+)*/?")


class WrongSetting(Exception):
    """A setting with a value that cannot be used; says which and what is expected."""

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"{name}: expected {expected}")


def load_settings(environment: Mapping[str, str], given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Put the settings together and check each.

    Takes: `given` wins over the environment, which wins over config.toml, which wins over defaults.
    Gives: values by their name without `MEETINGS_`.
    Raises: WrongSetting, naming the setting and what is expected.
    """
    raw = dict(given or {})
    instance = Path(str(raw.get("INSTANCE") or environment.get("MEETINGS_INSTANCE") or ROOT / "instance"))
    stored = _stored(instance)
    settings: dict[str, Any] = {"INSTANCE": instance.absolute()}
    for name, (default, check) in CHECKS.items():
        key = name if name == "PORT" else f"MEETINGS_{name}"
        value = raw.get(name, environment.get(key, stored.get(name.lower(), default)))
        settings[name] = check(key, value)
    if settings["BBB_URL"] and not settings["BBB_SECRET"]:
        raise WrongSetting("MEETINGS_BBB_SECRET", "the secret of the BigBlueButton server")
    if settings["OIDC_ISSUER"] and not settings["OIDC_CLIENT_ID"]:
        raise WrongSetting("MEETINGS_OIDC_CLIENT_ID", "the name by which the issuer knows us")
    settings["SECRET_KEY"] = settings["SECRET_KEY"] or _kept_secret(settings["INSTANCE"])
    settings["DATABASE_URL"] = (
        settings["DATABASE_URL"] or f"sqlite:///{settings['INSTANCE'] / 'meetings.sqlite'}"
    )
    settings["BASE_URL"] = settings["BASE_URL"] or f"http://127.0.0.1:{settings['PORT']}"
    return settings | {name: value for name, value in raw.items() if name not in settings}


def _stored(instance: Path) -> dict[str, Any]:
    path = instance / "config.toml"
    if not path.is_file():
        return {}
    try:
        stored = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongSetting(str(path), f"TOML ({error})") from None
    for name in stored:
        if name != name.lower() or name.upper() not in CHECKS:
            raise WrongSetting(
                f"{name} in {path}", "a setting of docs/running.md, in lower case and without MEETINGS_"
            )
    return stored


def _kept_secret(instance: Path) -> str:
    """Read the key made on the first start, or make it; of two processes starting at once, one makes it."""
    path = instance / "secret_key"
    try:
        instance.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        if not path.is_file():
            raise WrongSetting("MEETINGS_INSTANCE", f"a folder to write in ({error.strerror})") from None
        kept = path.read_text("ascii").strip()
        if not kept:
            raise WrongSetting(str(path), "a key; the file is empty") from None
        return kept
    except OSError as error:
        raise WrongSetting("MEETINGS_INSTANCE", f"a folder to write in ({error.strerror})") from None
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with os.fdopen(handle, "w") as file:
        file.write(secret)
    return secret


def _text(_name: str, value: Any) -> str | None:
    return str(value).strip() or None if value is not None else None


def _number(least: int, most: int) -> Callable[[str, Any], int]:
    def check(name: str, value: Any) -> int:
        try:
            number = int(value)
        except (TypeError, ValueError):
            number = least - 1
        if not least <= number <= most:
            raise WrongSetting(name, f"a whole number from {least} to {most}")
        return number

    return check


def _address(schemes: tuple[str, ...], example: str) -> Callable[[str, Any], str | None]:
    def check(name: str, value: Any) -> str | None:
        text = _text(name, value)
        if text and not _is_address(text, schemes):
            raise WrongSetting(name, f"an address like {example}")
        return text

    return check


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    """Tell whether a text names a host, and a port that there can be or none, by one of the schemes."""
    try:
        parts = urlsplit(text)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port in PORTS)
    except ValueError:
        return False
    return is_whole and parts.scheme in schemes and not any(sign.isspace() for sign in text)


def _store(name: str, value: Any) -> str | None:
    text = _text(name, value)
    if text is None:
        return None
    wrong = WrongSetting(name, "an address like sqlite:////path/file or postgresql://user@host:port/db")
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise wrong from None
    is_file = url.drivername == "sqlite"
    if url.drivername not in STORES or (is_file and url.host) or (url.port or PORTS.start) not in PORTS:
        raise wrong
    return text.replace("postgresql://", "postgresql+psycopg://", 1)


def _mail(name: str, value: Any) -> str | None:
    """Check where mails go: a relay, or a folder, which is also where nothing is said."""
    text = _text(name, value) or FILES
    if text.startswith("file:") and text != "file:":
        return text
    return _address(MAIL, f"smtp://host:port, smtps://user:pw@host or {FILES}")(name, text)


def _base(name: str, value: Any) -> str | None:
    text = _address(("http", "https"), "https://meetings.example.org")(name, value)
    return text.rstrip("/") if text else None


def _issuer(name: str, value: Any) -> str | None:
    """Check an issuer, letter for letter as it names itself; off this machine it needs a line nobody listens to."""
    text = _address(("http", "https"), "https://login.example.org")(name, value)
    parts = urlsplit(text or "")
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise WrongSetting(name, "an address like https://login.example.org")
    return text


def _storage(name: str, value: Any) -> str | None:
    """Check where files are kept: nothing is the instance's own folder, else a bucket that speaks S3."""
    text = _text(name, value)
    if text is None:
        return None
    wrong = WrongSetting(name, "nothing, or s3://bucket/folder?endpoint=https://host&region=name")
    try:
        parts = urlsplit(text)
    except ValueError:
        raise wrong from None
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    is_whole = parts.scheme == "s3" and BUCKET.fullmatch(parts.netloc) and PREFIX.fullmatch(parts.path)
    is_reached = _is_address(asked.get("endpoint", "https://s3"), ("http", "https"))
    if not is_whole or not is_reached or not set(asked) <= {"endpoint", "region"}:
        raise wrong
    if find_spec("obstore") is None:
        raise WrongSetting(name, "the package obstore to be installed (extra: s3)")
    return text


def _secret(name: str, value: Any) -> str | None:
    text = _text(name, value)
    if text and len(text) < 16:
        raise WrongSetting(name, "at least 16 characters")
    return text


def _shared(name: str, value: Any) -> str | None:
    """Check a secret that somebody else made; theirs may be shorter than ours."""
    text = _text(name, value)
    if text and (len(text) < 8 or any(letter.isspace() for letter in text)):
        raise WrongSetting(name, "the secret as the platform shows it, at least 8 characters without spaces")
    return text


def _choice(*choices: str) -> Callable[[str, Any], str]:
    def check(name: str, value: Any) -> str:
        if value not in choices:
            raise WrongSetting(name, f"one of {', '.join(choices)}")
        return str(value)

    return check


def _file(name: str, value: Any) -> Path | None:
    text = _text(name, value)
    if text is None:
        return None
    if not Path(text).is_file():
        raise WrongSetting(name, "a file that is there")
    return Path(text)


def _networks(name: str, value: Any) -> tuple[Any, ...]:
    try:
        return tuple(ip_network(one) for one in str(value or "").replace(",", " ").split())
    except ValueError:
        raise WrongSetting(name, "addresses or networks like 10.1.0.0/16, apart by spaces") from None


def _limit(name: str, value: Any) -> str:
    try:
        parse_many(str(value))
    except ValueError:
        raise WrongSetting(name, "a number and a time, like 60 per minute") from None
    return str(value)


CHECKS: Final[dict[str, tuple[Any, Callable[[str, Any], Any]]]] = {
    "PORT": (8000, _number(1, 65535)),
    "DATABASE_URL": (None, _store),
    "BASE_URL": (None, _base),
    "SMTP_URL": (FILES, _mail),
    "SMTP_TLS": ("checked", _choice("checked", "needed", "unchecked")),
    "SMTP_AUTHORITIES": (None, _file),
    "DKIM_SELECTOR": (None, _text),
    "DKIM_KEY": (None, _file),
    "DOMAIN_MINUTE": (0, _number(0, 1_000_000)),
    "SENDER": (None, _text),
    "BOUNCES": (None, _text),
    "STORAGE_URL": (None, _storage),
    "STORAGE_KEY": (None, _text),
    "STORAGE_SECRET": (None, _text),
    "REDIS_URL": (None, _address(("redis", "rediss"), "redis://host:port")),
    "SECRET_KEY": (None, _secret),
    "SETTLING_SECONDS": (600, _number(0, 86_400)),
    "REGISTRATIONS_LIMIT": ("240 per minute", _limit),
    "API_LIMIT": ("1200 per minute", _limit),
    "LEASE_SECONDS": (120, _number(2, 3600)),
    "WEB_WORKERS": (2, _number(1, 64)),
    "UPLOAD_MB": (20, _number(1, 20_000)),
    "TRUSTED_PROXIES": ("", _networks),
    "SITE_NAME": (None, _text),
    "CONTACT": (None, _text),
    "ROOM_FOLLOWS_ONLINE": ("yes", _choice("yes", "no")),
    "SECOND_STEP": ("required", _choice("required", "offered")),
    "OIDC_ISSUER": (None, _issuer),
    "OIDC_CLIENT_ID": (None, _text),
    "OIDC_CLIENT_SECRET": (None, _text),
    "OIDC_NAME": (None, _text),
    "FEED_NETWORKS": ("", _networks),
    "PLATFORM_NETWORKS": ("", _networks),
    "WEBHOOK_NETWORKS": ("", _networks),
    "SURVEY_KEYS": (None, _text),
    "IDENTITY_KEYS": (None, _text),
    "ZOOM_WEBHOOK_SECRET": (None, _shared),
    "BBB_SECRET": (None, _shared),
    "BBB_URL": (None, _address(("http", "https"), "https://bbb.example.org/bigbluebutton/api")),
    "BBB_HASH": ("sha256", _choice("sha1", "sha256", "sha384", "sha512")),
}
