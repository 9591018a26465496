"""Who may ask what: webhooks."""

from typing import Final

from tests.gates.access_roles import ACCREDIT, API, CO, EDIT, D, Open

# Who edits anywhere is told of what they edit, and officers of delegations. The site's webhook is an administrator's.
TOLD: Final = EDIT | CO | ACCREDIT | {"elsewhere"}
HOOKS: Final = f"{API}/webhooks"
TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{D}/webhooks"): Open(TOLD),
    ("POST", f"{D}/webhooks"): Open(TOLD, body={"url": ""}),
    ("GET", f"{D}/webhooks/<webhook_id>"): Open(EDIT),
    ("POST", f"{D}/webhooks/<webhook_id>"): Open(EDIT, body={"act": "none"}),
    ("GET", HOOKS): Open(TOLD),
    ("POST", HOOKS): Open(TOLD, body={"url": ""}),
    ("GET", f"{HOOKS}/<webhook_id>"): Open(EDIT),
    ("PATCH", f"{HOOKS}/<webhook_id>"): Open(EDIT, body={}),
    ("DELETE", f"{HOOKS}/<webhook_id>"): Open(EDIT),
    ("POST", f"{HOOKS}/<webhook_id>/secret"): Open(EDIT, body={}),
    ("POST", f"{HOOKS}/<webhook_id>/ping"): Open(EDIT, body={}),
    ("POST", f"{HOOKS}/<webhook_id>/replay"): Open(EDIT, body={"since": "2026-11-24T09:00:00Z"}),
    ("GET", f"{HOOKS}/<webhook_id>/deliveries"): Open(EDIT),
    ("POST", f"{HOOKS}/<webhook_id>/deliveries/<delivery_id>/replay"): Open(EDIT, body={}),
}
