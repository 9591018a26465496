"""A panellist's papers by their own link: about them, when they can, letters, and what is told afterwards."""

from typing import Any

from flask import Response
from flask.views import MethodView

from meetings.api.access import outside
from meetings.api.bearers import blueprint_of, instant_of
from meetings.api.devices import HEADER
from meetings.api.files import kept_bytes, sent_bytes, takes_file
from meetings.api.files_given import answers_with, as_file, given_back
from meetings.api.mine_shapes import MyLanguageQuery
from meetings.api.own_certificates import pdf_of
from meetings.api.panel.access import Here, proved
from meetings.api.panel.brief_shapes import PanelAfterwardsOut
from meetings.api.panel.own_shapes import (
    PanelAboutIn,
    PanelAboutOut,
    PanelHoursIn,
    PanelHoursListOut,
    PanelLetterIn,
    PanelLettersOut,
)
from meetings.api.programmes import BEARER, acted_on, answered, both_sides
from meetings.api.shapes import EmptyIn, revision_seen, rfc3339
from meetings.domain.certificates import Standing
from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotFound
from meetings.domain.panel.about import MOST_PHOTO
from meetings.domain.panel.availability import check_statement
from meetings.domain.panel.letters import check_kind
from meetings.domain.registrations import check_language, check_person_zone
from meetings.extensions import limiter, strangers
from meetings.formats.panel.letters import TEMPLATE, facts_of, paper
from meetings.formats.panel.photos import clean_photo
from meetings.queries import certificates
from meetings.queries.live.questions import left_questions
from meetings.queries.panel import letters as letters_kept
from meetings.queries.panel.about import about_of, photo_to_serve
from meetings.queries.panel.afterwards import recordings_of, who_came
from meetings.queries.panel.availability import said_of
from meetings.queries.panel.own_panels import OwnPanel
from meetings.queries.survey_results import remarks_for
from meetings.services.certificates import issue
from meetings.services.panel.about import AboutGiven, say_about
from meetings.services.panel.availability import say_hours, take_hours_back
from meetings.services.panel.letters import make_letter

blueprint = blueprint_of("own_panel_papers", "A panellist's papers, by the token of their own link.")
ME = "/panels/me"


