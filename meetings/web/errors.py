"""What a refusal says on a page: a sentence for each named error, and the page for those without one."""

import math
from collections.abc import Callable
from typing import Any, Final

from flask import Flask, Response, abort, current_app, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import HTTPException

from meetings.domain.errors import LinkDead, Refused
from meetings.web.contacts.campaigns_sentences import SENTENCES as CAMPAIGNS
from meetings.web.contacts.contacts_sentences import SENTENCES as CONTACTS
from meetings.web.contacts.letters_sentences import SENTENCES as LETTERS
from meetings.web.contacts.lists_sentences import SENTENCES as CONTACT_LISTS
from meetings.web.cop.sentences import SENTENCES as CONFERENCES
from meetings.web.device_sentences import SENTENCES as DEVICES
from meetings.web.informea_answers import is_asked, problem
from meetings.web.live.sentences import SENTENCES as LIVE
from meetings.web.panel.sentences import SENTENCES as PANELS
from meetings.web.recording_sentences import SENTENCES as RECORDINGS
from meetings.web.token_sentences import SENTENCES as TOKENS
from meetings.web.webhooks_sentences import SENTENCES as WEBHOOKS

Values = dict[str, Any]


SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "refused": lambda _values: _("This cannot be done."),
    "not_found": lambda _values: _("There is no such page, or it is not open to you."),
    "stale": lambda _values: _("Somebody else has saved this in the meantime. Compare both and save again."),
    "missing": lambda _values: _("This is needed."),
    "too_long": lambda values: ngettext(
        "Please keep it to %(num)d character.", "Please keep it to %(num)d characters.", values.get("most", 0)
    ),
    "too_many_lines": lambda values: _("Too many lines: at most %(most)d.", most=values.get("most", 0)),
    "not_one_line": lambda _values: _("Please write it on one line, without special signs."),
    "not_an_address": lambda _values: _("Please write an e-mail address like name@example.org."),
    "open_problems": lambda _values: _("Please answer first what is asked about the file."),
    "not_a_calendar": lambda _values: _("This is not a calendar in the format iCalendar, or it is cut off."),
    "too_large": lambda values: _("The file is too large: at most %(most)d MB.", most=values.get("most", 0)),
    "too_many_feeds": lambda values: _(
        "No more calendars can be subscribed to: at most %(most)d.", most=values.get("most", 0)
    ),
    "too_many_events": lambda values: _(
        "The calendar has more events than are read: at most %(most)d.", most=values.get("most", 0)
    ),
    "not_earned": lambda values: _(
        "There is no certificate: it takes to have been there for at least %(percent)d%% of the time.",
        percent=values.get("percent", 0),
    ),
    "certificate_revoked": lambda _values: _("This certificate was revoked. Please ask the organizers."),
    "corrected_before": lambda _values: _(
        "Your name was corrected before. Please ask the organizers to correct it again."
    ),
    "typesetting_missing": lambda _values: _(
        "No PDF can be made here at the moment. Please ask the organizers."
    ),
    "font_missing": lambda values: _(
        "“%(letter)s” cannot be printed here, because a font for it is missing. Please ask the organizers.",
        letter=values.get("letter", ""),
    ),
    "not_a_choice": lambda _values: _("Please choose one of the list."),
    "not_a_number": lambda values: _(
        "Please write a whole number from %(least)s to %(most)s.",
        least=values.get("least", 0),
        most=values.get("most", 0),
    ),
    "not_a_time": lambda _values: _("Please write the day and hour like 2026-11-17T16:00."),
    "unknown_zone": lambda values: _("We do not know the time zone “%(value)s”.", value=values.get("value")),
    "nonexistent_time": lambda values: _(
        "This hour does not exist there, because the clocks are put forward. Nearest: %(times)s.",
        times=_(", ").join(str(each)[:16].replace("T", " ") for each in values.get("neighbours", ())),
    ),
    "ambiguous_time": lambda _values: _(
        "This hour comes twice there, because the clocks are put back. Please choose which."
    ),
    "unknown_placeholder": lambda values: _(
        "“%(value)s” is not known here. Known: %(known)s.",
        value=values.get("value"),
        known=_(", ").join("{" + str(one) + "}" for one in values.get("known", ())),
    ),
    "not_a_reminder": lambda _values: _(
        "Please write when to remind like 24h, 1h, 15m, 3d@09:00 or open, five at most."
    ),
    "not_a_digest": lambda _values: _("Please write the day and hour like mon@08:00."),
    "too_far": lambda _values: _("Please choose a day before 2038."),
    "reserved_slug": lambda _values: _("The site uses this address itself. Please choose another."),
    "not_a_slug": lambda _values: _("Please use small letters a–z, figures and single hyphens."),
    "taken": lambda _values: _("This is in use already. Please choose another."),
    "slot_past": lambda _values: _("This time is over. Please choose another."),
    "slot_cancelled": lambda _values: _("This time is cancelled. Please choose another."),
    "session_not_open": lambda _values: _("This session does not take registrations now."),
    "same_report": lambda _values: _(
        "The figures are those of the last copy, so there is nothing to publish."
    ),
    "report_changed": lambda _values: _(
        "The figures have changed since you looked at them. Please look again before you publish."
    ),
    "not_published_yet": lambda _values: _("The programme is not published, so its report cannot be."),
    "nothing_chosen": lambda _values: _("Please choose at least one session, a stream or all."),
    "too_many": lambda values: ngettext(
        "One form takes %(num)d colleague at most.",
        "One form takes %(num)d colleagues at most.",
        values.get("most", 0),
    ),
    "registration_ended": lambda _values: _("This registration was cancelled before."),
    "not_this_move": lambda _values: _("This is not possible as things stand."),
    "done_before": lambda _values: _("This was done already."),
    "changed_since": lambda _values: _("It cannot be undone: it was changed again since."),
    "offer_over": lambda _values: _(
        "This seat is no longer offered to you; it went to the next person. You can register again."
    ),
    "full": lambda _values: _("This time is full."),
    "would_wait": lambda _values: _("No seat is free there now. You keep what you have."),
    "not_in_room": lambda _values: _(
        "This time is not held in a room. Please choose another time, or take part online."
    ),
    "room_in_use": lambda values: _(
        "The room cannot be closed. Seats held: %(taken)s, waiting: %(waiting)s.",
        taken=values.get("taken", 0),
        waiting=values.get("waiting", 0),
    ),
    "door_closed": lambda _values: _("It is not possible to join now."),
    "several_open": lambda _values: _("Several of your sessions are open now. Please choose one."),
    "no_platform_address": lambda _values: _(
        "The organizer has not set the address of the meeting yet. Please try again in a minute."
    ),
    "link_dead": lambda _values: _("This link or code is not known, or is not complete. Please check it."),
    "not_confirmed": lambda _values: _("Please tick the box first, because this cannot be undone."),
    "key_reused": lambda _values: _("This key came before with another request."),
    "not_a_web_address": lambda _values: _("Please write an address that begins with https://."),
    "not_a_phone_number": lambda _values: _(
        "Please write the number like +41 22 555 01 00, and a code behind a comma: +41 22 555 01 00, 123456#."
    ),
    "no_such_day": lambda _values: _("This zone leaves this day out. Please choose another."),
    "not_hours": lambda _values: _("Please choose hours that end after they begin."),
    "not_a_weight": lambda values: _(
        "Please give “%(value)s” a number above zero.", value=values.get("value", "")
    ),
    "not_a_span": lambda _values: _(
        "Please write busy times like 14:00-15:30, each with an end after its beginning."
    ),
    "no_time_left": lambda _values: _("Nothing of this day is left for this length."),
    "no_two_times": lambda _values: _("There is no room on this day for two times of this length."),
    "not_allowed": lambda _values: _("Your role does not allow this here."),
    "sign_in_needed": lambda _values: _("Please sign in first."),
    "if_match_needed": lambda _values: _("Please load the page again before you save."),
    "same_name": lambda _values: _(
        "Somebody of this name is at this address already. Are they the same person?"
    ),
    "merged_away": lambda _values: _("This was decided in the meantime. Please look at the person again."),
    "nothing_to_read": lambda _values: _("They are not registered for any coming session."),
    "too_short": lambda values: ngettext(
        "Please write at least %(num)d character.",
        "Please write at least %(num)d characters.",
        values.get("least", 0),
    ),
    "common_password": lambda _values: _("This password is easy to guess. Please take another one."),
    "wrong_sign_in": lambda _values: _("The address or the password is not right."),
    "wrong_password": lambda _values: _("This is not your password."),
    "wrong_code": lambda _values: _("This code is not right, or was used already. Please take the next one."),
    "too_soon": lambda values: ngettext(
        "Too many tries. Please wait %(num)d minute.",
        "Too many tries. Please wait %(num)d minutes.",
        math.ceil(values.get("seconds", 0) / 60),
    ),
    "fresh_sign_in_needed": lambda _values: _(
        "Please sign out and in again first, so that we know it is you."
    ),
    "last_administrator": lambda _values: _("Somebody has to remain who may give roles."),
    "not_invited": lambda _values: _(
        "Nobody of the staff has this address. Please ask an administrator to invite you."
    ),
    "not_vouched_for": lambda _values: _("Signing in did not work. Please begin again."),
    "issuer_away": lambda _values: _(
        "The system by which you sign in does not answer. Please try again in a minute, or use your password."
    ),
    "questions_frozen": lambda _values: _(
        "Somebody has answered: what is asked, and of whom, stays. Its words can still be corrected."
    ),
    "no_questions": lambda _values: _("Please add a question first, one for everybody who is asked."),
    "too_few_choices": lambda _values: _("Please write at least two choices, each on a line of its own."),
    "uneven_choices": lambda values: _(
        "Please write as many choices here as in the other languages: %(wanted)d, not %(found)d.",
        wanted=values.get("wanted", 0),
        found=values.get("found", 0),
    ),
    "closes_too_soon": lambda _values: _("This day is over. Please choose a later one."),
    "remarks_of_session": lambda _values: _(
        "A whole season has no panel: only a session's survey asks for remarks."
    ),
    "nobody_asked": lambda _values: _("Please choose who is asked."),
    "nothing_answered": lambda _values: _("Please answer at least one question."),
    "answered_before": lambda _values: _("This survey was answered by this link already. One answer counts."),
    "survey_closed": lambda _values: _("This survey takes no more answers."),
    "not_open_yet": lambda _values: _("The survey opens in a moment. Please send your answers once more."),
    "not_a_line": lambda values: _(
        "Please write one address a line. The first line without one: %(line)d.", line=values.get("line", 0)
    ),
    "wrong_file": lambda values: _("Expected here: %(expected)s.", expected=values.get("expected", "")),
    **CONTACTS,
    **RECORDINGS,
    **CONFERENCES,
    **DEVICES,
    **PANELS,
    **LIVE,
    **CONTACT_LISTS,
    **CAMPAIGNS,
    **LETTERS,
    **TOKENS,
    **WEBHOOKS,
}
TITLES: Final[dict[int, Callable[[], str]]] = {
    401: lambda: _("Sign in"),
    403: lambda: _("Not open to you"),
    404: lambda: _("Page not found"),
    405: lambda: _("Not possible here"),
    409: lambda: _("Not possible now"),
    413: lambda: _("Too large"),
    429: lambda: _("Too many tries"),
    500: lambda: _("Something went wrong on our side"),
}


