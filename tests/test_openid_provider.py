"""What is believed of an OpenID Connect provider: what it signed for us, now, for this login, and nothing else."""

import base64
import hmac
import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from joserfc import jwt
from joserfc.jws import JWSRegistry

from bot.openid import LoginRefused, ProviderUnusable, Registration
from bot.openid_discovery import ASKED_AGAIN_AFTER, HOLDS, MOST_BYTES, addresses_in
from bot.openid_provider import CLOCKS_DIFFER, OLDEST
from bot.openid_provider import OpenIdProvider as Ours
from tests.loopback.openid_provider import OpenIdProvider, new_key, query_of

BACK = "https://steg.test/login/openid/back"
KARI = "kari@firma.no"
STATE, NONCE, VERIFIER = "s" * 43, "n" * 43, "v" * 43
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
Claims = dict[str, Any]


class Clock:
    """A clock that stands still until it is turned; for us and the provider."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest_asyncio.fixture
async def provider() -> AsyncIterator[OpenIdProvider]:
    provider = OpenIdProvider(BACK, clock=NOW.timestamp)
    provider.people[KARI] = {"email": KARI, "email_verified": True}
    await provider.start()
    yield provider
    await provider.stop()


def registration(provider: OpenIdProvider, **changes: Any) -> Registration:
    ours = Registration(
        provider.issuer, provider.client_id, provider.client_secret, BACK, name_claim="email"
    )
    return replace(ours, **changes)


def ours(
    provider: OpenIdProvider, clock: Callable[[], datetime] | None = None, **changes: Any
) -> Ours:
    return Ours(registration(provider, **changes), clock or Clock())


async def code_of(provider: OpenIdProvider, of: Ours) -> str:
    address = await of.address(STATE, NONCE, VERIFIER, choose=False)
    back = query_of(await provider.consent(address, KARI))
    assert back["state"] == STATE
    return back["code"]


async def claims_of(provider: OpenIdProvider, of: Ours | None = None) -> Mapping[str, Any]:
    """What is believed after the whole way."""
    of = of or ours(provider)
    return await of.claims(await code_of(provider, of), NONCE, VERIFIER)


async def refused(provider: OpenIdProvider, of: Ours | None = None) -> str:
    """Why nothing is believed; never with a text of the provider's in it."""
    with pytest.raises(LoginRefused) as fault:
        await claims_of(provider, of)
    assert KARI not in str(fault.value)
    assert fault.value.__suppress_context__ or fault.value.__cause__ is None
    return str(fault.value)


# ---- the way as it should be ----


@pytest.mark.parametrize("kind", ["RSA", "EC"])
@pytest.mark.parametrize("secret_sent", ["client_secret_basic", "client_secret_post"])
async def test_what_the_provider_signed_is_believed(
    provider: OpenIdProvider, kind: str, secret_sent: str
) -> None:
    provider.rotate(kind)
    provider.secret_sent = (secret_sent,)
    claims = await claims_of(provider)
    assert (claims["email"], claims["email_verified"]) == (KARI, True)
    assert ("client_secret" in provider.bodies[0]) == (secret_sent == "client_secret_post")


async def test_the_provider_is_asked_for_no_more_than_is_needed(provider: OpenIdProvider) -> None:
    asked = query_of(await ours(provider).address(STATE, NONCE, VERIFIER, choose=False))
    assert (asked["scope"], asked["response_type"], asked["redirect_uri"]) == (
        "openid email",
        "code",
        BACK,
    )
    assert asked["code_challenge_method"] == "S256"
    assert VERIFIER not in asked.values()
    assert "prompt" not in asked
    sub = await ours(provider, name_claim="sub").address(STATE, NONCE, VERIFIER, choose=True)
    assert (query_of(sub)["scope"], query_of(sub)["prompt"]) == ("openid", "select_account")


