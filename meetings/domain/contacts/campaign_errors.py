"""Refusals of campaigns."""

from meetings.domain.errors import Refused


class NoSuchCampaignMove(Refused):
    """A move that a campaign does not have from where it stands. Values: state, wanted."""

    code = "no_such_campaign_move"
    status = 409


class CampaignFrozen(Refused):
    """A campaign that is not a draft any more: what it says and to whom stays."""

    code = "campaign_frozen"
    status = 409


class NobodyToWriteTo(Refused):
    """A campaign whose lists hold nobody who can be written to. Values: left_out, how many are on the lists."""

    code = "campaign_to_nobody"


class NoEnglishText(Refused):
    """A campaign without an English text, which whoever reads a language that is missing is to get."""

    code = "campaign_without_english"


class HalfAText(Refused):
    """A text in one language that has a subject and no words, or words and no subject. Values: language."""

    code = "campaign_half_a_text"


class CampaignDayPast(Refused):
    """A day for sending that is over everywhere."""

    code = "campaign_day_past"


class NotASafeLink(Refused):
    """A link in a text whose address does not begin with https://, or is none. Values: value."""

    code = "campaign_unsafe_link"
