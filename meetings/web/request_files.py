"""Requests whose files go with them, also those that were refused before they had come whole."""

from typing import IO, Any

from flask import Request


class RequestWithFiles(Request):
    """A request that closes every file it began; Werkzeug forgets one that came in pieces and became too large."""

    def _get_file_stream(self, *given: Any, **named: Any) -> IO[bytes]:
        file = super()._get_file_stream(*given, **named)
        self.__dict__.setdefault("begun", []).append(file)
        return file

    def close(self) -> None:
        """Close what it holds, with the files it began."""
        super().close()
        for file in self.__dict__.pop("begun", ()):
            file.close()
