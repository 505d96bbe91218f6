"""Talks with the operator's OpenID Connect provider, and believes only what it has signed for us."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from bot.core.accounts import NAME_CLAIM
from bot.openid import LoginRefused, ProviderUnusable, Registration, plain
from bot.openid_discovery import LONGEST, TIMEOUT, Addresses, Kept, addresses_of, keys_at, trusted

# What a public key checks and nothing else: with HS256 it would be a password that everybody knows.
ALGORITHMS = ("RS256", "ES256")
CLOCKS_DIFFER = timedelta(minutes=1)
OLDEST = timedelta(minutes=10)  # an ID token is made when the code is exchanged, that is now
SCOPES: Mapping[str, str] = {NAME_CLAIM: "openid email", "sub": "openid"}
ALL_SCOPES = "openid profile email"


class OpenIdProvider:
    """The provider the settings name. Nothing is asked of it before somebody wants to log in."""

    def __init__(self, registration: Registration, clock: Callable[[], datetime]) -> None:
        self._ours, self._clock = registration, clock
        self._addresses = Kept(lambda: addresses_of(registration.issuer), clock)
        self._keys = Kept(self._fetch_keys, clock)

    @property
    def name_claim(self) -> str:
        """What in its ID tokens is the name of an account."""
        return self._ours.name_claim

    async def address(self, state: str, nonce: str, verifier: str, *, choose: bool) -> str:
        """Where to send somebody who wants to log in.

        Raises:
            ProviderUnusable: it does not answer, or not as it should.
        """
        addresses = await self._addresses.get()
        more = {"prompt": "select_account"} if choose else {}
        async with self._client(addresses) as client:
            address, _ = client.create_authorization_url(
                addresses.authorization, state=state, code_verifier=verifier, nonce=nonce, **more
            )
        return str(address)

    async def claims(self, code: str, nonce: str, verifier: str) -> Mapping[str, Any]:
        """What the provider says of who came back with a code.

        Raises:
            ProviderUnusable: it does not answer, or not as it should.
            LoginRefused: it does not take the code, or its ID token is not for us, for now or for this login.
        """
        addresses = await self._addresses.get()
        given = await self._exchanged(addresses, code, verifier)
        try:
            return await self._checked(addresses, given, nonce)
        except JoseError as error:
            raise LoginRefused(f"its ID token: {type(error).__name__}") from None
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise LoginRefused(f"its ID token is no ID token: {type(error).__name__}") from None

    async def _exchanged(self, addresses: Addresses, code: str, verifier: str) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(LONGEST), self._client(addresses) as client:
                given: Mapping[str, Any] = await client.fetch_token(
                    addresses.token,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                )
        except OAuthError as error:
            raise LoginRefused(f"it refuses the code: {plain(error.error)}") from None
        except (httpx2.HTTPError, TimeoutError, ValueError, TypeError) as error:
            raise ProviderUnusable(f"token endpoint: {type(error).__name__}") from None
        return given

    async def _checked(
        self, addresses: Addresses, given: Mapping[str, Any], nonce: str
    ) -> Mapping[str, Any]:
        """What the ID token says; one signed with a key we do not know has us look for new keys."""
        id_token = given["id_token"]
        try:
            token = _opened(id_token, await self._keys.get())
        except (InvalidKeyIdError, BadSignatureError):
            token = _opened(id_token, await self._keys.get(newer=True))
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={
                "iss": {"essential": True, "value": addresses.issuer},
                "aud": {"essential": True, "value": self._ours.client_id},
                "nonce": {"essential": True, "value": nonce},
            },
            params={
                "nonce": nonce,
                "client_id": self._ours.client_id,
                "access_token": given.get("access_token"),
            },
        )
        now = int(self._clock().timestamp())
        claims.validate(now, int(CLOCKS_DIFFER.total_seconds()))
        if claims["iat"] < now - OLDEST.total_seconds():
            raise LoginRefused("its ID token was made too long ago")
        return dict(claims)

    async def _fetch_keys(self) -> KeySet:
        return await keys_at((await self._addresses.get()).keys)

    def _client(self, addresses: Addresses) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._ours.client_id,
            self._ours.client_secret,
            token_endpoint_auth_method=addresses.secret_sent,
            redirect_uri=self._ours.back,
            scope=SCOPES.get(self._ours.name_claim, ALL_SCOPES),
            code_challenge_method="S256",
            timeout=TIMEOUT,
            verify=trusted(),
        )


def _opened(id_token: str, keys: KeySet) -> jwt.Token:
    """The token, when one of the keys signed it."""
    return jwt.decode(
        id_token, keys, registry=JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    )
