"""A small OpenID Connect provider on the loopback that refuses what real ones refuse, and lies as a test asks.

    provider = OpenIdProvider("https://steg.test/login/openid/back")
    await provider.start()                  # then register with provider.issuer, client_id and client_secret
    provider.people["kari@firma.no"] = {"email": "kari@firma.no", "email_verified": True}
    back = await provider.consent(address, "kari@firma.no")     # the address the browser is sent back to

    provider.claims["nonce"] = "another"    # in every ID token from now on; None leaves the claim out
    provider.rotate()                       # new keys; the old ones are no longer published
    provider.fails_with = 503               # it is down

In a browser ``/authorize`` shows a page with one button for each person. Addresses are at ``localhost``, which to a
browser is another site than ``127.0.0.1``.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from aiohttp import BasicAuth, web
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CODE_HOLDS = 60  # seconds
KNOWN_SCOPES = {"openid", "email", "profile"}
CHALLENGE_LENGTH = 43
Key = RSAKey | ECKey


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to log in that was in order."""

    back: str
    state: str
    nonce: str
    challenge: str
    scopes: frozenset[str]


@dataclass(slots=True)
class Code:
    """A code that was given out."""

    asked: Asked
    person: str
    made_at: float
    used: bool = False


@dataclass(slots=True)
class OpenIdProvider:
    """The provider: who is registered, who has an account there, and what it is made to lie about."""

    back: str
    client_id: str = "steg-client"
    client_secret: str = "a secret: 100% plain + more"
    secret_sent: tuple[str, ...] = ("client_secret_basic", "client_secret_post")
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    clock: Callable[[], float] = time.time
    sign: Callable[[dict[str, Any]], str] | None = None
    answer: web.Response | None = None
    fails_with: int | None = None
    key: Key = field(default_factory=lambda: new_key())
    asked_for: list[str] = field(default_factory=list)
    bodies: list[Mapping[str, str]] = field(default_factory=list)
    _codes: dict[str, Code] = field(default_factory=dict)
    _runner: web.AppRunner | None = None
    _port: int = 0

    @property
    def issuer(self) -> str:
        """Its address."""
        return f"http://localhost:{self._port}"

    async def start(self) -> None:
        """Begins to serve."""
        app = web.Application(middlewares=[self._failing])
        app.router.add_get("/.well-known/openid-configuration", self._discovery)
        app.router.add_get("/keys", self._keys)
        app.router.add_get("/authorize", self._authorize)
        app.router.add_post("/token", self._token)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Serves no longer; nothing answers at its address."""
        if self._runner:
            await self._runner.cleanup()

    def rotate(self, kind: str = "RSA") -> Key:
        """Signs with a new key from now on, and publishes that alone; gives the old one."""
        old, self.key = self.key, new_key(kind)
        return old

    async def consent(self, address: str, person: str) -> str:
        """Does what a person does at the provider; gives the address they are sent back to."""
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"{address}&{urlencode({'as': person})}")
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def signed(self, claims: Mapping[str, Any], key: Key | None = None) -> str:
        """An ID token, by default with the key that is published."""
        key = key or self.key
        algorithm = "RS256" if isinstance(key, RSAKey) else "ES256"
        return jwt.encode({"alg": algorithm, "kid": key.kid}, dict(claims), key)

    @web.middleware
    async def _failing(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.asked_for.append(request.path)
        if self.fails_with:
            return web.Response(status=self.fails_with, text="<h1>We are down</h1>")
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _discovery(self, _: web.Request) -> web.Response:
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": list(self.secret_sent),
            **self.document,
        }
        return web.json_response({k: v for k, v in document.items() if v is not None})

    async def _keys(self, _: web.Request) -> web.Response:
        tomorrow = {"kty": "AKP", "alg": "ML-DSA-44", "kid": "tomorrow", "pub": "AAAA"}
        return web.json_response({"keys": [tomorrow, self.key.as_dict(private=False)]})

    # --- the browser

    async def _authorize(self, request: web.Request) -> web.Response:
        given = request.query
        if given.get("client_id") != self.client_id or given.get("redirect_uri") != self.back:
            # Nobody is sent to an address that was not registered.
            return web.Response(status=400, text="unknown client or redirect_uri")
        asked, error = self._asked(given)
        if asked is None:
            return self._sent_back({"error": error, "state": given.get("state", "")})
        if given.get("as") == "nobody":
            text = "kari@firma.no is not assigned to a role"
            return self._sent_back(
                {"error": "access_denied", "error_description": text, "state": asked.state}
            )
        if "as" not in given:
            return self._form(request)
        code = secrets.token_urlsafe(24)
        self._codes[code] = Code(asked, given["as"], self.clock())
        return self._sent_back({"code": code, "state": asked.state})

    def _asked(self, given: Mapping[str, str]) -> tuple[Asked | None, str]:
        scopes = frozenset(given.get("scope", "").split())
        if given.get("response_type") != "code":
            return None, "unsupported_response_type"
        if "openid" not in scopes or not scopes <= KNOWN_SCOPES:
            return None, "invalid_scope"
        challenge = given.get("code_challenge", "")
        if given.get("code_challenge_method") != "S256" or len(challenge) != CHALLENGE_LENGTH:
            return None, "invalid_request"
        state, nonce = given.get("state", ""), given.get("nonce", "")
        if min(len(state), len(nonce)) < 22:  # fewer characters hold no 128 bits
            return None, "invalid_request"
        return Asked(given["redirect_uri"], state, nonce, challenge, scopes), ""

    def _form(self, request: web.Request) -> web.Response:
        ways = "".join(
            f'<li><a href="{request.rel_url.update_query({"as": person})}">{person}</a></li>'
            for person in self.people
        )
        page = f"<!doctype html><html lang=en><title>Provider</title><h1>Who are you?</h1><ul>{ways}</ul>"
        return web.Response(text=page, content_type="text/html")

    def _sent_back(self, query: Mapping[str, str]) -> web.Response:
        return web.Response(status=302, headers={"Location": f"{self.back}?{urlencode(query)}"})

    # --- the server

    async def _token(self, request: web.Request) -> web.Response:
        if self.answer:
            return self.answer
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.bodies.append(form)
        error = self._client_fault(request, form) or self._code_fault(form)
        if error:
            return web.json_response(
                {"error": error, "error_description": "kari@firma.no: no"},
                status=401 if error == "invalid_client" else 400,
            )
        code = self._codes[form["code"]]
        code.used = True
        access = secrets.token_urlsafe(24)
        claims = self._claims_of(code, access)
        id_token = self.sign(claims) if self.sign else self.signed(claims)
        return web.json_response(
            {
                "access_token": access,
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": id_token,
            },
            headers={"Cache-Control": "no-store"},
        )

    def _client_fault(self, request: web.Request, form: Mapping[str, str]) -> str | None:
        """The client must show its secret in one of the ways that are told, and in that alone."""
        header = request.headers.get("Authorization")
        if header and "client_secret_basic" in self.secret_sent and "client_secret" not in form:
            auth = BasicAuth.decode(header)
            given = (auth.login, auth.password)
        elif not header and "client_secret_post" in self.secret_sent:
            given = (form.get("client_id", ""), form.get("client_secret", ""))
        else:
            return "invalid_client"
        return None if given == (self.client_id, self.client_secret) else "invalid_client"

    def _code_fault(self, form: Mapping[str, str]) -> str | None:
        if form.get("grant_type") != "authorization_code":
            return "unsupported_grant_type"
        code = self._codes.get(form.get("code", ""))
        if code is None or code.used or self.clock() - code.made_at > CODE_HOLDS:
            return "invalid_grant"
        right = form.get("redirect_uri") == code.asked.back
        proven = _half(form.get("code_verifier", ""), 32) == code.asked.challenge
        return None if right and proven else "invalid_grant"

    def _claims_of(self, code: Code, access: str) -> dict[str, Any]:
        now = int(self.clock())
        person = dict(self.people[code.person])
        if "email" not in code.asked.scopes:
            person = {k: v for k, v in person.items() if not k.startswith("email")}
        claims = {
            "iss": self.issuer,
            "sub": f"id-of-{code.person}",
            "aud": self.client_id,
            "iat": now,
            "exp": now + 300,
            "nonce": code.asked.nonce,
            "at_hash": _half(access, 16),
            **person,
            **self.claims,
        }
        return {key: value for key, value in claims.items() if value is not None}


def new_key(kind: str = "RSA") -> Key:
    """A key to sign with, made now."""
    if kind == "EC":
        return ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)


def _half(text: str, length: int) -> str:
    digest = hashlib.sha256(text.encode()).digest()[:length]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def query_of(address: str) -> dict[str, str]:
    """What an address carries behind its question mark."""
    return dict(parse_qsl(urlsplit(address).query))