def sentence(refusal: Refused) -> str:
    """Word a refusal in the reader's language."""
    return SENTENCES[refusal.code](refusal.values)


def install(app: Flask) -> None:
    """Answer refusals and HTTP errors outside the API with a page."""
    app.before_request(refuse_zeros)
    app.register_error_handler(Refused, refused_page)
    app.register_error_handler(LinkDead, dead_page)
    app.register_error_handler(HTTPException, http_page)
    app.register_error_handler(500, server_page)


def refuse_zeros() -> None:
    """Lead addresses with a zero in them nowhere: nothing of ours has one in its name, and not every store can look.

    InforMEA's node reads its queries itself, and says which part of one is wrong.
    """
    if "\0" in request.path or (b"%00" in request.query_string and not is_asked()):
        abort(404)


def refused_page(refusal: Refused) -> Response:
    """Show a refusal that no form could keep."""
    return _page(refusal.status, sentence(refusal))


def dead_page(refusal: LinkDead) -> Response:
    """Show why a link may open nothing, and the form for a new one; whatever the reason is, the page is the same."""
    return Response(render_template("errors/dead.html"), refusal.status)


def expired_page(_error: Exception) -> Response:
    """Show that a form of the desk came without its token, or after it had expired."""
    return _page(400, _("This form has expired. Please go back, load the page again and send it once more."))


def http_page(error: HTTPException) -> Response | HTTPException:
    """Show an HTTP error; a redirect stays one."""
    if error.code is None or error.code < 400 or error.response is not None:
        return error
    if request.path.startswith("/api/"):
        answer: Response = current_app.extensions["problem"](error)
        return answer
    if is_asked():
        return problem(error.code, error.name.replace(" ", ""), error.description or error.name)
    answer = _page(error.code, "")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            answer.headers[name] = value
    return answer


def server_page(_error: Exception) -> Response:
    """Show that the fault is ours; what was typed is kept by going back."""
    if is_asked():
        return problem(500, "InternalServerError", "Something went wrong on our side; it is noted.")
    return _page(500, _("It is noted. Please go back and try again."))


def _page(status: int, words: str) -> Response:
    title = TITLES.get(status, lambda: _("This cannot be done"))()
    return Response(render_template("errors/error.html", title=title, sentence=words), status)
