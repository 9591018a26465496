"""A campaign as it reads, to be looked at or sent to oneself: by the words it leaves with, and with nobody's rights."""

from collections.abc import Mapping
from datetime import datetime

from meetings.formats.mime import Written, mail_bytes
from meetings.mail.compose import write_campaign
from meetings.mail.writing import Site
from meetings.queries.contacts.campaign_letters import CampaignLetter, is_demonstration
from meetings.queries.messages import Letter


def as_it_reads(
    counts_opens: bool, text: Mapping[str, str], language: str, to: str, site: Site, now: datetime
) -> Written:
    """Write a campaign in a language as a reader will get it; its links lead where they say and count nothing."""
    about = CampaignLetter(
        campaign_id="",
        language=language,
        subject=text["subject"],
        body=text["body"].replace("\r\n", "\n"),
        key="",
        links=(),
        counts_opens=counts_opens,
        scope="news",
        demonstration=is_demonstration(),
    )
    letter = Letter(
        id="sample",
        message_id=f"<sample-{now:%Y%m%d%H%M%S%f}-{language}@{site.host}>",
        person_id=0,
        name="",
        address=to,
        language=language,
        not_after=None,
        items=(),
        stopped=frozenset(),
        edited={},
    )
    return write_campaign(letter, about, "example", site, now)


def bytes_of(mail: Written) -> bytes:
    """Write a mail for a server."""
    return mail_bytes(mail)
