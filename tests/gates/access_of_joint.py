"""Who may ask what: the joint calendar."""

from typing import Final

from tests.gates.access_roles import API, EDIT, EVERYBODY, L, Open

TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{L}/calendars"): Open(EVERYBODY),
    ("GET", "/calendars.ics"): Open(EVERYBODY),
    ("GET", f"{API}/joint-calendar"): Open(EVERYBODY),
    ("GET", f"{API}/calendars"): Open(EDIT),
    ("POST", f"{API}/calendars"): Open(EDIT, body={"address": "none"}),
    ("POST", f"{API}/calendars/import"): Open(EDIT),
    ("GET", f"{API}/calendars/<calendar_id>"): Open(EDIT),
    ("PATCH", f"{API}/calendars/<calendar_id>"): Open(EDIT, body={"is_public": True}),
    ("DELETE", f"{API}/calendars/<calendar_id>"): Open(EDIT),
    ("POST", f"{API}/calendars/<calendar_id>/read"): Open(EDIT, body={}),
}
