"""Forms of officers and organizers, for conferences, and what programs do instead."""

from typing import Final

P: Final = "/api/v1/programmes/{programme}"
DESK: Final = "/{lang}/desk/<programme>"
THING: Final = "<any(segment, room, item, meeting, programme):kind>/<which>"
STRUCTURE: Final[dict[str, tuple[str, ...]]] = {
    "/{lang}/desk/conferences/new": ("POST /api/v1/conferences",),
    f"{DESK}/conference": (f"PATCH {P}/sessions/{{session}}", f"POST {P}/agenda-items/{{item}}/move"),
    f"{DESK}/conference/{THING}": (
        f"POST {P}/segments",
        f"PATCH {P}/segments/{{segment}}",
        f"DELETE {P}/segments/{{segment}}",
        f"POST {P}/segments/{{segment}}/rooms",
        f"PATCH {P}/rooms/{{room_id}}",
        f"DELETE {P}/rooms/{{room_id}}",
        f"POST {P}/agenda-items",
        f"PATCH {P}/agenda-items/{{item}}",
        f"DELETE {P}/agenda-items/{{item}}",
        f"POST {P}/sessions",
        f"PATCH {P}/sessions/{{session}}",
        "PATCH /api/v1/slots/{slot_id}",
        f"PATCH {P}",
    ),
}
DELEGATION: Final = f"{P}/delegations/{{delegation_id}}"
ACCREDITATION: Final[dict[str, tuple[str, ...]]] = {
    f"{DESK}/accreditation": (f"POST {P}/accreditation/accredit", f"POST {P}/accreditation/keep-both"),
    f"{DESK}/accreditation/<delegation_id>": (
        f"POST {DELEGATION}/letters/{{letter}}/decide",
        f"POST {DELEGATION}/move",
        f"POST {P}/accreditation/keep-both",
        f"POST {DELEGATION}/requests/{{request_id}}/accept",
        f"POST {DELEGATION}/requests/{{request_id}}/decline",
        f"POST {DELEGATION}/focal-points",
        f"POST {DELEGATION}/focal-points/take-over",
        f"POST {DELEGATION}/focal-points/{{point}}/renew",
        f"POST {DELEGATION}/focal-points/{{point}}/end",
        f"POST {DELEGATION}/reopen",
        f"POST {DELEGATION}/close",
        f"PATCH {DELEGATION}",
        f"POST {DELEGATION}/letters",
    ),
    f"{DESK}/accreditation/<delegation_id>/person/<person>": (
        f"POST {DELEGATION}/nominations",
        f"PATCH {P}/nominations/{{nomination_id}}",
        f"POST {P}/nominations/{{nomination_id}}/replace",
    ),
    f"{DESK}/accreditation/<delegation_id>/passport/<person>": (
        f"POST {P}/nominations/{{nomination_id}}/passport/read",
    ),
}
SEGMENT: Final = f"{P}/segments/{{segment}}"
CREDENTIALS: Final = f"{SEGMENT}/credentials/{{delegation_id}}"
ADMITTING: Final[dict[str, tuple[str, ...]]] = {
    f"{DESK}/admissions": (f"PATCH {P}/admission-rule",),
    f"{DESK}/credentials/<segment>": (
        f"POST {SEGMENT}/credentials/examine",
        f"POST {SEGMENT}/credentials/carry",
    ),
    f"{DESK}/credentials/<segment>/report": (f"POST {SEGMENT}/credentials-reports",),
    f"{DESK}/credentials/<segment>/<delegation_id>": (
        f"POST {CREDENTIALS}/receive",
        f"POST {CREDENTIALS}/record",
        f"POST {CREDENTIALS}/move",
    ),
}
BADGES: Final[dict[str, tuple[str, ...]]] = {
    f"{DESK}/badges": (f"POST {SEGMENT}/badges/make", f"POST {SEGMENT}/letters/make"),
    f"{DESK}/badges/<participation>": (
        f"POST {P}/participations/{{participation}}/badge",
        f"POST {P}/badges/{{badge}}/reissue",
        f"POST {P}/badges/{{badge}}/suspend",
        f"POST {P}/badges/{{badge}}/lift",
        f"POST {P}/participations/{{participation}}/letters",
    ),
    f"{DESK}/gate": (f"POST {SEGMENT}/gate/scan",),
    f"{DESK}/gate/list": (f"POST {SEGMENT}/gate/list",),
    f"{DESK}/letterhead": (f"PATCH {P}/letterhead",),
    f"{DESK}/quorum": (f"PATCH {P}/quorum",),
}
PAPERS: Final[dict[str, tuple[str, ...]]] = {
    f"{DESK}/papers": (f"POST {P}/papers",),
    f"{DESK}/papers/<paper>": (
        f"PUT {P}/papers/{{paper}}",
        f"POST {P}/papers/{{paper}}/versions",
        f"POST {P}/papers/{{paper}}/withdraw",
        f"POST {P}/papers/{{paper}}/put-back",
    ),
    f"{DESK}/journal/<day>": (f"PUT {P}/journal/{{day}}", f"POST {P}/journal/{{day}}/publish"),
    f"{DESK}/statements": (
        f"POST {P}/statements/{{sent}}/publish",
        f"POST {P}/statements/{{sent}}/decline",
    ),
    f"{DESK}/side-events": (
        f"PATCH {P}/side-event-calls/{{segment}}",
        f"POST {P}/side-events/{{event}}/decide",
        f"POST {P}/side-events/propose-merge",
        f"POST {P}/side-events/{{event}}/schedule",
        f"POST {P}/side-events/{{event}}/unschedule",
    ),
}
OBSERVER: Final = "/api/v1/observers/{body}"
OTHERS: Final[dict[str, tuple[str, ...]]] = {
    f"{DESK}/list/<segment>": (
        f"PATCH {P}/participants/{{segment}}",
        f"POST {P}/participants/{{segment}}/publish",
    ),
    f"{DESK}/funding": (
        f"PATCH {SEGMENT}/funding",
        f"PUT {P}/participations/{{participation_id}}/travel",
        f"POST {P}/participations/{{participation_id}}/travel/decide",
    ),
    f"{DESK}/kronos": (f"POST {P}/kronos/files", f"POST {P}/kronos/files/{{kronos_file}}/commit"),
    "/{lang}/desk/parties/<party>": (
        "POST /api/v1/parties/in-force",
        "PUT /api/v1/parties/{party}",
        "POST /api/v1/parties/{party}/status",
        "POST /api/v1/parties/{party}/settle",
    ),
    "/{lang}/desk/observers": ("POST /api/v1/observers",),
    "/{lang}/desk/observers/<body>": (
        f"PUT {OBSERVER}",
        f"POST {OBSERVER}/admissions",
        f"POST {OBSERVER}/admissions/record",
        f"POST {OBSERVER}/admissions/{{admission}}/move",
    ),
    f"{DESK}/follow-up": (
        f"GET {P}/follow-up",
        f"POST {P}/follow-up/remind",
        f"POST {P}/follow-up/read",
        f"POST {P}/follow-up/invite",
    ),
    f"{DESK}/connection-tests": (
        f"POST {SEGMENT}/connection-times",
        f"DELETE {P}/connection-times/{{time}}",
        f"PUT {P}/participations/{{participation_id}}/connection-test",
        f"POST {SEGMENT}/connection-tests/remind",
    ),
}
FORMS: Final[dict[str, tuple[str, ...]]] = {
    **STRUCTURE,
    **ACCREDITATION,
    **ADMITTING,
    **BADGES,
    **PAPERS,
    **OTHERS,
}
