"""Who may ask what: InforMEA's node."""

from typing import Final

from tests.gates.access_roles import EVERYBODY, Open

N: Final = "/informea.svc"
TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", N): Open(EVERYBODY),
    ("GET", f"{N}/"): Open(EVERYBODY),
    ("GET", f"{N}/$metadata"): Open(EVERYBODY),
    ("GET", f"{N}/Meetings"): Open(EVERYBODY),
    ("GET", f"{N}/Meetings()"): Open(EVERYBODY),
    ("GET", f"{N}/Meetings/$count"): Open(EVERYBODY),
    ("GET", f"{N}/Meetings(<entity>)"): Open(EVERYBODY),
    ("GET", "/api/v2/meetings"): Open(EVERYBODY),
    ("GET", "/api/v2/meetings/<meeting_id>"): Open(EVERYBODY),
}
