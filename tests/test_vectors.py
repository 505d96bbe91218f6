"""Sentence vectors from a local folder: a tiny real model, made here, runs as a large one would."""

import math
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from bot import building, learned, settings, vectors
from bot.core import vector_intents
from bot.core.checking import FEWEST_EXAMPLES
from bot.core.content import LANGUAGES, Content
from bot.core.draft import World
from bot.core.understanding import Meaning, learn, mixed, reader, understand
from bot.core.vector_intents import VectorIntents
from bot.errors import SettingWrong
from bot.vectors import MODEL, MOST_AT_ONCE, MOST_TOKENS, TOKENIZER, Vectors, load
from tests.core.small import Files, content, small, written

# A row of the table for each word; words that mean the same have the same row.
BACK, GUESTS, GREETING, OTHER = (3, 0, 0, 4), (0, 2, 0, 0), (0, 0, 5, 0), (0, 0, 0, 1)
WORDS: Mapping[str, tuple[int, ...]] = {
    "[PAD]": (9, 9, 9, 9),
    "[UNK]": OTHER,
    "back": BACK,
    "lumbago": BACK,
    "guests": GUESTS,
    "tourism": GUESTS,
    "hello": GREETING,
}
TABLE = np.array(list(WORDS.values()), dtype=np.float32)
ALL_INPUTS = vectors.INPUTS


def model(
    *,
    inputs: Sequence[str] = ALL_INPUTS,
    output: str = "last_hidden_state",
    pooled: bool = False,
    table: NDArray[Any] = TABLE,
    kind: int = TensorProto.INT64,
    batch: str | int = "texts",
) -> bytes:
    """A model that looks each token up in a table; ``pooled``: and gives the mean of a text."""
    table_of = numpy_helper.from_array(table, "table")
    nodes = [helper.make_node("Gather", ["table", inputs[0]], [output])]
    shape: list[str | int] = [batch, "tokens", table.shape[1]]
    if pooled:
        axis = numpy_helper.from_array(np.array([1]), "axis")
        nodes = [
            helper.make_node("Gather", ["table", inputs[0]], ["tokens_out"]),
            helper.make_node("ReduceMean", ["tokens_out", "axis"], [output], keepdims=0),
        ]
        shape = [batch, table.shape[1]]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, kind, [batch, "tokens"]) for name in inputs],
        [helper.make_tensor_value_info(output, table_of.data_type, shape)],
        [table_of, *([axis] if pooled else [])],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(made)
    return bytes(made.SerializeToString())


