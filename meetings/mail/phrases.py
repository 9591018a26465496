"""The phrases each mail is built with, in the reader's language; staff may put others in their place."""

from typing import Final

from flask_babel import gettext as _

from meetings.domain.phrases import Phrases
from meetings.mail.contacts.letters import LETTERS
from meetings.mail.contacts.phrases import FOCAL_REMINDERS
from meetings.mail.delay_phrases import DELAYS, DELEGATE_DELAYS
from meetings.mail.mail import COUNT, TITLE, WHAT, WHEN
from meetings.mail.mail import Mail as Mail
from meetings.mail.panel_phrases import PANELS as PANELS


def mails_of(*keys: str) -> dict[str, Mail]:
    """Give the mails of some keys."""
    return {key: BUILT_IN[key] for key in keys}


def _attached() -> str:
    return _("The entry for your calendar is attached to this mail.")


def _moves() -> str:
    return _("Your registration moves with it. The entry for your calendar is attached to this mail.")


def _not_held() -> str:
    return _("The time you registered for will not be held.")


def _enrolled() -> str:
    return _("We registered you for what is new")


def _not_suiting() -> str:
    return _(
        "You follow it, so we registered you. If it does not suit you, change or cancel it with the link below."
    )


def _recording() -> str:
    return _("The recording is on the page of the session.")


def _to_complete() -> str:
    return _("What was returned, and why, is on your page. It waits for you also after the deadline.")


