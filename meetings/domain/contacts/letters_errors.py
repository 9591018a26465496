"""Named refusals of official letters."""

from meetings.domain.errors import Refused


class NotInThisState(Refused):
    """An act that a letter does not allow as it stands. Values: state."""

    code = "letter_not_in_this_state"
    status = 409


class OwnLetter(Refused):
    """Whoever wrote a letter last wants to clear it: that takes somebody else."""

    code = "own_letter"
    status = 403


class NoText(Refused):
    """A letter without a text in any language."""

    code = "letter_without_text"


class CalendarApart(Refused):
    """The table of sessions among other words; it is a paragraph of its own. The field is that of the text."""

    code = "calendar_apart"


class NoTimeToState(Refused):
    """A place for a session none of whose times is held. Values: value, the place as typed."""

    code = "no_time_to_state"
    status = 409


class TimesChanged(Refused):
    """What a letter states changed since it was cleared. Values: titles of the sessions, by language each."""

    code = "letter_times_changed"
    status = 409


class LetterOutOfDate(TimesChanged):
    """A signed letter that states what is not so any more. Values: titles of the sessions, by language each."""

    code = "letter_out_of_date"


class NobodyToWriteTo(Refused):
    """A letter that no government could be sent."""

    code = "nobody_to_write_to"
    status = 409


class NotASeries(Refused):
    """A symbol's series that is not letters and figures with strokes between them."""

    code = "not_a_series"


class NumberGiven(Refused):
    """Numbers to go on from that were given already. Values: last."""

    code = "letter_number_given"
    status = 409


class NothingToCorrect(Refused):
    """A letter that states every time as it stands."""

    code = "nothing_to_correct"
    status = 409