def tokenizer(words: Sequence[str] = tuple(WORDS), unknown: str = "[UNK]") -> Tokenizer:
    made = Tokenizer(WordLevel({word: n for n, word in enumerate(words)}, unk_token=unknown))
    made.normalizer = Lowercase()
    made.pre_tokenizer = Whitespace()
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a model whose output is one vector for each token."""
    made = tmp_path / "model"
    made.mkdir()
    (made / MODEL).write_bytes(model())
    (made / TOKENIZER).write_text(tokenizer().to_str(), "utf-8")
    return made


def of_length_one(*rows: Sequence[float]) -> NDArray[Any]:
    table = np.array(rows, dtype=np.float64)
    return np.asarray(table / np.linalg.norm(table, axis=1, keepdims=True))


# --- encoding


def test_a_vector_is_the_mean_of_the_tokens_of_a_text_made_length_one(folder: Path) -> None:
    found = load(folder).encode(["back guests", "hello", "Back back GUESTS"])
    by_hand = of_length_one((1.5, 1, 0, 2), (0, 0, 5, 0), (2, 2 / 3, 0, 8 / 3))
    assert found.dtype == np.float32
    assert found.shape == (3, 4)
    np.testing.assert_allclose(found, by_hand, atol=1e-6)


def test_a_model_that_pools_by_itself_is_taken_at_its_word(folder: Path) -> None:
    (folder / MODEL).write_bytes(model(output="sentence_embedding", pooled=True))
    found = load(folder).encode(["back guests", "hello"])
    np.testing.assert_allclose(found, of_length_one((1.5, 1, 0, 2), (0, 0, 5, 0)), atol=1e-6)


@pytest.mark.parametrize("inputs", [ALL_INPUTS, ALL_INPUTS[:2], ALL_INPUTS[:1]])
def test_a_model_is_given_the_inputs_it_asks_for(folder: Path, inputs: Sequence[str]) -> None:
    (folder / MODEL).write_bytes(model(inputs=inputs))
    np.testing.assert_allclose(load(folder).encode(["guests"]), [(0, 1, 0, 0)], atol=1e-6)


def test_a_model_of_other_precision_gives_the_same_kind_of_vectors(folder: Path) -> None:
    (folder / MODEL).write_bytes(model(table=TABLE.astype(np.float16)))
    found = load(folder).encode(["back"])
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [(0.6, 0, 0, 0.8)], atol=1e-6)


def test_the_company_of_a_text_changes_nothing_of_its_vector(folder: Path) -> None:
    texts = [" ".join(list(WORDS)[2:][: n % 6]) for n in range(3 * MOST_AT_ONCE)]
    encoder = load(folder)
    together = encoder.encode(texts)
    alone = np.vstack([encoder.encode([text]) for text in texts])
    assert (together == alone).all()
    assert (load(folder).encode(texts) == together).all()


def test_padding_that_a_tokenizer_asks_for_is_left_out(folder: Path) -> None:
    padding = tokenizer()
    padding.enable_padding(length=32)
    (folder / TOKENIZER).write_text(padding.to_str(), "utf-8")
    np.testing.assert_allclose(load(folder).encode(["guests"]), [(0, 1, 0, 0)], atol=1e-6)


def test_tokens_that_a_tokenizer_puts_around_a_text_count(folder: Path) -> None:
    around = tokenizer()
    around.post_processor = TemplateProcessing(single="hello $A", special_tokens=[("hello", 6)])
    (folder / TOKENIZER).write_text(around.to_str(), "utf-8")
    expected = of_length_one((0, 1, 2.5, 0))
    np.testing.assert_allclose(load(folder).encode(["guests"]), expected, atol=1e-6)


def test_what_stands_behind_the_last_token_is_not_read(folder: Path) -> None:
    encoder = load(folder)
    whole, longer = "guests " * MOST_TOKENS, "guests " * MOST_TOKENS + "back " * 900
    assert (encoder.encode([longer]) == encoder.encode([whole])).all()


def test_no_text_and_a_text_without_tokens_have_a_vector_too(folder: Path) -> None:
    encoder = load(folder)
    assert encoder.encode([]).shape == (0, 4)
    assert encoder.encode(["", "hello"]).tolist() == [[0, 0, 0, 0], [0, 0, 1, 0]]


def test_a_large_model_may_keep_its_weights_in_a_file_beside(folder: Path) -> None:
    made = onnx.load_from_string(model())
    onnx.save_model(
        made,
        folder / MODEL,
        save_as_external_data=True,
        location="model.onnx_data",
        size_threshold=0,
    )
    first = load(folder)
    np.testing.assert_allclose(first.encode(["guests"]), [(0, 1, 0, 0)], atol=1e-6)
    beside = folder / "model.onnx_data"
    beside.write_bytes(beside.read_bytes()[::-1])
    assert load(folder).fingerprint != first.fingerprint


# --- faults


def refused(folder: Path) -> str:
    with pytest.raises(SettingWrong) as error:
        load(folder)
    line = str(error.value)
    assert line.startswith("STEG_VECTORS ")
    assert "\n" not in line
    return line


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert f"{name} cannot be read; the folder must hold {MODEL} and {TOKENIZER}" in refused(folder)


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"version https://git-lfs", bytes(999)])
def test_a_model_that_is_none_is_named(folder: Path, rubbish: bytes) -> None:
    (folder / MODEL).write_bytes(rubbish)
    assert f"{MODEL} is no model of sentence vectors" in refused(folder)


def test_a_model_that_was_cut_short_is_named(folder: Path) -> None:
    (folder / MODEL).write_bytes(model()[:-100])
    assert f"{MODEL} is no model of sentence vectors" in refused(folder)


@pytest.mark.parametrize("rubbish", [b"", b"{}", b"\xff\xfe", b'{"model": 1}'])
def test_a_tokenizer_that_is_none_is_named(folder: Path, rubbish: bytes) -> None:
    (folder / TOKENIZER).write_bytes(rubbish)
    assert f"{TOKENIZER} cannot be read" in refused(folder)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: model(inputs=["pixels"]), "its inputs are pixels, not input_ids"),
        (lambda: model(inputs=[*ALL_INPUTS, "labels"]), "token_type_ids, labels, not input_ids"),
        (lambda: model(kind=TensorProto.INT32), "its inputs are tensor(int32), not int64"),
        (lambda: model(batch=1), "Got invalid dimensions"),
        (lambda: model(table=TABLE.astype(np.int64)), "is no vector of a text or token: int64"),
        (lambda: model(table=TABLE * np.nan), "holds values that are no numbers"),
        (lambda: model(table=TABLE[:5]), "indices element out of data bounds"),
    ],
    ids=["inputs", "more inputs", "int32", "one text", "whole numbers", "no numbers", "few rows"],
)
def test_a_model_of_another_kind_is_told_with_what_is_wrong(
    folder: Path, made: Callable[[], bytes], says: str
) -> None:
    (folder / MODEL).write_bytes(made())
    assert says in refused(folder)


def test_a_model_of_another_shape_is_told_with_its_shape(folder: Path) -> None:
    graph = helper.make_graph(
        [helper.make_node("Cast", ["input_ids"], ["loose"], to=TensorProto.FLOAT),
         helper.make_node("ReduceMean", ["loose"], ["logits"], keepdims=0)],
        "flat",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [])],
    )  # fmt: skip
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    (folder / MODEL).write_bytes(made.SerializeToString())
    assert "its output 'logits' is no vector of a text or token: float32 of shape ()" in refused(
        folder
    )


def test_a_tokenizer_that_cannot_do_with_unknown_words_is_found_out(folder: Path) -> None:
    (folder / TOKENIZER).write_text(tokenizer(unknown="[NONE]").to_str(), "utf-8")
    assert "UNK" in refused(folder)


@pytest.mark.parametrize("missing", ["onnxruntime", "tokenizers"])
def test_a_missing_runtime_is_told_with_what_to_install(
    folder: Path, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    assert "install Steg with its extra 'vectors'" in refused(folder)


# --- learning from vectors, and two opinions


class Known:
    """An encoder of words that are known; no model at all."""

    fingerprint = "known"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return of_length_one(*(WORDS[text] for text in texts)).astype(np.float32)


THREE = [("back", "heavy-work"), ("guests", "season"), ("hello", "greeting")] * 4


@pytest.mark.parametrize("taught", [THREE, [e for e in THREE if e[1] != "greeting"]])
def test_what_was_learned_from_vectors_is_told_again(taught: list[tuple[str, str]]) -> None:
    intents = vector_intents.train(taught, Known())
    assert intents.labels == tuple(sorted({label for _, label in taught}))
    for text, label in taught:
        chances = intents.predict(Known().encode([text])[0])
        assert max(chances, key=lambda one: chances[one]) == label
        assert math.isclose(sum(chances.values()), 1, abs_tol=1e-5)


def test_learning_from_vectors_twice_gives_the_same() -> None:
    first, second = (vector_intents.train(THREE, Known()) for _ in range(2))
    assert (first.weights == second.weights).all()
    assert (first.bias == second.bias).all()


@pytest.mark.parametrize("taught", [[], THREE[:1], THREE[::3]])
def test_a_single_label_cannot_be_learned_from_vectors(taught: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match="two labels"):
        vector_intents.train(taught, Known())


def test_two_opinions_count_alike_and_sum_to_one() -> None:
    both = mixed({"roof": 0.8, "guests": 0.2}, {"roof": 0.2, "guests": 0.8})
    assert both == pytest.approx({"roof": 0.5, "guests": 0.5})
    lacking = mixed({"roof": 0.6, "guests": 0.4}, {"roof": 0.5, "something else": 0.5})
    assert set(lacking) == {"roof", "guests"}
    assert sum(lacking.values()) == pytest.approx(1)


def test_a_second_opinion_makes_no_cry_for_help_quieter() -> None:
    heard = mixed({"distress": 0.9, "roof": 0.1}, {"distress": 0.0, "roof": 1.0})
    assert heard == pytest.approx({"distress": 0.9, "roof": 0.1})
    louder = mixed({"distress": 0.1, "roof": 0.9}, {"distress": 0.9, "roof": 0.1})
    assert louder == pytest.approx({"distress": 0.5, "roof": 0.5})
    assert mixed({"distress": 1.0, "roof": 0.0}, {"distress": 1.0}) == {"distress": 1.0, "roof": 0}


def test_the_vectors_are_asked_nothing_about_a_text_without_words(little: Content) -> None:
    class Never:
        def predict(self, text: str) -> dict[str, float]:
            raise AssertionError(text)

    alone = reader(little, *learn(little))
    assert understand("🎉?", replace(alone, second=Never())).needs == ()


# --- from the setting to what is understood


def taught(word: str) -> dict[str, list[str]]:
    """Examples that hold a word which the table knows, and others which it does not."""
    return {lang: [f"{word} {lang} {n}" for n in range(FEWEST_EXAMPLES)] for lang in LANGUAGES}


def teaching() -> Files:
    """Two needs and an act, each taught with one word."""
    files = small()
    for path, word in (
        ("needs/heavy-work.yaml", "back"),
        ("needs/season.yaml", "guests"),
        ("acts/greeting.yaml", "hello"),
    ):
        files[path]["examples"] = taught(word)
    return files


@pytest.fixture
def little() -> Content:
    """Two needs and an act, each taught with one word."""
    return content(teaching())


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    """Settings of a machine with small content."""
    for path, text in written(teaching()).items():
        target = tmp_path / "mine" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    names = {"STEG_DATA": tmp_path / "data", "STEG_KNOWLEDGE": tmp_path / "mine"}
    return {name: str(path) for name, path in (names | {"STEG_FLOWS": tmp_path / "mine"}).items()}


def world_of(given: Mapping[str, str], **more: str) -> World:
    return building.world_of(settings.read({**given, **more}, None))


def read(text: str, world: World) -> Meaning:
    return understand(text, world.reader, "en")


def test_a_word_of_no_example_is_understood_by_its_neighbour(
    given: dict[str, str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone, both = world_of(given), world_of(given, STEG_VECTORS=str(folder))
    assert "learning from sentence vectors" in capsys.readouterr().err
    own = alone.reader.intents
    assert own.predict("lumbago") == own.predict("tourism")  # two words it knows nothing of
    assert not any(read(word, alone).sure for word in ("lumbago", "tourism"))
    for word, need in (("lumbago", "heavy-work"), ("tourism", "season")):
        meaning = read(word, both)
        assert (meaning.needs[0][0], meaning.sure, meaning.act) == (need, True, None)
    for word, need in (("back", "heavy-work"), ("guests", "season")):
        assert read(word, alone).needs[0][0] == read(word, both).needs[0][0] == need


def test_vectors_are_learned_from_once_for_a_content_and_a_model(
    given: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[int] = []
    encode = Vectors.encode

    def counted(self: Vectors, texts: Sequence[str]) -> NDArray[np.float32]:
        encoded.append(len(texts))
        return encode(self, texts)

    monkeypatch.setattr(Vectors, "encode", counted)
    first, again = (world_of(given, STEG_VECTORS=str(folder)) for _ in range(2))
    assert len(encoded) == 1
    assert read("tourism", first) == read("tourism", again)
    (folder / MODEL).write_bytes(model(table=TABLE[:, ::-1].copy()))
    assert read("tourism", world_of(given, STEG_VECTORS=str(folder))).needs[0][0] == "season"
    assert len([number for number in encoded if number > 1]) == 2


def cut_short(kept: bytes) -> bytes:
    return kept[:200]


def seeming_locked(kept: bytes) -> bytes:
    at = kept.index(b"PK\x01\x02") + 8  # the flags of the first part, in the list at the end
    return kept[:at] + b"\x01" + kept[at + 1 :]


def seeming_too_new(kept: bytes) -> bytes:
    at = kept.index(b"PK\x01\x02") + 6
    return kept[:at] + b"\xff" + kept[at + 1 :]


@pytest.mark.parametrize("broken", [cut_short, seeming_locked, seeming_too_new])
def test_kept_vectors_that_are_broken_are_learned_anew(
    tmp_path: Path, little: Content, broken: Callable[[bytes], bytes]
) -> None:
    encoder = Trusting()
    first = learned.second_opinion(little, tmp_path, encoder)
    (path,) = tmp_path.glob("vectors-*.npz")
    path.write_bytes(broken(path.read_bytes()))
    again = learned.second_opinion(little, tmp_path, encoder)
    assert same(first.intents, again.intents)
    assert encoder.times == 2


class Trusting(Known):
    """An encoder that goes by the first word of a text, and counts how often it was asked."""

    times = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.times += 1
        return super().encode([text.split()[0] for text in texts])


def same(a: VectorIntents, b: VectorIntents) -> bool:
    return a.labels == b.labels and bool(
        (a.weights == b.weights).all() and (a.bias == b.bias).all()
    )


def test_only_the_latest_vectors_stay_and_no_other_model_goes(
    tmp_path: Path, little: Content
) -> None:
    (tmp_path / "model-1.npz").touch()
    for number in range(learned.KEPT_MODELS + 2):
        encoder = Trusting()
        encoder.fingerprint = f"encoder {number}"
        learned.second_opinion(little, tmp_path, encoder)
    assert len(list(tmp_path.glob("vectors-*"))) == learned.KEPT_MODELS
    assert (tmp_path / "model-1.npz").exists()


def test_a_model_that_cannot_be_used_is_told_before_the_learning(
    given: dict[str, str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / MODEL).unlink()
    with pytest.raises(SettingWrong, match=r"^STEG_VECTORS is '.*', which cannot be used: "):
        world_of(given, STEG_VECTORS=str(folder))
    assert capsys.readouterr().err == ""


def test_a_folder_that_is_not_there_is_told_as_any_wrong_setting() -> None:
    with pytest.raises(SettingWrong, match=r"^STEG_VECTORS is '/no/such', .* no such folder"):
        settings.read({"STEG_VECTORS": "/no/such"}, None)


# --- what is loaded

LOADED = """
import sys
from bot import building, settings
from bot.core.understanding import understand
world = building.world_of(settings.read(env_file=None))
understand("tourism", world.reader)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def loaded_with(given: Mapping[str, str]) -> set[str]:
    """The modules that stand in memory after a start and a message."""
    ran = subprocess.run(
        [sys.executable, "-c", LOADED],
        env={**given, "PYTHONPATH": str(Path(building.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stdout.split())


def test_without_the_setting_nothing_of_it_is_loaded(given: dict[str, str]) -> None:
    assert loaded_with(given) & {"onnxruntime", "tokenizers", "onnx"} == set()


def test_with_the_setting_nothing_is_loaded_that_could_fetch_a_model(
    given: dict[str, str], folder: Path
) -> None:
    found = loaded_with({**given, "STEG_VECTORS": str(folder)})
    assert found >= {"onnxruntime", "tokenizers"}
    assert found & {"huggingface_hub", "hf_xet", "httpx2", "requests"} == set()
