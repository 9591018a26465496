"""What following up calls the steps of a delegation, and what it lacks."""

from flask_babel import gettext as _

from meetings.domain.cop.followup import Step


def step_words(step: Step) -> str:
    """Word a step."""
    return {
        Step.ALL: _("All"),
        Step.INVITED: _("Invited"),
        Step.OPENED: _("Opened"),
        Step.NOMINATED: _("Nominated"),
        Step.LETTER: _("Letter"),
        Step.CREDENTIALS: _("Credentials"),
        Step.WITHOUT: _("Without a focal point"),
        Step.BOUNCED: _("Mail came back"),
        Step.WAITING: _("Something is awaited"),
    }[step]
