"""Checking a paper by its code: a certificate, badge or letter; what strangers are told, which is little."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, make_response

from meetings.api.bearers import blueprint_of, instant_of
from meetings.api.described import flag, instant, maybe, text, titles, typed
from meetings.api.errors import problem
from meetings.api.shapes import Given, Shown
from meetings.domain.certificates import Standing, is_name, masked_name, read_code
from meetings.domain.cop.badges import read_badge_code
from meetings.domain.cop.codes import ADMITTED, BadgeState
from meetings.domain.cop.papers import read_paper_code
from meetings.domain.errors import NotFound
from meetings.domain.panel.letters import read_letter_code
from meetings.queries.certificates import certificate
from meetings.queries.cop.badges import badge
from meetings.queries.cop.papers import paper
from meetings.queries.panel.letters import letter
from meetings.services.failed_tries import GUESSES, NAMES

blueprint = blueprint_of("verifying", "Checking certificates, badges and letters by their codes.")
LONGEST_NAME = 300


class VerifiedCheckedOut(Shown):
    """What is told of a paper: what it is, whether it holds, and, where it does, what of it.

    `name` is in initials, or in full to whoever said it; of a badge and of what was
    withdrawn, nobody's.
    `state` is that of a certificate, else valid or not_valid.
    """

    code = text("MM-2K7F-93QX")
    kind = text("certificate")
    state = text("valid")
    is_valid = flag()
    name = maybe("A… E…")
    is_right = flag(example=False)
    category = maybe("government")
    title = titles()
    segment = maybe("1")
    ended_at = instant()


class VerifiedCompareIn(Given):
    """The name to compare with the one on the paper."""

    name = typed("Ana Example", required=True)


@blueprint.route("/verifications/<code>")
@blueprint.response(200, VerifiedCheckedOut)
def verify(code: str) -> Response:
    """Read whether a code is that of a certificate, badge or letter, what of, and the initials on it."""
    return _checked(code, "")


@blueprint.route("/verifications/<code>/compare", methods=["POST"])
@blueprint.arguments(VerifiedCompareIn)
@blueprint.response(200, VerifiedCheckedOut)
def compare(body: dict[str, Any], code: str) -> Response:
    """Compare a name with the one on a paper; only who knows it is told so."""
    return _checked(code, body["name"][:LONGEST_NAME])


def _checked(code: str, name: str) -> Response:
    waits = max(GUESSES.waits(), NAMES.waits())
    if waits:
        return _resting(waits)
    found = _found(code, name)
    if found is None:
        waits = GUESSES.fail()
        if waits:
            return _resting(waits)
        raise NotFound()
    if name and found["name"] and not found["is_right"] and (waits := NAMES.fail()):
        return _resting(waits)
    answer = make_response(jsonify(VerifiedCheckedOut().dump(found)))
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _resting(seconds: int) -> Response:
    answer = problem(429, "too_many_tries", "There were too many tries from your network.")
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _found(typed: str, name: str) -> dict[str, Any] | None:
    """Give what is told of the paper of a code, however it was typed; nothing where there is none."""
    readers: tuple[tuple[Callable[[str], str | None], Callable[[str, str], dict[str, Any]]], ...] = (
        (read_badge_code, _badge),
        (read_paper_code, _letter),
        (read_letter_code, _panel_letter),
        (read_code, _certificate),
    )
    for read, tell in readers:
        known = read(typed)
        if known:
            try:
                return tell(known, name)
            except NotFound:
                return None
    return None


def _told(code: str, kind: str, *, is_valid: bool, **more: Any) -> dict[str, Any]:
    told = {"code": code, "kind": kind, "is_valid": is_valid, "is_right": False, "title": {}}
    told |= dict.fromkeys(("name", "category", "segment", "ended_at"))
    return told | {"state": "valid" if is_valid else "not_valid"} | more


def _named(on_it: str, name: str) -> dict[str, Any]:
    is_right = bool(name) and is_name(on_it, name)
    return {"name": on_it if is_right else masked_name(on_it), "is_right": is_right}


def _badge(code: str, name: str) -> dict[str, Any]:
    found = badge(code=code)
    is_valid = found.badge_state == BadgeState.VALID and found.state in ADMITTED
    if not is_valid:
        return _told(code, "badge", is_valid=False)
    return _told(
        code,
        "badge",
        is_valid=True,
        category=found.category,
        title=found.segment.title,
        segment=found.segment.slug,
    )


def _letter(code: str, name: str) -> dict[str, Any]:
    shown = paper(code)
    if shown.standing != Standing.VALID:
        return _told(code, str(shown.kind), is_valid=False)
    segment = shown.bearer.segment
    facts = {"category": shown.bearer.category, "title": segment.title, "segment": segment.slug}
    return _told(code, str(shown.kind), is_valid=True, **facts, **_named(shown.name or "", name))


def _panel_letter(code: str, name: str) -> dict[str, Any]:
    shown = letter(code)
    if shown.standing != Standing.VALID:
        return _told(code, str(shown.kind), is_valid=False)
    named = _named(shown.name or "", name)
    return _told(code, str(shown.kind), is_valid=True, title=shown.programme_title, **named)


def _certificate(code: str, name: str) -> dict[str, Any]:
    shown = certificate(code)
    facts: dict[str, Any] = {"state": str(shown.standing)}
    if shown.standing != Standing.WITHDRAWN:
        facts |= {"title": shown.session.title, "ended_at": instant_of(shown.ended_at)}
        facts |= _named(shown.name, name)
    return _told(code, "certificate", is_valid=shown.standing == Standing.VALID, **facts)
