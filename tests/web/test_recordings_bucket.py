"""A recording whose file lies in a bucket: its bytes pass through us, and are closed with it."""

from pathlib import Path

from meetings.domain.kept_files import AudienceGiven, FileGiven
from meetings.domain.ports import Storage
from meetings.extensions import db
from meetings.services import recordings
from meetings.services.recordings import Facts
from tests.adapters.test_storage import bucket
from tests.conftest import make_app
from tests.factories import NOW, make_topic
from tests.formats.test_media import sound

SOUND = sound(20)
__all__ = ["bucket"]  # a fixture that is used below


def test_bytes_of_a_bucket_pass_through_us(store_sqlite: str, tmp_path: Path, bucket: str) -> None:
    settings = {"STORAGE_KEY": "a", "STORAGE_SECRET": "b"}
    address = f"s3://kept/of-this-test?endpoint={bucket}&region=us-east-1"
    app = make_app(store_sqlite, tmp_path, STORAGE_URL=address, **settings)
    with app.app_context():
        storage: Storage = app.extensions["outside"].storage
        kept = storage.put("recordings/one", [SOUND], 1_000_000)
        _slug, slots = make_topic()
        file = FileGiven(kept.key, "audio/wav", kept.size, kept.digest)
        name = recordings.keep_recording(slots[0], "en", file, 0, NOW, "user:1")
        recordings.set_facts(name, Facts("public", AudienceGiven("public")), 1, NOW, "user:1")
    client, path = app.test_client(), f"/recordings/{name}/recording"
    whole = client.get(path)
    assert (whole.status_code, whole.location, whole.data) == (200, None, SOUND)
    assert client.get(path, headers={"Range": "bytes=100-199"}).data == SOUND[100:200]
    with app.app_context():
        recordings.set_facts(name, Facts("processing", AudienceGiven("public")), 2, NOW, "user:1")
    assert client.get(path).status_code == 403
    assert not (tmp_path / "uploads").exists()
    with app.app_context():
        db.engine.dispose()
