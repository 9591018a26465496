"""Forms of webhooks, and what programs do instead."""

from typing import Final

HOOK: Final = "/api/v1/webhooks/{webhook_id}"
FORMS: Final[dict[str, tuple[str, ...]]] = {
    "/{lang}/desk/webhooks": ("POST /api/v1/webhooks",),
    "/{lang}/desk/webhooks/<webhook_id>": (
        f"PATCH {HOOK}",
        f"DELETE {HOOK}",
        f"POST {HOOK}/ping",
        f"POST {HOOK}/secret",
        f"POST {HOOK}/replay",
        f"POST {HOOK}/deliveries/{{delivery_id}}/replay",
    ),
}
