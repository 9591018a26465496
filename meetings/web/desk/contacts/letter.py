"""One official letter at the desk: written, looked at as PDF, cleared, signed, sent, and corrected."""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.contacts.letter_texts import PLACES, whole
from meetings.domain.contacts.letters import LetterAct, LetterState, acts_in
from meetings.domain.permissions import Act, reach
from meetings.domain.programmes import check_day
from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.formats.contacts.letters import TEMPLATE, Setting, corrections, file_name, paper
from meetings.queries.api_tokens import people_behind
from meetings.queries.contacts import letters as queries
from meetings.queries.contacts.letter_offices import recipients
from meetings.queries.contacts.letters import LetterShown
from meetings.queries.contacts.letters_old import old_letters
from meetings.queries.cop.actors import actor_names
from meetings.services.contacts import letter_sending
from meetings.services.contacts import letters as services
from meetings.services.contacts.letters import LetterGiven
from meetings.web.contacts.letters_sentences import state_words
from meetings.web.desk.access import Moment, allowed_everywhere, at_desk, staff
from meetings.web.desk.contacts.letter_effects import old_line
from meetings.web.desk.contacts.letters_words import (
    copies_words,
    government_row,
    recipient_row,
    step_words,
    subject_words,
    whom_words,
)
from meetings.web.desk.sides import Side, compare
from meetings.web.errors import sentence
from meetings.web.pages import LANG, OWN_NAMES
from meetings.web.registrations import public_address

blueprint = Blueprint("desk_letter", __name__)
ADDRESS: Final = f"/{LANG}/desk/letters/<letter_id>"


