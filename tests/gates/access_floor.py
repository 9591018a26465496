"""Who may ask what of the list of speakers."""

from typing import Final

from tests.gates.access_roles import CO, EDIT, EVERYBODY, PANELIST, PEOPLE, D, L, Open

OF_ONE: Final = "floor/<slot>"
TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{L}/join/<token>/{OF_ONE}"): Open(EVERYBODY),
    ("POST", f"{L}/join/<token>/{OF_ONE}"): Open(EVERYBODY),
    ("GET", f"{L}/speak/<token>/{OF_ONE}"): Open(PANELIST, is_signed=True),
    ("POST", f"{L}/speak/<token>/{OF_ONE}"): Open(PANELIST, is_signed=True),
    ("GET", f"{D}/<programme>/{OF_ONE}"): Open(PEOPLE | CO),
    ("POST", f"{D}/<programme>/{OF_ONE}"): Open(EDIT | CO),
    ("GET", f"{D}/<programme>/{OF_ONE}/record"): Open(PEOPLE | CO),
}
