"""How platforms are spoken to: one guarded request at a time, and of what goes wrong a name that says what to do."""

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any, Final
from urllib.parse import urlencode

from meetings.adapters.feeds import PIECE, HttpFeeds, Limits
from meetings.domain.errors import NotAWebAddress
from meetings.domain.feeds import Network, Target, Trouble, check_feed_address
from meetings.domain.platforms_errors import (
    AwayNow,
    Declined,
    KeysRefused,
    Nonsense,
    NotOutside,
    NotThere,
    PlatformFailed,
    Slow,
)
from meetings.domain.platforms_errors import Limits as AccountLimits
from meetings.domain.ports import Unfetchable

SECONDS: Final = 10.0
MOST_BYTES: Final = 5_000_000
AGENT: Final = "Minamata-Meetings"
LONGEST_PAUSE: Final = 86_400
PAUSE: Final = 60
TROUBLES: Final[Mapping[Trouble, type[PlatformFailed]]] = {
    Trouble.NOT_PUBLIC: NotOutside,
    Trouble.TOO_LARGE: Nonsense,
    Trouble.CUT_OFF: Nonsense,
}
STATUSES: Final[Mapping[int, type[PlatformFailed]]] = {
    401: KeysRefused,
    402: AccountLimits,
    403: KeysRefused,
    404: NotThere,
    408: AwayNow,
    410: NotThere,
    413: AccountLimits,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a platform answered: its status, and its body."""

    status: int
    body: bytes
    pause: int = PAUSE
    next_page: str = ""

    def json(self) -> dict[str, Any]:
        """Read the body as an object.

        Raises: Nonsense.
        """
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            raise Nonsense(word="not an answer") from None
        if not isinstance(found, dict):
            raise Nonsense(word="not an answer")
        return found


class Wire(HttpFeeds):
    """Asks platforms over HTTPS, or over HTTP inside networks that are named as ours; redirects are not followed.

    A redirect would carry keys to whom nobody checked.
    """

    def __init__(
        self,
        inside: tuple[Network, ...] = (),
        *,
        seconds: float = SECONDS,
        security: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(Limits(MOST_BYTES, seconds=seconds, inside=inside), security=security)
        self._inside = inside

    def ask(
        self, method: str, address: str, *, head: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Ask once, and give what was answered, whatever its status.

        Raises: AwayNow, Nonsense, NotOutside.
        """
        target = self._checked(address)
        ends = monotonic() + self._limits.seconds
        sent = {"Host": target.named, "User-Agent": AGENT, "Accept-Encoding": "identity"}
        sent |= {"Connection": "close", **(head or {})}
        if body is not None:
            sent["Content-Length"] = str(len(body))
        try:
            return self._asked(method, target, sent, body, ends=ends)
        except Unfetchable as error:
            failure = TROUBLES.get(error.trouble, AwayNow)
            word = "too large" if error.trouble is Trouble.TOO_LARGE else str(error.trouble)
            raise failure(word=word) from None

    def _checked(self, address: str) -> Target:
        try:
            target = check_feed_address(address)
        except NotAWebAddress:
            raise NotOutside(word="address") from None
        if target.scheme != "https" and not self._inside:
            raise NotOutside(word="http")
        return target

    def _asked(
        self, method: str, target: Target, head: Mapping[str, str], body: bytes | None, *, ends: float
    ) -> Answer:
        addresses = self._addresses(target, ends)
        with self._line(ends) as line:
            try:
                line.open(addresses, target, ends)
                if target.scheme == "https":
                    line.secure(target.host, self._secure())
                answer = line.ask(method, target, head, body)
                held = _body(answer)
                line.check()
            except (OSError, http.client.HTTPException, ValueError) as error:
                line.check()
                is_answer = isinstance(error, http.client.HTTPException) and not isinstance(error, OSError)
                raise (Nonsense if is_answer else AwayNow)(word=type(error).__name__) from None
            pause, link = pause_of(answer.getheader("Retry-After")), answer.getheader("Link") or ""
            return Answer(answer.status, held, pause, next_of(link))


def _body(answer: http.client.HTTPResponse) -> bytes:
    held = bytearray()
    while piece := answer.read(PIECE):
        held += piece
        if len(held) > MOST_BYTES:
            raise Unfetchable(Trouble.TOO_LARGE)
    return bytes(held)


def pause_of(given: str | None) -> int:
    """Read how long somebody wants to be left alone: seconds, or until a date; a day at most."""
    text = (given or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 9:
        return min(int(text), LONGEST_PAUSE)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return PAUSE
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    left = (until - datetime.now(UTC)).total_seconds()
    return max(1, min(int(left) + 1, LONGEST_PAUSE))


def next_of(link: str) -> str:
    """Read from a head `Link` where the next page is (RFC 8288), or nothing."""
    for each in link.split(","):
        address, _, rest = each.strip().partition(">")
        if address.startswith("<") and 'rel="next"' in rest.replace(" ", ""):
            return address[1:]
    return ""


def check_status(answer: Answer) -> Answer:
    """Give an answer back that says that all is well.

    Raises: Slow, AwayNow, KeysRefused, NotThere, Limits, Declined, Nonsense, with the status as word.
    """
    if 200 <= answer.status < 300:
        return answer
    word = f"status {answer.status}"
    if answer.status == http.client.TOO_MANY_REQUESTS:
        raise Slow(word=word, seconds=answer.pause)
    if answer.status >= 500:
        raise AwayNow(word=word)
    if answer.status >= 400:
        raise STATUSES.get(answer.status, Declined)(word=word)
    raise Nonsense(word=word)


class Tokens:
    """Tokens by which platforms let us in for a while, kept in this process alone until shortly before they end."""

    EARLY: Final = 60.0

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], tuple[str, float]] = {}

    def get(self, key: tuple[str, ...]) -> str | None:
        """Give a token that is still good."""
        found = self._kept.get(key)
        return found[0] if found and monotonic() < found[1] else None

    def put(self, key: tuple[str, ...], token: str, seconds: float) -> None:
        """Keep a token for as long as it was said to last."""
        self._kept[key] = (token, monotonic() + max(0.0, seconds - self.EARLY))

    def drop(self, key: tuple[str, ...]) -> None:
        """Forget a token that is not taken any more."""
        self._kept.pop(key, None)


