"""Who may ask what of lists of contacts and figures of focal points."""

from typing import Final

from tests.gates.access_roles import API, CONTACTS, D, Open

LISTS: Final = f"{D}/contacts/lists"
FOCAL: Final = f"{D}/contacts/focal-points"
TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", LISTS): Open(CONTACTS),
    ("POST", LISTS): Open(CONTACTS, body={"name": ""}),
    ("GET", f"{LISTS}/<list_id>"): Open(CONTACTS),
    ("POST", f"{LISTS}/<list_id>"): Open(CONTACTS, body={"act": "preview"}),
    ("POST", f"{LISTS}/<list_id>.xlsx"): Open(CONTACTS),
    ("GET", FOCAL): Open(CONTACTS),
    ("POST", FOCAL): Open(CONTACTS, body={"act": "none"}),
    ("GET", f"{FOCAL}.xlsx"): Open(CONTACTS),
    ("GET", f"{API}/focal-points"): Open(CONTACTS),
}
