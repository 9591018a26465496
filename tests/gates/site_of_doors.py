"""What the site with one of everything has more for the doors to programs of others."""

from typing import Final

from tests.gates import (
    site_of_api_conferences,
    site_of_api_office,
    site_of_api_organizers,
    site_of_api_participants,
    site_of_informea,
    site_of_joint,
    site_of_tokens,
    site_of_webformats,
    site_of_webhooks,
)

FEATURES: Final = (
    site_of_api_conferences,
    site_of_api_office,
    site_of_api_organizers,
    site_of_api_participants,
    site_of_informea,
    site_of_joint,
    site_of_tokens,
    site_of_webformats,
    site_of_webhooks,
)
