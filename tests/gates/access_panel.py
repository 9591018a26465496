"""Who may ask what of panels: panellists' own pages, and the desk's."""

from typing import Final

from tests.gates.access_roles import CO, EDIT, EVERYBODY, PEOPLE, D, L, Open

TABLE: Final[dict[tuple[str, str], Open]] = {
    # Whoever has the link sees the programme's name; all else is for the device that proved itself.
    ("GET", f"{L}/speak/<token>"): Open(EVERYBODY),
    ("POST", f"{L}/speak/<token>"): Open(EVERYBODY, body={"act": "none"}),
    ("GET", f"{D}/<programme>/panel"): Open(PEOPLE | CO),
    ("POST", f"{D}/<programme>/panel"): Open(EDIT | CO, body={"act": "invite", "person": "<panelist>"}),
    ("GET", f"{D}/<programme>/panel/<person>"): Open(PEOPLE | CO),
    ("POST", f"{D}/<programme>/panel/<person>"): Open(
        EDIT | CO, body={"act": "answer", "session": "topic", "answer": "confirmed"}
    ),
    # What is of all of somebody's panels is for whoever changes all of them.
    ("GET", f"{D}/<programme>/panel/<person>/about"): Open(EDIT | CO),
    ("POST", f"{D}/<programme>/panel/<person>/about"): Open(EDIT | CO, body={"revision": "1"}),
    ("GET", f"{D}/<programme>/panel/<person>/about/photo"): Open(EDIT | CO),
    ("GET", f"{D}/<programme>/panel/<person>/availability"): Open(EDIT | CO),
    ("POST", f"{D}/<programme>/panel/<person>/availability"): Open(EDIT | CO, body={"when": "0"}),
    ("GET", f"{D}/<programme>/panel/session/<session>"): Open(PEOPLE | CO),
    ("POST", f"{D}/<programme>/panel/session/<session>"): Open(
        EDIT | CO, body={"act": "take_off", "person": "nobody"}
    ),
}
