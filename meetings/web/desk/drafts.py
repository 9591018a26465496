"""Drafts at the desk: kept while typing, offered again with their form, and nothing lost with a sign-in or a role."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, current_app, make_response, render_template, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import NotAllowed, Refused, SignInNeeded
from meetings.domain.tokens import Keys
from meetings.formats.times import full_day_words, hour_words
from meetings.queries.drafts import DraftRow, draft_of, drafts_of
from meetings.services import drafts as services
from meetings.services.drafts import Typed
from meetings.web.desk.access import USER, staff
from meetings.web.errors import expired_page, refused_page, sentence
from meetings.web.pages import LANG
from meetings.web.readers import current_reader, language, settle_reader

blueprint = Blueprint("desk_drafts", __name__)
ADDRESS: Final = f"/{LANG}/desk/drafts"


@dataclass(frozen=True, slots=True)
class Offered:
    """A draft that is offered above its form, or used in it: when it was typed, and whether it stands there now."""

    draft: DraftRow
    when: str
    is_used: bool


def taken_up() -> MultiDict[str, str] | None:
    """Give what the draft holds that the address asks for, as a form would; nothing where it asks for none.

    Raises: SignInNeeded; NotAllowed, for a draft of somebody else or of another form.
    """
    asked = request.args.get("draft", "") if request.method == "GET" else ""
    if not asked:
        return None
    found = _own(asked)
    if found.address != _here():
        raise NotAllowed()
    return MultiDict(found.values | {"draft_form": [found.form]})


def offered() -> tuple[Offered, ...]:
    """Give what whoever is signed in typed into the forms of this address and has not saved."""
    user, reader = staff().user_id, current_reader()
    if user is None or request.method != "GET":
        return ()
    asked = request.args.get("draft", "")
    return tuple(
        Offered(
            one,
            f"{full_day_words(one.updated_at, reader.zone, reader.language)} "
            f"{hour_words(one.updated_at, reader.zone, reader.language)}",
            one.id == asked,
        )
        for one in drafts_of(user, _here(), datetime.now(UTC))
    )


@blueprint.post(ADDRESS)
def keep(lang: str) -> AnyResponse:
    """Keep what was typed into a form, or what was sealed while somebody signed in; show it in its form."""
    user, now = _user(), datetime.now(UTC)
    if "kept" in request.form:
        address = services.unseal(request.form["kept"], user, now, _keys())
        if address is None:
            raise NotAllowed()
        return redirect(address, 303)
    typed = services.typed_of(request.form.get("draft_of", ""), request.form.get("draft_form", ""), _fields())
    if typed is None:
        return kept_page(422, _("This is too much to keep as a draft. Please copy it from here."))
    draft_id = services.keep(user, typed, now)
    if request.headers.get("X-Draft"):
        return Response(status=204)
    return redirect(services.draft_address(lang, typed.address, typed.form, draft_id), 303)


@blueprint.get(f"{ADDRESS}/<draft_id>")
def show(lang: str, draft_id: str) -> str:
    """Show what was typed, to be copied, and the page it was typed on."""
    found = _own(draft_id)
    settle_reader()
    return render_template("desk/draft.html", draft=found, typed=_lines(found.values))


@blueprint.post(f"{ADDRESS}/<draft_id>")
def forget(lang: str, draft_id: str) -> AnyResponse:
    """Throw a draft away, and show its form as it is stored."""
    found = _own(draft_id)
    services.forget(_user(), draft_id)
    return redirect(f"/{lang}/{found.address}" if found.form else f"/{lang}/desk/", 303)


def forget_saved(response: Response) -> Response:
    """Throw a draft away when its form was saved: whatever saves leads on."""
    if request.method == "POST" and response.status_code == 303 and request.blueprint != blueprint.name:
        form = request.form.get("draft_form", "")
        if form and session.get(USER) is not None:
            services.forget_form(int(session[USER]), _here(), form)
    return response


def signed_out_page(refusal: Refused) -> Response:
    """Show that nobody is signed in, with everything typed, which comes back after signing in."""
    if not _is_desk():
        return refused_page(refusal)
    typed = _typed() if request.method == "POST" and _is_from_here() else None
    user, now = _expired_user(), datetime.now(UTC)
    settle_reader()
    html = render_template(
        "errors/signed_out.html",
        sentence=sentence(refusal),
        is_post=request.method == "POST",
        next=request.full_path.rstrip("?") if request.method == "GET" else request.path,
        kept=services.seal(typed, language(), user, now=now, keys=_keys()) if typed else "",
        typed=_lines(typed.values) if typed else [],
        has_files=any(one.filename for one in request.files.values()),
    )
    return make_response(html, refusal.status)


def csrf_page(error: Exception) -> Response:
    """Show that a form came without its token: of whoever is signed out as such, else with what was typed."""
    assert isinstance(error, CSRFError)
    if request.path.endswith("/desk/sign-in") and _is_from_here():
        # imported here, because that page brings back what was typed by what is above
        from meetings.web.desk.sign_in import form_page

        return form_page(status=400)
    if request.path.partition("/desk/")[2].startswith("sign-") or not _is_from_here():
        return expired_page(error)
    try:
        staff()
    except SignInNeeded as refusal:
        return signed_out_page(refusal)
    words = _("This form has expired. Nothing was saved.")
    return kept_page(400, words, with_seal=True)


def kept_refusal(refusal: Refused) -> Response:
    """Show a refusal of the desk with what was typed; of a form that takes drafts it is kept as one."""
    if not _is_desk() or request.method != "POST":
        return refused_page(refusal)
    typed = _typed()
    if typed and typed.form and session.get(USER) is not None:
        services.keep(int(session[USER]), typed, datetime.now(UTC))
    return kept_page(refusal.status, sentence(refusal))


def kept_page(status: int, words: str, *, with_seal: bool = False) -> Response:
    """Show why nothing was saved, and what was typed, to be copied."""
    typed, now = _typed(), datetime.now(UTC)
    settle_reader()
    is_kept = with_seal and typed is not None
    user = session.get(USER)
    html = render_template(
        "errors/kept.html",
        sentence=words,
        kept=services.seal(typed, language(), user, now=now, keys=_keys()) if is_kept and typed else "",
        typed=_lines(_fields() if typed is None else typed.values),
        has_files=any(one.filename for one in request.files.values()),
        is_draft=bool(typed and typed.form) and status == 403,
    )
    return make_response(html, status)


def _typed() -> Typed | None:
    """Give what was typed into this form; of one that takes drafts, under the name it has there."""
    return services.typed_of(_here(), request.form.get("draft_form", ""), _fields())


def _fields() -> dict[str, list[str]]:
    return {name: request.form.getlist(name) for name in request.form}


def _lines(values: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Give what was typed, field by field, without what is empty, hidden or a button."""
    return [
        (name, each)
        for name, every in values.items()
        for each in every
        if each.strip()
        and name not in ("revision", "act", *services.OURS)
        and not name.startswith(("seen-", "was_"))
        and not services.SECRET.search(name)
    ]


def _here() -> str:
    return request.path.split("/", 2)[2]


def _is_desk() -> bool:
    return request.path.split("/", 3)[2:3] == ["desk"]


def _is_from_here() -> bool:
    """Say whether one of our own pages sent this, as far as the browser tells."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return origin in (None, request.host_url.rstrip("/")) and site == "same-origin"


def _expired_user() -> int | None:
    """Give whose sign-in it was, where the cookie still tells, however old it is."""
    cookie = request.cookies.get(current_app.config["SESSION_COOKIE_NAME"], "")
    signer = current_app.session_interface.get_signing_serializer(current_app)  # type: ignore[attr-defined]
    try:
        found = signer.loads(cookie).get(USER)
    except (BadData, AttributeError):
        return None
    return int(found) if found is not None else None


def _user() -> int:
    user = staff().user_id
    assert user is not None  # whoever signed in is a user
    return user


def _own(draft_id: str) -> DraftRow:
    found = draft_of(_user(), draft_id)
    if found is None:
        raise NotAllowed()
    return found


def _keys() -> Keys:
    keys: Keys = current_app.extensions["outside"].keys
    return keys
