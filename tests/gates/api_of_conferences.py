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
FORMS: Final[dict[str, tuple[str, ...]]] = {**STRUCTURE}
