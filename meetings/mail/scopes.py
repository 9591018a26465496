"""What people can stop by one press, in the words of the line in the mail and of the page it leads to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _


@dataclass(frozen=True, slots=True)
class Scope:
    """Mails that one press stops, and one takes again: `code` stands in links and in the store.

    `title` heads the page, `line` is the link in the mail, `about` says what is sent, `stopped` that it is not.
    """

    code: str
    title: Callable[[], str]
    line: Callable[[], str]
    about: Callable[[], str]
    stopped: Callable[[], str]


RECORDINGS: Final = Scope(
    "recordings",
    title=lambda: _("Mails after sessions"),
    line=lambda: _("No more mails after sessions"),
    about=lambda: _("After a session we send its recording to whoever registered."),
    stopped=lambda: _("You get no more mails after sessions."),
)
DIGEST: Final = Scope(
    "digest",
    title=lambda: _("Weekly mails"),
    line=lambda: _("No more weekly mails"),
    about=lambda: _("Once a week we send you the sessions of your coming week."),
    stopped=lambda: _("You get no more weekly mails."),
)
SURVEYS: Final = Scope(
    "surveys",
    title=lambda: _("Surveys"),
    line=lambda: _("No more surveys"),
    about=lambda: _("After a session or a season we ask a few questions, anonymously."),
    stopped=lambda: _("You get no more surveys."),
)
NEWS: Final = Scope(
    "news",
    title=lambda: _("News"),
    line=lambda: _("No more news by mail"),
    about=lambda: _(
        "Now and then we write to our contacts. Mails about what you registered for come all the same."
    ),
    stopped=lambda: _("You get no more news. Mails about what you registered for come all the same."),
)
