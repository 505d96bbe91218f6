import stat
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SettingWrong
from bot.settings import SQLITE, VARIABLES, Settings, listed, read

EXAMPLE = Path(__file__).parents[1] / "docs" / "desks.example.yaml"
MAIL_FROM = "steg@example.no"
TELEGRAM = "123456:AAabcdefghijklmnopqrstuvwxyz"
SECRETS = {
    "STEG_SECRET": "hush-hush",
    "STEG_TELEGRAM_TOKEN": "hush-hush",
    "STEG_SLACK_BOT_TOKEN": "hush-hush",
    "STEG_SLACK_APP_TOKEN": "hush-hush",
    "STEG_DATABASE": "postgresql://steg:hush-hush@db.example/steg",
    "STEG_SMTP": "smtp://steg:1/hush-hush@mail.example.no",
}


def given(env_file: Path | None = None, **variables: str) -> Settings:
    return read(variables, env_file)


def refused(**variables: str) -> str:
    with pytest.raises(SettingWrong) as error:
        given(**variables)
    assert error.value.exit_code == 2
    return str(error.value)


def test_nothing_must_be_set() -> None:
    settings = given()
    assert settings.data == Path("data")
    assert settings.database == "sqlite:///data/steg.db"
    assert settings.sqlite_path == "data/steg.db"
    assert (settings.telegram_token, settings.slack_bot_token, settings.knowledge) == (
        None,
        None,
        None,
    )


def test_the_database_lies_in_the_data_folder_when_not_set() -> None:
    assert given(STEG_DATA="/srv/steg").sqlite_path == "/srv/steg/steg.db"
    assert (
        given(STEG_DATA="/srv/steg", STEG_DATABASE="sqlite:////tmp/x.db").sqlite_path == "/tmp/x.db"
    )


def test_an_empty_value_is_as_good_as_none() -> None:
    assert given(**{variable.name: "  " for variable in VARIABLES}) == given()


def test_every_setting_has_a_variable_and_the_other_way_round() -> None:
    names = {variable.name.removeprefix("STEG_").lower() for variable in VARIABLES}
    assert names == set(Settings.__dataclass_fields__)


@pytest.mark.parametrize(
    ("name", "value", "read_as"),
    [
        ("STEG_PUBLIC_URL", "https://steg.example/", "https://steg.example"),
        ("STEG_TELEGRAM_API", "http://127.0.0.1:8081", "http://127.0.0.1:8081"),
        ("STEG_TELEGRAM_TOKEN", TELEGRAM, TELEGRAM),
        ("STEG_DESKS", str(EXAMPLE), EXAMPLE),
        ("STEG_MAIL_FROM", "steg@example.no", "steg@example.no"),
        ("STEG_KEEP_TEXT_DAYS", "30", 30),
        ("STEG_KEEP_TEXT_DAYS", " 1 ", 1),
        ("STEG_KEEP_TALK_DAYS", "", 365),
        ("STEG_KEEP_TALK_DAYS", "90", 90),
        ("STEG_LOG", "json", "json"),
        ("STEG_SECRET", "x" * 16, "x" * 16),
    ],
)
def test_a_value_is_read_as_what_it_is(name: str, value: str, read_as: Any) -> None:
    assert getattr(given(**{name: value}), name.removeprefix("STEG_").lower()) == read_as


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("STEG_KNOWLEDGE", "/no/such/folder", "there is no such folder"),
        ("STEG_FLOWS", "/no/such/folder", "there is no such folder"),
        ("STEG_DESKS", "/no/such/file.yaml", "there is no such file"),
        ("STEG_DESKS", "/", "there is no such file"),
        ("STEG_MAIL_FROM", "steg", "write one mail address"),
        ("STEG_MAIL_FROM", "Steg <steg@example.no>", "write one mail address"),
        ("STEG_PUBLIC_URL", "steg.example", "begins with http:// or https://"),
        ("STEG_PUBLIC_URL", "https://", "begins with http:// or https://"),
        ("STEG_TELEGRAM_API", "ftp://x", "begins with http:// or https://"),
        ("STEG_TELEGRAM_API", "http://[::1", "Invalid IPv6 URL"),
        ("STEG_SLACK_API", "slack", "begins with http:// or https://"),
        ("STEG_TELEGRAM_MODE", "webhooks", "write one of polling, webhook"),
        ("STEG_KEEP_TEXT_DAYS", "0", "a number of days from 1 to 3650"),
        ("STEG_KEEP_TALK_DAYS", "0", "a number of days from 1 to 3650"),
        ("STEG_KEEP_TEXT_DAYS", "-1", "a number of days from 1 to 3650"),
        ("STEG_KEEP_TEXT_DAYS", "1.5", "a number of days from 1 to 3650"),
        ("STEG_KEEP_TEXT_DAYS", "²", "a number of days from 1 to 3650"),
        ("STEG_KEEP_TEXT_DAYS", "99999", "a number of days from 1 to 3650"),
        ("STEG_LOG", "xml", "write one of text, json"),
    ],
)
def test_a_wrong_value_gives_one_line_with_name_value_and_what_to_write(
    name: str, value: str, expected: str
) -> None:
    line = refused(**{name: value})
    assert line.startswith(f"{name} is '{value}', which cannot be used: ")
    assert expected in line
    assert "\n" not in line


