"""Who may ask what: the API, for people, contacts and the house."""

from typing import Final

from tests.gates.access_roles import API, CO, CONTACTS, EDIT, PEOPLE, SEND, SIGN, Open

C: Final = f"{API}/contacts"
IMPORTS: Final = f"{API}/contact-imports"
LISTS: Final = f"{API}/contact-lists"
CAMPAIGNS: Final = f"{API}/campaigns"
LETTERS: Final = f"{API}/letters"

PERSON: Final = f"{API}/people/<public_id>"
REVIEWS: Final = f"{API}/programmes/<programme>/attendance-reviews"
STAFF: Final = f"{API}/staff"
ADMINISTRATOR: Final = frozenset(("administrator",))
ROWS: Final = {"rows": ["2147483647"]}

TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", C): Open(CONTACTS),
    ("POST", C): Open(CONTACTS),
    ("GET", f"{C}/<contact>"): Open(CONTACTS),
    ("PATCH", f"{C}/<contact>"): Open(CONTACTS),
    ("POST", f"{C}/<contact>/end"): Open(CONTACTS),
    ("POST", f"{C}/<contact>/take-back"): Open(CONTACTS),
    ("POST", f"{C}/<contact>/roles"): Open(CONTACTS, body={"kind": "none"}),
    ("POST", f"{C}/<contact>/roles/<int:role>/end"): Open(CONTACTS, body={"last_day": "none"}),
    ("POST", f"{C}/export"): Open(CONTACTS),
    ("GET", IMPORTS): Open(CONTACTS),
    ("POST", IMPORTS): Open(CONTACTS),
    ("GET", f"{IMPORTS}/<contact_import>"): Open(CONTACTS),
    ("GET", f"{IMPORTS}/<contact_import>/rows"): Open(CONTACTS),
    ("POST", f"{IMPORTS}/<contact_import>/columns"): Open(CONTACTS, body={"columns": {}}),
    ("POST", f"{IMPORTS}/<contact_import>/commit"): Open(CONTACTS),
    ("POST", f"{IMPORTS}/<contact_import>/withdraw"): Open(CONTACTS),
    ("POST", f"{IMPORTS}/<contact_import>/rows/<int:row>/decide"): Open(CONTACTS, body={"decision": "none"}),
    ("GET", f"{API}/contact-queue"): Open(CONTACTS),
    ("GET", f"{API}/contact-bodies"): Open(CONTACTS),
    ("POST", f"{API}/contact-bodies/seats"): Open(CONTACTS, body={"body": "bureau", "seats": {}}),
    ("POST", f"{API}/focal-points/remind"): Open(CONTACTS, body={"parties": []}),
    ("GET", LISTS): Open(CONTACTS),
    ("POST", LISTS): Open(CONTACTS),
    ("POST", f"{LISTS}/preview"): Open(CONTACTS),
    ("GET", f"{LISTS}/<list_id>"): Open(CONTACTS),
    ("PATCH", f"{LISTS}/<list_id>"): Open(CONTACTS),
    ("POST", f"{LISTS}/<list_id>/end"): Open(CONTACTS),
    ("POST", f"{LISTS}/<list_id>/take-back"): Open(CONTACTS),
    ("GET", f"{LISTS}/<list_id>/members"): Open(CONTACTS),
    ("POST", f"{LISTS}/<list_id>/members"): Open(CONTACTS),
    ("POST", f"{LISTS}/<list_id>/members/remove"): Open(CONTACTS),
    ("POST", f"{LISTS}/<list_id>/export"): Open(CONTACTS),
    ("GET", CAMPAIGNS): Open(CONTACTS),
    ("POST", CAMPAIGNS): Open(CONTACTS),
    ("GET", f"{CAMPAIGNS}/<campaign_id>"): Open(CONTACTS),
    ("PATCH", f"{CAMPAIGNS}/<campaign_id>"): Open(CONTACTS),
    ("DELETE", f"{CAMPAIGNS}/<campaign_id>"): Open(CONTACTS),
    ("POST", f"{CAMPAIGNS}/<campaign_id>/schedule"): Open(CONTACTS),
    ("POST", f"{CAMPAIGNS}/<campaign_id>/take-back"): Open(CONTACTS),
    ("POST", f"{CAMPAIGNS}/<campaign_id>/pause"): Open(CONTACTS),
    ("POST", f"{CAMPAIGNS}/<campaign_id>/go-on"): Open(CONTACTS),
    ("POST", f"{CAMPAIGNS}/<campaign_id>/cancel"): Open(CONTACTS),
    ("GET", f"{CAMPAIGNS}/<campaign_id>/numbers"): Open(CONTACTS),
    ("GET", f"{CAMPAIGNS}/<campaign_id>/unreached"): Open(CONTACTS),
    ("POST", f"{CAMPAIGNS}/<campaign_id>/unreached/export"): Open(CONTACTS),
    ("GET", LETTERS): Open(CONTACTS),
    ("POST", LETTERS): Open(CONTACTS, body={"programme": "none"}),
    ("GET", f"{LETTERS}/<letter_id>"): Open(CONTACTS),
    ("PATCH", f"{LETTERS}/<letter_id>"): Open(CONTACTS),
    ("POST", f"{LETTERS}/<letter_id>/clear"): Open(CONTACTS),
    ("POST", f"{LETTERS}/<letter_id>/reopen"): Open(CONTACTS),
    ("POST", f"{LETTERS}/<letter_id>/sign"): Open(SIGN),
    ("POST", f"{LETTERS}/<letter_id>/send"): Open(SIGN),
    ("POST", f"{LETTERS}/<letter_id>/void"): Open(CONTACTS),
    ("POST", f"{LETTERS}/<letter_id>/correct"): Open(CONTACTS),
    ("GET", f"{LETTERS}/<letter_id>/recipients"): Open(CONTACTS),
    ("GET", f"{LETTERS}/<letter_id>/<letter_language>.pdf"): Open(CONTACTS),
    ("GET", f"{API}/letter-numbers"): Open(CONTACTS),
    ("POST", f"{API}/letter-numbers"): Open(SIGN, body={"series": "MC/ES", "year": "2026", "last": "1"}),
    # People: where somebody's role holds, and of others nothing.
    ("GET", f"{API}/people"): Open(PEOPLE | CO | {"elsewhere"}, query="?text=participant"),
    ("GET", PERSON): Open(PEOPLE | CO),
    ("PATCH", PERSON): Open(EDIT | CO),
    ("GET", f"{PERSON}/mails"): Open(PEOPLE | CO),
    ("POST", f"{PERSON}/registrations/<registration_id>/tell-again"): Open(SEND | CO),
    ("POST", f"{PERSON}/code"): Open(SEND | CO),
    ("POST", f"{PERSON}/links/renew"): Open(SEND | CO),
    ("POST", f"{PERSON}/colleagues"): Open(SEND | CO, body={"name": ""}),
    ("POST", f"{PERSON}/mailboxes/works"): Open(
        SEND | CO, body={"email": "participant0@example.org", "mark": "none"}
    ),
    ("GET", f"{API}/held-people"): Open(PEOPLE | CO | {"elsewhere"}),
    ("GET", f"{API}/doubles"): Open(EDIT),
    ("POST", f"{API}/doubles/merge"): Open(EDIT, body={"kept": "none", "gone": "none"}),
    ("POST", f"{API}/doubles/apart"): Open(EDIT, body={"one": "none", "other": "none"}),
    ("POST", f"{API}/merges/<int:merge_id>/undo"): Open(EDIT),
    ("GET", f"{API}/outbox"): Open(SEND),
    ("POST", f"{API}/outbox/rest"): Open(SEND),
    ("POST", f"{API}/outbox/go-on"): Open(SEND),
    ("GET", f"{API}/mail-phrases"): Open(EDIT),
    ("GET", f"{API}/mail-phrases/<key>/<in_language>"): Open(EDIT),
    ("PUT", f"{API}/mail-phrases/<key>/<in_language>"): Open(
        EDIT, body={"subject": "", "heading": "", "lead": ""}
    ),
    ("DELETE", f"{API}/mail-phrases/<key>/<in_language>"): Open(EDIT),
    ("GET", f"{API}/programmes/<programme>/mails"): Open(PEOPLE | CO),
    ("POST", f"{API}/slots/<slot_id>/tell-again"): Open(SEND | CO),
    ("POST", f"{API}/imports/<import_id>/answers"): Open(EDIT | CO),
    ("POST", f"{API}/imports/<import_id>/again"): Open(EDIT | CO),
    ("POST", f"{API}/imports/<import_id>/elsewhere"): Open(EDIT | CO, body={"slot": "<slot_id>"}),
    ("GET", REVIEWS): Open(PEOPLE | CO),
    ("POST", f"{REVIEWS}/decide"): Open(EDIT | CO, body={"rows": ["<row_id>"], "verdict": "nobody"}),
    ("POST", f"{REVIEWS}/take-back"): Open(EDIT | CO, body={"rows": ["<row_id>"]}),
    ("GET", STAFF): Open(ADMINISTRATOR),
    ("POST", STAFF): Open(ADMINISTRATOR, body={"email": "none", "role": "none"}),
    ("GET", f"{STAFF}/<int:user_id>"): Open(ADMINISTRATOR),
    ("POST", f"{STAFF}/<int:user_id>/roles"): Open(ADMINISTRATOR, body={"role": "none"}),
    ("DELETE", f"{STAFF}/<int:user_id>/roles/<int:grant>"): Open(ADMINISTRATOR),
    ("POST", f"{STAFF}/<int:user_id>/link"): Open(ADMINISTRATOR),
    ("POST", f"{STAFF}/<int:user_id>/second-step/reset"): Open(ADMINISTRATOR),
    ("POST", f"{STAFF}/<int:user_id>/end"): Open(ADMINISTRATOR),
    ("POST", f"{API}/held-people/<public_id>/decide"): Open(
        SEND | CO | {"elsewhere"}, body={"decision": "none"}
    ),
    # A decision that nobody took is nobody's.
    ("POST", f"{REVIEWS}/undo"): Open(frozenset(), body={"decision": "none"}),
}
