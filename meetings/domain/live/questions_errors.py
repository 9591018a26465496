"""Named refusals of questions in the hour."""

from meetings.domain.errors import Refused


class QuestionsClosed(Refused):
    """Questions are not taken now. Values: state (coming, held, cancelled, not_held)."""

    code = "questions_closed"


class TooManyQuestions(Refused):
    """Somebody asked as often as one may in a minute. Values: most."""

    code = "too_many_questions"
    status = 429


class TooManyWaiting(Refused):
    """As many questions of somebody as may wait in one hour wait already. Values: most."""

    code = "too_many_waiting"
    status = 429


class ChangedByAnother(Refused):
    """Another moderator dealt with the question first. Values: current (its revision)."""

    code = "changed_by_another"
    status = 409


class QuestionStandsElsewhere(Refused):
    """A question does not go from where it stands to where it was wanted. Values: state, wanted."""

    code = "question_stands_elsewhere"
