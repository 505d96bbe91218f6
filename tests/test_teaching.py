import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot import measuring
from bot.cli import main
from bot.content_files import content_or_fault, texts
from bot.core.content import Content, Language
from bot.core.lessons import Lesson
from bot.core.understanding import Reader, learn, reader
from bot.errors import ContentFaulty, NotTaught, SettingWrong
from bot.measuring import Measured, Result, compared, development_set, held_out, without
from bot.stores.sqlite import SqliteStore
from bot.teaching import Taught, Teacher, keep, lessons_of, refusals, teach
from tests.core.small import small, written
from tests.fakes import NOW

NEW = "gjestene forsvinner når snøen smelter"
DEVELOPMENT = (
    {"text": "the guests vanish when the snow melts", "lang": "en", "need": ["season"]},
    {"text": "trouble with heavy-work again", "lang": "en", "need": ["heavy-work", "season"]},
    {"text": "no such need", "lang": "en", "need": ["transport"]},
    {"text": "greeting nb", "lang": "nn", "need": [], "kind": "greeting"},
)
Save = Callable[..., Teacher]


def learned(content: Content) -> Reader:
    return reader(content, *learn(content))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small content in files, and messages to measure on beside it."""
    for path, text in written(small()).items():
        target = tmp_path / "mine" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    (tmp_path / "messages").mkdir()
    rows = [json.dumps({"kind": "need", "place": None} | row) for row in DEVELOPMENT]
    (tmp_path / "messages" / "all.jsonl").write_text("\n".join(rows) + "\n\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "mine"


def teacher(folder: Path, *, measured: bool = True) -> Teacher:
    files = texts([folder])
    content = content_or_fault(files)
    messages = development_set(folder.parent / "messages", content) if measured else ()
    return Teacher(files, content, messages, learned, (folder,))


def season(text: str = NEW, language: Language | None = "nb", where: str = "") -> Lesson:
    return Lesson(text, "season", language, where)


# --- refusing


@pytest.mark.parametrize(
    ("text", "need", "why"),
    [
        (NEW, "seson", "there is no need 'seson'; did you mean 'season'?"),
        (NEW, "zzz", "there is no need 'zzz'; see the folder knowledge/needs"),
        (NEW, "greeting", "there is no need 'greeting'; see the folder knowledge/needs"),
        ("", "season", "the text has no letter; write what an owner would say"),
        ("12 345 !", "season", "the text has no letter; write what an owner would say"),
        ("snø\u200b smelter", "season", "the text holds an invisible character; take it out"),
        ("snø " * 80, "season", "the text is 320 characters long; keep to 300"),
        (
            "Trouble, with HEAVY-WORK nb 3!",
            "season",
            "this text stands under heavy-work, nb; leave it out",
        ),
        ("trouble with season sv 1", "season", "this text stands under season, sv; leave it out"),
        ("greeting nb 0", "season", "this text stands under the act greeting, nb; leave it out"),
        (
            "The guests vanish when the snow melts.",
            "season",
            "this text stands under the development set; leave it out",
        ),
        (
            "jeg heter Kari Nordmann og har ingen gjester",
            "season",
            "the text reads like personal data: 'jeg heter [name] og har ingen gjester'; write it without",
        ),
        (
            "jeg heter [name] og fryser",
            "season",
            "the text holds a mark of something hidden; write it without",
        ),
        (
            "ring 90 12 34 56 om vinteren",
            "season",
            "the text reads like personal data: 'ring [phone] om vinteren'; write it without",
        ),
    ],
)
def test_what_cannot_be_taught_is_refused_with_what_to_do(
    folder: Path, text: str, need: str, why: str
) -> None:
    assert refusals([Lesson(text, need, "nb", "x.csv:2: ")], teacher(folder)) == [f"x.csv:2: {why}"]


def test_a_text_twice_in_one_file_is_refused_the_second_time(folder: Path) -> None:
    twice = [season(where="x.csv:2: "), season(f"{NEW}!", where="x.csv:3: ")]
    (why,) = refusals(twice, teacher(folder))
    assert why == "x.csv:3: this text stands under season, further up; leave it out"


def test_a_good_example_with_a_place_in_it_is_not_refused(folder: Path) -> None:
    assert refusals([season("tomt i Oppdal når snøen smelter")], teacher(folder)) == []


def test_an_earlier_id_of_a_need_is_known(folder: Path) -> None:
    path = folder / "needs" / "season.yaml"
    path.write_text(path.read_text("utf-8") + "aliases:\n- winter\n", "utf-8")
    taught = teacher(folder)
    lesson = Lesson(NEW, "winter", "nb")
    assert refusals([lesson], taught) == []
    assert [*teach([lesson], taught).changed] == ["mine/needs/season.yaml"]


def test_a_text_that_does_not_tell_its_language_is_refused(folder: Path) -> None:
    with pytest.raises(NotTaught, match="does not tell its language; say which, one of nb, sv, en"):
        teach([season("gjester borte", None)], teacher(folder))


def test_the_language_is_guessed_when_it_is_not_given(folder: Path) -> None:
    text = "trouble with season and sv and sv and sv again"
    changed = teach([season(text, None)], teacher(folder)).changed["mine/needs/season.yaml"]
    (path,) = (folder / "needs").glob("season.yaml")
    path.write_text(changed, "utf-8")
    assert teacher(folder).content.needs["season"].examples.sv[-1] == text


# --- measuring


def test_nothing_is_written_by_teaching_alone(folder: Path) -> None:
    before = texts([folder])
    taught = teach([season()], teacher(folder))
    assert texts([folder]) == before
    assert f"- {NEW}\n" in taught.changed["mine/needs/season.yaml"]


def test_the_table_compares_languages_and_names_no_text(folder: Path) -> None:
    table = teach([season()], teacher(folder)).table
    assert [line.split()[:2] for line in table.splitlines()[2:5]] == [
        ["en", "2"],
        ["nn", "1"],
        ["all", "3"],
    ]
    assert not any(row["text"] in table for row in DEVELOPMENT)


def test_the_needs_that_changed_are_counted_most_worse_first() -> None:
    measured = [Measured("a", "nb", need) for need in ("season", "rules", "rules", "same")]
    right, wrong = Result(True, True), Result(False, True)
    table = compared(measured, [wrong, right, right, right], [right, wrong, right, right])
    rows = [line.split() for line in table.splitlines()]
    assert rows[-2:] == [["rules", "2", "2", "1", "0", "1"], ["season", "1", "0", "1", "1", "0"]]
    assert ["nb", "4", "0.750", "0.750", "1.000", "1.000"] in rows


def test_no_change_is_said_so() -> None:
    same = [Result(True, True)]
    assert compared([Measured("a", "nb", "season")], same, same).endswith(
        "No need got better or worse."
    )


def test_a_development_set_that_is_not_there_is_empty(folder: Path) -> None:
    assert development_set(folder / "nowhere", teacher(folder).content) == ()


def test_without_a_development_set_held_out_examples_are_measured(folder: Path) -> None:
    table = teach([season()], teacher(folder, measured=False)).table
    assert table.startswith("There is no development set here; measured on examples held out")
    assert "first before" in table


def test_held_out_examples_are_not_learned(folder: Path) -> None:
    content = teacher(folder).content
    out = held_out(content)
    assert len(out) == 18
    left = without(content, out)
    assert {m.text for m in out}.isdisjoint(
        text for need in left.needs.values() for text in need.examples.nb + need.examples.sv
    )


# --- keeping


def test_what_is_kept_is_the_line_and_nothing_else(folder: Path) -> None:
    path = folder / "needs" / "season.yaml"
    path.write_bytes(b"# ours\r\n" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes().decode()
    taught = teacher(folder)
    assert keep(teach([season(), season("uke 8: fullt")], taught), taught) == [path]
    after = path.read_bytes().decode()
    added = f'  - {NEW}\r\n  - "uke 8: fullt"\r\n'
    assert after.replace(added, "", 1) == before
    assert teacher(folder).content.needs["season"].examples.nb[-2:] == (NEW, "uke 8: fullt")
    assert sorted(p.name for p in path.parent.iterdir()) == ["heavy-work.yaml", "season.yaml"]


def test_a_file_changed_meanwhile_is_left_as_it_is(folder: Path) -> None:
    path, taught = folder / "needs" / "season.yaml", teacher(folder)
    lesson = teach([season()], taught)
    path.write_text(path.read_text("utf-8") + "# new\n", "utf-8")
    with pytest.raises(NotTaught, match="was changed meanwhile; nothing is kept, try again"):
        keep(lesson, taught)
    assert path.read_text("utf-8").endswith("# new\n")


def test_content_that_would_have_faults_is_not_measured_and_not_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.teaching.with_example", lambda *_: "id: season\n")
    with pytest.raises(ContentFaulty, match="season"):
        teach([season()], teacher(folder))


def test_a_file_that_cannot_take_an_example_is_named(folder: Path) -> None:
    path = folder / "needs" / "season.yaml"
    text = path.read_text("utf-8").replace("examples:\n", '"examples":\n', 1)
    path.write_text(
        text.replace("  - trouble with season nb 14\n", "  - |+\n    last\n\n"), "utf-8"
    )
    with pytest.raises(NotTaught, match=r"cannot write into mine/needs/season\.yaml: its list"):
        teach([season()], teacher(folder))


def test_keeping_nothing_writes_nothing(folder: Path) -> None:
    before = texts([folder])
    assert keep(Taught({}, ""), teacher(folder)) == []
    assert texts([folder]) == before


# --- a file of lessons


@pytest.mark.parametrize("parted", [",", ";"])
def test_lessons_are_read_from_a_file(tmp_path: Path, parted: str) -> None:
    path = tmp_path / "new.csv"
    rows = ["text,need,language", '"ingen\n  gjester",season,nb', "tom,season,", "ugly,season,de"]
    path.write_text("\ufeff" + "\n".join(rows).replace(",", parted), "utf-8")
    lessons, wrong = lessons_of(path)
    assert lessons == [
        Lesson("ingen gjester", "season", "nb", f"{path}:3: "),
        Lesson("tom", "season", None, f"{path}:4: "),
    ]
    assert wrong == [f"{path}:5: 'de' is no language; write one of nb, sv, en"]


@pytest.mark.parametrize("written", [b"", b"text,trouble\na,b\n", b"\xff\xfe"])
def test_a_file_that_holds_no_lessons_is_named(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "new.csv"
    path.write_bytes(written)
    with pytest.raises(SettingWrong, match=r"new\.csv"):
        lessons_of(path)
    with pytest.raises(SettingWrong, match="cannot read"):
        lessons_of(tmp_path / "nowhere.csv")


# --- the command


@pytest.fixture
def steg(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.setenv("STEG_KNOWLEDGE", str(folder))
    monkeypatch.setenv("STEG_FLOWS", str(folder / "flows"))
    monkeypatch.setenv("STEG_DATA", str(folder.parent / "data"))
    monkeypatch.setattr(measuring, "DEVELOPMENT_SET", folder.parent / "messages")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["teach", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_an_example_is_tried_and_then_kept(
    steg: Callable[..., tuple[int, str, str]], folder: Path
) -> None:
    path = folder / "needs" / "season.yaml"
    before = path.read_text("utf-8")
    code, out, _ = steg(NEW, "season", "--language", "nb")
    assert code == 0
    assert out.endswith("Nothing is written; --keep keeps it.\n")
    assert path.read_text("utf-8") == before
    code, out, _ = steg(NEW, "season", "--language", "nb", "--keep")
    assert code == 0
    assert out.endswith("kept in " + str(path) + "\n")
    assert NEW in path.read_text("utf-8")
    code, out, err = steg(NEW, "season", "--language", "nb")
    assert (code, out) == (1, "")
    assert err == "steg: this text stands under season, nb; leave it out\n"


def test_a_file_with_anything_refused_teaches_nothing(
    steg: Callable[..., tuple[int, str, str]], folder: Path
) -> None:
    before = texts([folder])
    path = folder.parent / "new.csv"
    path.write_text(
        f"text,need,language\n{NEW},season,nb\nring 90123456,season,nb\n,,xx\n", "utf-8"
    )
    code, out, err = steg("--from", str(path), "--keep")
    assert (code, out) == (1, "")
    assert [line.partition(": ")[2].partition(": ")[0] for line in err.splitlines()] == [
        f"{path}:4",
        f"{path}:3",
    ]
    assert texts([folder]) == before


# --- the list that staff made


@pytest.fixture
def store(folder: Path) -> Iterator[SqliteStore]:
    """The store of the command, with a list: one good, one personal, one that stands there, one elsewhere."""
    (folder.parent / "data").mkdir()
    with closing(SqliteStore(str(folder.parent / "data" / "steg.db"))) as opened:
        lessons = (NEW, "ring 90 12 34 56 om vinteren", "trouble with season nb 3")
        opened.lessons.add([Lesson(text, "season", "nb") for text in lessons], NOW, "stine")
        opened.lessons.add([Lesson("trouble with season nb 4", "heavy-work", "nb")], NOW, "stine")
        yield opened


def test_the_waiting_list_is_only_measured_without_keep(
    steg: Callable[..., tuple[int, str, str]], folder: Path, store: SqliteStore
) -> None:
    before = texts([folder])
    code, out, err = steg("--waiting")
    assert code == 0
    assert out.endswith("Nothing is written; --keep keeps it.\n")
    assert "lesson 2: the text reads like personal data" in err
    assert texts([folder]) == before
    assert len(store.lessons.waiting()) == 4


def test_the_waiting_list_is_taught_and_settled_with_keep(
    steg: Callable[..., tuple[int, str, str]], folder: Path, store: SqliteStore
) -> None:
    assert steg("--waiting", "--keep")[0] == 0
    assert teacher(folder).content.needs["season"].examples.nb[-1] == NEW
    assert [(one.id, one.ending, one.why) for one in reversed(store.lessons.settled(9))] == [
        (1, "taught", ""),
        (2, "refused", "personal"),
        (3, "taught", ""),
        (4, "refused", "known"),
    ]
    after = texts([folder])
    code, out, _ = steg("--waiting", "--keep")
    assert (code, out) == (0, "no lesson waits that can be taught\n")
    assert texts([folder]) == after


def test_what_cannot_be_written_leaves_the_list_as_it_is(
    steg: Callable[..., tuple[int, str, str]], store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.teaching.with_example", lambda *_: "id: season\n")
    assert steg("--waiting", "--keep")[0] != 0
    assert len(store.lessons.waiting()) == 4


@pytest.mark.parametrize(
    "arguments",
    [
        ["--waiting", "text", "season"],
        ["--waiting", "--from", "x.csv"],
        [],
        ["text"],
        ["text", "season", "--from", "x.csv"],
        ["--from", "nowhere.csv"],
    ],
)
def test_wrong_use_ends_with_one_line_and_2(
    steg: Callable[..., tuple[int, str, str]], arguments: list[str]
) -> None:
    code, out, err = steg(*arguments)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
