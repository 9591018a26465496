"""Who may ask what of official letters."""

from typing import Final

from tests.gates.access_roles import CONTACTS, D, Open

LETTER: Final = f"{D}/letters/<letter_id>"
TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{D}/letters"): Open(CONTACTS),
    ("POST", f"{D}/letters"): Open(CONTACTS, body={"act": "none"}),
    ("GET", LETTER): Open(CONTACTS),
    ("POST", LETTER): Open(CONTACTS, body={"act": "none"}),
    ("GET", f"{LETTER}/pdf/<language>"): Open(CONTACTS),
}
