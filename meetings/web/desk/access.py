"""Who is at the desk, and whether they may do what they ask."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import g, session

from meetings.domain.accounts import Way
from meetings.domain.errors import NotAllowed, NotFound, SignInNeeded
from meetings.domain.permissions import Act, Holder, Reach, check, may, reach
from meetings.domain.webhooks import may_have
from meetings.queries.accounts import AtDesk
from meetings.queries.accounts import at_desk as who_is_at_desk
from meetings.queries.contacts.campaign_letters import is_demonstration
from meetings.queries.desk import ProgrammeRow, SlotPage, slot_page
from meetings.queries.webhooks import ended
from meetings.web.readers import Reader, settle_reader

USER = "user"
STAY = "stay"


def present() -> AtDesk | None:
    """Give who is at the desk, also while something is still asked of them; nothing where nobody is."""
    if "present" not in g:
        user, stay = session.get(USER), session.get(STAY)
        g.present = None
        if user is not None and stay is not None:
            g.present = who_is_at_desk(str(stay), int(user), datetime.now(UTC))
    found: AtDesk | None = g.present
    return found


def signed_in() -> AtDesk:
    """Give who is signed in, and how they came.

    Raises: SignInNeeded.
    """
    found = present()
    if found is None or found.needs:
        raise SignInNeeded()
    return found


def staff() -> Holder:
    """Give who is signed in.

    Raises: SignInNeeded.
    """
    found = signed_in()
    holder = found.holder
    g.staffs = reach(holder, Act.STAFF).everywhere
    g.has_no_way_back = found.way == Way.LINK and not found.has_password
    g.sends = reach(holder, Act.SEND).everywhere
    g.sees_all = reach(holder, Act.SEE).everywhere
    g.writes = reach(holder, Act.CONTACTS).everywhere
    edits = reach(holder, Act.EDIT)
    g.edits, g.edits_all = bool(edits), edits.everywhere
    if "tells" not in g:
        g.tells = may_have(holder)
        g.ended_webhooks = ended(holder) if found.is_webhook_ended else 0
    return holder


def allowed(
    act: Act, programme: str | None = None, stream: str | None = None, partners: Collection[str] = ()
) -> Holder:
    """Give who is signed in, if they may do this.

    Raises: SignInNeeded, NotAllowed.
    """
    return check(staff(), act, programme, stream, partners=partners)


def allowed_everywhere(act: Act) -> Holder:
    """Give who is signed in, if they may do this in all programmes: mails and contacts belong to all of them.

    Where one of these is the demonstration, its people are invented, and the page says so.
    Raises: SignInNeeded, NotAllowed.
    """
    holder = staff()
    if not reach(holder, act).everywhere:
        raise NotAllowed()
    g.demonstration = is_demonstration()
    return holder


def allowed_on(act: Act, page: SlotPage) -> Holder:
    """Give who is signed in, if they may do this with the session of a time.

    Raises: SignInNeeded, NotAllowed.
    """
    return allowed(act, page.programme.slug, page.session.stream, page.session.partners)


def open_slot(act: Act, slot_id: str) -> SlotPage:
    """Give a time, if whoever is signed in may do this; one that is not there answers like one that is not open.

    Raises: SignInNeeded, NotAllowed; NotFound, only to whoever may do this everywhere.
    """
    holder = staff()
    try:
        page = slot_page(slot_id)
    except NotFound:
        if reach(holder, act).everywhere:
            raise
        raise NotAllowed() from None
    allowed_on(act, page)
    return page


def may_on(act: Act, page: SlotPage) -> bool:
    """Say whether whoever is signed in may do this with the session of a time.

    Raises: SignInNeeded.
    """
    return may(staff(), act, page.programme.slug, page.session.stream, partners=page.session.partners)


def may_here(act: Act, programme: str) -> bool:
    """Say whether whoever is signed in may do this in all of a programme.

    Raises: SignInNeeded.
    """
    return may(staff(), act, programme)


def open_here(act: Act, programme: str) -> Reach:
    """Say where whoever is signed in may do this, if that is anywhere in a programme.

    Raises: SignInNeeded, NotAllowed.
    """
    where = reach(staff(), act)
    if not where.touches(programme):
        raise NotAllowed()
    return where


@dataclass(frozen=True, slots=True)
class Moment:
    """For whom and when a page of the desk is made."""

    reader: Reader
    now: datetime


def at_desk(programme: ProgrammeRow | None = None) -> Moment:
    """Settle in which zone this member of staff reads: asked for, remembered, else the programme's."""
    return Moment(settle_reader(programme), datetime.now(UTC))
