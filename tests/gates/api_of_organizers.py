"""Forms of organizers, for seasons, sessions and the live hour, and what programs do instead."""

from typing import Final

FORMS: Final[dict[str, tuple[str, ...]]] = {
    "/{lang}/desk/calendars": (
        "POST /api/v1/calendars",
        "POST /api/v1/calendars/import",
        "PATCH /api/v1/calendars/{calendar_id}",
        "POST /api/v1/calendars/{calendar_id}/read",
        "DELETE /api/v1/calendars/{calendar_id}",
    ),
}
