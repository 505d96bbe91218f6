"""What helps those who write the knowledge: schemas for their editor, skeletons, previews."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.cli_knowledge import schema_text
from bot.core.content import LANGUAGES, Content
from bot.core.loading import KINDS, load
from bot.errors import SettingWrong
from bot.new_entry import ONE_PER_FILE, skeleton, write
from bot.preview import SHOWS, preview

TOP = Path(__file__).parent.parent
TODAY = date(2026, 11, 21)


class _AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2 as an editor's language server reads it: days are texts, and so are "on" and "NO"."""


_AsEditorsRead.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith((":timestamp", ":bool"))]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_AsEditorsRead.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf")
)


def wired() -> dict[str, str]:
    """The schema of each pattern of files, as the editor's settings have it."""
    settings = json.loads((TOP / ".vscode/settings.json").read_text("utf-8"))
    return {pattern: schema for schema, pattern in settings["yaml.schemas"].items()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_an_editor_reads_is_that_of_the_code(kind: str) -> None:
    kept = (TOP / f"knowledge/schemas/{kind}.json").read_text("utf-8")
    assert kept == schema_text(kind), "run 'steg schema --write knowledge/schemas'"


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_finds_the_schema_of_every_folder(kind: str) -> None:
    folder = "flows" if kind == "flows" else f"knowledge/{kind}"
    assert wired()[f"{folder}/*.yaml"] == f"./knowledge/schemas/{kind}.json"
    assert any((TOP / folder).glob("*.yaml"))


LONG_LIST = 25


def _shortened(entry: Any) -> Any:
    """The entry with each long list cut: of the hundreds of examples of a need one is like another."""
    if isinstance(entry, dict):
        return {key: _shortened(value) for key, value in entry.items()}
    if isinstance(entry, list):
        return [_shortened(value) for value in entry[:LONG_LIST]]
    return entry


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_underlines_nothing_in_what_we_wrote(kind: str) -> None:
    schema = json.loads(schema_text(kind))
    validator = jsonschema.Draft202012Validator(schema)
    folder = TOP / ("flows" if kind == "flows" else f"knowledge/{kind}")
    for path in sorted(folder.glob("*.yaml")):
        entry = _shortened(yaml.load(path.read_text("utf-8"), _AsEditorsRead))
        assert [f"{path.name}: {e.message}" for e in validator.iter_errors(entry)] == []


def test_an_editor_underlines_a_field_that_is_none() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema_text("actors")))
    entry = yaml.load((TOP / "knowledge/actors/almi-mitt.yaml").read_text("utf-8"), _AsEditorsRead)
    assert not validator.is_valid(entry | {"telephone": "063"})
    assert not validator.is_valid({key: entry[key] for key in entry if key != "country"})
    assert not validator.is_valid(entry | {"kind": "shop"})


# --- a new entry


@pytest.mark.parametrize("kind", ONE_PER_FILE)
def test_a_skeleton_is_yaml_with_every_field_that_must_be_there(kind: str) -> None:
    model = KINDS[kind]
    read = yaml.safe_load(skeleton(model, "new-one", TODAY))
    needed = {
        field.alias or name for name, field in model.model_fields.items() if field.is_required()
    }
    assert needed <= set(read)
    assert read["id"] == "new-one"


@pytest.mark.parametrize("kind", ONE_PER_FILE)
def test_a_skeleton_names_every_field_that_may_be_there(kind: str) -> None:
    text = skeleton(KINDS[kind], "new-one", TODAY)
    for name, field in KINDS[kind].model_fields.items():
        assert f"{field.alias or name}:" in text


def test_the_faults_of_a_skeleton_are_only_what_is_left_to_write(tmp_path: Path) -> None:
    path = write("actor", "new-one", tmp_path, TODAY)
    _, problems = load({"knowledge/actors/new-one.yaml": path.read_text("utf-8")})
    own = [p for p in problems if p.path.endswith("new-one.yaml")]
    assert own
    assert all("empty" in p.what for p in own), own


def test_a_skeleton_writes_over_nothing(tmp_path: Path) -> None:
    write("actor", "new-one", tmp_path, TODAY)
    with pytest.raises(SettingWrong, match="there already"):
        write("actors", "new-one", tmp_path, TODAY)


@pytest.mark.parametrize("entry", ["../outside", "Big", "two words", "å"])
def test_an_id_that_cannot_be_is_refused(entry: str, tmp_path: Path) -> None:
    with pytest.raises(SettingWrong, match="is no id"):
        write("actor", entry, tmp_path, TODAY)
    assert list(tmp_path.rglob("*.yaml")) == []


# --- previews


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SHOWS)
def test_every_entry_can_be_read_as_an_owner_would(
    kind: str, language: Any, content: Content
) -> None:
    for entry in getattr(content, f"{kind}s"):
        text = preview(kind, entry, content, language, TODAY)
        assert text.strip()
        assert "{" not in text


def test_a_preview_of_nothing_says_what_there_is(content: Content) -> None:
    with pytest.raises(SettingWrong, match="has no preview"):
        preview("place", "oppdal", content, "nb", TODAY)
    with pytest.raises(SettingWrong, match="there is no actor"):
        preview("actor", "nobody", content, "nb", TODAY)
