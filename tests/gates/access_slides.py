"""Who may ask what of slides, letters and calendars of panellists."""

from typing import Final

from tests.gates.access_roles import EDIT, EVERYBODY, PANELIST, D, L, Open

S: Final = f"{L}/speak/<token>"
NOTHING: Final = {"act": "none"}
TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{S}/slides/<session>"): Open(PANELIST, is_signed=True),
    ("POST", f"{S}/slides/<session>"): Open(PANELIST, is_signed=True),
    ("GET", f"{S}/slides/<session>/<document>/<int:version>"): Open(PANELIST, is_signed=True),
    ("GET", f"{S}/about"): Open(PANELIST, is_signed=True),
    ("POST", f"{S}/about"): Open(PANELIST, is_signed=True),
    ("GET", f"{S}/about/photo"): Open(PANELIST, is_signed=True),
    ("GET", "/photos/<name>"): Open(EVERYBODY),
    ("GET", f"{S}/availability"): Open(PANELIST, is_signed=True),
    ("POST", f"{S}/availability"): Open(PANELIST, is_signed=True),
    ("GET", f"{S}/letter"): Open(PANELIST, is_signed=True),
    ("POST", f"{S}/letter"): Open(PANELIST, is_signed=True, body={"kind": "invitation"}),
    ("GET", f"{S}/letter/<code>.pdf"): Open(PANELIST, is_signed=True),
    ("GET", f"{S}/afterwards/<session>"): Open(PANELIST, is_signed=True),
    ("POST", f"{S}/afterwards/<session>"): Open(PANELIST, is_signed=True),
    ("GET", f"{S}/afterwards/<session>/certificate.pdf"): Open(PANELIST, is_signed=True),
    ("GET", "/calendars/speak/<token>.ics"): Open(EVERYBODY),
    ("GET", f"{D}/<programme>/panel/letters"): Open(EDIT),
    ("POST", f"{D}/<programme>/panel/letters"): Open(EDIT, body=NOTHING),
}
