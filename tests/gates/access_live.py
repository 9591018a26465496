"""Who may ask what of the live desk, and the hour on participants' side."""

from typing import Final

from tests.gates.access_roles import CO, EDIT, EVERYBODY, PANELIST, PEOPLE, D, L, Open

DESK: Final = f"{D}/<programme>/live/<slot_id>"
MODERATOR: Final = f"{L}/speak/<token>/live/<slot_id>"
TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", DESK): Open(PEOPLE | CO),
    ("GET", f"{DESK}/now"): Open(PEOPLE | CO),
    ("POST", DESK): Open(EDIT | CO, {"act": "note", "note": "Noted"}),
    ("GET", f"{DESK}/answers"): Open(PEOPLE | CO),
    ("GET", f"{DESK}/answers.pdf"): Open(PEOPLE | CO),
    ("POST", f"{DESK}/answers"): Open(EDIT | CO, {"act": "publish"}),
    ("GET", MODERATOR): Open(PANELIST, is_signed=True),
    ("GET", f"{MODERATOR}/now"): Open(PANELIST, is_signed=True),
    ("POST", MODERATOR): Open(
        PANELIST, {"act": "shown", "question": "<live question>", "revision": "1"}, is_signed=True
    ),
    ("GET", f"{L}/join/<token>/live/<slot_id>"): Open(EVERYBODY),
    ("POST", f"{L}/join/<token>/live/<slot_id>"): Open(EVERYBODY, {"text": "How much?", "language": "en"}),
    ("GET", f"{L}/live/<slot_id>/status"): Open(EVERYBODY),
}
