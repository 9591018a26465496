"""One contract of files that are kept, on disk and in a bucket of a server that speaks S3 over HTTP."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

import pytest

from meetings.adapters.storage import DiskStorage
from meetings.domain.ports import FileTooLarge, NoSuchFile, Storage

BODY = bytes(range(256)) * 80_000  # 20 MB: several parts of a bucket
MOST = 30_000_000


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """Give the address of a server with the bucket `kept`."""
    program = Path(sys.executable).with_name("moto_server")
    if not program.exists():
        pytest.fail("moto_server is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [str(program), "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        _make_bucket(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int) -> None:
    until = monotonic() + 30
    while monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            sleep(0.1)
    pytest.fail("the server of the bucket does not answer")


def _make_bucket(port: int) -> None:
    line = HTTPConnection("127.0.0.1", port)
    signed = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request"
    line.request("PUT", "/kept", headers={"Authorization": signed})
    assert line.getresponse().status == 200
    line.close()


@pytest.fixture(params=["disk", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Give a place for files, once of each kind."""
    if request.param == "disk":
        return DiskStorage(tmp_path / "uploads")
    from meetings.adapters.storage_s3 import S3Storage

    address = request.getfixturevalue("bucket")
    return S3Storage(
        "kept", "below", endpoint=address, region="us-east-1", access_key_id="a", secret_access_key="b"
    )


def pieces(body: bytes = BODY, size: int = 100_001) -> Iterator[bytes]:
    for at in range(0, len(body), size):
        yield body[at : at + size]


def test_file_is_kept_and_given_whole_and_in_ranges(storage: Storage) -> None:
    kept = storage.put("recordings/abc", pieces(), MOST)
    assert (kept.key, kept.size, kept.digest) == ("recordings/abc", len(BODY), sha256(BODY).hexdigest())
    assert storage.size("recordings/abc") == len(BODY)
    assert b"".join(storage.read("recordings/abc", 0, len(BODY))) == BODY
    for start, end in ((0, 1), (5, 300_000), (len(BODY) - 1, len(BODY)), (7_999_990, 8_000_010)):
        assert b"".join(storage.read("recordings/abc", start, end)) == BODY[start:end]
    assert b"".join(storage.read("recordings/abc", 9, 9)) == b""


def test_small_and_empty_files_are_kept(storage: Storage) -> None:
    for key, body in (("documents/one", b"x"), ("documents/none", b"")):
        assert storage.put(key, pieces(body), MOST).size == len(body)
        assert storage.size(key) == len(body)
        assert b"".join(storage.read(key, 0, len(body))) == body


def test_file_that_is_too_large_or_breaks_off_is_not_there(storage: Storage) -> None:
    with pytest.raises(FileTooLarge):
        storage.put("recordings/large", pieces(), len(BODY) - 1)
    assert storage.size("recordings/large") is None

    def broken() -> Iterator[bytes]:
        yield BODY
        raise ConnectionError("the line broke")

    with pytest.raises(Exception, match="line broke"):
        storage.put("recordings/broken", broken(), MOST)
    assert storage.size("recordings/broken") is None


def test_what_is_not_there_is_said_before_the_first_piece(storage: Storage) -> None:
    assert storage.size("recordings/nowhere") is None
    with pytest.raises(NoSuchFile):
        storage.read("recordings/nowhere", 0, 1)
    storage.delete("recordings/nowhere")


def test_file_is_taken_away(storage: Storage) -> None:
    storage.put("recordings/gone", pieces(b"abc"), MOST)
    storage.delete("recordings/gone")
    assert storage.size("recordings/gone") is None


@pytest.mark.parametrize("key", ["../secret_key", "/etc/passwd", "a//b", "A", "a/../b", "a/.part", "", "a\0"])
def test_key_leads_nowhere_else(storage: Storage, key: str) -> None:
    for act in (storage.size, storage.delete):
        with pytest.raises(ValueError, match="no key of ours"):
            act(key)


def test_disk_leaves_no_part_behind(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    with pytest.raises(FileTooLarge):
        DiskStorage(folder).put("a/b", pieces(), 10)
    assert [one for one in folder.rglob("*") if one.is_file()] == []
    shutil.rmtree(folder)
