"""Teams by Microsoft Graph: a token for a tenant, meetings that are got or made, reports with stretches."""

from itertools import count
from typing import Any
from urllib.parse import unquote

from werkzeug.wrappers import Request, Response

from meetings.domain.platforms import Account, Kind
from tests.platforms.serving import Came, Held, StandIn, json, read_stamp

SECRET = "client-secret-of-teams"
PAGE = 2


class TeamsServer(StandIn):
    """One tenant with one user."""

    kind = Kind.TEAMS

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count(1)

    def account(self, *, wrong: bool = False) -> Account:
        settings = {"tenant": "t", "client_id": "client", "user": "u@example.org", "login": self.url}
        keys = {"client_secret": "wrong" if wrong else SECRET}
        return Account(self.kind, f"{self.url}/v1.0", settings, keys)

    def answer(self, request: Request) -> Response:
        if request.path == "/t/oauth2/v2.0/token":
            if request.form["client_secret"] != SECRET:
                return json({"error": "invalid_client"}, 401)
            return json({"access_token": "let me in", "expires_in": 3599})
        if request.headers.get("Authorization") != "Bearer let me in":
            return json({"error": {"code": "InvalidAuthenticationToken"}}, 401)
        body = request.get_json(silent=True) or {}
        match [request.method, *request.path.removeprefix("/v1.0/").split("/")]:
            case ["GET", "users", _]:
                return json({"id": "u"})
            case ["POST", "users", _, "onlineMeetings", "createOrGet"]:
                return self.got_or_made(body)
            case [method, "users", _, "onlineMeetings", number, *rest] if unquote(number) in self.held:
                return self.meeting(request, method, self.held[unquote(number)], rest)
        return json({"error": {"code": "NotFound"}}, 404)

    def got_or_made(self, body: dict[str, Any]) -> Response:
        """Give the meeting of a reference, made where there is none."""
        for one in self.held.values():
            if one.reference == body["externalId"]:
                return json(shown(one))
        made = Held(f"MSp{next(self.numbers)}*0==", body["externalId"], "")
        self.held[made.number] = made
        tell(made, body)
        return json(shown(made), 201)

    def meeting(self, request: Request, method: str, held: Held, rest: list[str]) -> Response:
        """Do with one meeting what is asked."""
        match [method, *rest]:
            case ["DELETE"]:
                del self.held[held.number]
                return Response("", 204)
            case ["PATCH"]:
                tell(held, request.get_json())
            case ["GET", "attendanceReports"]:
                return json({"value": [{"id": "r1"}] if held.was_there else []})
            case ["GET", "attendanceReports", "r1", "attendanceRecords"]:
                begin = int(request.args.get("skip", "0"))
                found: dict[str, Any] = {"value": held.was_there[begin : begin + PAGE]}
                if begin + PAGE < len(held.was_there):
                    found["@odata.nextLink"] = f"{self.url}{request.path}?skip={begin + PAGE}"
                return json(found)
        return json(shown(held))

    def come(self, address: str) -> Came:
        assert address.rpartition("/")[2] in {one.reference for one in self.held.values()}
        return Came("", False)


def tell(held: Held, body: dict[str, Any]) -> None:
    held.title, held.starts_at = body["subject"], read_stamp(body["startDateTime"])
    held.minutes = int((read_stamp(body["endDateTime"]) - held.starts_at).total_seconds() // 60)


def shown(held: Held) -> dict[str, Any]:
    link = f"https://teams.microsoft.com/l/meetup-join/{held.reference}"
    return {"id": held.number, "subject": held.title, "joinWebUrl": link}
