"""Long work as whoever asked for it sees it: how far it is, and the file of what it made."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, make_response, render_template, stream_with_context
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.errors import NotFound
from meetings.domain.jobs import ACCREDITATION, BADGES, CERTIFICATES, LETTERS, PANEL_LETTERS, JobState
from meetings.formats.archives import archive
from meetings.queries import desk
from meetings.queries import jobs as queries
from meetings.queries.jobs import JobShown
from meetings.web.desk.access import Moment, at_desk, staff
from meetings.web.desk.changes import instant_words
from meetings.web.pages import LANG

blueprint = Blueprint("desk_jobs", __name__)
ADDRESS: Final = f"/{LANG}/desk/job/<job_id>"
LOOK_AGAIN_SECONDS: Final = 3
PAPERS: Final = (BADGES, LETTERS)


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job in words."""

    it: JobShown
    title: str
    state: str
    asked: str
    kept: str
    problems: tuple[str, ...]


@blueprint.get(ADDRESS)
def show(lang: str, job_id: str) -> Response:
    """Show how far the work is; while it goes on, the page comes again by itself."""
    found, programme = _mine(job_id)
    shown = desk.programme(programme)
    back = back_of(found.kind)
    page = render_template("desk/job.html", programme=shown, job=job_line(found, at_desk(shown)), back=back)
    answer = make_response(page)
    if found.is_going_on:
        # Named in full: an address that ends in #done, as a form leaves it, would only be scrolled.
        answer.headers["Refresh"] = f"{LOOK_AGAIN_SECONDS}; url=/{lang}/desk/job/{job_id}"
    return answer


@blueprint.get(f"{ADDRESS}/file")
def file(lang: str, job_id: str) -> Response:
    """Give all that was made, as one archive that is written while it is sent."""
    found, programme = _mine(job_id)
    if found.state != JobState.DONE or not found.pieces:
        raise NotFound()
    answer = Response(stream_with_context(archive(queries.files(found.id))), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{programme}-{found.kind}.zip"'
    return answer


def back_of(kind: str) -> tuple[str, str]:
    """Give the page that a kind of work is asked for on: its address within a programme, and its name."""
    if kind == PANEL_LETTERS:
        return "panel/letters", _("Letters for panellists")
    if kind == ACCREDITATION:
        return "accreditation", _("Accreditation")
    return ("badges", _("Badges")) if kind in PAPERS else ("certificates", _("Certificates"))


def job_line(job: JobShown, moment: Moment) -> JobLine:
    """Word a job."""
    return JobLine(
        it=job,
        title=kind_words(job.kind),
        state=state_words(job.state),
        asked=instant_words(job.created_at, moment),
        kept=instant_words(job.kept_until, moment) if job.kept_until else "",
        problems=tuple(problem_words(name, number) for name, number in job.problems.items()),
    )


def kind_words(kind: str) -> str:
    """Word what is made."""
    return {
        CERTIFICATES: _("Certificates to print"),
        BADGES: _("Badges to print"),
        LETTERS: _("Letters to print"),
        ACCREDITATION: _("People to accredit"),
        PANEL_LETTERS: _("Letters for panellists"),
    }.get(kind, kind)


def state_words(state: JobState) -> str:
    """Word where a job stands."""
    return {
        JobState.WAITING: _("Waits for a worker"),
        JobState.RUNNING: _("Is being made"),
        JobState.DONE: _("Ready"),
        JobState.FAILED: _("Could not be made"),
        JobState.EMPTIED: _("The file was thrown away; ask for it anew."),
    }[state]


def problem_words(name: str, number: int) -> str:
    """Word what was left out of a job, and why."""
    return {
        "font_missing": ngettext(
            "%(num)d is left out, because a font is missing.",
            "%(num)d are left out, because a font is missing.",
            number,
        ),
        "ended": ngettext(
            "%(num)d is left out: it is valid no more.",
            "%(num)d are left out: they are valid no more.",
            number,
        ),
        "no_panel": ngettext(
            "%(num)d is left out: there is no panel to tell of.",
            "%(num)d are left out: there is no panel to tell of.",
            number,
        ),
        "moved_meanwhile": ngettext(
            "%(num)d is left as it was: somebody else decided meanwhile.",
            "%(num)d are left as they were: somebody else decided meanwhile.",
            number,
        ),
        "typesetting_missing": _("No PDF can be made here at the moment. Please ask the organizers."),
    }.get(name, name)


def _mine(job_id: str) -> tuple[JobShown, str]:
    """Give a job of whoever is signed in, and the programme it is about, if they still may see people there.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    found = queries.job(job_id, staff())
    return found, found.subject.partition(":")[2]