@blueprint.get(ADDRESS)
def show(lang: str, letter_id: str) -> Response:
    """Show a letter with what can be done to it, whom it goes to and what became of that."""
    allowed_everywhere(Act.CONTACTS)
    return _page(letter_id, done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def act(lang: str, letter_id: str) -> AnyResponse:
    """Do what the pressed button says; signing and sending take the right to sign."""
    allowed_everywhere(Act.CONTACTS)
    wanted = request.form.get("act", "")
    if wanted in (LetterAct.SIGN, LetterAct.SEND):
        allowed_everywhere(Act.SIGN)
    try:
        if wanted not in ACTS:
            raise errors.NotAChoice(field="act", value=wanted[:20])
        there = ACTS[wanted](letter_id, at_desk())
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(letter_id, problem=refusal)
    return redirect(f"/{lang}/desk/letters/{there}?done={wanted}#done", 303)


@blueprint.get(f"{ADDRESS}/pdf/<language>")
def pdf(lang: str, letter_id: str, language: str) -> Response:
    """Give a letter as PDF in one of its languages; one that is not signed says that it is a draft."""
    allowed_everywhere(Act.CONTACTS)
    shown = queries.letter(letter_id)
    if language not in shown.texts:
        raise errors.NotFound()
    outside = current_app.extensions["outside"]
    made = outside.typesetter.pdf(TEMPLATE, paper(shown, language, _setting(shown, at_desk())))
    answer = Response(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{file_name(shown.symbol, language)}"'
    return answer


def _seen() -> int:
    return request.form.get("revision", 0, type=int) or 0


def _save(letter_id: str, moment: Moment) -> str:
    services.save(letter_id, _given(), _seen(), moment.now, staff().actor)
    return letter_id


def _given() -> LetterGiven:
    """Read a letter as it was typed.

    Raises: NotATime, with field `dated_on`.
    """
    form = request.form
    return LetterGiven(
        series=form.get("series", ""),
        texts={
            one: {name: form.get(f"{name}-{one}", "") for name in ("subject", "body")} for one in LANGUAGES
        },
        dated_on=check_day(form.get("dated_on", "").strip() or None, "dated_on"),
        signatory=form.get("signatory", ""),
        signatory_title=form.get("signatory_title", ""),
        whom=form.get("whom", ""),
        copies=tuple(form.getlist("copies")),
        instead=bool(form.get("instead")),
    )


def _clear(letter_id: str, moment: Moment) -> str:
    services.clear(letter_id, _seen(), moment.now, staff().actor)
    return letter_id


def _reopen(letter_id: str, moment: Moment) -> str:
    services.reopen(letter_id, _seen(), moment.now, staff().actor)
    return letter_id


def _sign(letter_id: str, moment: Moment) -> str:
    services.sign(letter_id, _seen(), moment.now, staff().actor)
    return letter_id


def _send(letter_id: str, moment: Moment) -> str:
    """Send a letter, once its paper was set in every language here: what cannot be set is refused before."""
    if not request.form.get("sure"):
        raise errors.NotConfirmed(field="sure")
    shown = queries.letter(letter_id)
    outside = current_app.extensions["outside"]
    for language in whole(shown.texts):
        outside.typesetter.pdf(TEMPLATE, paper(shown, language, _setting(shown, moment)))
    letter_sending.send(letter_id, _seen(), moment.now, staff().actor)
    return letter_id


def _void(letter_id: str, moment: Moment) -> str:
    services.void(letter_id, _seen(), moment.now, staff().actor)
    return letter_id


def _correct(letter_id: str, moment: Moment) -> str:
    """Draft the letter that puts this one right, in every language it has; it waits for a signature."""
    shown, found = queries.letter(letter_id), old_letters(letter_id=letter_id)
    times = list(found[0].times) if found else []
    texts = corrections(shown, times, _setting(shown, moment))
    return services.draft_correction(letter_id, texts, moment.now, staff().actor)


ACTS: Final[dict[str, Callable[[str, Moment], str]]] = {
    LetterAct.SAVE: _save,
    LetterAct.CLEAR: _clear,
    LetterAct.REOPEN: _reopen,
    LetterAct.SIGN: _sign,
    LetterAct.SEND: _send,
    LetterAct.VOID: _void,
    "correct": _correct,
}


def _setting(shown: LetterShown, moment: Moment) -> Setting:
    today = to_local(moment.now, shown.programme.zone).date()
    issuer = current_app.extensions["outside"].site_name
    return Setting(public_address(""), issuer, today, {})


def _page(letter_id: str, *, problem: errors.Refused | None = None, done: str = "") -> Response:
    shown, moment = queries.letter(letter_id), at_desk()
    lang, setting = moment.reader.language, _setting(shown, moment)
    form: Any = request.form if problem and request.form.get("act") == LetterAct.SAVE else None
    acts = acts_in(shown.state)
    times = queries.times_of(shown.programme_id) if LetterAct.SAVE in acts else []
    old = old_letters(letter_id=letter_id)
    names = actor_names(
        one.by for one in (shown.made, shown.cleared, shown.signed, shown.sent, shown.voided) if one
    )
    html = render_template(
        "desk/contacts/letter.html",
        shown=shown,
        state=state_words(shown.state),
        subject=subject_words(shown, setting, lang),
        given=_typed(form) if form else _stored(shown),
        revision=form.get("revision", shown.revision) if form and not _is_stale(problem) else shown.revision,
        acts={str(one) for one in acts} - (set() if _signs() else {"sign", "send"}),
        own=staff().actor in people_behind(shown.written_by),
        languages=[(one, OWN_NAMES[one]) for one in LANGUAGES],
        has=[(one, OWN_NAMES[one]) for one in LANGUAGES if one in shown.texts],
        places=["{{" + one + "}}" for one in PLACES],
        sessions=list({one.session: one for one in times}.values()),
        whom=whom_words(),
        copied=copies_words(),
        steps=step_words(shown, names, moment),
        rows=_rows(shown, moment),
        old=[(one.stated.title, *old_line(one, shown, moment)) for each in old for one in each.times],
        waiting=old[0].correction if old else "",
        problem=problem,
        words=sentence(problem) if problem else "",
        sides=_sides(problem, shown, form),
        done=_done(done) if not problem else "",
    )
    return make_response(html, problem.status if problem else 200)


def _signs() -> bool:
    return reach(staff(), Act.SIGN).everywhere


def _is_stale(problem: errors.Refused | None) -> bool:
    return isinstance(problem, errors.Stale)


def _rows(shown: LetterShown, moment: Moment) -> list[Any]:
    """Word each government's copy: as it was sent, else as it would go; first who cannot be reached."""
    if shown.state == LetterState.VOID:
        return []
    if shown.state == LetterState.SENT:
        rows = [recipient_row(one, moment) for one in recipients(shown.id)]
    else:
        found = letter_sending.would_go_to(
            shown.corrects[0] if shown.corrects else None,
            shown.whom,
            shown.treaty,
            to_local(moment.now, shown.programme.zone).date(),
            copies=shown.copies,
            instead=shown.instead,
        )
        rows = [government_row(one, whole(shown.texts), moment) for one in found]
    return sorted(rows, key=lambda one: (not one.is_bad, one.country))


def _stored(shown: LetterShown) -> dict[str, Any]:
    texts = {
        f"{name}-{one}": shown.texts.get(one, {}).get(name, "")
        for one in LANGUAGES
        for name in ("subject", "body")
    }
    return {
        "series": shown.series,
        "dated_on": shown.dated_on.isoformat() if shown.dated_on else "",
        "signatory": shown.signatory,
        "signatory_title": shown.signatory_title,
        "whom": shown.whom,
        "copies": list(shown.copies),
        "instead": shown.instead,
        **texts,
    }


def _typed(form: MultiDict[str, str]) -> dict[str, Any]:
    return {**form.to_dict(), "copies": form.getlist("copies"), "instead": bool(form.get("instead"))}


def _sides(problem: errors.Refused | None, shown: LetterShown, form: Any) -> tuple[Side, ...]:
    """Give what differs between what is stored and what was typed, where both were saved."""
    if not _is_stale(problem) or form is None:
        return ()
    labels = {
        "series": _("Series"),
        "dated_on": _("Date of the letter"),
        "signatory": _("Name of who signs"),
        "signatory_title": _("Title of who signs"),
    }
    subject, body = _("Subject"), _("Text")
    for one in LANGUAGES:
        labels |= {
            f"subject-{one}": f"{subject}: {OWN_NAMES[one]}",
            f"body-{one}": f"{body}: {OWN_NAMES[one]}",
        }
    return compare(labels, _stored(shown), _typed(form))


def _done(done: str) -> str:
    return {
        "save": _("Saved."),
        "clear": _("Cleared. The letter waits for a signature."),
        "reopen": _("The letter is a draft again."),
        "sign": _("Signed. The letter has its number."),
        "send": _("The letter is on its way, one mail to each government."),
        "void": _("Given up. Nobody gets this letter."),
        "correct": _("The correction is drafted, to the same To and Cc. It waits to be cleared and signed."),
    }.get(done, "")
