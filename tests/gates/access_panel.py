"""Who may ask what of panels: panellists' own pages, and the desk's."""

from typing import Final

from tests.gates.access_roles import EVERYBODY, L, Open

TABLE: Final[dict[tuple[str, str], Open]] = {
    # Whoever has the link sees the programme's name; all else is for the device that proved itself.
    ("GET", f"{L}/speak/<token>"): Open(EVERYBODY),
    ("POST", f"{L}/speak/<token>"): Open(EVERYBODY, body={"act": "none"}),
}
