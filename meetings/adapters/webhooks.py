"""Events told over HTTPS, by the same guarded lines that feeds are read by; an answer is a status and a few words."""

import http.client
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from time import monotonic
from typing import Final

from meetings.adapters.feeds import AGENT, REDIRECTS, HttpFeeds, Limits, Resolve, system_addresses
from meetings.domain.errors import NotAWebAddress
from meetings.domain.feeds import Network, Target, Trouble, is_public
from meetings.domain.ports import Unfetchable
from meetings.domain.webhooks import Outcome, check_address, inert
from meetings.domain.webhooks_errors import NotPublic

SECONDS: Final = 10.0
LOOK_UP_SECONDS: Final = 3.0
ANSWER_SECONDS: Final = 2.0
ANSWER_BYTES: Final = 1_000
WHERE_LENGTH: Final = 200


class HttpPosts(HttpFeeds):
    """Sends events over HTTPS, or over HTTP to machines in networks named as ours; redirects are not followed."""

    def __init__(
        self,
        inside: tuple[Network, ...] = (),
        *,
        seconds: float = SECONDS,
        resolve: Resolve = system_addresses,
        security: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(
            Limits(ANSWER_BYTES, seconds=seconds, inside=inside), resolve=resolve, security=security
        )
        self._inside = inside

    def check(self, address: str) -> None:
        """Look whether an address may be sent to; a name that nobody knows now may be known later.

        Raises: NotAWebAddress, NotPublic, with field `url`.
        """
        target = check_address(address, self._inside)
        try:
            self._addresses(target, monotonic() + LOOK_UP_SECONDS)
        except Unfetchable as error:
            if error.trouble is Trouble.NOT_PUBLIC:
                raise NotPublic(field="url") from None
            if error.trouble is Trouble.NOT_SECURE:
                raise NotAWebAddress(field="url") from None

    def post(self, address: str, head: Mapping[str, str], body: bytes) -> Outcome:
        """Send a body, once, and give what was answered, whatever its status; redirects are not followed.

        Raises: Unfetchable.
        """
        target, ends = self._checked(address), monotonic() + self._limits.seconds
        sent = {"Host": target.named, "User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
        sent |= {"Connection": "close", "Content-Length": str(len(body)), **head}
        found: Outcome | None = None
        try:
            with self._talking(target, ends) as line:
                answer = line.ask("POST", target, sent, body)
                line.check()  # a head that ends because the line was cut is none
                found = _outcome(answer, b"")
                found = _outcome(answer, _first(answer, min(ends, monotonic() + ANSWER_SECONDS)))
        except Unfetchable:
            if found is None:
                raise  # else its status is known, and the rest of what it says is not waited for
        if found is None:
            raise Unfetchable(Trouble.ANSWER)
        return found

    def _checked(self, address: str) -> Target:
        try:
            return check_address(address, self._inside)
        except NotAWebAddress:
            raise Unfetchable(Trouble.NOT_SECURE) from None
        except NotPublic:
            raise Unfetchable(Trouble.NOT_PUBLIC) from None

    def _addresses(self, target: Target, ends: float) -> Sequence[str]:
        found = super()._addresses(target, ends)
        if target.scheme != "https" and not all(_is_within(one, self._inside) for one in found):
            raise Unfetchable(Trouble.NOT_SECURE)
        return found


def _is_within(address: str, inside: tuple[Network, ...]) -> bool:
    """Say whether an address is one of those that are open only because they are named as ours."""
    return is_public(address, inside) and not is_public(address)


def _outcome(answer: http.client.HTTPResponse, body: bytes) -> Outcome:
    if answer.status in REDIRECTS:
        where = answer.getheader("Location") or ""
        value = inert(where.encode("utf-8", "replace"))[:WHERE_LENGTH]
        return Outcome(answer.status, Trouble.REDIRECTS, value, inert(body))
    return Outcome(answer.status, answer=inert(body))


def _first(answer: http.client.HTTPResponse, until: float) -> bytes:
    """Read the first of an answer, as far as it comes soon; nobody waits for the rest."""
    held = b""
    with suppress(OSError, http.client.HTTPException, ValueError):
        while len(held) < ANSWER_BYTES and monotonic() < until:
            piece = answer.read1(ANSWER_BYTES - len(held))
            if not piece:
                break
            held += piece
    return held
