"""Who may ask what of the live desk, and the hour on participants' side."""

from typing import Final

from tests.gates.access_roles import Open

TABLE: Final[dict[tuple[str, str], Open]] = {}