@pytest.mark.parametrize(("name", "value"), SECRETS.items())
def test_a_wrong_secret_is_named_and_never_shown(name: str, value: str) -> None:
    line = refused(**{name: value})
    assert line.startswith(f"{name} cannot be used: ")
    assert "hush-hush" not in line
    assert "\n" not in line


def test_a_wrong_secret_does_not_hang_on_to_the_error_either() -> None:
    with pytest.raises(SettingWrong) as error:
        given(STEG_TELEGRAM_TOKEN="hush-hush")
    assert error.value.__suppress_context__
    assert "hush-hush" not in repr(error.value.__cause__)


def test_settings_do_not_show_their_secrets() -> None:
    settings = given(
        STEG_SECRET="hush-hush-hush-hush",
        STEG_TELEGRAM_TOKEN="1:hush-hush",
        STEG_SLACK_BOT_TOKEN="xoxb-hush-hush",
        STEG_SLACK_APP_TOKEN="xapp-hush-hush",
        STEG_SLACK_SIGNING_SECRET="hush-hush",
        STEG_SMTP="smtp://steg:hush-hush@mail.example.no",
        STEG_MAIL_FROM=MAIL_FROM,
    )
    assert "hush-hush" not in repr(settings)


@pytest.mark.parametrize("value", ["steg.db", "mysql://x/y", "sqlite:///"])
def test_a_database_we_do_not_know_is_refused_with_how_to_write_one(value: str) -> None:
    assert "such as sqlite:///data/steg.db" in refused(STEG_DATABASE=value)


@pytest.mark.parametrize("value", ["nonsense", "123456", ":abc", "abc:def", "123456:"])
def test_a_telegram_token_has_its_form(value: str) -> None:
    assert "123456:ABC" in refused(STEG_TELEGRAM_TOKEN=value)


@pytest.mark.parametrize(
    "value",
    [
        "smtp://user:password@mail.example.no:587",
        "smtps://mail.example.no:465",
        "smtp://127.0.0.1:8025",
        "smtps://kari%40example.no:a%2Fb%3Ac@mail.example.no",
    ],
)
def test_a_mail_server_in_its_form_is_taken_as_it_is(value: str) -> None:
    assert given(STEG_SMTP=value, STEG_MAIL_FROM=MAIL_FROM).smtp == value


