"""Forms of participants, speakers and focal points, by their own links, and what programs do instead."""

from typing import Final

ME: Final = "/api/v1/people/me"
DELEGATE: Final = "/api/v1/delegates/me"
DELEGATION: Final = "/api/v1/delegations/me"
PANEL: Final = "/api/v1/panels/me"
HOUR: Final = "/api/v1/joins/slots/{slot_id}"
MODERATED: Final = f"{PANEL}/slots/{{slot_id}}"
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
    "/{lang}/speak/<token>": (
        f"POST {PANEL}/device-codes",
        f"POST {PANEL}/devices",  # to leave a device, a program forgets the proof
        f"POST {PANEL}/panels/{{session}}/answer",
        f"PUT {PANEL}/panels/{{session}}/printed",
        f"POST {PANEL}/panels/{{session}}/release",
        f"POST {PANEL}/panels/{{session}}/proposals",
        f"POST {PANEL}/assistants",
        f"POST {PANEL}/assistants/{{assistant_id}}/end",
        f"PUT {PANEL}/settings",
    ),
    "/{lang}/speak/<token>/brief/<slot_id>": (
        f"POST {PANEL}/slots/{{slot_id}}/brief/answer",
        f"POST {PANEL}/slots/{{slot_id}}/brief/enter",
    ),
    "/{lang}/speak/<token>/slides/<session>": (
        f"POST {PANEL}/panels/{{session}}/slides",
        f"POST {PANEL}/panels/{{session}}/slides/{{document}}",
    ),
    "/{lang}/speak/<token>/about": (f"PUT {PANEL}/about", f"PUT {PANEL}/about/photo"),
    "/{lang}/speak/<token>/availability": (
        f"POST {PANEL}/availability",
        f"POST {PANEL}/availability/{{hours_id}}/take-back",
    ),
    "/{lang}/speak/<token>/letter": (f"POST {PANEL}/letters",),
    "/{lang}/speak/<token>/afterwards/<session>": (f"POST {PANEL}/panels/{{session}}/certificate",),
    "/{lang}/delegation/<token>": (
        f"POST {DELEGATION}/device-codes",
        f"POST {DELEGATION}/devices",  # to leave a device, a program forgets the proof
    ),
    "/{lang}/delegation/<token>/letter": (f"POST {DELEGATION}/letters",),
    "/{lang}/delegation/<token>/request/<request_id>": (
        f"POST {DELEGATION}/requests/{{request_id}}/take-back",
    ),
    "/{lang}/delegation/<token>/person": (
        f"POST {DELEGATION}/people",
        f"POST {DELEGATION}/requests",
    ),
    "/{lang}/delegation/<token>/person/<nomination>": (
        f"PUT {DELEGATION}/people/{{nomination_id}}",
        f"POST {DELEGATION}/people/{{nomination_id}}/withdraw",
        f"POST {DELEGATION}/requests",
    ),
    "/{lang}/delegation/<token>/person/<nomination>/replace": (
        f"POST {DELEGATION}/people/{{nomination_id}}/replace",
        f"POST {DELEGATION}/requests",
    ),
    "/{lang}/delegation/<token>/person/<nomination>/identity": (
        f"PUT {DELEGATION}/people/{{nomination_id}}/passport",
        f"PUT {DELEGATION}/people/{{nomination_id}}/photo",
        f"POST {DELEGATION}/people/{{nomination_id}}/passport/take-away",
        f"POST {DELEGATION}/people/{{nomination_id}}/photo/take-away",
    ),
    "/{lang}/delegation/<token>/person/<nomination>/travel": (
        f"POST {DELEGATION}/people/{{nomination_id}}/travel",
    ),
    "/{lang}/delegation/<token>/sheet": (
        f"POST {DELEGATION}/sheet/look",
        f"POST {DELEGATION}/sheet/take",
    ),
    "/{lang}/delegation/<token>/list": (
        f"POST {DELEGATION}/lists/correct",
        f"POST {DELEGATION}/lists/ask",
        f"POST {DELEGATION}/lists/seen",
    ),
    "/{lang}/delegation/<token>/statements": (
        f"POST {DELEGATION}/statements",
        f"POST {DELEGATION}/statements/{{statement_id}}/take-back",
    ),
    "/{lang}/join/<token>/live/<slot_id>": (f"POST {HOUR}/questions",),
    "/{lang}/join/<token>/floor/<slot>": (
        f"POST {HOUR}/floor",
        f"POST {HOUR}/floor/{{entry_id}}/withdraw",
        f"POST {HOUR}/floor/{{entry_id}}/again",
        f"POST {HOUR}/floor/{{entry_id}}/lost",
        f"POST {HOUR}/floor/{{entry_id}}/statement",
    ),
    "/{lang}/speak/<token>/live/<slot_id>": (
        f"POST {MODERATED}/questions/{{question_id}}/decide",
        f"POST {MODERATED}/questions/{{question_id}}/edit",
    ),
    "/{lang}/speak/<token>/floor/<slot>": (
        f"PUT {MODERATED}/floor",
        f"POST {MODERATED}/floor",
        f"POST {MODERATED}/floor/next",
        f"POST {MODERATED}/floor/done",
        f"POST {MODERATED}/floor/lost",
        f"POST {MODERATED}/floor/{{entry_id}}/give",
        f"POST {MODERATED}/floor/{{entry_id}}/recall",
        f"POST {MODERATED}/floor/{{entry_id}}/move",
        f"POST {MODERATED}/floor/{{entry_id}}/shift",
        f"POST {MODERATED}/floor/{{entry_id}}/limit",
    ),
    "/{lang}/<programme>/observers/apply": ("POST /api/v1/programmes/{programme}/observers/applications",),
    "/{lang}/<programme>/side-events": ("POST /api/v1/programmes/{programme}/side-event-applications",),
    "/{lang}/side-event/<token>": (
        "PUT /api/v1/side-events/me",
        "POST /api/v1/side-events/me/withdraw",
        "POST /api/v1/side-events/me/merge",
    ),
}
