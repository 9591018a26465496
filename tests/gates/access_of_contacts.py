"""Who may ask what of contacts."""

from typing import Final

from tests.gates.access_roles import CONTACTS, D, Open

TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{D}/contacts"): Open(CONTACTS, query="?text=a&role=focal_point"),
    ("POST", f"{D}/contacts/export"): Open(CONTACTS, body={"form": "csv"}),
    ("GET", f"{D}/contacts/new"): Open(CONTACTS),
    ("POST", f"{D}/contacts/new"): Open(CONTACTS, body={"name": ""}),
    ("GET", f"{D}/contacts/<contact>"): Open(CONTACTS),
    ("POST", f"{D}/contacts/<contact>"): Open(CONTACTS, body={"act": "none"}),
    ("GET", f"{D}/contacts/import"): Open(CONTACTS),
    ("POST", f"{D}/contacts/import"): Open(CONTACTS, body={"file": ""}),
    ("GET", f"{D}/contacts/import/<contact_import>"): Open(CONTACTS),
    ("POST", f"{D}/contacts/import/<contact_import>"): Open(CONTACTS, body={"act": "none"}),
    ("GET", f"{D}/contacts/queue"): Open(CONTACTS),
    ("POST", f"{D}/contacts/queue"): Open(CONTACTS, body={"row": "<contact_import>/0", "decision": "out"}),
    ("GET", f"{D}/contacts/balance"): Open(CONTACTS),
    ("POST", f"{D}/contacts/balance"): Open(CONTACTS, body={"body": ""}),
}
