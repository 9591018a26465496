"""Long work as the program that asked for it sees it: how far it is, and the file of what it made."""

from typing import Any, Final

from flask import Response, stream_with_context
from flask_smorest import Blueprint
from marshmallow import fields

from meetings.api.cop import fields as say
from meetings.api.cop.acting import told
from meetings.api.files_given import answers_with, as_file
from meetings.api.programmes import BEARER
from meetings.api.reaching import program
from meetings.api.shapes import Shown
from meetings.domain.errors import NotFound
from meetings.domain.jobs import JobState
from meetings.formats.archives import archive
from meetings.queries import jobs as queries
from meetings.queries.jobs import JobShown

blueprint = Blueprint(
    "api_jobs",
    __name__,
    url_prefix="/api/v1",
    description="Long work, for the program that asked for it.",
)
ADDRESS: Final = "/jobs/<job_id>"


class JobOut(Shown):
    """Long work: waiting, running, done, failed or emptied; `problems` counts by their names what was left out."""

    id = say.line("csqkc8mgs9zwvcnt4k89")
    kind = say.line("badges")
    subject = say.line("programme:cop-7")
    state = say.line("running")
    done = say.count(120)
    total = say.count(400)
    pieces = say.count(2)
    problems = say.by_name({"moved_meanwhile": 1}, fields.Raw())
    created_at = say.instant()
    ended_at = say.instant_or_none()
    kept_until = say.instant_or_none()


@blueprint.route(ADDRESS)
@blueprint.response(200, JobOut)
@blueprint.doc(security=BEARER)
def read(job_id: str) -> Response:
    """Read how far a job is; it is there for the program that asked for it alone."""
    return told(JobOut, _mine(job_id))


@blueprint.route(f"{ADDRESS}/file")
@blueprint.doc(security=BEARER, responses=answers_with("application/zip"))
def file(job_id: str) -> Response:
    """Read all that a job made, as one archive."""
    found = _mine(job_id)
    if found.state != JobState.DONE or not found.pieces:
        raise NotFound()
    body: Any = stream_with_context(archive(queries.files(found.id)))
    name = f"{found.subject.partition(':')[2]}-{found.kind}.zip"
    return as_file(body, "application/zip", name)


def _mine(job_id: str) -> JobShown:
    """Give a job of whoever asks, if they still may do what it is about.

    Raises: SignInNeeded, NotAllowed.
    """
    return queries.job(job_id, program())
