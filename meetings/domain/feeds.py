"""Feeds of other conventions: which addresses may be asked at all, how often, and what can go wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from pathlib import PurePath
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from meetings.domain.errors import NotAWebAddress, NotOneLine, TooLong
from meetings.domain.languages import upright

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

ADDRESS_LENGTH: Final = 1_000
NAME_LENGTH: Final = 100
MOST_FEEDS: Final = 100
MOST_REDIRECTS: Final = 3
MOST_PAGES: Final = 60
# All pages of a feed together are read in so many seconds, beside the limit of each.
ALL_SECONDS: Final = 120.0
EVERY: Final = timedelta(hours=3)
AGAIN: Final = timedelta(minutes=15)
LONGEST_WAIT: Final = timedelta(days=1)
# While one worker reads a feed, the others leave it alone for so long.
CLAIMED: Final = timedelta(minutes=10)
PORTS: Final = {"http": 80, "https": 443}
GLOBAL_V6: Final = IPv6Network("2000::/3")
# Kept for how networks are run, whatever a version of Python says of them.
NOT_GLOBAL_V4: Final = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv4Network("100.64.0.0/10"),
)
TRANSLATED_V4: Final = IPv6Network("64:ff9b::/96")


class Trouble(StrEnum):
    """Why a feed could not be read."""

    NOT_PUBLIC = "not_public"
    UNKNOWN_HOST = "unknown_host"
    NO_CONNECTION = "no_connection"
    NOT_SECURE = "not_secure"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"
    ANSWER = "answer"
    CUT_OFF = "cut_off"
    NOT_A_CALENDAR = "not_a_calendar"
    TOO_MANY_EVENTS = "too_many_events"
    PAGES = "pages"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a feed is asked for: the machine, and what of it."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def named(self) -> str:
        """Name the machine as a request does."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def check_feed_address(text: str, field: str = "address") -> Target:
    """Read the address of a feed; one for calendar programs (`webcal:`) is one of the web.

    Raises: NotAWebAddress, for what is none, has a name and password in it, or is very long.
    """
    given = text.strip()
    try:
        parts = urlsplit(given)
        scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme.lower(), parts.scheme.lower())
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port or PORTS.get(scheme, 0)
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        is_plain = path.isascii() and path.isprintable() and " " not in path
    except (UnicodeError, ValueError):
        raise NotAWebAddress(field=field) from None
    if scheme not in PORTS or not host or "@" in parts.netloc or not is_plain or len(given) > ADDRESS_LENGTH:
        raise NotAWebAddress(field=field)
    bare = Target(scheme, host, port, path, "")
    return Target(scheme, host, port, path, f"{scheme}://{bare.named}{path}")


def check_feed_name(text: str, field: str = "name") -> str:
    """Give a name on one line, or an empty one.

    Raises: TooLong, NotOneLine, with the field.
    """
    kept = text.strip()
    if len(kept) > NAME_LENGTH:
        raise TooLong(field=field, most=NAME_LENGTH)
    if not kept.isprintable() or upright(kept) != kept:
        raise NotOneLine(field=field)
    return kept


def called_by_file(file: str) -> str:
    """Name a calendar by the file it comes from, without what is not seen or turns what stands around it."""
    stem = PurePath(file).stem
    return "".join(one if one.isprintable() else " " for one in upright(stem)).strip()[:NAME_LENGTH]


def is_public(address: str, inside: Iterable[Network] = ()) -> bool:
    """Say whether an address of a machine is out in the world, or in a network that is named as open to feeds.

    What stands for an address of the older kind is judged as that. Anything that is no address is not public.
    """
    try:
        found = _meant(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    if any(found in network for network in inside):
        return True
    if isinstance(found, IPv6Address) and (found not in GLOBAL_V6 or found.teredo is not None):
        return False
    if any(found in network for network in NOT_GLOBAL_V4):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def _meant(address: Address) -> Address:
    """Give the older address that a newer one stands for, or itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in TRANSLATED_V4:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def next_try(failures: int, now: datetime) -> datetime:
    """Say when a feed is read again: in some hours; after failures soon, then ever later, at most in a day."""
    if not failures:
        return now + EVERY
    return now + min(AGAIN * (1 << min(failures - 1, 10)), LONGEST_WAIT)