@blueprint.route(f"{ME}/about")
class About(MethodView):
    """What I say of myself."""

    @blueprint.response(200, PanelAboutOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def get(self) -> Response:
        """Read what I say of myself."""
        return _about(proved())

    @limiter.limit(strangers)
    @blueprint.arguments(PanelAboutIn)
    @blueprint.response(200, PanelAboutOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def put(self, body: dict[str, Any]) -> Response:
        """Say something of myself, in up to six languages, and whether it may be printed."""
        here = proved()
        texts = {code: body["biography"].get(code, "") for code in LANGUAGES}
        about = AboutGiven(texts, body["may_print"], drops_photo=body["drop_photo"])
        return _say(here, about, body)


@blueprint.route(f"{ME}/about/photo", methods=["PUT"])
@limiter.limit(strangers)
@blueprint.response(200, PanelAboutOut)
@takes_file("photo")
@blueprint.doc(security=BEARER, parameters=HEADER)
def put_photo() -> Response:
    """Send a photo of me, in place of the one there was; the picture alone is kept."""
    here = proved()
    raw, name = sent_bytes(MOST_PHOTO, "photo")
    (cleaned, kind), seen, before = clean_photo(raw), revision_seen(), about_of(*here.ids)

    def act() -> None:
        with kept_bytes("photos", cleaned, kind, field="photo") as kept:
            about = AboutGiven(dict(before.biography), before.may_print, photo=kept)
            say_about(*here.ids, about, seen, now=here.now, actor=here.actor)

    return acted_on(act, {"photo": name}, lambda: _about(here))


@blueprint.route(f"{ME}/about/photo", methods=["GET"])
@blueprint.doc(security=BEARER, parameters=HEADER, responses=answers_with("image/jpeg"))
def photo() -> Response:
    """Give my own photo, whether it may be printed or not."""
    name = about_of(*proved().ids).photo_name
    if not name:
        raise NotFound()
    found = photo_to_serve(name)
    return given_back(found.file, found.bytes, found.media_type, "photo")


def _say(here: Here, about: AboutGiven, body: dict[str, Any]) -> Response:
    seen = revision_seen()
    stale = both_sides(
        lambda: say_about(*here.ids, about, seen, now=here.now, actor=here.actor),
        body,
        lambda: _about_body(here),
    )
    return stale or _about(here)


def _about(here: Here) -> Response:
    return answered(PanelAboutOut(), _about_body(here))


def _about_body(here: Here) -> dict[str, Any]:
    about = about_of(*here.ids)
    return {
        "biography": about.biography,
        "has_photo": bool(about.photo_name),
        "may_print": about.may_print,
        "said_at": instant_of(about.said_at),
        "revision": about.revision,
    }


@blueprint.route(f"{ME}/availability")
class Hours(MethodView):
    """When I can and cannot."""

    @blueprint.response(200, PanelHoursListOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def get(self) -> dict[str, Any]:
        """List what I said of when I can."""
        return _hours(proved())

    @limiter.limit(strangers)
    @blueprint.arguments(PanelHoursIn)
    @blueprint.response(201, PanelHoursListOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Say that I can, or cannot, on a day or every week."""
        here = proved()
        zone = check_person_zone(body.pop("zone")) or here.holder.reader.zone or here.holder.programme.zone
        day = body.pop("on_day")
        said = check_statement(**body, day=day, zone=zone)
        say_hours(*here.ids, said, now=here.now, actor=here.actor)
        return _hours(here)


@blueprint.route(f"{ME}/availability/<hours_id>/take-back", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(EmptyIn)
@blueprint.response(200, PanelHoursListOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def take_back(body: dict[str, Any], hours_id: str) -> dict[str, Any]:
    """Take back something I said of when I can; taken back twice is once."""
    here = proved()
    take_hours_back(*here.ids, hours_id[:20], now=here.now, actor=here.actor)
    return _hours(here)


def _hours(here: Here) -> dict[str, Any]:
    names = ("weekday", "first", "last", "zone", "can")
    return {
        "items": [
            {name: getattr(one.statement, name) for name in names}
            | {"id": one.name, "day": one.statement.day.isoformat() if one.statement.day else None}
            for one in said_of(*here.ids)
        ]
    }


@blueprint.route(f"{ME}/letters")
class Letters(MethodView):
    """Letters for my institute."""

    @blueprint.response(200, PanelLettersOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def get(self) -> dict[str, Any]:
        """List the letters I have."""
        return _letters(proved())

    @limiter.limit(strangers)
    @blueprint.arguments(PanelLetterIn)
    @blueprint.response(201, PanelLettersOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Make a letter; the same again is the same letter."""
        here = proved()
        kind = check_kind(body["kind"])
        language = body["language"] or here.holder.reader.language
        make_letter(*here.ids, kind, language, now=here.now, actor=here.actor)
        return _letters(here)


@blueprint.route(f"{ME}/letters/<code>/file")
@blueprint.doc(security=BEARER, parameters=HEADER, responses=answers_with("application/pdf"))
def letter_file(code: str) -> Response:
    """Give a letter of mine as PDF, in the language it was made in."""
    here, shown = proved(), letters_kept.letter(code)
    is_own = shown.person_id == here.person_id and shown.programme_slug == here.holder.programme.slug
    if not is_own or shown.standing != Standing.VALID:
        raise NotFound()
    facts = facts_of(shown, outside().base_url, outside().site_name)
    pdf = outside().typesetter.pdf(TEMPLATE, paper([facts], shown.language))
    return as_file(pdf, "application/pdf", f"{shown.code}-{shown.language}.pdf")


def _letters(here: Here) -> dict[str, Any]:
    return {
        "items": [
            {
                "code": one.code,
                "kind": str(one.kind),
                "language": one.language,
                "made_at": rfc3339(one.made_at),
                "state": str(one.standing),
            }
            for one in letters_kept.letters_of(*here.ids)
        ]
    }


@blueprint.route(f"{ME}/panels/<session>/afterwards")
@blueprint.response(200, PanelAfterwardsOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def afterwards(session: str) -> dict[str, Any]:
    """Read who came, what was left unanswered, remarks for the panel, the recordings, and about my certificate."""
    here = proved()
    return _afterwards(here, here.own_panel(session))


@blueprint.route(f"{ME}/panels/<session>/certificate", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(EmptyIn)
@blueprint.response(200, PanelAfterwardsOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def take_certificate(body: dict[str, Any], session: str) -> dict[str, Any]:
    """Take the certificate I earned on a panel."""
    here = proved()
    panel = here.own_panel(session)
    issue(here.person_id, panel.session_id, here.now, here.actor)
    return _afterwards(here, panel)


@blueprint.route(f"{ME}/panels/<session>/certificate/file")
@blueprint.arguments(MyLanguageQuery, location="query")
@blueprint.doc(security=BEARER, parameters=HEADER, responses=answers_with("application/pdf"))
def certificate_file(query: dict[str, Any], session: str) -> Response:
    """Give my certificate as PDF, in the language asked for, else its own."""
    here = proved()
    own = _certified(here, here.own_panel(session))
    if own is None or own.certificate is None or own.certificate.standing != Standing.VALID:
        raise NotFound()
    return pdf_of(own.certificate, check_language(query["language"] or own.certificate.language))


def _certified(here: Here, panel: OwnPanel) -> certificates.Certified | None:
    found = certificates.certified(here.person_id, here.now)
    return next((one for one in found if one.session.id == panel.session_id), None)


def _afterwards(here: Here, panel: OwnPanel) -> dict[str, Any]:
    is_over = panel.is_over(here.now)
    came = who_came(here.holder.programme.slug, panel.slug, here.now) if is_over else None
    own = _certified(here, panel)
    has = own.certificate if own else None
    left = left_questions(panel.session_id, here.now) if is_over else []
    remarks = remarks_for(panel.session_id) if is_over else ()
    return {
        "is_over": is_over,
        "counts": came.counts if came else {},
        "regions": came.cells.get("region", []) if came else [],
        "categories": came.cells.get("category", []) if came else [],
        "unanswered": [{"question": one.text, "language": one.language, "name": one.name} for one in left],
        "remarks": [{"question": dict(one.question), "texts": list(one.texts)} for one in remarks],
        "recordings": [
            {
                "language": one.language,
                "state": str(one.state),
                "starts_at": rfc3339(one.starts_at),
                "address": one.address,
            }
            for one in recordings_of(panel.session_id)
        ],
        "certificate": has.code if has and has.standing == Standing.VALID else None,
        "may_take_certificate": own is not None and has is None,
    }