@pytest.mark.parametrize(
    "value",
    [
        "mail.example.no:587",
        "http://mail.example.no",
        "smtp://",
        "smtp://:587",
        "smtp://mail.example.no:0",
        "smtp://mail.example.no:99999",
        "smtp://mail.example.no:mail",
        "smtp://user@mail.example.no",
        "smtp://:password@mail.example.no",
        "smtp://user:pass/word@mail.example.no",
        "smtp://user:pass#word@mail.example.no",
        "smtp://user:pass?word@mail.example.no",
        "smtp://mail.example.no/inbox",
        "smtp://mail.example.no#inbox",
        "smtp://[::1",
    ],
)
def test_a_mail_server_that_is_no_address_says_how_to_write_one(value: str) -> None:
    line = refused(STEG_SMTP=value, STEG_MAIL_FROM=MAIL_FROM)
    assert "write smtp://user:password@host:587 or smtps://host:465" in line


def test_a_mail_server_needs_the_address_mails_come_from() -> None:
    line = refused(STEG_SMTP="smtp://mail.example.no")
    assert line.startswith("STEG_SMTP needs STEG_MAIL_FROM beside it")
    assert given(STEG_MAIL_FROM=MAIL_FROM).smtp is None


OIDC = {
    "STEG_OIDC_ISSUER": "https://login.example.no/firma/",
    "STEG_OIDC_CLIENT_ID": "steg",
    "STEG_OIDC_CLIENT_SECRET": "hush-hush",
    "STEG_PUBLIC_URL": "https://steg.example.no",
}


def test_a_provider_to_log_in_with_is_kept_to_the_letter_and_its_secret_hidden() -> None:
    settings = given(**OIDC)
    assert settings.oidc_issuer == "https://login.example.no/firma/"
    assert settings.oidc_name_claim == "email"
    assert "hush-hush" not in repr(settings)


@pytest.mark.parametrize(
    "missing", ["STEG_OIDC_ISSUER", "STEG_OIDC_CLIENT_ID", "STEG_OIDC_CLIENT_SECRET"]
)
def test_what_is_missing_to_log_in_with_a_provider_is_named(missing: str) -> None:
    line = refused(**{name: value for name, value in OIDC.items() if name != missing})
    assert line.startswith(f"{missing} must be set too")
    assert "hush-hush" not in line


@pytest.mark.parametrize(
    "value",
    [
        "login.example.no",
        "http://login.example.no",
        "http://127.0.0.1.example.no",
        "https://",
        "https://kari:x@login.example.no",
        "https://login.example.no?tenant=1",
        "https://login.example.no#x",
        "ftp://localhost",
    ],
)
def test_a_provider_is_reached_by_https_and_nothing_else(value: str) -> None:
    assert "it begins with https://" in refused(**{**OIDC, "STEG_OIDC_ISSUER": value})


@pytest.mark.parametrize("value", ["http://localhost:8080", "http://127.0.0.1:8080/realm"])
def test_a_provider_on_this_machine_needs_no_https(value: str) -> None:
    local = {**OIDC, "STEG_OIDC_ISSUER": value, "STEG_PUBLIC_URL": "http://127.0.0.1:8000"}
    assert given(**local).oidc_issuer == value


def test_nobody_comes_back_from_a_provider_over_plain_http() -> None:
    line = refused(**{**OIDC, "STEG_PUBLIC_URL": "http://steg.example.no"})
    assert line == "STEG_OIDC_ISSUER needs a STEG_PUBLIC_URL that begins with https://"


@pytest.mark.parametrize("value", ["hush\u00e5hush", "hush\thush"])
def test_a_secret_no_provider_gives_is_named_and_not_shown(value: str) -> None:
    line = refused(**{**OIDC, "STEG_OIDC_CLIENT_SECRET": value})
    assert line.startswith("STEG_OIDC_CLIENT_SECRET cannot be used: ")
    assert "hush" not in line


@pytest.mark.parametrize("value", ["e mail", "email,sub", "<email>"])
def test_one_claim_is_named(value: str) -> None:
    assert "one claim" in refused(**{**OIDC, "STEG_OIDC_NAME_CLAIM": value})


def test_a_file_of_desks_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "desks.yaml"
    path.touch()
    monkeypatch.setattr("os.access", lambda *asked: False)  # root may read everything
    assert "it may not be read" in refused(STEG_DESKS=str(path))


