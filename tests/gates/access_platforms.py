"""Who may ask what of platforms."""

from typing import Final

from tests.gates.access_roles import CO, EDIT, SEE, D, Open

ADMINISTRATOR: Final = frozenset(("administrator",))
TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{D}/platforms"): Open(ADMINISTRATOR),
    ("POST", f"{D}/platforms"): Open(ADMINISTRATOR, body={"kind": "zoom", "name": ""}),
    ("GET", f"{D}/platforms/<int:account>"): Open(ADMINISTRATOR),
    ("POST", f"{D}/platforms/<int:account>"): Open(ADMINISTRATOR, body={"act": "none"}),
    ("GET", f"{D}/<programme>/platforms"): Open(SEE | CO),
    ("POST", f"{D}/<programme>/platforms"): Open(EDIT | CO, body={"act": "none"}),
}
