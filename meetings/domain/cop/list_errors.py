"""Named refusals of lists of participants."""

from meetings.domain.errors import Refused


class StatesUnconfirmed(Refused):
    """A final list with States of which nobody knows yet whether they are Parties. Values: states (codes)."""

    code = "states_unconfirmed"
    status = 409


class NobodyListed(Refused):
    """A list on which nobody stands."""

    code = "nobody_listed"
    status = 409


class ListChanged(Refused):
    """What would be published is no longer what was looked at."""

    code = "list_changed"
    status = 409


class SameList(Refused):
    """Nothing changed since the last list. Values: number."""

    code = "same_list"
    status = 409


class NoCorrectionsDay(Refused):
    """A provisional list that does not say until when it is corrected."""

    code = "no_corrections_day"


class NotASymbol(Refused):
    """No symbol of a document, as UNEP/MC/COP.4/INF/27. Values: value."""

    code = "not_a_list_symbol"


class NameByRequest(Refused):
    """Another name of somebody whose letter was checked, which takes a request and an officer."""

    code = "name_by_request"
