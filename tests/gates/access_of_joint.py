"""Who may ask what: the joint calendar."""

from typing import Final

from tests.gates.access_roles import EVERYBODY, L, Open

TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{L}/calendars"): Open(EVERYBODY),
    ("GET", "/calendars.ics"): Open(EVERYBODY),
}
