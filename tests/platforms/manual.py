"""The platform without a platform."""

from werkzeug.wrappers import Request, Response

from meetings.domain.platforms import Account, Kind
from tests.platforms.serving import Came, StandIn


class ByHand(StandIn):
    """An address that somebody typed."""

    kind = Kind.MANUAL

    def account(self, *, wrong: bool = False) -> Account:
        return Account(self.kind, "")

    def answer(self, request: Request) -> Response:
        raise AssertionError("nobody calls")

    def come(self, address: str) -> Came:
        assert address == "https://platform.example.org/room"
        return Came("", False)
