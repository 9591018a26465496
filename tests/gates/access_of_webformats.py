"""Who may ask what: feeds, maps of the site and what others embed."""

from typing import Final

from tests.gates.access_roles import Open

TABLE: Final[dict[tuple[str, str], Open]] = {}
