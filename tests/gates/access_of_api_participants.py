"""Who may ask what: the API, for participants, speakers and focal points."""

from typing import Final

from tests.gates.access_roles import Open

TABLE: Final[dict[tuple[str, str], Open]] = {}
