"""Files in a bucket that speaks S3; bytes pass through us, so that what is withdrawn is closed at once."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from meetings.adapters.storage import PIECE, Counted, checked_key
from meetings.domain.ports import FileTooLarge, Kept, NoSuchFile, StorageAway

PART_BYTES: Final = 8_000_000


class S3Storage:
    """Keeps files in a bucket, below a prefix where one is given."""

    def __init__(self, bucket: str, prefix: str, **options: Any) -> None:
        """Reach a bucket.

        Takes: `endpoint`, `region`, `access_key_id`, `secret_access_key`; those that are empty are the machine's own.
        """
        given = {name: value for name, value in options.items() if value}
        if str(given.get("endpoint", "")).startswith("http:"):
            given["client_options"] = {"allow_http": True}
        self._store = S3Store(bucket, prefix=prefix or None, **given)

    def put(self, key: str, pieces: Iterable[bytes], most: int) -> Kept:
        """Keep a file, part by part; a file that is stopped on the way is not there.

        Raises: FileTooLarge.
        """
        counted = Counted(pieces, most)
        too_large: list[FileTooLarge] = []

        def guarded() -> Iterator[bytes]:
            try:
                yield from counted
            except FileTooLarge as error:  # what is raised through the library comes out as something else
                too_large.append(error)
                raise

        try:
            obstore.put(self._store, checked_key(key), guarded(), chunk_size=PART_BYTES, max_concurrency=2)
        except Exception:
            if too_large:
                raise too_large[0] from None
            raise
        return Kept(key, counted.size, counted.digest)

    def size(self, key: str) -> int | None:
        """Give how many bytes a file has, or nothing where there is none."""
        try:
            return int(obstore.head(self._store, checked_key(key))["size"])
        except (NotFoundError, FileNotFoundError):
            return None

    def read(self, key: str, start: int, end: int) -> Iterator[bytes]:
        """Give some bytes of a file.

        Raises: NoSuchFile.
        """
        if start >= end:
            return iter(())
        try:
            found = obstore.get(self._store, checked_key(key), options={"range": (start, end)})
        except (NotFoundError, FileNotFoundError):
            raise NoSuchFile(key) from None
        return (bytes(piece) for piece in found.stream(min_chunk_size=PIECE))

    def delete(self, key: str) -> None:
        """Take a file away; one that is gone already is fine.

        Raises: StorageAway.
        """
        try:
            obstore.delete(self._store, checked_key(key))
        except (NotFoundError, FileNotFoundError):
            return
        except (BaseError, OSError) as error:
            raise StorageAway(key) from error
