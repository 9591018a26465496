"""Archives that are written while they are sent."""

import zipfile
from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import Any, Final

DAY_OF_A_FILE: Final = (1980, 1, 1, 0, 0, 0)


def archive(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Write an archive of files, by name, piece by piece; what is in it is packed already."""
    buffer = _Leaving()
    with zipfile.ZipFile(buffer, "w") as whole:
        for name, content in files:
            whole.writestr(zipfile.ZipInfo(name, DAY_OF_A_FILE), content)
            yield buffer.take()
    yield buffer.take()


class _Leaving(RawIOBase):
    """What is written, until it is taken; an archive written to it knows that it cannot go back."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: list[bytes] = []

    def writable(self) -> bool:
        """Say that it is written to."""
        return True

    def write(self, content: Any) -> int:
        """Keep some bytes."""
        self._kept.append(bytes(content))
        return len(self._kept[-1])

    def take(self) -> bytes:
        """Give what was written since the last time."""
        content, self._kept = b"".join(self._kept), []
        return content
