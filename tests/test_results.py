"""Records on disk: readable, complete, and never wrong without saying so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from conftest import Site
from records import rebound
from safetensors.numpy import save

from builder.errors import SitegenError
from builder.files import readable_json
from builder.results import Fingerprint, MissingRecord, Record, Store


def a_record(**changes: object) -> Record:
    parts: dict[str, object] = {
        "name": "cnn",
        "fingerprint": Fingerprint(code={"experiments.py:cnn": "12"}, settings={"epochs": 5}),
        "settings": {"epochs": 5},
        "values": {"accuracy": 0.9651, "word": "é"},
        "series": {"loss": [1.5, 0.25], "rows": [[1, 2], [3, 4]]},
        "artifacts": {},
        "environment": {"python": "3.11.7"},
        "seconds": 1.5,
        "when": "2026-01-01T00:00:00+00:00",
        "quick": False,
        "folder": Path(),
    }
    return Record(**{**parts, **changes})  # type: ignore[arg-type]


WEIGHTS = save({"a": np.arange(6, dtype=np.float32).reshape(2, 3)})


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept = store.write(a_record(), {"weights": WEIGHTS})
    read = store.read("cnn")
    assert read == kept
    assert (read.weights()["a"] == np.arange(6).reshape(2, 3)).all()


def test_json_is_made_for_diffs() -> None:
    text = readable_json({"b": [1, 2.5], "a": {"rows": [[1, 2], [3, 4]], "empty": []}})
    lines = ["{", '  "a": {', '    "empty": [],', '    "rows": [', "      [1, 2],", "      [3, 4]", "    ]", "  },"]
    assert text.splitlines() == [*lines, '  "b": [1, 2.5]', "}"]
    with pytest.raises(ValueError, match="JSON"):
        readable_json({"a": float("nan")})


def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        Store(tmp_path / folder).write(a_record(), {"weights": WEIGHTS})
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name / "cnn").iterdir()} for name in ("one", "two")
    )
    assert one == two


def test_outputs_are_what_was_computed_and_nothing_else(tmp_path: Path) -> None:
    same = a_record(seconds=9.0, when="2027-01-01T00:00:00+00:00", environment={"python": "3.13"})
    assert same.outputs() == a_record().outputs()
    assert a_record(values={"accuracy": 0.9652, "word": "é"}).outputs() != a_record().outputs()
    one = Store(tmp_path).write(a_record(), {"weights": WEIGHTS})
    assert one.outputs() != a_record().outputs()


def test_a_new_record_leaves_no_file_of_the_old_one(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write(a_record(), {"weights": WEIGHTS})
    store.write_failure("cnn", "0", "Traceback")
    store.write(a_record(), {"arrays": WEIGHTS})
    assert sorted(path.name.partition("-")[0] for path in (tmp_path / "cnn").iterdir()) == ["arrays", "record.json"]


def test_notes_of_the_author_beside_a_record_stay(tmp_path: Path) -> None:
    (tmp_path / "cnn" / "folder").mkdir(parents=True)
    (tmp_path / "cnn" / "notes.md").write_text("mine")
    Store(tmp_path).write(a_record(), {})
    assert sorted(path.name for path in (tmp_path / "cnn").iterdir()) == ["folder", "notes.md", "record.json"]


def test_several_may_find_out_at_once_whether_a_folder_can_be_written(tmp_path: Path) -> None:
    store = Store(tmp_path / "results")

    def find_out(_: int) -> None:
        for _ in range(100):
            store.check_writable("cnn")

    with ThreadPoolExecutor(4) as several:
        list(several.map(find_out, range(4)))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("link", ["results", "results/cnn"])
@pytest.mark.parametrize("target", ["elsewhere", "not-there"])
def test_nothing_is_written_through_a_link(tmp_path: Path, link: str, target: str) -> None:
    (tmp_path / "elsewhere" / "cnn").mkdir(parents=True)
    (tmp_path / "elsewhere" / "failure.txt").write_text("mine")
    (tmp_path / link).parent.mkdir(exist_ok=True)
    (tmp_path / link).symlink_to(tmp_path / target)
    store = Store(tmp_path / "results")
    for write in (lambda: store.check_writable("cnn"), lambda: store.write(a_record(), {})):
        with pytest.raises(SitegenError, match="is a link to "):
            write()
    assert [path.name for path in tmp_path.rglob("elsewhere/**/*") if path.is_file()] == ["failure.txt"]
    assert not (tmp_path / "not-there").exists()


@pytest.mark.parametrize("cut", [0, 1, 10, 200, -2])
def test_a_cut_record_is_missing(tmp_path: Path, cut: int) -> None:
    store = Store(tmp_path)
    store.write(a_record(), {})
    path = tmp_path / "cnn" / "record.json"
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(MissingRecord, match=r"record\.json"):
        store.read("cnn")


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        '{"format": 99}',
        '{"format": 2, "name": "cnn"}',
        a_record().to_json().replace('"seconds": 1.5', '"seconds": "long"'),
        a_record().to_json().replace('"seconds": 1.5', '"seconds": NaN'),
        a_record().to_json().replace('"seconds": 1.5', '"seconds": 1e999'),
        a_record().to_json().replace('"when": "2026', '"when": "yesterday'),
        a_record(series={"a": 5}).to_json(),
        a_record(values={"a": [5]}).to_json(),
        a_record().to_json().replace('"settings": {', '"settings": {"a": "\\ud83d", '),
        "[" * 3000,
        a_record().to_json().replace('"code": {', '"kode": {'),
        a_record().to_json().replace('"name": "cnn"', '"name": "other"'),
        a_record()
        .to_json()
        .replace('"artifacts": {}', '"artifacts": {"x": {"file": "../x", "sha256": "", "size": 1}}'),
        "\udcff",
    ],
)
def test_a_record_of_the_wrong_shape_is_missing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cnn" / "record.json"
    path.parent.mkdir()
    path.write_bytes(rebound(text).encode(errors="surrogateescape"))
    with pytest.raises(MissingRecord) as caught:
        Store(tmp_path).read("cnn")
    assert "record.json" in str(caught.value)
    assert "sitegen run cnn" in str(caught.value)


def test_an_artifact_changed_after_it_was_checked_is_refused(tmp_path: Path) -> None:
    record = Store(tmp_path).write(a_record(), {"arrays": WEIGHTS})
    path = tmp_path / "cnn" / record.artifacts["arrays"].file
    path.write_bytes(WEIGHTS[:-1] + b"x")
    with pytest.raises(SitegenError, match="damaged"):
        record.arrays()


@pytest.mark.parametrize("damage", ["flip", "cut", "delete"])
def test_a_damaged_artifact_makes_the_experiment_missing(site: Site, damage: str) -> None:
    site.edit(
        "experiments.py", 'Result(values={"answer": 42})', 'Result(values={"answer": 42}, arrays={"a": [1.5, 2.5]})'
    )
    site.sitegen("run")
    (path,) = (site.post / "results" / "alone").glob("arrays-*.safetensors")
    data = path.read_bytes()
    if damage == "delete":
        path.unlink()
    else:
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if damage == "flip" else data[:-3])
    row = site.status()["alone"]
    assert row["status"] == "missing"
    assert path.name in row["reasons"][0]
    site.sitegen("run")
    assert site.stale() == {}
    assert path.read_bytes() == data


def test_a_damaged_upstream_result_is_made_again_and_the_wave_stops(site: Site) -> None:
    site.sitegen("run")
    (site.post / "results" / "count" / "record.json").write_text("{")
    status = site.status()
    assert status["count"]["status"] == "missing"
    assert "record.json:1" in status["count"]["reasons"][0]
    assert status["shifted"]["reasons"] == ["count is missing"]
    done = site.sitegen("run")
    assert "shifted: runs" not in done.stderr
    assert site.stale() == {}


def test_quick_results_live_apart(site: Site) -> None:
    site.sitegen("run", "--quick")
    assert all(row["status"] == "missing" for row in site.status().values())
    quick = site.record("count", ".sitegen/quick/counting")
    assert (quick["quick"], quick["settings"]["start"]) == (True, 10)
    site.sitegen("run")
    published = site.record("count")
    assert (published["quick"], published["settings"]["start"]) == (False, 1)
    site.sitegen("run", "--quick", "--force")
    assert site.record("count") == published
