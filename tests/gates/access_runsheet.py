"""Who may ask what of run-sheets and interpretation."""

from typing import Final

from tests.gates.access_roles import CO, EDIT, PANELIST, PEOPLE, SEE, D, L, Open

SHEET: Final = f"{D}/<programme>/run-sheet/<slot_id>"
LANGUAGES: Final = f"{D}/<programme>/interpretation"
BRIEF: Final = f"{L}/speak/<token>/brief/<slot_id>"
TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", SHEET): Open(PEOPLE | CO),
    ("POST", SHEET): Open(PEOPLE | CO, body={"act": "tick", "task": "<task>"}),
    ("GET", f"{SHEET}/rehearsals"): Open(PEOPLE | CO),
    ("POST", f"{SHEET}/rehearsals"): Open(EDIT | CO, body={"act": "none"}),
    ("GET", LANGUAGES): Open(SEE | CO),
    ("GET", f"{LANGUAGES}/<slot_id>"): Open(PEOPLE | CO),
    ("POST", f"{LANGUAGES}/<slot_id>"): Open(EDIT | CO, body={"act": "none"}),
    ("GET", BRIEF): Open(PANELIST, is_signed=True),
    ("POST", BRIEF): Open(PANELIST, body={"answer": "confirmed"}, is_signed=True),
    ("GET", f"{BRIEF}/text/<document>"): Open(PANELIST, is_signed=True),
}
