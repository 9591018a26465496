"""What the facts make due by now: asked again and again by the worker, and once of a store that is put back."""

import logging
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.tokens import Keys
from meetings.mail.kinds import KINDS
from meetings.services import documents, link_asking, survey_asking, survey_counting
from meetings.services.cop import delegate_notices, focal_notices
from meetings.services.live import told

log = logging.getLogger("meetings.due")


@dataclass(frozen=True, slots=True)
class Means:
    """What it takes: how long changes settle, the domain of Message-IDs, and the keys that links are signed by."""

    settling_seconds: int
    host: str
    keys: Keys


def make_notices(now: datetime, means: Means) -> None:
    """Ask of every kind which notices are due, and make the messages that go to addresses of their own."""
    for kind in KINDS.values():
        if kind.due is not None:
            kind.due(now, means.settling_seconds)
    link_asking.settle(now, means.host)
    focal_notices.write_messages(now, means.host)
    delegate_notices.renew_moved(now, means.keys)


def count_told(now: datetime, keys: Keys) -> None:
    """Count what platforms told of those who came and went; a time that cannot be counted stops no other."""
    for waiting in told.assign(now):
        try:
            told.follow(waiting, now, keys=keys)
        except Exception:
            log.exception("the events of time %s wait", waiting.slot_id)


def make_all_due(now: datetime, means: Means) -> None:
    """Make due, in a store that is put back, whatever any tick of a worker would find due by now.

    First come the facts that follow from others: who came, what may be seen, which surveys are over. A tick that
    makes mails or events is a line here, which `tests/gates/test_restoring.py` asks of all ticks.
    """
    count_told(now, means.keys)
    documents.open_embargoed(now)
    survey_counting.note_over(now)
    survey_asking.ask(now)
    make_notices(now, means)