def test_slack_needs_a_way_in_beside_the_token() -> None:
    assert "STEG_SLACK_APP_TOKEN or STEG_SLACK_SIGNING_SECRET" in refused(
        STEG_SLACK_BOT_TOKEN="xoxb-1"
    )
    assert (
        given(STEG_SLACK_BOT_TOKEN="xoxb-1", STEG_SLACK_APP_TOKEN="xapp-1").slack_app_token
        == "xapp-1"
    )
    assert (
        given(STEG_SLACK_BOT_TOKEN="xoxb-1", STEG_SLACK_SIGNING_SECRET="s").slack_signing_secret
        == "s"
    )


def test_the_real_telegram_reaches_a_webhook_over_https_only() -> None:
    assert "https://" in refused(
        STEG_TELEGRAM_MODE="webhook", STEG_PUBLIC_URL="http://steg.example"
    )
    given(STEG_TELEGRAM_MODE="webhook", STEG_PUBLIC_URL="https://steg.example")
    given(STEG_TELEGRAM_MODE="webhook", STEG_TELEGRAM_API="http://127.0.0.1:1")


# --- .env


def test_settings_are_read_from_the_env_file(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text(
        f'# ours\nSTEG_LOG=json\nexport STEG_TELEGRAM_TOKEN="{TELEGRAM}"\nOTHER=1\nSTEG_SECRET\n'
    )
    settings = given(env_file)
    assert (settings.log, settings.telegram_token, settings.secret) == ("json", TELEGRAM, None)


def test_the_environment_wins_over_the_env_file(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("STEG_LOG=json\nSTEG_KEEP_TEXT_DAYS=7\n")
    settings = given(env_file, STEG_LOG="text")
    assert (settings.log, settings.keep_text_days) == ("text", 7)


def test_a_wrong_value_in_the_env_file_is_named_as_well(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("STEG_LOG=xml\n")
    with pytest.raises(SettingWrong, match=r"^STEG_LOG is 'xml'"):
        given(env_file)


def test_an_env_file_that_is_no_text_says_so(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"STEG_LOG=\xff\xfe\n")
    with pytest.raises(SettingWrong, match=r"\.env cannot be read; save it as UTF-8 text$"):
        given(env_file)


@pytest.mark.parametrize("make", [lambda path: None, Path.mkdir], ids=["missing", "a folder"])
def test_without_an_env_file_the_defaults_hold(tmp_path: Path, make: Any) -> None:
    env_file = tmp_path / ".env"
    make(env_file)
    assert given(env_file) == given()


def test_without_arguments_the_environment_of_the_process_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEG_LOG", "json")
    assert read().log == "json"


# --- the secret, and the list


def test_a_secret_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    settings = given(STEG_DATA=str(tmp_path / "new"))
    kept = settings.secret_kept()
    assert len(kept) >= 32
    assert settings.secret_kept() == given(STEG_DATA=str(tmp_path / "new")).secret_kept() == kept
    assert stat.S_IMODE((tmp_path / "new" / "secret").stat().st_mode) == 0o600


def test_a_secret_that_was_left_empty_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "secret").touch()
    assert len(given(STEG_DATA=str(tmp_path)).secret_kept()) >= 32


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(SettingWrong, match=r"^STEG_DATA is '.*data', where nothing can be kept"):
        given(STEG_DATA=str(tmp_path / "data")).secret_kept()


def test_a_secret_that_is_set_is_used_and_not_kept(tmp_path: Path) -> None:
    assert given(STEG_DATA=str(tmp_path), STEG_SECRET="s" * 16).secret_kept() == "s" * 16
    assert list(tmp_path.iterdir()) == []


def test_every_setting_is_listed_with_what_it_is_for_and_its_default() -> None:
    lines = listed().splitlines()
    assert [line.split()[0] for line in lines] == [variable.name for variable in VARIABLES]
    assert any(line.endswith("(default 14)") for line in lines)
    assert SQLITE in listed()
