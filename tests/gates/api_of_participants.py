"""Forms of participants, speakers and focal points, by their own links, and what programs do instead."""

from typing import Final

ME: Final = "/api/v1/people/me"
DELEGATE: Final = "/api/v1/delegates/me"
REGISTRATION: Final = "/api/v1/registrations/{registration_id}"

FORMS: Final[dict[str, tuple[str, ...]]] = {
    "/{lang}/<programme>/register": ("POST /api/v1/programmes/{programme}/registrations",),
    "/{lang}/<programme>/<session>/register": (
        "POST /api/v1/registrations",
        "POST /api/v1/programmes/{programme}/registrations",  # with colleagues
    ),
    "/{lang}/join/<token>": (
        "POST /api/v1/joins/enter",
        "POST /api/v1/joins/enter-together",
        "POST /api/v1/joins/register",
    ),
    "/{lang}/link": ("POST /api/v1/links",),
    "/{lang}/me/<token>": (
        f"POST {REGISTRATION}/switch",
        f"POST {REGISTRATION}/cancel",
        f"POST {REGISTRATION}/accept",
        f"POST {REGISTRATION}/decline",
        f"PUT {ME}/settings",
        f"PUT {ME}/mails",
        f"POST {ME}/calendar/renew",
        f"POST {ME}/link/renew",
        f"POST {ME}/colleagues",
        f"POST {ME}/subscriptions/{{subscription_id}}/leave",
        f"POST {ME}/consents",
        f"POST {ME}/consents/{{consent}}/withdraw",
        f"POST {ME}/certificates",
        f"DELETE {ME}",
        f"POST {ME}/disown",
        f"POST {DELEGATE}/connection-tests",
        f"POST {DELEGATE}/connection-tests/{{test_id}}/give-up",
        f"POST {DELEGATE}/join",
        f"POST {DELEGATE}/join/renew",
        f"POST {DELEGATE}/calendar/renew",
        f"POST {DELEGATE}/link/renew",
    ),
    "/{lang}/me/<token>/certificate/<code>": (
        f"POST {ME}/certificates/{{code}}/reissue",
        f"POST {ME}/certificates/{{code}}/name",
    ),
    "/{lang}/verify/<code>": ("POST /api/v1/verifications/{code}/compare",),
    "/{lang}/stop/<token>": ("POST /api/v1/opt-outs/me/stop", "POST /api/v1/opt-outs/me/again"),
    "/{lang}/survey/<token>": ("POST /api/v1/surveys/me/answers",),
}
