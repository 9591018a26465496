"""A small season for the tests of pages: held twice, cancelled, draft, and held with a recording."""

from datetime import datetime, timedelta

from flask_sqlalchemy import SQLAlchemy

from meetings.models import (
    Material,
    Panelist,
    Person,
    Programme,
    Recording,
    ReportedFigure,
    Seats,
    Session,
    Slot,
    Stream,
)

SECRET_ADDRESS = "https://platform.example.org/secret-room"


def make_season(db: SQLAlchemy, now: datetime, *, slug: str = "season", more: int = 0) -> Programme:
    """Store a published season around `now`, with `more` further sessions."""
    programme = Programme(
        slug=slug,
        title={"en": "Minamata Online", "ar": "ميناماتا على الإنترنت"},
        place={"en": "Geneva", "ar": "جنيف"},
        zone="Europe/Zurich",
        starts_on=(now - timedelta(days=40)).date(),
        ends_on=(now + timedelta(days=40)).date(),
        published=True,
        demonstration=True,
        contact="office@example.org",
        updated_at=now,
    )
    science = Stream(slug="science", title={"en": "Mercury science"}, palette=1, position=0, updated_at=now)
    support = Stream(slug="support", title={"en": "Support"}, palette=0, position=1, updated_at=now)
    programme.streams = [science, support]
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    db.session.add(programme)
    _session(programme, science, "twice", noon + timedelta(days=3), hours=(0, 7))
    _session(programme, support, "cancelled", noon + timedelta(days=4), state="cancelled")
    _session(programme, support, "draft", noon + timedelta(days=5), state="draft")
    held = _session(programme, science, "held", noon - timedelta(days=5))
    held.slots[0].recordings = [
        Recording(language="en", address="https://example.org/recording", updated_at=now),
        Recording(
            language="fr", address="https://example.org/private", audience="participants", updated_at=now
        ),
    ]
    held.slots[0].marks = {"local_start": "inferred"}
    for number in range(more):
        _session(programme, science, f"more-{number}", noon + timedelta(days=6 + number))
    db.session.flush()
    db.session.add(
        ReportedFigure(
            programme_id=programme.id,
            subject=f"programme:{slug}",
            count="attendances",
            value=1700,
            qualifier="over",
            source="a printed report",
        )
    )
    db.session.commit()
    return programme


def _session(
    programme: Programme,
    stream: Stream,
    slug: str,
    at: datetime,
    *,
    hours: tuple[int, ...] = (0,),
    state: str = "published",
) -> Session:
    now = programme.updated_at
    session = Session(
        stream=stream,
        slug=slug,
        title={"en": f"Session {slug}"},
        abstract={"en": "What it is about."},
        languages=["en"],
        partners=["A partner"],
        articles=["8"],
        state=state,
        updated_at=now,
    )
    programme.sessions.append(session)
    session.slots = [_slot(at + timedelta(hours=hour), now) for hour in hours]
    session.panelists = [_panelist(now)]
    session.materials = [
        Material(
            title={"en": "Slides"},
            language="en",
            address="https://example.org/s",
            bytes=2_100_000,
            updated_at=now,
        ),
        Material(
            title={"en": "Inner"},
            language="en",
            address="https://example.org/i",
            audience="named",
            updated_at=now,
        ),
    ]
    return session


def _slot(at: datetime, now: datetime) -> Slot:
    slot = Slot(
        local_start=at.replace(tzinfo=None),
        zone="UTC",
        starts_at=at,
        minutes=60,
        platform_address=SECRET_ADDRESS,
        updated_at=now,
    )
    slot.seats = Seats(capacity=100, taken=3)
    return slot


def _panelist(now: datetime) -> Panelist:
    person = Person(name="Ana <b>Example</b>", name_key="ana", created_at=now, updated_at=now)
    return Panelist(
        person=person, role="speaker", function="Officer", organization="A ministry", updated_at=now
    )
