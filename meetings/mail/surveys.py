"""What the mail says that asks to answer a survey."""

from dataclasses import dataclass

from flask_babel import gettext as _

from meetings.formats.languages import marked
from meetings.formats.times import short_words
from meetings.mail.words import Body, count_words
from meetings.queries.messages import Item
from meetings.queries.survey_letters import Invited


@dataclass(frozen=True, slots=True)
class Asking:
    """The survey a mail asks to answer, and the address at which its reader does."""

    about: Invited
    address: str

    @property
    def words(self) -> str:
        """Give the words on the button."""
        return _("Answer the questions")


def survey_body(about: Invited, lang: str) -> Body:
    """Say which survey, of what, and until when."""
    title = marked(about.title, lang)
    until = short_words(about.last_moment, about.zone, lang)
    values = {"title": title, "when": until, "what": title, "opens": "", "until": until}
    key = "survey_reminder" if about.is_reminder else "survey"
    return Body(key, values | {"sessions": count_words(1)}, may_join=False)


def no_part_of_a_registration(_item: Item) -> Body | None:
    """Say nothing: surveys are told by letters of their own, not as part of what is told of a registration."""
    return None
