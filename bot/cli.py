"""The commands. Everything is built once here; each command imports only what it needs."""

import argparse
import json
import os
import sys
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from bot.cli_knowledge import Command, Run, day, knowledge_commands
from bot.core.accounts import LEAST_ROLE, ROLES
from bot.errors import SettingWrong, StegError

if TYPE_CHECKING:
    from bot.settings import Settings

# Small matrices gain nothing from several threads and lose much on a small machine; see docs/decisions.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code is 0 done, 1 not right, 2 wrong use or setting, 3 not reachable."""
    parsed = _parser().parse_args(arguments)
    if isinstance(
        sys.stdin, TextIOWrapper
    ):  # a byte that is no UTF-8 is somebody's typing, not our fault
        sys.stdin.reconfigure(errors="replace")
    try:
        code: int = parsed.run(parsed)
    except StegError as error:
        print(f"steg: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # the reader of our output has gone; nothing is wrong
        sys.stderr.close()
        return 0
    return code


def _settings() -> "Settings":
    from bot.building import settings_of

    return settings_of()


# --- talking


def _chat(parsed: argparse.Namespace) -> int:
    from bot.building import clock, service_of
    from bot.channels.console import Console

    service = service_of(_settings())
    started, shift = clock(), None
    if parsed.now:
        shift = _time(parsed.now) - started
    conversation = f"console:{uuid.uuid4().hex[:12]}"
    console = Console(
        conversation,
        answer=service.answer,
        due=lambda now: _due(service, conversation, now),
        clock=(lambda: clock() + shift) if shift is not None else clock,
        content=service.world().content,
        language=parsed.language,
    )
    if parsed.json:
        for line in console.json_lines(sys.stdin):
            print(line, flush=True)
    else:
        console.talk(input, print)
    service.store.close()
    return 0


def _due(service: Any, conversation: str, now: datetime) -> list[Any]:
    from bot.desk_turns import DeskTurns

    turns = [service.fall_due(follow_up, now) for follow_up in service.store.due(now, conversation)]
    climbed = DeskTurns(service.store, service.world).climb(now, conversation)
    return [*(turn for turn in turns if turn is not None), *climbed]


def _time(text: str, option: str = "--now") -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingWrong(
            f"{option} {text} is no time; write it as 2026-03-01T09:00:00+01:00"
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _understand(parsed: argparse.Namespace) -> int:
    from bot.building import world_of
    from bot.core.asking import understood

    reader = world_of(_settings()).reader
    for line in sys.stdin:
        meaning = understood(line.rstrip("\n"), reader)
        print(
            json.dumps(meaning, ensure_ascii=False) if parsed.json else _meaning_line(meaning),
            flush=True,
        )
    return 0


def _meaning_line(meaning: dict[str, Any]) -> str:
    needs = ", ".join(f"{need['id']} {need['weight']:.2f}" for need in meaning["needs"][:3])
    place = meaning["place"]["id"] if meaning["place"] else "-"
    return f"{meaning['language']}  act {meaning['act'] or '-'}  place {place}  {needs}"


def _advise(parsed: argparse.Namespace) -> int:
    from bot.building import clock, content_of
    from bot.core.asking import advised

    content = content_of(_settings())
    code = 0
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            answer = advised(line, content, clock().date())
        except ValueError as error:
            answer, code = {"error": str(error)}, 1
        print(json.dumps(answer, ensure_ascii=False, indent=None if parsed.json else 1), flush=True)
    return code


def _route(parsed: argparse.Namespace) -> int:
    from bot.building import clock
    from bot.cli_route import tried

    now = _time(parsed.at, "--at") if parsed.at else clock()
    text, somebody = tried(_settings(), parsed.profile, parsed.actor, now, as_json=parsed.json)
    print(text)
    return 0 if somebody else 1


# --- running


def _serve(parsed: argparse.Namespace) -> int:
    from bot.building import service_of
    from bot.serving import serve

    settings = _settings()
    service = service_of(settings)
    serve(service, settings, host=parsed.host, port=parsed.port, with_worker=parsed.with_worker)
    return 0


def _work(parsed: argparse.Namespace) -> int:
    import asyncio

    from bot.building import service_of
    from bot.serving import work_alone

    settings = _settings()
    asyncio.run(work_alone(service_of(settings), settings))
    return 0


# --- reading back


def _report(parsed: argparse.Namespace) -> int:
    from bot.building import clock, content_of, store_of
    from bot.report import Period, listed, report

    if parsed.name is None:
        print(listed())
        return 0
    settings = _settings()
    content = content_of(settings)
    if parsed.public:
        from bot.open_data import editions_of, public_report
        from bot.open_who import published_quarters

        today, store = clock().date(), store_of(settings)
        edition = editions_of(settings).until(today, store, content)
        quarters = published_quarters(settings).until(today, store)
        days = (parsed.from_day, parsed.to_day)
        print(public_report(parsed.name, edition, parsed.format, *days, quarters=quarters))
        return 0
    period = Period(store_of(settings), content, parsed.from_day, parsed.to_day)
    print(report(parsed.name, period, parsed.format))
    return 0


def _digest(parsed: argparse.Namespace) -> int:
    from bot.building import clock
    from bot.cli_digest import looked_at

    return looked_at(_settings(), clock(), parsed.week, parsed.language, parsed.out)


def _open_data(parsed: argparse.Namespace) -> int:
    from bot.building import clock, content_of, store_of
    from bot.open_data import editions_of
    from bot.web.open_file import write_open_file

    settings, now = _settings(), clock()
    content = content_of(settings)
    store = store_of(settings)
    edition = editions_of(settings).until(now.date(), store, content)
    described = write_open_file(
        parsed.file,
        edition,
        content,
        made_up=store.only_made_up(),
        now=now,
        source=f"{settings.public_url}/open",
    )
    store.close()
    print(f"{len(edition.rows)} rows are in {parsed.file}, described in {described}")
    return 0


def _export(parsed: argparse.Namespace) -> int:
    from bot.building import store_of

    kept = store_of(_settings()).export(parsed.conversation)
    if not any(kept.values()):
        print(f"steg: nothing is kept about {parsed.conversation}", file=sys.stderr)
        return 1
    print(json.dumps(kept, ensure_ascii=False, indent=1))
    return 0


def _erase(parsed: argparse.Namespace) -> int:
    from bot.building import clock, erased_of, store_of
    from bot.erased import erase_again

    settings = _settings()
    erased = erased_of(settings)
    if parsed.list:
        for name, at in erased.all():
            print(f"{name} {at:%Y-%m-%d}")
        return 0
    store = store_of(settings)
    if parsed.again:
        print(f"{erase_again(store, erased)} conversations were erased again")
        store.close()
        return 0
    if any(store.export(parsed.conversation).values()):
        erased.mark(parsed.conversation, clock())
    gone = store.erase(parsed.conversation)
    store.close()
    if not any(gone.values()):
        print(f"steg: nothing is kept about {parsed.conversation}", file=sys.stderr)
        return 1
    print(json.dumps(gone))
    return 0


def _privacy(parsed: argparse.Namespace) -> int:
    from bot.privacy_page import page

    settings = _settings()
    text = page(settings.keep_text_days, settings.keep_talk_days)
    if parsed.write:
        parsed.write.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0


def _staff(parsed: argparse.Namespace) -> int:
    from bot.building import clock, store_of
    from bot.core.audit import Act, Deed
    from bot.staff import staff

    settings = _settings()
    store, openid = store_of(settings), settings.oidc_name_claim if parsed.openid else None

    def keep(deed: Deed, about: str) -> None:
        store.audit.add(Act(clock(), "", deed, about))

    return staff(store.accounts, parsed.action, parsed.name, parsed.role, openid, keep=keep)


def _demo(parsed: argparse.Namespace) -> int:
    from bot.building import clock, service_of
    from bot.demo import fill

    service = service_of(_settings())
    print(
        f"{fill(service, parsed.conversations, parsed.seed, clock())} made-up conversations are kept"
    )
    return 0


# --- how the commands are written


class _Parser(argparse.ArgumentParser):
    """Says wrong use in one line, as every other error."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see '{self.prog} --help'\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="steg",
        description="From an owner's problem to one way of working, one office to talk to, and money.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, run: Run, about: str, example: str, more: str = ""
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name,
            help=about,
            description=about[:1].upper() + about[1:] + ".",
            epilog=f"example:\n  {example}{more}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(run=run)
        return made

    chat = command("chat", _chat, "a talk in the terminal", "steg chat --language sv")
    chat.add_argument("--language", choices=("nb", "sv", "en"))
    chat.add_argument("--json", action="store_true", help="one JSON object per line in and out")
    chat.add_argument("--now", metavar="ISO", help="the time the talk begins")
    understand = command(
        "understand",
        _understand,
        "what texts mean, one per line in",
        "echo 'ryggen ryker' | steg understand --json",
    )
    understand.add_argument("--json", action="store_true")
    advise = command(
        "advise",
        _advise,
        "advice for profiles, one JSON object per line in",
        """echo '{"needs": ["season"]}' | steg advise --json""",
    )
    advise.add_argument("--json", action="store_true")
    route = command(
        "route",
        _route,
        "a dry run: which desk gets a request, which do not, and what is promised",
        """steg route --profile '{"needs": ["season"], "place": "oppdal"}'""",
        "\n\nThe exit code is 0 when a desk gets it, 1 when none does, 2 for wrong use.",
    )
    route.add_argument("--profile", required=True, metavar="JSON")
    route.add_argument("--actor", metavar="ID", help="by default the one Steg would send them to")
    route.add_argument("--at", metavar="ISO", help="when it is asked; by default now")
    route.add_argument("--json", action="store_true")
    knowledge_commands(command)
    _running_commands(command)
    _reading_commands(command)
    return parser


def _running_commands(command: Command) -> None:
    from bot import settings

    serve = command(
        "serve",
        _serve,
        "the web process",
        "steg serve --port 9000",
        f"\n\nsettings:\n{settings.listed()}",
    )
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--with-worker", action="store_true", help="also what happens by itself")
    command("work", _work, "what happens by itself, in a process of its own", "steg work")
    staff = command(
        "staff",
        _staff,
        "who may log in to /desk and /staff",
        "steg staff add kari --role adviser",
        "\n\nThe password is asked for twice, or is the first line of standard input without a terminal. "
        "With --openid there is none: NAME is then the person's e-mail address at the provider that "
        "STEG_OIDC_ISSUER names, or what STEG_OIDC_NAME_CLAIM says.",
    )
    staff.add_argument("action", choices=("add", "remove", "list", "password"))
    staff.add_argument("name", nargs="?", metavar="NAME")
    staff.add_argument("--role", choices=ROLES, help=f"with add; {LEAST_ROLE} when not given")
    staff.add_argument(
        "--openid", action="store_true", help="with add; for who logs in with OpenID Connect"
    )
    demo = command(
        "demo",
        _demo,
        "fills an empty store with made-up talks",
        "steg demo --conversations 200 --seed 1",
    )
    demo.add_argument("--conversations", type=int, default=200, metavar="N")
    demo.add_argument("--seed", type=int, default=1, metavar="S")


def _reading_commands(command: Command) -> None:
    report = command(
        "report", _report, "what is in demand, and other counts", "steg report demand --format csv"
    )
    report.add_argument("name", nargs="?")
    report.add_argument("--from", dest="from_day", type=day, metavar="DAY")
    report.add_argument("--to", dest="to_day", type=day, metavar="DAY")
    report.add_argument("--format", choices=("table", "csv", "json"), default="table")
    report.add_argument(
        "--public", action="store_true", help="only what is safe to show: demand, gaps, indicators"
    )
    digest = command(
        "digest",
        _digest,
        "the week's digest for staff, to look at: three sentences and two pictures; sends nothing",
        "steg digest --language sv --week 2026-W47 --out digest",
        "\n\nThe exit code is 0 when there is something to say, 1 when that week nothing would be sent.",
    )
    digest.add_argument("--language", choices=("nb", "sv", "en"), default="nb")
    digest.add_argument("--week", metavar="WEEK", help="as 2026-W47; by default the last whole one")
    digest.add_argument("--out", type=Path, metavar="FOLDER", help="where the pictures are written")
    open_data = command(
        "open-data",
        _open_data,
        "the published figures as a SQLite file, with a description for Datasette beside it",
        "steg open-data figures.db",
        "\n\n'make explore' writes it and shows it with Datasette.",
    )
    open_data.add_argument("file", type=Path, metavar="FILE.db")
    export = command(
        "export",
        _export,
        "all that is kept about one owner, as JSON",
        "steg export --conversation telegram:8812",
    )
    export.add_argument("--conversation", required=True, metavar="ID")
    erase = command(
        "erase",
        _erase,
        "removes all that is kept about one owner",
        "steg erase --conversation telegram:8812",
        "\n\nAfter restoring a backup of the database, run 'steg erase --again' before starting Steg.",
    ).add_mutually_exclusive_group(required=True)
    erase.add_argument("--conversation", metavar="ID")
    erase.add_argument("--again", action="store_true", help="what a restored backup brought back")
    erase.add_argument("--list", action="store_true", help="the marks of erased conversations")
    privacy = command(
        "privacy",
        _privacy,
        "the record of processing: what is kept, whose, why, how long, as Markdown",
        "steg privacy --write docs/privacy.md",
    )
    privacy.add_argument("--write", type=Path, metavar="FILE", help="instead of printing it")


if __name__ == "__main__":
    sys.exit(main())
