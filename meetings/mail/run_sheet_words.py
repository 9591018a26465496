"""What the tasks of the templates are called, in the reader's language, alike on pages and in mails."""

from collections.abc import Callable
from typing import Final

from flask_babel import gettext as _

WORDS: Final[dict[str, Callable[[], str]]] = {
    "attendance": lambda: _("Take the attendance in and look at what is not matched"),
    "brief_sent": lambda: _("Send the panel their times, roles and the technical advice"),
    "channels_checked": lambda: _("Check every language channel with the interpreters"),
    "channels_set": lambda: _("Set the language channels on the platform"),
    "closing": lambda: _("Close: what comes next, and thanks to the panel and the interpreters"),
    "connections": lambda: _("Test the connection of each panellist"),
    "consent": lambda: _("Say that the session is recorded, and how to keep one's name and picture out"),
    "cut_off": lambda: _("Know who calls back whoever is cut off, and by which number"),
    "floor": lambda: _("Open the list of speakers, with the time for each"),
    "interpreters_booked": lambda: _("Book the interpreters, two for each language and half day"),
    "invite": lambda: _("Send the invitation with the link"),
    "next_steps": lambda: _("Read out what was agreed, who does it, and by when"),
    "not_recorded": lambda: _("Say that nothing is recorded, and that nobody is quoted by name"),
    "notes": lambda: _("Somebody takes notes"),
    "opening": lambda: _("Open the meeting, and adopt the agenda"),
    "papers": lambda: _("Publish the documents of the meeting"),
    "questions": lambda: _("Questions and answers: the moderator reads them, the panel answers"),
    "quorum": lambda: _("Check the quorum"),
    "recording": lambda: _("Start the recording, in every language, and see that it runs"),
    "recording_worked": lambda: _("Cut the recording, add captions, and publish it"),
    "rehearsal": lambda: _("Rehearse with the panel and the interpreters on the platform itself"),
    "releases": lambda: _("Ask each panellist whether they agree to be recorded"),
    "roles": lambda: _("Say who is host, moderator, timekeeper, on questions, and technician"),
    "room_opens": lambda: _("Open the session to participants"),
    "room_opens_hour": lambda: _("Open the meeting to delegations, an hour before"),
    "room_opens_panel": lambda: _("Open the platform to the panel, the interpreters and the staff"),
    "round": lambda: _("A round of names, so that the interpreters hear each voice"),
    "slides": lambda: _("Have the last slides, and give them to the interpreters"),
    "sound": lambda: _("Check the sound of each panellist: headset, wired line, quiet room"),
    "speakers_list": lambda: _("Open the list of speakers, and say how long each may speak"),
    "statements": lambda: _("Collect the statements, and publish them"),
    "stop_recording": lambda: _("Stop the recording, and see that it is kept"),
    "summary": lambda: _("Send the summary to all who took part"),
    "survey": lambda: _("Open the survey, and say where it is"),
    "texts": lambda: _("Give the texts to the interpreters, also those not to be published yet"),
    "thanks": lambda: _("Thank the panel, with what was asked and how many came"),
    "welcome": lambda: _("Welcome: who speaks, how to ask, which languages there are"),
}


def task_words(key: str | None, title: str) -> str:
    """Say what is to be done: what somebody wrote, else the words of the template."""
    if title or key is None:
        return title
    return WORDS[key]() if key in WORDS else key
