"""Publishing the questions and answers of a session among its documents: a new one, or the next version of it."""

from datetime import datetime

from meetings.domain.kept_files import AudienceGiven, FileGiven
from meetings.domain.live.questions import ANSWERS_FILE
from meetings.queries.live import documents as queries
from meetings.queries.live.documents import SessionAsked
from meetings.services import documents as services
from meetings.services.documents import DocumentGiven


def publish_answers(
    slugs: tuple[str, str],
    session: SessionAsked,
    file: FileGiven,
    title: tuple[str, str],
    *,
    now: datetime,
    actor: str,
) -> str:
    """Publish the paper of a session; what was published before in its language gets a new version. Give its name.

    Takes: the slugs of programme and session; the paper; its language and its title.
    Raises: what documents raise.
    """
    language, words = title
    last = queries.published(session.id, ANSWERS_FILE, language)
    if last is not None:
        services.renew_document(*slugs, last.name, file, last.revision, now, actor)
        return str(last.name)
    given = DocumentGiven(
        title={language: words},
        language=language,
        audience=AudienceGiven(session.audience, session.regions),
        file=file,
    )
    return services.add_document(*slugs, given, now, actor)
