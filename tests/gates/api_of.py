"""What programs do where people have a form: for each form its operations, said apart from the code."""

from typing import Final, NamedTuple

from tests.gates.api_of_conferences import FORMS as CONFERENCES
from tests.gates.api_of_office import FORMS as OFFICE
from tests.gates.api_of_organizers import FORMS as ORGANIZERS
from tests.gates.api_of_participants import FORMS as PARTICIPANTS
from tests.gates.api_of_webhooks import FORMS as WEBHOOKS


class Alone(NamedTuple):
    """A form that only people have, and why."""

    why: str


BROWSERS: Final = Alone("a browser signs in, step by step; a program has a token")
# By the address of a form: operations like "POST /api/v1/registrations".
FORMS: Final[dict[str, tuple[str, ...] | Alone]] = {
    "/hooks/zoom": Alone("it is no form: platforms tell here what happens"),
    "/hooks/bigbluebutton": Alone("it is no form: platforms tell here what happens"),
    "/{lang}/zone": Alone("a cookie of a browser; a program names the zone it wants"),
    "/{lang}/join": Alone(
        "a browser is led to the entrance; a program has the address with the registration"
    ),
    "/{lang}/desk/sign-in": BROWSERS,
    "/{lang}/desk/sign-in/<token>": BROWSERS,
    "/{lang}/desk/sign-in/forgotten": BROWSERS,
    "/{lang}/desk/sign-in/code": BROWSERS,
    "/{lang}/desk/sign-in/password": BROWSERS,
    "/{lang}/desk/sign-in/second-step": BROWSERS,
    "/{lang}/desk/sign-in/on": BROWSERS,
    "/{lang}/desk/sign-out": BROWSERS,
    "/{lang}/desk/account": BROWSERS,
    "/{lang}/desk/account/second-step": BROWSERS,
    "/{lang}/desk/drafts": Alone("drafts keep what is half typed"),
    "/{lang}/desk/drafts/<draft_id>": Alone("drafts keep what is half typed"),
    **PARTICIPANTS,
    **ORGANIZERS,
    **OFFICE,
    **CONFERENCES,
    **WEBHOOKS,
}
