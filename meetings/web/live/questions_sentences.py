"""What refusals of questions say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

Values = dict[str, Any]


def _closed(values: Values) -> str:
    return {
        "coming": _("Questions are not taken yet: they open with the entrance."),
        "held": _("It is over, so no more questions are taken."),
    }.get(str(values.get("state", "")), _("It is not held, so no questions are taken."))


SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "questions_closed": _closed,
    "too_many_questions": lambda values: ngettext(
        "Within a minute you can ask %(num)d question. What you wrote is kept here: please send it a little later.",
        "Within a minute you can ask %(num)d questions. What you wrote is kept here: please send it a little later.",
        values.get("most", 0),
    ),
    "too_many_waiting": lambda values: ngettext(
        "%(num)d question of yours is still with the moderators. What you wrote is kept here: please send it once they "
        "have dealt with some.",
        "%(num)d questions of yours are still with the moderators. What you wrote is kept here: please send it once "
        "they have dealt with some.",
        values.get("most", 0),
    ),
    "changed_by_another": lambda _values: _(
        "Somebody else has dealt with this question in the meantime. Compare both, and save again if yours "
        "is still needed."
    ),
    "question_stands_elsewhere": lambda _values: _("This is not possible as the question stands now."),
}
