"""Whether something is still at an address, asked over the same guarded lines that feeds are read by."""

import http.client
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from meetings.adapters.feeds import REDIRECTS, HttpFeeds, Limits
from meetings.domain.feeds import ADDRESS_LENGTH, Trouble
from meetings.domain.ports import Fetched, Seen, Unfetchable

# Some servers know no HEAD, or forbid it: these are asked once more, for a single byte.
UNSURE: Final = ("400", "403", "404", "405", "406", "500", "501")


class HttpLinks:
    """Looks at addresses over HTTP and HTTPS; each redirect is checked like the first address, and no body is read."""

    def __init__(self, limits: Limits) -> None:
        self._asking = (_Head(limits), _Byte(limits))

    def look(self, address: str) -> None:
        """Look whether something is there.

        Raises: Unfetchable.
        """
        first, second = self._asking
        try:
            first.fetch(address, Seen())
        except Unfetchable as error:
            if error.trouble not in (Trouble.ANSWER, Trouble.NO_CONNECTION) or (
                error.trouble is Trouble.ANSWER and error.value.isdigit() and error.value not in UNSURE
            ):
                raise
            second.fetch(address, Seen())

    def stop(self) -> None:
        """Give up what is being looked at, and look at nothing more."""
        for each in self._asking:
            each.stop()


class _Head(HttpFeeds):
    """Asks for the head alone."""

    method = "HEAD"
    head: Mapping[str, str] = MappingProxyType({"Accept": "*/*", "Accept-Encoding": "identity"})

    def _take(self, answer: http.client.HTTPResponse) -> Fetched | str:
        if answer.status in REDIRECTS:
            where = answer.getheader("Location") or ""
            if not where or len(where) > ADDRESS_LENGTH:
                raise Unfetchable(Trouble.REDIRECTS)
            return where
        if not 200 <= answer.status < 300:
            raise Unfetchable(Trouble.ANSWER, str(answer.status))
        return Fetched(None, Seen())


class _Byte(_Head):
    """Asks for the first byte, and hangs up."""

    method = "GET"
    head: Mapping[str, str] = MappingProxyType({**_Head.head, "Range": "bytes=0-0"})