async def test_what_it_publishes_is_fetched_once_and_again_when_it_has_grown_old(
    provider: OpenIdProvider,
) -> None:
    clock = Clock()
    of = ours(provider, clock)
    assert provider.asked_for == []
    for _ in range(3):
        await claims_of(provider, of)
    published = [path for path in provider.asked_for if path not in ("/authorize", "/token")]
    assert published == ["/.well-known/openid-configuration", "/keys"]
    clock.now += HOLDS
    await of.address(STATE, NONCE, VERIFIER, choose=False)
    assert provider.asked_for[-1] == "/.well-known/openid-configuration"


async def test_new_keys_are_found_but_not_looked_for_again_and_again(
    provider: OpenIdProvider,
) -> None:
    clock = Clock()
    of = ours(provider, clock)
    await claims_of(provider, of)
    provider.rotate()
    assert "InvalidKeyIdError" in await refused(provider, of)
    clock.now += ASKED_AGAIN_AFTER
    assert (await claims_of(provider, of))["email"] == KARI
    old = provider.rotate()
    provider.sign = lambda claims: provider.signed(claims, old)
    clock.now += ASKED_AGAIN_AFTER
    assert (await claims_of(provider, of))[
        "email"
    ] == KARI  # it was never taken back while we knew it


async def test_a_key_that_was_taken_back_is_trusted_no_longer_than_an_hour(
    provider: OpenIdProvider,
) -> None:
    clock = Clock()
    of = ours(provider, clock)
    await claims_of(provider, of)
    old = provider.rotate()
    provider.sign = lambda claims: provider.signed(claims, old)
    clock.now += HOLDS
    provider.clock = clock.now.timestamp
    assert "InvalidKeyIdError" in await refused(provider, of)


# ---- what is not believed ----


def by_hand(claims: Claims, algorithm: str, secret: bytes | None = None, **header: str) -> str:
    """A token that no library would make: signed with a password, or with nothing."""
    head, body = (
        in_token(json.dumps(part).encode()) for part in ({"alg": algorithm, **header}, claims)
    )
    signature = hmac.new(secret, f"{head}.{body}".encode(), "sha256").digest() if secret else b""
    return f"{head}.{body}.{in_token(signature)}"


def in_token(told: bytes) -> str:
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


LIES: Mapping[str, tuple[Claims, str]] = {
    "another nonce": ({"nonce": "another"}, "InvalidClaimError"),
    "no nonce": ({"nonce": None}, "MissingClaimError"),
    "another audience": ({"aud": "another-client"}, "InvalidClaimError"),
    "an audience of others": ({"aud": ["another-client", "a-third"]}, "InvalidClaimError"),
    "several audiences without a party": ({"aud": ["steg-client", "x"]}, "MissingClaimError"),
    "another party": ({"azp": "another-client"}, "InvalidClaimError"),
    "no audience": ({"aud": None}, "MissingClaimError"),
    "another issuer": ({"iss": "https://evil.test"}, "InvalidClaimError"),
    "no issuer": ({"iss": None}, "MissingClaimError"),
    "expired": (
        {"exp": int((NOW - CLOCKS_DIFFER).timestamp())},
        "ExpiredTokenError",
    ),
    "never ends": ({"exp": None}, "MissingClaimError"),
    "ends in words": ({"exp": "tomorrow"}, "InvalidClaimError"),
    "made tomorrow": (
        {"iat": int((NOW + CLOCKS_DIFFER + timedelta(seconds=1)).timestamp())},
        "InvalidClaimError",
    ),
    "made long ago": (
        {"iat": int((NOW - OLDEST - timedelta(seconds=1)).timestamp())},
        "too long ago",
    ),
    "not yet": ({"nbf": int((NOW + timedelta(hours=1)).timestamp())}, "InvalidClaimError"),
    "for another access token": ({"at_hash": "another"}, "InvalidClaimError"),
    "nobody": ({"sub": None}, "MissingClaimError"),
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_token_for_another_place_time_or_login_is_refused(
    provider: OpenIdProvider, lie: str
) -> None:
    claims, expected = LIES[lie]
    provider.claims.update(claims)
    assert expected in await refused(provider)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": ["steg-client", "x"], "azp": "steg-client"},
        {"aud": ["steg-client"]},
        {"exp": int((NOW - CLOCKS_DIFFER).timestamp()) + 1},
        {"iat": int((NOW + CLOCKS_DIFFER).timestamp())},
        {"at_hash": None},
    ],
)
async def test_what_may_be_so_is_taken(provider: OpenIdProvider, claims: Claims) -> None:
    provider.claims.update(claims)
    assert (await claims_of(provider))["email"] == KARI


