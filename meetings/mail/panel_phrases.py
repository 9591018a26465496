"""The phrases of mails to panellists and their assistants; {title} is the season, or the session that changed."""

from typing import Final

from flask_babel import gettext as _

from meetings.domain.phrases import Phrases
from meetings.mail.delay_phrases import PANEL_DELAYS
from meetings.mail.mail import TITLE, WHAT, Mail


def _as_below() -> str:
    return _(
        "What you said of coming stands as it was. If the new time does not suit you, please tell us on your page."
    )


PANELS: Final[dict[str, Mail]] = {
    "panel_invited": Mail(
        lambda: _("Invitation of a panellist, with their link"),
        lambda: Phrases(
            _("Your panel: %(title)s", title=TITLE),
            _("You are invited to a panel"),
            _(
                "On your page you say whether you come, see your times in your own time zone, and leave what we need "
                "from you. No account is needed."
            ),
        ),
    ),
    "panel_off": Mail(
        lambda: _("A panellist was taken off a panel"),
        lambda: Phrases(
            _("Not on the panel any more: %(what)s", what=WHAT),
            _("You are not on this panel any more"),
            _("The organizers took you off it. Nothing more is asked of you for this session."),
        ),
    ),
    "panel_helper_off": Mail(
        lambda: _("A panellist was taken off a panel, to their assistant"),
        lambda: Phrases(
            _("Not on the panel any more: %(what)s", what=WHAT),
            _("They are not on this panel any more"),
            _("The organizers took off whom you assist. Nothing more is asked for this session."),
        ),
    ),
    "panel_helper": Mail(
        lambda: _("Link for a panellist's assistant"),
        lambda: Phrases(
            _("Your link as an assistant: %(title)s", title=TITLE),
            _("You look after a panellist's page"),
            _(
                "With the link below you look after their papers and answers; the page says that it was you. Joining "
                "and moderating stay with the panellist."
            ),
        ),
    ),
    "panel_link": Mail(
        lambda: _("New link to a panellist's page"),
        lambda: Phrases(
            _("Your new link: %(title)s", title=TITLE),
            _("Your new link"),
            _("The old link is dead. What was said on your page stays as it is."),
        ),
    ),
    "panel_code": Mail(
        lambda: _("Code for a panellist's page"),
        lambda: Phrases(
            _("Your code: %(title)s", title=TITLE),
            _("Your code"),
            _(
                "Type it on the page that asked for it, within half an hour. If that was not you, somebody "
                "else has your link: please ask us for a new one."
            ),
        ),
    ),
    "panel_moved": Mail(
        lambda: _("A panellist's time moved"),
        lambda: Phrases(_("Moved to %(what)s", what=WHAT), _("A time of your panel moved"), _as_below()),
    ),
    "panel_added": Mail(
        lambda: _("A further time of a panellist's session"),
        lambda: Phrases(
            _("One more time: %(what)s", what=WHAT),
            _("Your panel has one more time"),
            _(
                "The session is held at this time too. What you said of coming holds for all its times. If this one "
                "does not suit you, please tell us on your page."
            ),
        ),
    ),
    "panel_cancelled": Mail(
        lambda: _("A panellist's time cancelled"),
        lambda: Phrases(
            _("Cancelled: %(what)s", what=WHAT),
            _("A time of your panel is cancelled"),
            _("This time will not be held. Your page shows what still stands."),
        ),
    ),
    "panel_revived": Mail(
        lambda: _("A panellist's time held after all"),
        lambda: Phrases(
            _("Held after all: %(what)s", what=WHAT), _("A time of your panel is held after all"), _as_below()
        ),
    ),
    "panel_wanted": Mail(
        lambda: _("Reminder of what is wanted from a panellist"),
        lambda: Phrases(
            _("Still wanted: %(title)s", title=TITLE),
            _("Something is still wanted from you"),
            _("Your panel begins %(when)s. It takes a few minutes on your page.", when="{when}"),
        ),
    ),
    **PANEL_DELAYS,
}
