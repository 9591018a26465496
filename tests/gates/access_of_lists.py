"""Who may ask what of lists of contacts and figures of focal points."""

from typing import Final

from tests.gates.access_roles import Open

TABLE: Final[dict[tuple[str, str], Open]] = {}
