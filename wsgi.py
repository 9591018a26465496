"""The application for any WSGI server."""

from meetings.app import create_app

app = create_app()