# Of these, {title} is the delegation, {what} the conference, and {until} when nominations close.
DELEGATIONS: Final[dict[str, Mail]] = {
    "delegation_invited": Mail(
        lambda: _("Invitation to name a delegation"),
        lambda: Phrases(
            _("%(what)s: please name your delegation", what=WHAT),
            _("Please name your delegation"),
            _(
                "With the link below you name the people of %(title)s. %(until)s",
                title=TITLE,
                until="{until}",
            ),
        ),
    ),
    "delegation_link": Mail(
        lambda: _("New link to a delegation"),
        lambda: Phrases(
            _("Your new link: %(title)s", title=TITLE),
            _("Your new link"),
            _("The old link is dead. What you named stays as it is."),
        ),
    ),
    "delegation_code": Mail(
        lambda: _("Code for a delegation's page"),
        lambda: Phrases(
            _("Your code: %(title)s", title=TITLE),
            _("Your code"),
            _(
                "Type it on the page that asked for it, within half an hour. If that was not you, somebody "
                "else has your link: please ask us for a new one."
            ),
        ),
    ),
    "delegation_returned": Mail(
        lambda: _("Something of a delegation returned"),
        lambda: Phrases(
            _("Please complete: %(title)s", title=TITLE), _("Something waits for you"), _to_complete()
        ),
    ),
    "delegation_reopened": Mail(
        lambda: _("Delegation opened again"),
        lambda: Phrases(
            _("Open again: %(title)s", title=TITLE),
            _("Your delegation is open again"),
            _("You can name, change and replace people again. %(until)s", until="{until}"),
        ),
    ),
    "delegation_answered": Mail(
        lambda: _("Request of a delegation decided"),
        lambda: Phrases(
            _("Decided: %(title)s", title=TITLE),
            _("The secretariat has decided"),
            _("What you asked for is decided. How, and why, is on your page."),
        ),
    ),
    "delegation_reminder": Mail(
        lambda: _("Reminder of a delegation"),
        lambda: Phrases(
            _("Reminder: %(title)s", title=TITLE),
            _("Something waits for you"),
            _("This is awaited from your delegation. %(until)s", until="{until}"),
        ),
    ),
}
# Of these, {title} is the conference, or the meeting that begins later.
DELEGATES: Final[dict[str, Mail]] = {
    "delegate_accredited": Mail(
        lambda: _("Accredited, with the link to the meetings"),
        lambda: Phrases(
            _("Your link for the meetings: %(title)s", title=TITLE),
            _("You are accredited"),
            _(
                "One link is the way into every meeting that is open to you. It is yours alone: keep it to yourself."
            ),
        ),
    ),
    "delegate_test": Mail(
        lambda: _("Reminder to test the connection"),
        lambda: Phrases(
            _("Please test your connection: %(title)s", title=TITLE),
            _("Please test your connection"),
            _("Your connection was not tested yet. Please book a time on the page of your meetings."),
        ),
    ),
    **DELEGATE_DELAYS,
}
RUN_SHEETS: Final[dict[str, Mail]] = {
    "run_sheet_tasks": Mail(
        lambda: _("Reminder of a task"),
        lambda: Phrases(
            _("To do by %(when)s: %(title)s", when=WHEN, title=TITLE),
            _("This is yours to do"),
            _("You are named for it in the run-sheet of “%(title)s”.", title=TITLE),
        ),
    ),
    "rehearsal_invited": Mail(
        lambda: _("Invitation to a rehearsal"),
        lambda: Phrases(
            _("Rehearsal: %(when)s, %(title)s", when=WHEN, title=TITLE),
            _("Please come to the rehearsal"),
            _("We rehearse “%(title)s”. The calendar file is attached to this mail.", title=TITLE),
        ),
    ),
    "rehearsal_moved": Mail(
        lambda: _("Rehearsal moved"),
        lambda: Phrases(
            _("Rehearsal moved: %(when)s, %(title)s", when=WHEN, title=TITLE),
            _("The rehearsal is moved"),
            _(
                "The rehearsal of “%(title)s” is held at another time. The entry in your calendar moves.",
                title=TITLE,
            ),
        ),
    ),
    "rehearsal_off": Mail(
        lambda: _("Rehearsal called off"),
        lambda: Phrases(
            _("No rehearsal: %(when)s, %(title)s", when=WHEN, title=TITLE),
            _("This rehearsal is off for you"),
            _("You are not expected at the rehearsal of “%(title)s” any more.", title=TITLE),
        ),
    ),
}
BUILT_IN: Final[dict[str, Mail]] = {
    "registered": Mail(lambda: _("Registered"), lambda: Phrases(WHAT, _("You are registered"), _attached())),
    "several": Mail(
        lambda: _("Registered for several sessions"),
        lambda: Phrases(
            _("You are registered: %(count)s, from %(when)s", **COUNT),
            _("You are registered"),
            _(
                "One link is the way into all of them. The calendar file that is attached to this mail holds them all."
            ),
        ),
    ),
    "enrolled": Mail(
        lambda: _("New in what somebody follows"),
        lambda: Phrases(_("New in what you follow: %(what)s", what=WHAT), _enrolled(), _not_suiting()),
    ),
    "enrolled_several": Mail(
        lambda: _("Several new in what somebody follows"),
        lambda: Phrases(
            _("New in what you follow: %(count)s, from %(when)s", **COUNT), _enrolled(), _not_suiting()
        ),
    ),
    "unfollowed": Mail(
        lambda: _("No longer followed"),
        lambda: Phrases(
            _("No longer registered: %(count)s, from %(when)s", **COUNT),
            _("You no longer follow it"),
            _("Your registrations that were still ahead are cancelled. You can register again at any time."),
        ),
    ),
    "waiting": Mail(
        lambda: _("Waiting list"),
        lambda: Phrases(
            _("Waiting list: %(what)s", what=WHAT),
            _("You are on the waiting list"),
            _("We write to you as soon as a seat is free."),
        ),
    ),
    "offer": Mail(
        lambda: _("Offer of a seat"),
        lambda: Phrases(
            _("A seat is free: %(what)s", what=WHAT),
            _("A seat is offered to you"),
            _("It is kept for you until %(until)s. Please accept or decline it.", until="{until}"),
        ),
    ),
    "lapsed": Mail(
        lambda: _("Offer lapsed"),
        lambda: Phrases(
            _("No longer offered: %(title)s", title=TITLE),
            _("The offer of a seat has lapsed"),
            _(
                "We did not hear from you in time, and the seat went to the next person. You can register again."
            ),
        ),
    ),
    "left": Mail(
        lambda: _("No longer registered"),
        lambda: Phrases(
            _("No longer registered: %(title)s", title=TITLE),
            _("Your registration is cancelled"),
            _("You are no longer registered for this session. You can register again at any time."),
        ),
    ),
    "moved": Mail(
        lambda: _("New time"),
        lambda: Phrases(_("New time: %(what)s", what=WHAT), _("The time has changed"), _moves()),
    ),
    "moved_begun": Mail(
        lambda: _("New time, told when it has begun"),
        lambda: Phrases(
            _("New time: %(what)s", what=WHAT),
            _("The time has changed, and it has begun"),
            _("We could not tell you in time. You can join now."),
        ),
    ),
    "moved_over": Mail(
        lambda: _("New time, told when it was over"),
        lambda: Phrases(
            _("Held at another time: %(what)s", what=WHAT),
            _("The time had changed"),
            _(
                "We could not tell you in time, and it is over. What there is afterwards is on the page of the session."
            ),
        ),
    ),
    "clocks": Mail(
        lambda: _("Clocks changed"),
        lambda: Phrases(
            _("The clocks change: %(what)s", what=WHAT),
            _("The clocks there have changed"),
            _(
                "The hour at the venue stays; in other time zones, and in your calendar, it moves. The entry for "
                "your calendar is attached to this mail."
            ),
        ),
    ),
    **DELAYS,
    "cancelled": Mail(
        lambda: _("Cancelled"),
        lambda: Phrases(_("Cancelled: %(what)s", what=WHAT), _("This time is cancelled"), _not_held()),
    ),
    "cancelled_over": Mail(
        lambda: _("Cancelled, told when it was over"),
        lambda: Phrases(
            _("Not held: %(what)s", what=WHAT),
            _("This time was not held"),
            _("It was cancelled, and we could not tell you in time."),
        ),
    ),
    "revived": Mail(
        lambda: _("Held after all"),
        lambda: Phrases(_("Held after all: %(what)s", what=WHAT), _("This time is held after all"), _moves()),
    ),
    "reminder": Mail(
        lambda: _("Reminder"),
        lambda: Phrases(
            _("Reminder: %(what)s", what=WHAT),
            _("Your session is near"),
            _("You can join from %(hour)s.", hour="{opens}"),
        ),
    ),
    "reminders": Mail(
        lambda: _("Reminder of several sessions"),
        lambda: Phrases(
            _("Reminder: your sessions from %(when)s", when="{when}"),
            _("Your sessions are near"),
            _("You can join from %(hour)s.", hour="{opens}"),
        ),
    ),
    "open": Mail(
        lambda: _("You can join now"),
        lambda: Phrases(
            _("You can join now: %(what)s", what=WHAT),
            _("You can join now"),
            _("Your page to join is open."),
        ),
    ),
    "digest": Mail(
        lambda: _("The coming week"),
        lambda: Phrases(
            _("Your coming week, from %(when)s", when="{when}"),
            _("Your coming week"),
            _("This is what you are registered for in the coming week."),
        ),
    ),
    "link": Mail(
        lambda: _("Your registrations"),
        lambda: Phrases(
            _("Your registrations"),
            _("Your link"),
            _(
                "Somebody asked for this link on our pages, or registered in your name again. Nothing was "
                "changed. With the link below you can see and change your registrations."
            ),
        ),
    ),
    "thank_you": Mail(
        lambda: _("Thanks with the recording"),
        lambda: Phrases(_("Thank you: %(title)s", title=TITLE), _("Thank you for coming"), _recording()),
    ),
    "missed": Mail(
        lambda: _("The recording"),
        lambda: Phrases(_("The recording: %(title)s", title=TITLE), _("In case you missed it"), _recording()),
    ),
    "survey": Mail(
        lambda: _("Survey"),
        lambda: Phrases(
            _("A few questions: %(title)s", title=TITLE),
            _("May we ask you something?"),
            _(
                "Your answer is anonymous and takes a few minutes. It helps us until %(until)s.",
                until="{until}",
            ),
        ),
    ),
    "survey_reminder": Mail(
        lambda: _("Survey, once more"),
        lambda: Phrases(
            _("Once more, a few questions: %(title)s", title=TITLE),
            _("You have not answered yet"),
            _(
                "You can until %(until)s. Your answer is anonymous, and we do not write of it again.",
                until="{until}",
            ),
        ),
    ),
    **DELEGATIONS,
    **DELEGATES,
    **PANELS,
    **RUN_SHEETS,
    **FOCAL_REMINDERS,
    **LETTERS,
}
