"""Who may ask what of panels: panellists' own pages, and the desk's."""

from typing import Final

from tests.gates.access_roles import Open

TABLE: Final[dict[tuple[str, str], Open]] = {}
