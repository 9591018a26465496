"""Who may ask what: the API, for people, contacts and the house."""

from typing import Final

from tests.gates.access_roles import Open

TABLE: Final[dict[tuple[str, str], Open]] = {}
