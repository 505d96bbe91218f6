"""Every STEG_ variable: type, default, what for. Read once, at the start, from environment and ``.env``."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bot.core.desks import is_mailbox
from bot.core.digest_time import Receiver, receivers
from bot.core.public import FEWEST
from bot.errors import SettingWrong

SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of this process."""

    data: Path
    database: str
    knowledge: Path | None
    flows: Path | None
    secret: str | None = field(repr=False)
    public_url: str
    telegram_token: str | None = field(repr=False)
    telegram_api: str
    telegram_mode: str
    slack_bot_token: str | None = field(repr=False)
    slack_app_token: str | None = field(repr=False)
    slack_signing_secret: str | None = field(repr=False)
    slack_api: str
    desks: Path | None
    smtp: str | None = field(repr=False)
    mail_from: str | None
    digest: tuple[Receiver, ...]
    oidc_issuer: str | None
    oidc_client_id: str | None
    oidc_client_secret: str | None = field(repr=False)
    oidc_name_claim: str
    ask_who: bool
    keep_text_days: int
    keep_talk_days: int
    smallest_count: int
    vectors: Path | None
    log: str

    @property
    def sqlite_path(self) -> str:
        """The file of the SQLite database."""
        return self.database.removeprefix(SQLITE)

    def secret_kept(self) -> str:
        """The secret that signs cookies and webhooks; made once and kept beside the data when not set."""
        if self.secret:
            return self.secret
        path = self.data / "secret"
        try:
            if not path.exists() or not path.stat().st_size:
                self.data.mkdir(parents=True, exist_ok=True)
                path.touch(mode=0o600)
                path.write_text(secrets.token_urlsafe(32), "utf-8")
            return path.read_text("utf-8").strip()
        except OSError as error:
            why = f"where nothing can be kept ({error.strerror}); name a folder that can be written"
            raise SettingWrong(f"STEG_DATA is '{self.data}', {why}") from error


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting: its name, what it is for, its default as text, and how its text becomes a value."""

    name: str
    about: str
    default: str
    read: Callable[[str], Any]
    is_secret: bool = False


def _text(value: str) -> str | None:
    return value or None


def _folder(value: str) -> Path | None:
    if not value:
        return None
    if not Path(value).is_dir():
        raise ValueError("there is no such folder; give the path of one that exists")
    return Path(value)


def _file(value: str) -> Path | None:
    if not value:
        return None
    if not Path(value).is_file():
        raise ValueError("there is no such file; give the path of one that exists")
    if not os.access(value, os.R_OK):
        raise ValueError("it may not be read; let whoever runs Steg read it")
    return Path(value)


def _address(value: str) -> str:
    if not value.startswith(("http://", "https://")) or not urlsplit(value).netloc:
        raise ValueError("write an address that begins with http:// or https://")
    return value.rstrip("/")


def _issuer(value: str) -> str | None:
    """Kept to the letter: an issuer with a slash at its end is another one."""
    if value and not _is_issuer(value):
        raise ValueError(
            "write the provider's address as it is in its own documents, such as https://login.example.no; "
            "it begins with https:// (http:// only on this machine) and holds no ? or #"
        )
    return value or None


def _is_issuer(value: str) -> bool:
    address = urlsplit(value)
    private = address.scheme == "https" or is_on_this_machine(value)
    more = address.username or address.query or address.fragment
    return private and bool(address.hostname) and not more


def is_on_this_machine(address: str) -> bool:
    """Whether nothing sent to a web address leaves this machine."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and parts.hostname in ("127.0.0.1", "localhost", "::1")


def _client_secret(value: str) -> str | None:
    if not (value.isascii() and value.isprintable()):
        raise ValueError("the provider's secret has only plain letters, digits and signs")
    return value or None


def _claim(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_:/.-]{1,100}", value):
        raise ValueError("write the name of one claim, such as email or preferred_username")
    return value


def _database(value: str) -> str:
    if value.startswith(("postgresql://", "postgres://")):
        raise ValueError("PostgreSQL is not supported yet; use sqlite:///data/steg.db")
    if value and (not value.startswith(SQLITE) or value == SQLITE):
        raise ValueError("write sqlite:/// and a file, such as sqlite:///data/steg.db")
    return value


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"write one of {', '.join(allowed)}")
        return value

    return read


def _yes(value: str) -> bool:
    if value not in ("yes", "no"):
        raise ValueError("write yes or no")
    return value == "yes"


