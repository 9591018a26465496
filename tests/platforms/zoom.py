"""Zoom: tokens for an hour, webinars, registrations that wait for approval, lists in pages, codes for refusals."""

from base64 import b64decode
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import unquote, urlsplit

from werkzeug.wrappers import Request, Response

from meetings.domain.platforms import Account, Kind
from tests.platforms.serving import Came, Held, StandIn, json, read_stamp, stamp

CLIENT, SECRET = "client", "client-secret-of-zoom"
UUID = "/ab//cd=="
PAGE = 2


class ZoomServer(StandIn):
    """One account with one user."""

    kind = Kind.ZOOM

    def __init__(self) -> None:
        super().__init__()
        self.tokens: set[str] = set()
        self.numbers = count(86_000_000_001)
        self.has_webinars = True

    def account(self, *, wrong: bool = False) -> Account:
        settings = {
            "account_id": "acc",
            "client_id": CLIENT,
            "user": "host@example.org",
            "login": f"{self.url}/oauth/token",
        }
        return Account(self.kind, f"{self.url}/v2", settings, {"client_secret": "wrong" if wrong else SECRET})

    def answer(self, request: Request) -> Response:
        if request.path == "/oauth/token":
            return self.token(request)
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return json({"code": 124, "message": "Invalid access token."}, 401)
        raw = urlsplit(request.environ["RAW_URI"]).path.removeprefix("/v2/")
        parts = [unquote(one) for one in raw.split("/")]
        body = request.get_json(silent=True) or {}
        match [request.method, *parts]:
            case ["GET", "users", _]:
                return json({"id": "u1", "email": "host@example.org"})
            case ["GET", "users", _, "webinars"]:
                return self.paged(request, "webinars", [shown(one) for one in self.held.values()])
            case ["POST", "users", _, "webinars"]:
                return self.make(body)
            case ["GET", "past_webinars", number, "instances"]:
                is_run = self.held[number].recordings
                return json({"webinars": [{"uuid": UUID, "start_time": "x"}] if is_run else []})
            case ["GET", "meetings", twice, "recordings"]:
                assert unquote(twice) == UUID, "a name of a run with slashes is written twice over"
                found = next(one for one in self.held.values() if one.recordings)
                return json({"share_url": found.recordings[0], "duration": 90})
            case ["GET", "report", "webinars", number, "participants"]:
                return self.paged(request, "participants", self.held[number].was_there)
            case [method, "webinars", number, *rest] if number in self.held:
                return self.webinar(request, method, self.held[number], rest)
        return json({"code": 3001, "message": "Webinar does not exist."}, 404)

    def token(self, request: Request) -> Response:
        """Let a client in who proves itself, for an hour."""
        given = b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
        assert request.form["grant_type"] == "account_credentials"
        if given != f"{CLIENT}:{SECRET}" or request.form["account_id"] != "acc":
            return json({"reason": "Invalid client_id or client_secret", "error": "invalid_client"}, 400)
        token = f"token-{len(self.tokens)}"
        self.tokens.add(token)
        return json({"access_token": token, "token_type": "bearer", "expires_in": 3600})

    def make(self, body: dict[str, Any]) -> Response:
        """Make a webinar, where the account has them."""
        if not self.has_webinars:
            return json({"code": 200, "message": "Webinar plan is missing."}, 400)
        assert body["settings"]["approval_type"] == 1, "whoever registers here waits for our approval"
        made = Held(str(next(self.numbers)), body["agenda"], "")
        self.held[made.number] = made
        tell(made, body)
        return json(shown(made), 201)

    def webinar(self, request: Request, method: str, held: Held, rest: list[str]) -> Response:
        """Do with one webinar what is asked."""
        body = request.get_json(silent=True) or {}
        match [method, *rest]:
            case ["GET"]:
                return json(shown(held))
            case ["PATCH"]:
                tell(held, body)
                return Response("", 204)
            case ["DELETE"]:
                del self.held[held.number]
                return Response("", 204)
            case ["GET", "panelists"]:
                panel = [one for one in held.people.values() if one["on_panel"]]
                return json({"panelists": panel})
            case ["POST", "panelists"]:
                for one in body["panelists"]:
                    self.let_in(held, one["email"], one["name"], on_panel=True, status="approved")
                return json({"id": held.number}, 201)
            case ["POST", "registrants"]:
                return self.register(held, body)
            case ["GET", "registrants", number]:
                one = next(one for one in held.people.values() if one["id"] == number)
                hidden = () if one["status"] == "approved" else ("join_url",)
                return json({key: value for key, value in one.items() if key not in hidden})
            case ["PUT", "registrants", "status"]:
                assert body["action"] == "approve"
                for one in body["registrants"]:
                    held.people[one["email"]]["status"] = "approved"
                return Response("", 204)
        return json({"code": 300, "message": "Invalid path."}, 400)

    def register(self, held: Held, body: dict[str, Any]) -> Response:
        """Register somebody, who waits; whoever is known already stays as they are."""
        known = held.people.get(body["email"])
        if known is None:
            known = self.let_in(held, body["email"], body["first_name"], on_panel=False, status="pending")
        return json({"registrant_id": known["id"], "id": held.number, "topic": held.title}, 201)

    def let_in(self, held: Held, email: str, name: str, *, on_panel: bool, status: str) -> dict[str, Any]:
        """Note somebody with a way in of their own."""
        one = {"id": f"r{len(held.people)}", "email": email, "name": name, "first_name": name}
        one |= {"on_panel": on_panel, "status": status}
        one["join_url"] = f"{self.url}/w/{held.number}?tk={one['id']}"
        held.people[email] = one
        return one

    def paged(self, request: Request, name: str, rows: list[Any]) -> Response:
        """Give a page, and the word for the next one."""
        begin = int(request.args.get("next_page_token", "0"))
        following = str(begin + PAGE) if begin + PAGE < len(rows) else ""
        return json({name: rows[begin : begin + PAGE], "next_page_token": following})

    def come(self, address: str) -> Came:
        parts = urlsplit(address)
        if parts.path.startswith("/s/"):
            return Came("host", True)
        held = self.held[parts.path.removeprefix("/w/")]
        one = next(one for one in held.people.values() if one["join_url"] == address)
        assert one["status"] == "approved", "somebody whom nobody approved stays outside"
        return Came(one["name"], one["on_panel"])

    def attended(self, number: str, *people: tuple[str, str], minutes: int = 30) -> None:
        """Let people have been there, by name and address."""
        held = self.held[number]
        assert held.starts_at is not None
        until = held.starts_at + timedelta(minutes=minutes)
        held.was_there = [
            {
                "name": name,
                "user_email": email,
                "join_time": stamp(held.starts_at),
                "leave_time": stamp(until),
                "duration": minutes * 60,
            }
            for name, email in people
        ]


def tell(held: Held, body: dict[str, Any]) -> None:
    held.title = body["topic"]
    held.starts_at, held.minutes = read_stamp(body["start_time"]), body["duration"]


def shown(held: Held) -> dict[str, Any]:
    return {
        "id": int(held.number),
        "topic": held.title,
        "agenda": held.reference,
        "join_url": f"https://zoom.us/j/{held.number}",
        "registration_url": f"https://zoom.us/webinar/register/{held.number}",
        "start_url": f"https://zoom.us/s/{held.number}?zak=secret",
    }
