"""Campaigns in words: where they stand, why somebody is not reached, each number with what it is of and counts."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.contacts.campaigns import CampaignState
from meetings.formats.times import full_day_words, hour_words, language_name, zone_city
from meetings.queries.contacts.campaign_audience import Audience
from meetings.queries.contacts.campaign_numbers import Numbers
from meetings.queries.contacts.campaigns import CampaignShown
from meetings.web.desk.access import Moment


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people: of how many (0: of none in particular), what it counts, and how it is made up."""

    words: str
    number: int
    of: int
    about: str
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def share(self) -> str:
        """Give the share in percent, with one figure behind the point."""
        return f"{100 * self.number / self.of:.1f}" if self.of else ""


def state_words(state: CampaignState) -> str:
    """Word where a campaign stands."""
    return {
        CampaignState.DRAFT: _("Draft"),
        CampaignState.SCHEDULED: _("Scheduled"),
        CampaignState.RUNNING: _("Being sent"),
        CampaignState.PAUSED: _("Paused"),
        CampaignState.DONE: _("Sent"),
        CampaignState.CANCELLED: _("Cancelled"),
    }[state]


def why_words(why: str) -> str:
    """Word why somebody was left out or not reached."""
    return {
        "held": _("Held back, because what they wrote looks like an advertisement"),
        "opted_out": _("Wants no news"),
        "no_mailbox": _("No mailbox"),
        "failed": _("The mailbox takes no mail"),
        "given_up": _("Refused, and given up"),
        "bounced": _("Came back"),
    }.get(why, why)


def hours_words(campaign: CampaignShown, moment: Moment) -> str:
    """Say when the first and the last reader's morning is, as whoever looks at it reads times."""
    if campaign.first_at is None or campaign.last_at is None:
        return ""
    reader = moment.reader
    first, last = (
        f"{full_day_words(at, reader.zone, reader.language)} {hour_words(at, reader.zone, reader.language)}"
        for at in (campaign.first_at, campaign.last_at)
    )
    return _(
        "The first morning is %(first)s, the last %(last)s (%(city)s).",
        first=first,
        last=last,
        city=zone_city(reader.zone, reader.language),
    )


def reach_words(found: Audience) -> str:
    """Say whom a campaign would reach today."""
    return _(
        "People on these lists who can be written to: %(reached)d of %(people)d",
        reached=found.reached,
        people=found.people,
    )


def missing_words(found: Audience, lang: str) -> list[str]:
    """Name the languages that readers have and the campaign has not."""
    return [
        ngettext(
            "%(language)s is not written: %(num)d person reads it in English.",
            "%(language)s is not written: %(num)d people read it in English.",
            number,
            language=language_name(code, lang),
        )
        for code, number in sorted(found.instead.items(), key=lambda one: (-one[1], one[0]))
    ]


def figures(found: Numbers, *, counts_opens: bool) -> Iterator[Figure]:
    """Give the numbers of a campaign, the whole first; each says of what it is a share, and what it counts."""
    left_out = sum(found.left_out.values())
    yield Figure(
        _("On the lists"), found.listed, 0, _("People on any of the lists when it was planned, each once.")
    )
    yield Figure(
        _("Left out"),
        left_out,
        found.listed,
        _("Known when it was planned, and not written to."),
        tuple((why_words(why), number) for why, number in sorted(found.left_out.items())),
    )
    yield Figure(_("To be written to"), found.planned, found.listed, _("On the lists, and not left out."))
    yield Figure(
        _("Delivered"), found.sent, found.planned, _("Taken by the mail server; some may come back.")
    )
    yield Figure(
        _("Waiting"), found.waiting, found.planned, _("Their morning is still to come, or it is being sent.")
    )
    yield Figure(
        _("Given up"), found.given_up, found.planned, _("The reader’s mail server refused it for good.")
    )
    yield Figure(
        _("Opted out before it left"),
        found.opted_out,
        found.planned,
        _("Wanted news when it was planned, and none when it was to leave."),
    )
    yield Figure(
        _("Never left"), found.withdrawn, found.planned, _("Cancelled, or nobody to write to any more.")
    )
    yield from _afterwards(found)
    if counts_opens:
        yield _opened(found)


def _afterwards(found: Numbers) -> Iterator[Figure]:
    """Give what happened to mails that were delivered."""
    yield Figure(
        _("Came back"),
        found.bounced,
        found.sent,
        _("Delivered, and returned later by the reader’s mail server; by its answer."),
        tuple(
            (_("no answer") if status == "other" else status, number)
            for status, number in sorted(found.bounces.items())
        ),
    )
    yield Figure(
        _("Opted out after it"),
        found.stopped,
        found.sent,
        _("Stopped the news after this mail reached them and before any later campaign did."),
    )
    yield Figure(
        _("Followed a link"),
        found.followed,
        found.sent,
        _(
            "People who opened at least one link, counted by our own page. Openings within a minute after it left, "
            "or of several links within two seconds, are those of programs and do not count."
        ),
    )


def _opened(found: Numbers) -> Figure:
    return Figure(
        _("Showed the picture"),
        found.opened,
        found.sent,
        _(
            "Their mail program loaded our picture. Many never load one, and some load all: this is no share "
            "of readers."
        ),
    )
