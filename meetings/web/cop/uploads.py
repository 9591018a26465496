"""Documents that somebody sends: looked through before they are kept, by the rules of all files that are kept."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from meetings.domain.kept_files import DOCUMENTS, MEDIA, FileGiven
from meetings.formats.cop.file_checks import check_file
from meetings.web.desk.uploads import kept, sent

PAPERS: Final = {kind: ending for kind, ending in DOCUMENTS.items() if kind not in MEDIA}


@contextmanager
def paper(field: str, folder: str, kinds: Mapping[str, str] = PAPERS) -> Iterator[FileGiven]:
    """Put a document of a form into storage while the block makes something of it; if it does not, it goes again.

    Takes: the folder of its key; the kinds that are taken there, with their endings.
    Raises: CutFile, FileWithPrograms, LockedFile, UnpacksTooLarge, TooManyPixels; EmptyFile, NotThisMedia, TooLarge.
    """
    file = sent(field)
    if file is not None:
        check_file(file.stream, field)
    with kept(field, folder, kinds) as given:
        yield given
