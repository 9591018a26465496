"""What the tables of who may ask what are written in: addresses, and sets of roles."""

from dataclasses import dataclass
from typing import Any, Final

from tests.gates.site import CO_ORGANIZERS, ROLES, STAFF

L: Final = "/<any(ar, zh, en, fr, ru, es):lang>"
D: Final = f"{L}/desk"
API: Final = "/api/v1"
P: Final = f"{API}/programmes"
THINGS: Final = "<any(segment, room, item, meeting, programme):kind>"
EVERYBODY: Final = frozenset(ROLES)
CO: Final = frozenset(CO_ORGANIZERS)  # of a stream, and of a partner: `topic` is within the reach of both
ANY_STAFF: Final = frozenset((*STAFF, *CO, "elsewhere"))
SEE: Final = frozenset(STAFF)
FIGURES: Final = SEE - {"steward"}
PEOPLE: Final = SEE - {"reader"}
EDIT: Final = frozenset(("organizer", "administrator"))
SEND: Final = EDIT | {"officer"}
# Contacts, campaigns and letters: never a role in one programme, stream or partner.
CONTACTS: Final = EDIT
SIGN: Final = frozenset(("administrator",))
ACCREDIT: Final = frozenset(("officer", "administrator"))
CHECK_IN: Final = ACCREDIT | {"steward"}
# A person's own link is no token of a program: beside their own registrations it opens nothing.
PROGRAMS: Final = EVERYBODY - {"participant", "stranger"}
# Who has the link of a delegation on a device that proved itself: the focal point alone.
FOCAL: Final = frozenset(("focal",))
# Who has the link of a panel on a device that proved itself.
PANELIST: Final = frozenset(("panelist",))


@dataclass(frozen=True, slots=True)
class Open:
    """For whom a route is open; `body` is what is sent, `query` what follows the address."""

    to: frozenset[str]
    body: dict[str, Any] | None = None
    query: str = ""
    is_signed: bool = False  # whoever comes, it takes a signature: 401
    is_personal: bool = False  # a stranger's link is known, but not the right one: 403, not 401


def refusal(role: str, rule: str, entry: Open) -> int:
    """Give the status with which somebody is refused: 401 who is not known, 403 who may not."""
    if entry.is_signed:
        return 401
    is_known = role in ANY_STAFF or (role == "stranger" and entry.is_personal)
    return 403 if is_known else 401
