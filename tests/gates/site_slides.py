"""What slides, letters and calendars of panellists add to the site with one of everything."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.domain.kept_files import FileGiven
from meetings.domain.panel.availability import Statement
from meetings.domain.panel.letters import LetterKind
from meetings.extensions import db
from meetings.models import Panelist, Profile, Session, Slot
from meetings.services.panel.about import AboutGiven, say_about
from meetings.services.panel.availability import say_hours
from meetings.services.panel.letters import make_letter
from meetings.services.panel.slides import SlidesGiven, bring_slides
from tests.pictures import pdf, png

BY = "panel:test"


def put(site: Any, rows: int, now: datetime) -> None:
    """Let the moderator of `topic` bring slides, say who they are and when they can, and be given a letter."""
    from tests.gates.site import certify

    session = db.session.scalars(select(Session).where(Session.slug == "topic")).one()
    every = db.session.scalars(select(Panelist).where(Panelist.session_id == session.id)).all()
    mine = next(one for one in every if one.role == "moderator")
    person, programme = mine.person_id, session.programme_id
    storage = site.app.extensions["outside"].storage
    for number in range(rows):
        found = storage.put(f"documents/slides{number}", [pdf()], 10_000)
        file = FileGiven(found.key, "application/pdf", found.size, found.digest, "slides.pdf")
        given = SlidesGiven({"en": f"Slides {number}"}, "en", "participants", file=file)
        name = bring_slides(person, session.id, given, now=now, actor=BY)
        say_hours(person, programme, Statement(None, 0, number, 60 + number, "UTC"), now=now, actor=BY)
    for one in every[:rows]:
        found = storage.put(f"photos/{one.id}", [png()], 10_000)
        photo = FileGiven(found.key, "image/png", found.size, found.digest)
        about = AboutGiven({"en": "Speaks on panels."}, may_print=True, photo=photo)
        if one.person_id != person:
            say_about(one.person_id, programme, about, 0, now=now, actor=BY)
    say_about(person, programme, about, 0, now=now, actor=BY)
    code = make_letter(person, programme, LetterKind.INVITATION, "en", now=now, actor=BY)
    slot = db.session.scalars(select(Slot.id).where(Slot.session_id == session.id)).first()
    certify(person, session.id, str(slot), now)
    photo_name = db.session.scalars(select(Profile.photo_name).where(Profile.person_id == person)).one()
    site.within["/speak/<token>/slides/"] = {"document": name, "version": "1"}
    site.within["/speak/<token>/letter/"] = {"code": code}
    site.within["/photos/"] = {"name": str(photo_name)}
