"""The phrases of mails to contacts, as they are built in."""

from typing import Final

from flask_babel import gettext as _

from meetings.domain.phrases import Phrases
from meetings.mail.mail import TITLE, Mail


def _reminds() -> str:
    """Give the request without the name of the Party in a sentence, which languages would bend."""
    return "\n".join(
        (
            _(
                "Article 17, paragraph 4, of the Minamata Convention on Mercury asks each Party to designate a "
                "national focal point for the exchange of information. The secretariat holds no notification of "
                "yours that is in force today."
            ),
            _(
                "We would be grateful if you let us know, through your official channel of communication, whom "
                "your Government designates: name, function, organization, e-mail address and telephone number."
            ),
            _("If it has been notified in the meantime, please disregard this message."),
        )
    )


# Of these, {title} is the Party.
FOCAL_REMINDERS: Final[dict[str, Mail]] = {
    "focal_reminder": Mail(
        lambda: _("Reminder to notify a focal point"),
        lambda: Phrases(
            _("National focal point for the Minamata Convention: %(title)s", title=TITLE),
            _("Designation of a national focal point"),
            _reminds(),
        ),
    ),
}