def _days(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 3650:
        raise ValueError("write a number of days from 1 to 3650")
    return int(value)


def _smallest(value: str) -> int:
    if not value.isdecimal() or not FEWEST <= int(value) <= 100:
        raise ValueError(f"write a number from {FEWEST} to 100")
    return int(value)


def _secret(value: str) -> str | None:
    if value and len(value) < 16:
        raise ValueError("a secret needs at least 16 characters")
    return value or None


def _token_beginning(start: str) -> Callable[[str], str | None]:
    def read(value: str) -> str | None:
        if value and not value.startswith(start):
            raise ValueError(f"this token begins with {start}")
        return value or None

    return read


def _telegram_token(value: str) -> str | None:
    number, colon, rest = value.partition(":")
    if value and not (number.isdigit() and colon and rest):
        raise ValueError("a Telegram token has the form 123456:ABC…, as BotFather gives it")
    return value or None


def _mail_server(value: str) -> str | None:
    if value and not _is_mail_server(value):
        raise ValueError(
            "write smtp://user:password@host:587 or smtps://host:465; "
            "in the password %2F stands for /, %3A for :, %40 for @ and %25 for %"
        )
    return value or None


def _is_mail_server(value: str) -> bool:
    try:
        address = urlsplit(value)
        usable = bool(address.hostname) and address.port != 0
    except ValueError:  # a / in the password makes the rest of it a port that is no number
        return False
    rest = address.path.strip("/") or address.query or address.fragment
    logs_in_whole = bool(address.username) == bool(address.password)
    return usable and address.scheme in ("smtp", "smtps") and not rest and logs_in_whole


def _mailbox(value: str) -> str | None:
    if value and not is_mailbox(value):
        raise ValueError("write one mail address, such as steg@example.no")
    return value or None


VARIABLES: tuple[Variable, ...] = (
    Variable("STEG_DATA", "folder for the database, the secret and what was learned", "data", Path),
    Variable(
        "STEG_DATABASE", "sqlite:///FILE; by default steg.db in STEG_DATA", "", _database, True
    ),
    Variable(
        "STEG_KNOWLEDGE", "folder of needs, actors, … ; by default the project's own", "", _folder
    ),
    Variable("STEG_FLOWS", "folder of flows; by default the project's own", "", _folder),
    Variable(
        "STEG_SECRET",
        "signs cookies and webhooks; made and kept in STEG_DATA when not set",
        "",
        _secret,
        True,
    ),
    Variable(
        "STEG_PUBLIC_URL",
        "the address owners reach this server at",
        "http://127.0.0.1:8000",
        _address,
    ),
    Variable(
        "STEG_TELEGRAM_TOKEN",
        "the bot's token; without it Telegram is off",
        "",
        _telegram_token,
        True,
    ),
    Variable("STEG_TELEGRAM_API", "address of the Bot API", "https://api.telegram.org", _address),
    Variable(
        "STEG_TELEGRAM_MODE",
        "polling, or webhook at STEG_PUBLIC_URL",
        "polling",
        _one_of("polling", "webhook"),
    ),
    Variable(
        "STEG_SLACK_BOT_TOKEN",
        "xoxb-…; without it Slack is off",
        "",
        _token_beginning("xoxb-"),
        True,
    ),
    Variable(
        "STEG_SLACK_APP_TOKEN", "xapp-…, for Socket Mode", "", _token_beginning("xapp-"), True
    ),
    Variable("STEG_SLACK_SIGNING_SECRET", "for HTTP events at /slack/events", "", _text, True),
    Variable("STEG_SLACK_API", "address of Slack's Web API", "https://slack.com/api/", _address),
    Variable(
        "STEG_DESKS",
        "YAML file of the desks where advisers work; without it there are none",
        "",
        _file,
    ),
    Variable(
        "STEG_SMTP",
        "smtp://user:password@host:587 or smtps://host:465; without it no mail is sent",
        "",
        _mail_server,
        True,
    ),
    Variable("STEG_MAIL_FROM", "the address mails come from, beside STEG_SMTP", "", _mailbox),
    Variable(
        "STEG_OIDC_ISSUER",
        "OpenID Connect provider staff may log in with; without it they use passwords",
        "",
        _issuer,
    ),
    Variable("STEG_OIDC_CLIENT_ID", "what the provider calls this server", "", _text),
    Variable(
        "STEG_OIDC_CLIENT_SECRET", "the secret the provider gave with it", "", _client_secret, True
    ),
    Variable("STEG_OIDC_NAME_CLAIM", "what in the ID token is the account's name", "email", _claim),
    Variable(
        "STEG_DIGEST",
        "who gets the week's digest: slack:CHANNEL-ID, mail:ADDRESS, mail:ADDRESS=sv, separated by commas",
        "",
        receivers,
    ),
    Variable(
        "STEG_ASK_WHO",
        "yes asks owners once who they are, woman or man and born abroad, for a tally alone",
        "no",
        _yes,
    ),
    Variable("STEG_KEEP_TEXT_DAYS", "days an owner's words are kept", "14", _days),
    Variable(
        "STEG_KEEP_TALK_DAYS",
        "days a silent talk is remembered; a year, so that who comes back next season finds it",
        "365",
        _days,
    ),
    Variable("STEG_SMALLEST_COUNT", "the least count that is published at /open", "5", _smallest),
    Variable(
        "STEG_VECTORS", "folder of a sentence-vector model; without it that is off", "", _folder
    ),
    Variable("STEG_LOG", "text or json", "text", _one_of("text", "json")),
)


def read(
    environment: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")
) -> Settings:
    """The settings; the environment wins over ``.env``.

    Raises:
        SettingWrong: one line that names the variable and what to write; never its value when secret.
    """
    given = _given(environment if environment is not None else os.environ, env_file)
    values: dict[str, Any] = {}
    for variable in VARIABLES:
        text = given.get(variable.name, "").strip() or variable.default
        try:
            values[variable.name.removeprefix("STEG_").lower()] = variable.read(text)
        except ValueError as error:
            # A secret neither stands in the line nor hangs on to it as its cause.
            shown = "" if variable.is_secret else f" is '{text}', which"
            raise SettingWrong(f"{variable.name}{shown} cannot be used: {error}") from None
    values["database"] = values["database"] or f"{SQLITE}{values['data'] / 'steg.db'}"
    _check_together(values)
    return Settings(**values)


def _given(environment: Mapping[str, str], env_file: Path | None) -> dict[str, str]:
    try:
        from_file = dotenv_values(env_file) if env_file and env_file.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingWrong(f"{env_file} cannot be read; save it as UTF-8 text") from error
    return {**{k: v for k, v in from_file.items() if v is not None}, **environment}


def _check_together(values: Mapping[str, Any]) -> None:
    if values["slack_bot_token"] and not (
        values["slack_app_token"] or values["slack_signing_secret"]
    ):
        raise SettingWrong(
            "STEG_SLACK_BOT_TOKEN needs STEG_SLACK_APP_TOKEN or STEG_SLACK_SIGNING_SECRET beside it"
        )
    if values["smtp"] and not values["mail_from"]:
        raise SettingWrong("STEG_SMTP needs STEG_MAIL_FROM beside it, the address mails come from")
    _check_digest(values)
    _check_openid(values)
    real = values["telegram_api"].startswith("https://api.telegram.org")
    reachable = values["public_url"].startswith("https://")
    if values["telegram_mode"] == "webhook" and real and not reachable:
        raise SettingWrong(
            "STEG_TELEGRAM_MODE webhook needs a STEG_PUBLIC_URL that begins with https://"
        )


def _check_openid(values: Mapping[str, Any]) -> None:
    names = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
    missing = [f"STEG_{name.upper()}" for name in names if not values[name]]
    if 0 < len(missing) < len(names):
        raise SettingWrong(
            f"{' and '.join(missing)} must be set too: logging in with OpenID Connect needs "
            "STEG_OIDC_ISSUER, STEG_OIDC_CLIENT_ID and STEG_OIDC_CLIENT_SECRET"
        )
    public = values["public_url"]
    if not missing and not public.startswith("https://") and not is_on_this_machine(public):
        raise SettingWrong("STEG_OIDC_ISSUER needs a STEG_PUBLIC_URL that begins with https://")


def _check_digest(values: Mapping[str, Any]) -> None:
    needed = {"slack": "slack_bot_token", "mail": "smtp"}
    for receiver in values["digest"]:
        name = needed[receiver.address.partition(":")[0]]
        if not values[name]:
            raise SettingWrong(
                f"STEG_DIGEST sends to {receiver.address}, which needs STEG_{name.upper()} beside it"
            )


def listed() -> str:
    """Every setting on a line, for ``steg serve --help``."""
    width = max(len(v.name) for v in VARIABLES)
    return "\n".join(
        f"  {v.name:<{width}}  {v.about}" + (f" (default {v.default})" if v.default else "")
        for v in VARIABLES
    )
