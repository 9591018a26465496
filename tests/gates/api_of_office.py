"""Forms of staff, for people, contacts, mails and the house itself, and what programs do instead."""

from typing import Final

CONTACTS: Final = "/api/v1/contacts"
IMPORTS: Final = "/api/v1/contact-imports"
LISTS: Final = "/api/v1/contact-lists"
CAMPAIGN: Final = "/api/v1/campaigns/{campaign_id}"
LETTER: Final = "/api/v1/letters/{letter_id}"
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
}