@dataclass(frozen=True, slots=True)
class TokenAsked:
    """How a token is asked for: where, by which form, and under what it is kept."""

    address: str
    form: Mapping[str, str]
    head: Mapping[str, str]
    key: tuple[str, ...]


class JsonApi:
    """A platform that speaks JSON and lets in whoever has a token."""

    def __init__(self, address: str, wire: Wire, tokens: Tokens, asked: TokenAsked) -> None:
        self.address = address.rstrip("/")
        self._wire, self._tokens, self._asked = wire, tokens, asked

    def token(self) -> str:
        """Give the token that is kept, or ask for one.

        Raises: PlatformFailed.
        """
        kept = self._tokens.get(self._asked.key)
        if kept is not None:
            return kept
        head = {"Content-Type": "application/x-www-form-urlencoded", **self._asked.head}
        body = urlencode(self._asked.form).encode()
        answer = self._wire.ask("POST", self._asked.address, head=head, body=body)
        if answer.status in (400, 401, 403):
            raise KeysRefused(word=f"status {answer.status}")
        found = check_status(answer).json()
        token, seconds = found.get("access_token"), found.get("expires_in", 0)
        if not isinstance(token, str) or not token or not isinstance(seconds, int | float):
            raise Nonsense(word="no token")
        self._tokens.put(self._asked.key, token, float(seconds))
        return token

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Call the platform, once more with a new token where the kept one is not taken; give its answer as it is.

        Takes: `path` below the address, or a whole address of the same machine.
        Raises: PlatformFailed.
        """
        answer = self._called(method, path, body)
        if answer.status == http.client.UNAUTHORIZED:
            self._tokens.drop(self._asked.key)
            answer = self._called(method, path, body)
        return answer

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Call the platform and read what it says; where it says nothing, an empty answer.

        Raises: PlatformFailed.
        """
        answer = check_status(self.call(method, path, body))
        return answer.json() if answer.body.strip() else {}

    def _called(self, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        target = path if path.startswith(f"{self.address}/") else f"{self.address}{path}"
        if not path.startswith("/") and target != path:
            raise Nonsense(word="another machine")
        head = {"Authorization": f"Bearer {self.token()}", "Accept": "application/json"}
        sent = None
        if body is not None:
            head["Content-Type"], sent = "application/json", json.dumps(body).encode()
        return self._wire.ask(method, target, head=head, body=sent)


def instant(value: Any) -> datetime:
    """Read an instant as platforms write it.

    Raises: Nonsense.
    """
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        raise Nonsense(word="no time") from None
    if found.tzinfo is None:
        raise Nonsense(word="no time")
    return found.astimezone(UTC)


def text_of(found: Mapping[str, Any], name: str) -> str:
    """Give what a platform says, as one line.

    Raises: Nonsense, where it is not a text.
    """
    value = found.get(name)
    if value is None:
        return ""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise Nonsense(word=name)
    return " ".join(str(value).split())[:2_000]


def rows_of(found: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Give a list of objects.

    Raises: Nonsense.
    """
    value = found.get(name)
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Nonsense(word=name)
    return value


def web_address(found: Mapping[str, Any], name: str) -> str:
    """Give an address that a platform says people go to.

    Raises: Nonsense, for what is none.
    """
    value = text_of(found, name)
    if not value.startswith(("https://", "http://")) or any(letter.isspace() for letter in value):
        raise Nonsense(word=name)
    return value
