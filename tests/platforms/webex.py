"""Webex: refresh tokens, meetings found by tags, pages by a head `Link`, reports that fill after a day."""

from itertools import count
from typing import Any

from werkzeug.wrappers import Request, Response

from meetings.domain.platforms import Account, Kind
from tests.platforms.serving import Came, Held, StandIn, json, read_stamp

SECRET, REFRESH = "client-secret-of-webex", "refresh-token-of-webex"
PAGE = 2


class WebexServer(StandIn):
    """One integration."""

    kind = Kind.WEBEX

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count(1)
        self.reports: dict[str, list[dict[str, Any]]] = {}

    def account(self, *, wrong: bool = False) -> Account:
        keys = {"client_secret": SECRET, "refresh_token": "wrong" if wrong else REFRESH}
        return Account(self.kind, f"{self.url}/v1", {"client_id": "client"}, keys)

    def answer(self, request: Request) -> Response:
        path = request.path.removeprefix("/v1/").split("/")
        if path == ["access_token"]:
            form = request.form
            if (form["client_secret"], form["refresh_token"]) != (SECRET, REFRESH):
                return json({"message": "invalid refresh token"}, 400)
            return json({"access_token": "let me in", "expires_in": 1209599})
        if request.headers.get("Authorization") != "Bearer let me in":
            return json({"message": "not signed in"}, 401)
        body, asked = request.get_json(silent=True) or {}, request.args
        match [request.method, *path]:
            case ["GET", "people", "me"]:
                return json({"id": "me"})
            case ["GET", "meetings"] if "meetingSeriesId" in asked:
                return self.paged(request, [{"id": f"{asked['meetingSeriesId']}_I_1"}])
            case ["GET", "meetings"]:
                rows = [shown(one) for one in self.held.values() if one.reference == asked["integrationTag"]]
                return self.paged(request, rows)
            case ["POST", "meetings"]:
                assert body["sendEmail"] is False
                made = Held(f"m{next(self.numbers)}", body["integrationTags"][0], "")
                self.held[made.number] = made
                tell(made, body)
                return json(shown(made))
            case ["GET", "meetingReports", "attendees"]:
                return self.paged(request, self.reports.get(asked["meetingId"].partition("_")[0], []))
            case ["GET", "meetingParticipants"]:
                return self.paged(request, self.held[asked["meetingId"].partition("_")[0]].was_there)
            case ["GET", "recordings"]:
                found = self.held[asked["meetingId"].partition("_")[0]].recordings
                return self.paged(request, [{"playbackUrl": one, "durationSeconds": 5400} for one in found])
            case [method, "meetings", number] if number in self.held:
                return self.meeting(method, self.held[number], body)
        return json({"message": "The requested resource could not be found."}, 404)

    def meeting(self, method: str, held: Held, body: dict[str, Any]) -> Response:
        """Do with one meeting what is asked."""
        if method == "DELETE":
            del self.held[held.number]
            return Response("", 204)
        if method == "PATCH":
            tell(held, body)
        return json(shown(held))

    def paged(self, request: Request, rows: list[Any]) -> Response:
        """Give a page, and in the head where the next one is."""
        begin = int(request.args.get("offset", "0"))
        head = {}
        if begin + PAGE < len(rows):
            plain = "&".join(f"{key}={value}" for key, value in request.args.items() if key != "offset")
            head = {"Link": f'<{self.url}{request.path}?{plain}&offset={begin + PAGE}>; rel="next"'}
        return json({"items": rows[begin : begin + PAGE]}, **head)

    def come(self, address: str) -> Came:
        assert address.rpartition("/")[2] in self.held
        return Came("", False)


def tell(held: Held, body: dict[str, Any]) -> None:
    held.title, held.starts_at = body["title"], read_stamp(body["start"])
    held.minutes = int((read_stamp(body["end"]) - held.starts_at).total_seconds() // 60)


def shown(held: Held) -> dict[str, Any]:
    link = f"https://example.webex.com/meet/{held.number}"
    return {"id": held.number, "title": held.title, "integrationTags": [held.reference], "webLink": link}
