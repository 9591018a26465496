"""What an account at a platform needs to be told: a table by kind, and checks of what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final

from meetings.domain import errors
from meetings.domain.feeds import check_feed_address, check_feed_name
from meetings.domain.hooks import HASHES
from meetings.domain.platforms import CREATING, Kind
from meetings.domain.platforms_errors import KeysAgain

MOST_SETTING: Final = 300
MOST_KEY: Final = 10_000
# What says where keys are sent, or whose they are, beside the address.
GOES_TO: Final = ("login", "tenant", "account_id", "client_id")


@dataclass(frozen=True, slots=True)
class Needs:
    """What an account of a kind is told; `address` empty: one must be typed. Settings with True are needed."""

    address: str
    settings: Mapping[str, bool]
    keys: tuple[str, ...]


NEEDS: Final[Mapping[Kind, Needs]] = {
    Kind.BIGBLUEBUTTON: Needs("", {"hash": False}, ("secret",)),
    Kind.ZOOM: Needs(
        "https://api.zoom.us/v2",
        {"account_id": True, "client_id": True, "user": True, "login": False},
        ("client_secret",),
    ),
    Kind.JITSI: Needs("", {"app": True, "key_id": False, "subject": False}, ("secret",)),
    Kind.WEBEX: Needs(
        "https://webexapis.com/v1", {"client_id": True, "user": False}, ("client_secret", "refresh_token")
    ),
    Kind.TEAMS: Needs(
        "https://graph.microsoft.com/v1.0",
        {"tenant": True, "client_id": True, "user": True, "login": False},
        ("client_secret",),
    ),
}


def check_account(
    name: str, kind: str, address: str, settings: Mapping[str, str]
) -> tuple[Kind, dict[str, Any]]:
    """Give what is kept of an account, but for its keys.

    Raises: Missing, TooLong, NotOneLine, NotAChoice, NotAWebAddress, with the field.
    """
    if kind not in CREATING:
        raise errors.NotAChoice(field="kind", value=kind[:20])
    known = Kind(kind)
    called = check_feed_name(name)
    if not called:
        raise errors.Missing(field="name")
    place = _address(address.strip() or NEEDS[known].address, "address")
    kept = {
        one: _setting(one, settings.get(one, ""), needed) for one, needed in NEEDS[known].settings.items()
    }
    if kept.get("hash") and kept["hash"] not in HASHES:
        raise errors.NotAChoice(field="hash", value=kept["hash"][:20])
    if kept.get("login"):
        kept["login"] = _address(kept["login"], "login")
    return known, {
        "name": called,
        "address": place,
        "settings": {one: value for one, value in kept.items() if value},
    }


def goes_elsewhere(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether keys would be sent to another machine, or for another client, than they were typed for.

    Takes: address and settings of an account, as kept and as typed.
    """
    old, new = before["settings"], after["settings"]
    return before["address"] != after["address"] or any(old.get(one) != new.get(one) for one in GOES_TO)


def check_keys(
    kind: Kind, typed: Mapping[str, str], *, are_known: bool, anew: bool = False
) -> dict[str, str]:
    """Give the keys that were typed; where some are kept already, those left empty stay.

    Takes: `anew`, where those that are kept would go elsewhere, and so must all be typed.
    Raises: Missing, KeysAgain, TooLong, with the field, and never with the key.
    """
    found = {name: typed.get(name, "").strip().replace("\r\n", "\n") for name in NEEDS[kind].keys}
    for name, value in found.items():
        if not value and not are_known:
            raise errors.Missing(field=name)
        if not value and anew:
            raise KeysAgain(field=name)
        if len(value) > MOST_KEY:
            raise errors.TooLong(field=name, most=MOST_KEY)
    return {name: value for name, value in found.items() if value}


def _setting(name: str, value: str, needed: bool) -> str:
    text = value.strip()
    if needed and not text:
        raise errors.Missing(field=name)
    if len(text) > MOST_SETTING:
        raise errors.TooLong(field=name, most=MOST_SETTING)
    if not text.isprintable():
        raise errors.NotOneLine(field=name)
    return text


def _address(text: str, field: str) -> str:
    """Check an address; without https only one that names a machine by number, in a network that must be opened.

    Whether it lies inside is seen each time it is asked, because names move.
    """
    if not text:
        raise errors.Missing(field=field)
    target = check_feed_address(text, field)
    if not text.lower().startswith("https://") and not _is_number(target.host):
        raise errors.NotAWebAddress(field=field)
    return target.address.rstrip("/")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host == "localhost"
    return True
