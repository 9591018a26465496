"""Forms of staff, for people, contacts, mails and the house itself, and what programs do instead."""

from typing import Final

CONTACTS: Final = "/api/v1/contacts"
IMPORTS: Final = "/api/v1/contact-imports"
LISTS: Final = "/api/v1/contact-lists"
CAMPAIGN: Final = "/api/v1/campaigns/{campaign_id}"
LETTER: Final = "/api/v1/letters/{letter_id}"
PERSON: Final = "/api/v1/people/{public_id}"
REVIEWS: Final = "/api/v1/programmes/{programme}/attendance-reviews"
STAFF: Final = "/api/v1/staff/{user_id}"
FORMS: Final[dict[str, tuple[str, ...]]] = {
    "/{lang}/desk/contacts/export": (f"POST {CONTACTS}/export",),
    "/{lang}/desk/contacts/new": (f"POST {CONTACTS}",),
    "/{lang}/desk/contacts/<contact>": (
        f"PATCH {CONTACTS}/{{contact}}",
        f"POST {CONTACTS}/{{contact}}/end",
        f"POST {CONTACTS}/{{contact}}/take-back",
        f"POST {CONTACTS}/{{contact}}/roles",
        f"POST {CONTACTS}/{{contact}}/roles/{{role}}/end",
    ),
    "/{lang}/desk/contacts/import": (f"POST {IMPORTS}",),
    "/{lang}/desk/contacts/import/<contact_import>": tuple(
        f"POST {IMPORTS}/{{contact_import}}/{act}" for act in ("columns", "commit", "withdraw")
    ),
    "/{lang}/desk/contacts/queue": (f"POST {IMPORTS}/{{contact_import}}/rows/{{row}}/decide",),
    "/{lang}/desk/contacts/balance": ("POST /api/v1/contact-bodies/seats",),
    "/{lang}/desk/contacts/focal-points": ("POST /api/v1/focal-points/remind",),
    "/{lang}/desk/contacts/lists": (f"POST {LISTS}",),
    "/{lang}/desk/contacts/lists/<list_id>": (
        f"POST {LISTS}",
        f"POST {LISTS}/preview",
        f"PATCH {LISTS}/{{list_id}}",
        f"POST {LISTS}/{{list_id}}/end",
        f"POST {LISTS}/{{list_id}}/take-back",
        f"POST {LISTS}/{{list_id}}/members",
        f"POST {LISTS}/{{list_id}}/members/remove",
    ),
    "/{lang}/desk/contacts/lists/<list_id>.xlsx": (f"POST {LISTS}/{{list_id}}/export",),
    "/{lang}/desk/campaigns": ("POST /api/v1/campaigns",),
    # A mail to oneself, as a test, is for who has a mailbox; a program has none.
    "/{lang}/desk/campaigns/<campaign_id>": (
        f"PATCH {CAMPAIGN}",
        f"DELETE {CAMPAIGN}",
        *(f"POST {CAMPAIGN}/{act}" for act in ("schedule", "take-back", "pause", "go-on", "cancel")),
    ),
    "/{lang}/desk/campaigns/<campaign_id>/unreached": (f"POST {CAMPAIGN}/unreached/export",),
    "/{lang}/desk/letters": ("POST /api/v1/letters", "POST /api/v1/letter-numbers"),
    "/{lang}/desk/letters/<letter_id>": (
        f"PATCH {LETTER}",
        *(f"POST {LETTER}/{act}" for act in ("clear", "reopen", "sign", "send", "void", "correct")),
    ),
    "/{lang}/desk/tokens": ("GET /api/v1/tokens", "POST /api/v1/tokens", "DELETE /api/v1/tokens/{token_id}"),
    "/{lang}/desk/person/<public_id>": (
        f"POST {PERSON}/registrations/{{registration_id}}/tell-again",
        f"GET {PERSON}/mails",
    ),
    "/{lang}/desk/person/<public_id>/code": (f"POST {PERSON}/code",),
    "/{lang}/desk/person/<public_id>/link": (f"POST {PERSON}/links/renew",),
    "/{lang}/desk/person/<public_id>/colleague": (f"POST {PERSON}/colleagues",),
    "/{lang}/desk/person/<public_id>/correct": (f"PATCH {PERSON}",),
    "/{lang}/desk/person/<public_id>/address": (f"POST {PERSON}/mailboxes/works",),
    "/{lang}/desk/doubles": ("POST /api/v1/doubles/merge", "POST /api/v1/doubles/apart"),
    "/{lang}/desk/doubles/<int:merge_id>/undo": ("POST /api/v1/merges/{merge_id}/undo",),
    "/{lang}/desk/held": ("POST /api/v1/held-people/{public_id}/decide",),
    "/{lang}/desk/mails": ("POST /api/v1/outbox/rest", "POST /api/v1/outbox/go-on"),
    # How a mail would read, and one to oneself, are for who reads mails.
    "/{lang}/desk/mails/<key>/<in_language>": (
        "PUT /api/v1/mail-phrases/{key}/{in_language}",
        "DELETE /api/v1/mail-phrases/{key}/{in_language}",
    ),
    "/{lang}/desk/slot/<slot_id>/sent": ("POST /api/v1/slots/{slot_id}/tell-again",),
    "/{lang}/desk/slot/<slot_id>/attendance": ("POST /api/v1/imports",),
    "/{lang}/desk/attendance/<import_id>": tuple(
        f"POST /api/v1/imports/{{import_id}}/{act}"
        for act in ("answers", "commit", "withdraw", "again", "elsewhere")
    ),
    "/{lang}/desk/<programme>/attendance/review": (
        f"GET {REVIEWS}",
        *(f"POST {REVIEWS}/{act}" for act in ("decide", "take-back", "undo")),
    ),
    "/{lang}/desk/attendance/row/<int:row_id>": (f"POST {REVIEWS}/decide", f"POST {REVIEWS}/take-back"),
    "/{lang}/desk/staff": ("POST /api/v1/staff",),
    "/{lang}/desk/staff/<int:user_id>": (
        f"POST {STAFF}/roles",
        f"DELETE {STAFF}/roles/{{grant}}",
        f"POST {STAFF}/link",
        f"POST {STAFF}/second-step/reset",
        f"POST {STAFF}/end",
    ),
}