async def test_a_token_without_a_signature_is_refused(provider: OpenIdProvider) -> None:
    for algorithm in ("none", "None", "NONE", "", "RS256", "HS256"):
        provider.sign = lambda claims, algorithm=algorithm: by_hand(claims, algorithm)
        assert "its ID token" in await refused(provider)


async def test_the_public_key_is_no_password(provider: OpenIdProvider) -> None:
    public = provider.key.as_pem(private=False)
    for secret in (
        public,
        public.strip(),
        json.dumps(provider.key.as_dict(private=False)).encode(),
    ):
        provider.sign = lambda claims, secret=secret: by_hand(
            claims, "HS256", secret, kid=str(provider.key.kid)
        )
        assert "UnsupportedAlgorithmError" in await refused(provider)


@pytest.mark.parametrize("kind", ["RSA", "EC"])
async def test_a_token_signed_by_somebody_else_is_refused(
    provider: OpenIdProvider, kind: str
) -> None:
    theirs = new_key(kind)
    named_so = type(theirs).import_key(theirs.as_dict(private=True) | {"kid": provider.key.kid})
    for key in (theirs, named_so):
        provider.sign = lambda claims, key=key: provider.signed(claims, key)
        assert "its ID token" in await refused(provider)


async def test_the_secret_of_another_algorithm_is_not_believed(provider: OpenIdProvider) -> None:
    registry = JWSRegistry(algorithms=["PS256", "RS512"])
    for algorithm in ("PS256", "RS512"):
        provider.key = type(provider.key).import_key(
            {k: v for k, v in provider.key.as_dict(private=True).items() if k != "alg"}
        )
        provider.sign = lambda claims, algorithm=algorithm: jwt.encode(
            {"alg": algorithm, "kid": provider.key.kid}, claims, provider.key, registry=registry
        )
        assert "UnsupportedAlgorithmError" in await refused(provider)


@pytest.mark.parametrize("id_token", ["", "x", "a.b.c", "....", "å" * 9, "x" * 200_000])
async def test_what_is_no_token_is_refused(provider: OpenIdProvider, id_token: str) -> None:
    provider.sign = lambda _: id_token
    assert "its ID token" in await refused(provider)


@pytest.mark.parametrize("given", [{}, {"id_token": None}, {"id_token": 7}, {"id_token": ["x"]}])
async def test_an_answer_without_a_token_is_refused(
    provider: OpenIdProvider, given: Claims
) -> None:
    provider.answer = web.json_response({"access_token": "x", "token_type": "Bearer", **given})
    assert "its ID token" in await refused(provider)


async def test_a_code_is_taken_once(provider: OpenIdProvider) -> None:
    of = ours(provider)
    code = await code_of(provider, of)
    await of.claims(code, NONCE, VERIFIER)
    with pytest.raises(LoginRefused, match="invalid_grant"):
        await of.claims(code, NONCE, VERIFIER)


async def test_a_code_is_worth_nothing_without_its_verifier(provider: OpenIdProvider) -> None:
    of = ours(provider)
    code = await code_of(provider, of)
    with pytest.raises(LoginRefused, match="invalid_grant"):
        await of.claims(code, NONCE, "w" * 43)


