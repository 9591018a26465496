"""People: found by name, organization or address, with everything they registered for and were sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain.codes import CATEGORIES, GENDERS, MessageState
from meetings.domain.permissions import Act, may, reach
from meetings.queries import ledger
from meetings.queries.doubles import merged_into
from meetings.queries.ledger import Said, Sent
from meetings.queries.people import country, kept_instead, told_of
from meetings.queries.registrations import next_registration
from meetings.web.desk.access import Moment, allowed, at_desk
from meetings.web.desk.callers import caller_of, registration_line
from meetings.web.desk.corrections import gender_words
from meetings.web.desk.kinds import kind_words
from meetings.web.desk.returned import mark, when_words
from meetings.web.desk.sides import Side
from meetings.web.forms.registrations import category_words
from meetings.web.pages import LANG
from meetings.web.registrations import country_choices, public_address

blueprint = Blueprint("desk_people", __name__)


@dataclass(frozen=True, slots=True)
class SentLine:
    """A message in the ledger, in words."""

    sent: Sent
    what: str
    state: str
    when: str
    told: str
    note: str


@blueprint.get(f"/{LANG}/desk/people")
def search(lang: str) -> str:
    """Find people by a piece of name, organization or address."""
    holder = allowed(Act.PEOPLE)
    at_desk()
    text = request.args.get("text", "").strip()[:200]
    return render_template(
        "desk/people.html", text=text, found=ledger.find_people(text, reach(holder, Act.PEOPLE))
    )


@dataclass(frozen=True, slots=True)
class Acted:
    """What an act at a person's page came to: what was typed and refused and why, or what is to be read out.

    `other` is somebody who may be the same person; `words` says what was done.
    """

    act: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    field: str = ""
    sides: tuple[Side, ...] = ()
    other: str = ""
    code: str = ""
    name: str = ""
    words: str = ""


@blueprint.get(f"/{LANG}/desk/person/<public_id>")
def person(lang: str, public_id: str) -> str | Response:
    """Show a person's registrations, what they heard, every mail sent to them, and what can be done at once."""
    holder = allowed(Act.PEOPLE)
    instead = kept_instead(public_id)
    if instead and reach(holder, Act.PEOPLE).everywhere:
        return redirect(f"/{lang}/desk/person/{instead}")
    return person_page(public_id)


def person_page(public_id: str, acted: Acted = Acted()) -> str:
    """Show a person, and what an act came to.

    Raises: NotFound, NotAllowed.
    """
    holder = allowed(Act.PEOPLE)
    shown = ledger.person_page(public_id, reach(holder, Act.PEOPLE), page_asked())
    moment = at_desk()
    names, capital = country(shown.found.country)
    caller = caller_of(shown, capital, moment)
    upcoming = next_registration(shown.registrations, moment.now)
    told = told_of(one.id for one in shown.registrations)
    return render_template(
        "desk/person.html",
        person=shown,
        country=names,
        caller=caller,
        acted=acted,
        marks=[mark(one, moment) for one in shown.marked],
        registrations=[registration_line(one, told, caller, moment) for one in shown.registrations],
        upcoming=upcoming.id if upcoming else "",
        pages=shown.ledger,
        lines=sent_lines(shown.ledger.sent, moment),
        merged=[(one, when_words(one.at, moment)) for one in merged_into(shown.id)],
        done=request.args.get("done", ""),
        left=request.args.get("left", 0, type=int),
        may_send=may(holder, Act.SEND),
        may_edit=may(holder, Act.EDIT),
        may_merge=reach(holder, Act.EDIT).everywhere,
        countries=country_choices(moment.reader.language),
        categories=[(one, category_words(one)) for one in CATEGORIES],
        genders=[(one, gender_words(one)) for one in GENDERS],
        join_address=public_address(f"/{shown.language}/join").partition("://")[2],
    )


def page_asked() -> int:
    """Give the number of the page of a list that is asked for, from 1."""
    return max(1, min(10_000, request.args.get("page", 1, type=int)))


def sent_lines(found: Iterable[Sent], moment: Moment) -> list[SentLine]:
    """Word the lines of a ledger."""
    return [
        SentLine(
            sent=one,
            what=_(", ").join(dict.fromkeys(kind_words(kind) for kind in one.kinds)),
            state=message_state_words(one.state),
            when=when_words(one.sent_at or one.due_at, moment),
            told=_(", ").join(_said(at, moment) for at in one.told),
            note=_note(one, moment),
        )
        for one in found
    ]


def _said(one: Said, moment: Moment) -> str:
    when = when_words(one.starts_at, moment)
    return _("%(when)s (version %(version)d)", when=when, version=one.version)


def _note(one: Sent, moment: Moment) -> str:
    """Say what the state alone does not: what failed and why, and since when a mail was of no use."""
    if one.state == MessageState.TOO_LATE and one.not_after:
        return _("Of no use after %(when)s, so it was dropped.", when=when_words(one.not_after, moment))
    return one.error or ""


def message_state_words(state: str) -> str:
    """Word how a message stands."""
    return {
        "due": _("Due"),
        "claimed": _("Being sent"),
        "sent": _("Sent"),
        "retry": _("To be tried again"),
        "given_up": _("Given up"),
        "too_late": _("Too late"),
        "withdrawn": _("Not needed any more"),
        "late": _("Late by five minutes or more"),
        "returned": _("Came back"),
    }.get(state, state)
