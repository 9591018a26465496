"""Named refusals of surveys: building one, answering one, and settling what was written."""

from meetings.domain.errors import Refused


class QuestionsFrozen(Refused):
    """A change of what is asked after somebody answered; only words may still be corrected."""

    code = "questions_frozen"
    status = 409


class NoQuestions(Refused):
    """Publishing a survey that asks nothing, or nothing of somebody who is asked."""

    code = "no_questions"


class TooFewChoices(Refused):
    """A question of choices with fewer than two."""

    code = "too_few_choices"


class UnevenChoices(Refused):
    """Choices of which one language has another number of lines than the others. Values: wanted, found."""

    code = "uneven_choices"


class ClosesTooSoon(Refused):
    """A last day that is over already."""

    code = "closes_too_soon"


class RemarksOfSession(Refused):
    """A question for the panellists in a survey that is of no session."""

    code = "remarks_of_session"


class NobodyAsked(Refused):
    """Publishing a survey of a season without anybody to ask."""

    code = "nobody_asked"


class NothingAnswered(Refused):
    """A survey sent without any answer."""

    code = "nothing_answered"


class AnsweredBefore(Refused):
    """A second answer by one link."""

    code = "answered_before"
    status = 409


class SurveyClosed(Refused):
    """An answer to a survey that takes none any more."""

    code = "survey_closed"
    status = 410


class NotOpenYet(Refused):
    """An answer in the moment before there is a box to put it in."""

    code = "not_open_yet"
    status = 503


class NotALine(Refused):
    """A line of a list of addresses that gives no address. Values: line (its number)."""

    code = "not_a_line"
