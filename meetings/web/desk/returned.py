"""What came back: the latest of it, the marks it left at addresses, and the button that takes one away."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain.bounces import InboundKind
from meetings.domain.errors import NotFound
from meetings.domain.permissions import Act, Holder, reach
from meetings.formats.times import full_day_words, hour_words
from meetings.queries.inbound import Returned, latest_returned
from meetings.queries.ledger import MarkedMailbox, person_page
from meetings.services.bounces import works_again
from meetings.web.desk.access import Moment, allowed
from meetings.web.pages import LANG

blueprint = Blueprint("desk_returned", __name__)


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """A bounce or complaint, in words."""

    returned: Returned
    what: str
    follows: str
    when: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at an address, in words; `since` names the mark that is seen."""

    mailbox: MarkedMailbox
    since: str
    failed: str
    complained: str


@blueprint.post(f"/{LANG}/desk/person/<public_id>/address")
def works(lang: str, public_id: str) -> Response:
    """Say that an address of a person works again, and lead back to them."""
    holder = allowed(Act.SEND)
    shown = person_page(public_id, reach(holder, Act.SEND), 1)
    address = request.form.get("address", "")
    if address not in shown.found.addresses:
        raise NotFound()
    works_again(address, request.form.get("since", ""), datetime.now(UTC), holder.actor)
    return redirect(f"/{lang}/desk/person/{public_id}?done=works#done", 303)


def returned_lines(holder: Holder, moment: Moment) -> list[ReturnedLine] | None:
    """Word the latest bounces and complaints, for whoever may know people everywhere; nothing for others."""
    if not reach(holder, Act.PEOPLE).everywhere:
        return None
    return [
        ReturnedLine(one, _what(one.kind), _follows(one), when_words(one.received_at, moment))
        for one in latest_returned()
    ]


def mark(mailbox: MarkedMailbox, moment: Moment) -> Mark:
    """Word the marks at an address."""
    failed, complained = mailbox.failed_at, mailbox.complained_at
    return Mark(
        mailbox,
        since=failed.isoformat() if failed else "",
        failed=failed_words(failed, moment),
        complained=_("Called a mail unwanted: %(when)s.", when=when_words(complained, moment))
        if complained
        else "",
    )


def failed_words(failed_at: datetime | None, moment: Moment) -> str:
    """Word since when an address takes no mail, where it does not."""
    return _("Takes no mail since %(when)s.", when=when_words(failed_at, moment)) if failed_at else ""


def when_words(at: datetime, moment: Moment) -> str:
    """Word a moment for whoever is at the desk."""
    reader = moment.reader
    return (
        f"{full_day_words(at, reader.zone, reader.language)} {hour_words(at, reader.zone, reader.language)}"
    )


def _what(kind: str) -> str:
    return _("Complaint") if kind == InboundKind.COMPLAINT else _("Not delivered")


def _follows(one: Returned) -> str:
    if not one.is_ours:
        return _("Names no mail of ours; nothing follows.")
    if not one.handled:
        return _("Nothing follows.")
    if one.kind == InboundKind.COMPLAINT:
        return _("No more mails after sessions.")
    return _("The address is marked.")
