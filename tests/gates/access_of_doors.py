"""Who may ask what: the doors to programs of others."""

from typing import Final

from tests.gates.access_of_api_conferences import TABLE as API_CONFERENCES
from tests.gates.access_of_api_office import TABLE as API_OFFICE
from tests.gates.access_of_api_organizers import TABLE as API_ORGANIZERS
from tests.gates.access_of_api_participants import TABLE as API_PARTICIPANTS
from tests.gates.access_of_informea import TABLE as INFORMEA
from tests.gates.access_of_joint import TABLE as JOINT
from tests.gates.access_of_tokens import TABLE as TOKENS
from tests.gates.access_of_webformats import TABLE as WEBFORMATS
from tests.gates.access_of_webhooks import TABLE as WEBHOOKS
from tests.gates.access_roles import Open

TABLE: Final[dict[tuple[str, str], Open]] = {
    **API_CONFERENCES,
    **API_OFFICE,
    **API_ORGANIZERS,
    **API_PARTICIPANTS,
    **INFORMEA,
    **JOINT,
    **TOKENS,
    **WEBFORMATS,
    **WEBHOOKS,
}
