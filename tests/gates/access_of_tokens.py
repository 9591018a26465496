"""Who may ask what: tokens of programs."""

from typing import Final

from tests.gates.access_roles import ANY_STAFF, API, EVERYBODY, D, Open

ADMINISTRATOR: Final = frozenset(("administrator",))
NEW: Final = {"name": "A program", "role": "reader"}
TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{D}/tokens"): Open(ADMINISTRATOR),
    ("POST", f"{D}/tokens"): Open(ADMINISTRATOR, body={"act": "make", **NEW}),
    ("GET", f"{API}/tokens"): Open(ADMINISTRATOR),
    ("POST", f"{API}/tokens"): Open(ADMINISTRATOR, body=NEW),
    ("DELETE", f"{API}/tokens/<token_id>"): Open(ADMINISTRATOR),
    ("GET", f"{API}/token"): Open(ANY_STAFF),
    ("GET", "/api/docs/<group>"): Open(EVERYBODY),
}
