"""Who may ask what: the API, for conferences."""

from typing import Final

from tests.gates.access_roles import API, EDIT, SEE, Open, P

HERE: Final = f"{P}/<programme>"
STRUCTURE: Final[dict[tuple[str, str], Open]] = {
    ("POST", f"{API}/conferences"): Open(EDIT),
    ("GET", f"{HERE}/conference"): Open(SEE),
    ("POST", f"{HERE}/segments"): Open(EDIT),
    ("GET", f"{HERE}/segments/<segment>"): Open(SEE),
    ("PATCH", f"{HERE}/segments/<segment>"): Open(EDIT),
    ("DELETE", f"{HERE}/segments/<segment>"): Open(EDIT),
    ("POST", f"{HERE}/segments/<segment>/rooms"): Open(EDIT),
    ("PATCH", f"{HERE}/rooms/<room_id>"): Open(EDIT),
    ("DELETE", f"{HERE}/rooms/<room_id>"): Open(EDIT),
    ("POST", f"{HERE}/agenda-items"): Open(EDIT),
    ("PATCH", f"{HERE}/agenda-items/<item>"): Open(EDIT),
    ("DELETE", f"{HERE}/agenda-items/<item>"): Open(EDIT),
    ("POST", f"{HERE}/agenda-items/<item>/move"): Open(EDIT, body={"to": "up"}),
}
TABLE: Final[dict[tuple[str, str], Open]] = {**STRUCTURE}
# Lists ask the store as many questions for three rows as for one.
LISTS: Final = (f"{HERE}/conference",)