async def test_a_wrong_secret_of_ours_is_told_to_whoever_reads_the_log(
    provider: OpenIdProvider,
) -> None:
    assert "invalid_client" in await refused(provider, ours(provider, client_secret="wrong"))


# ---- a provider that cannot be used ----


async def unusable(of: Ours) -> str:
    with pytest.raises(ProviderUnusable) as fault:
        await of.address(STATE, NONCE, VERIFIER, choose=False)
    assert "\n" not in str(fault.value)
    return str(fault.value)


async def test_a_provider_that_is_down_is_not_asked_again_at_once(provider: OpenIdProvider) -> None:
    clock = Clock()
    of = ours(provider, clock)
    provider.fails_with = 503
    for _ in range(5):
        await unusable(of)
    assert len(provider.asked_for) == 1
    provider.fails_with = None
    clock.now += ASKED_AGAIN_AFTER
    assert await of.address(STATE, NONCE, VERIFIER, choose=False)


async def test_a_provider_that_is_not_there_is_told_so(provider: OpenIdProvider) -> None:
    await provider.stop()
    assert "ConnectError" in await unusable(ours(provider))


@pytest.mark.parametrize("status", [500, 429, 302])
async def test_a_token_endpoint_that_is_down_is_no_refusal(
    provider: OpenIdProvider, status: int
) -> None:
    of = ours(provider)
    code = await code_of(provider, of)
    provider.answer = web.Response(status=status, text="<h1>Down</h1>", headers={"Location": "/x"})
    with pytest.raises(ProviderUnusable, match="token endpoint"):
        await of.claims(code, NONCE, VERIFIER)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"issuer": "https://evil.test"}, "another issuer"),
        ({"issuer": None}, "another issuer"),
        ({"authorization_endpoint": "http://evil.test/a"}, "authorization_endpoint"),
        ({"token_endpoint": "http://evil.test/t"}, "token_endpoint"),
        ({"jwks_uri": None}, "jwks_uri"),
        ({"jwks_uri": ["x"]}, "jwks_uri"),
        ({"jwks_uri": "https://[x"}, "jwks_uri"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "client secret"),
        ({"much": "x" * MOST_BYTES}, "ValueError"),
    ],
)
async def test_a_document_that_leads_elsewhere_is_not_followed(
    provider: OpenIdProvider, document: Claims, expected: str
) -> None:
    provider.document = document
    assert expected in await unusable(ours(provider))


@pytest.mark.parametrize(
    "address", ["http://localhost:5432/", "http://127.0.0.1/keys", "https://[::1]:8443/keys"]
)
@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_a_provider_elsewhere_never_has_us_ask_this_machine(name: str, address: str) -> None:
    issuer = "https://login.example"
    document = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": "https://keys.example/jwks",
    }
    assert addresses_in(document, issuer).keys == "https://keys.example/jwks"
    with pytest.raises(ProviderUnusable, match=name):
        addresses_in({**document, name: address}, issuer)


async def test_an_issuer_may_end_with_a_slash_or_not(provider: OpenIdProvider) -> None:
    provider.document = {"issuer": f"{provider.issuer}/"}
    provider.claims["iss"] = f"{provider.issuer}/"
    assert (await claims_of(provider))["email"] == KARI
    provider.claims["iss"] = provider.issuer
    assert "InvalidClaimError" in await refused(provider)


async def test_keys_that_are_none_are_told_so(provider: OpenIdProvider) -> None:
    provider.document = {"jwks_uri": f"{provider.issuer}/.well-known/openid-configuration"}
    of = ours(provider)
    with pytest.raises(ProviderUnusable, match="no key"):
        await claims_of(provider, of)


async def test_nothing_secret_is_logged_or_shown(
    provider: OpenIdProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    of = ours(provider)
    code = await code_of(provider, of)
    await of.claims(code, NONCE, VERIFIER)
    told = caplog.text + repr(registration(provider))
    assert not any(one in told for one in (code, VERIFIER, provider.client_secret, "eyJ", KARI))
