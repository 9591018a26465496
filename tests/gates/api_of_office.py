"""Forms of staff, for people, contacts, mails and the house itself, and what programs do instead."""

from typing import Final

FORMS: Final[dict[str, tuple[str, ...]]] = {
    "/{lang}/desk/tokens": ("GET /api/v1/tokens", "POST /api/v1/tokens", "DELETE /api/v1/tokens/{token_id}"),
}
