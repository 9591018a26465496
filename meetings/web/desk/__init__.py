"""The desk: what organizers and officers do, behind a sign-in."""

from datetime import timedelta
from typing import Final

from flask import Blueprint, Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFError, CSRFProtect

from meetings.domain.errors import NotAllowed, NotFound, SignInNeeded
from meetings.web.desk import (
    account,
    announcements,
    attendance,
    attendance_file,
    attendance_review,
    board,
    board_copies,
    board_moves,
    board_sessions,
    certificates,
    consents,
    documents,
    doubles,
    drafts,
    entrance,
    foreign,
    glance,
    held,
    in_the_way,
    jobs,
    journal,
    kept,
    ledger,
    mails,
    overview,
    people,
    planner,
    platforms,
    publish,
    recordings,
    reminders,
    reports,
    returned,
    sign_in,
    sign_ons,
    slots,
    sources,
    staff,
    survey_questions,
    survey_results,
    surveys,
    telephone,
    tokens,
    translations,
    webhooks,
)
from meetings.web.desk.contacts import balance as contact_balance
from meetings.web.desk.contacts import campaigns, campaigns_unreached, contacts, focal_points
from meetings.web.desk.contacts import contact as contact_page
from meetings.web.desk.contacts import imports as contact_imports
from meetings.web.desk.contacts import letter as contact_letter
from meetings.web.desk.contacts import letters as contact_letters
from meetings.web.desk.contacts import lists as contact_lists
from meetings.web.desk.cop import (
    accreditation,
    accreditation_delegation,
    accreditation_passport,
    accreditation_person,
    conference,
    conference_edit,
    followup,
    funding,
)
from meetings.web.desk.cop import admissions as cop_admissions
from meetings.web.desk.cop import arrivals as cop_arrivals
from meetings.web.desk.cop import badges as cop_badges
from meetings.web.desk.cop import bureau_reports as cop_bureau_reports
from meetings.web.desk.cop import connection_tests as cop_connection_tests
from meetings.web.desk.cop import credentials as cop_credentials
from meetings.web.desk.cop import credentials_page as cop_credentials_page
from meetings.web.desk.cop import daily_journal as cop_daily_journal
from meetings.web.desk.cop import document as cop_document
from meetings.web.desk.cop import documents as cop_documents
from meetings.web.desk.cop import gate as cop_gate
from meetings.web.desk.cop import kronos as cop_kronos
from meetings.web.desk.cop import lists as cop_lists
from meetings.web.desk.cop import observers as cop_observers
from meetings.web.desk.cop import parties as cop_parties
from meetings.web.desk.cop import parties_report as cop_parties_report
from meetings.web.desk.cop import presence as cop_presence
from meetings.web.desk.cop import side_events as cop_side_events
from meetings.web.desk.cop import statements as cop_statements
from meetings.web.desk.live import answers as live_answers
from meetings.web.desk.live import desk as live_desk
from meetings.web.desk.live import floor as live_floor
from meetings.web.desk.live import interpretation, rehearsals, run_sheets
from meetings.web.desk.panel import letters as panel_letters
from meetings.web.desk.panel import panel
from meetings.web.desk.panel import papers as panel_papers
from meetings.web.desk.panel import person as panel_person
from meetings.web.desk.panel import session as panel_session
from meetings.web.headers import LEAN

SIGNED_IN: Final = timedelta(hours=12)
BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    accreditation.blueprint,
    accreditation_delegation.blueprint,
    accreditation_passport.blueprint,
    accreditation_person.blueprint,
    account.blueprint,
    announcements.blueprint,
    attendance.blueprint,
    attendance_file.blueprint,
    attendance_review.blueprint,
    board.blueprint,
    board_copies.blueprint,
    board_moves.blueprint,
    board_sessions.blueprint,
    campaigns.blueprint,
    campaigns_unreached.blueprint,
    certificates.blueprint,
    conference.blueprint,
    conference_edit.blueprint,
    consents.blueprint,
    contact_lists.blueprint,
    focal_points.blueprint,
    cop_admissions.blueprint,
    cop_bureau_reports.blueprint,
    cop_credentials.blueprint,
    cop_credentials_page.blueprint,
    cop_daily_journal.blueprint,
    cop_document.blueprint,
    cop_documents.blueprint,
    cop_arrivals.blueprint,
    cop_badges.blueprint,
    cop_gate.blueprint,
    cop_kronos.blueprint,
    cop_lists.blueprint,
    cop_observers.blueprint,
    cop_parties.blueprint,
    cop_parties_report.blueprint,
    cop_side_events.blueprint,
    cop_statements.blueprint,
    documents.blueprint,
    doubles.blueprint,
    drafts.blueprint,
    entrance.blueprint,
    followup.blueprint,
    foreign.blueprint,
    funding.blueprint,
    glance.blueprint,
    held.blueprint,
    in_the_way.blueprint,
    jobs.blueprint,
    journal.blueprint,
    kept.blueprint,
    ledger.blueprint,
    mails.blueprint,
    overview.blueprint,
    panel.blueprint,
    panel_person.blueprint,
    panel_session.blueprint,
    people.blueprint,
    planner.blueprint,
    platforms.blueprint,
    publish.blueprint,
    recordings.blueprint,
    reminders.blueprint,
    reports.blueprint,
    returned.blueprint,
    sign_in.blueprint,
    sign_ons.blueprint,
    slots.blueprint,
    sources.blueprint,
    interpretation.blueprint,
    rehearsals.blueprint,
    run_sheets.blueprint,
    staff.blueprint,
    tokens.blueprint,
    survey_questions.blueprint,
    survey_results.blueprint,
    surveys.blueprint,
    telephone.blueprint,
    translations.blueprint,
    webhooks.blueprint,
    cop_connection_tests.blueprint,
    cop_presence.blueprint,
    live_floor.blueprint,
    live_desk.blueprint,
    live_answers.blueprint,
    panel_letters.blueprint,
    panel_papers.blueprint,
    contacts.blueprint,
    contact_page.blueprint,
    contact_imports.blueprint,
    contact_balance.blueprint,
    contact_letters.blueprint,
    contact_letter.blueprint,
)
csrf = CSRFProtect()


class Sessions(SecureCookieSessionInterface):
    """The cookie of the desk, given anew by each page; a page that looks again by itself keeps nobody signed in."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Say whether an answer carries it."""
        return LEAN not in request.environ and super().should_set_cookie(app, session)


def name_own_pages(response: Response) -> Response:
    """Let a browser tell our own pages, and no others, where a form was: over TLS its token is refused without."""
    response.headers["Referrer-Policy"] = "same-origin"
    return response


for each in BLUEPRINTS:
    each.before_request(csrf.protect)
    each.after_request(name_own_pages)
    each.after_request(drafts.forget_saved)


def install(app: Flask) -> None:
    """Register the desk's pages; its forms, and no others, carry a token, because it acts by a cookie."""
    app.session_interface = Sessions()
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["SESSION_COOKIE_NAME"] = "desk"
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_COOKIE_SECURE"] = str(app.config["BASE_URL"]).startswith("https:")
    app.config["PERMANENT_SESSION_LIFETIME"] = SIGNED_IN
    csrf.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.register_error_handler(CSRFError, drafts.csrf_page)
    app.register_error_handler(SignInNeeded, drafts.signed_out_page)
    for refusal in (NotAllowed, NotFound):
        app.register_error_handler(refusal, drafts.kept_refusal)
