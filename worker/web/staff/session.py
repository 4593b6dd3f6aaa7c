"""The signed cookie of the staff pages: who has signed in, and when it was last used."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from fastapi import Request
from fastapi.responses import Response
from itsdangerous import BadSignature, Signer, URLSafeSerializer

COOKIE: Final = "asapcomms_staff"
IDLE: Final = timedelta(hours=8)
"""After so long without a click one signs in again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser; nobody has signed in there while the account is 0."""

    session_id: str
    account_num: int = 0

    @classmethod
    def new(cls, account_num: int = 0) -> Self:
        """Begin a session, under an id that nobody knew before."""
        return cls(session_id=secrets.token_urlsafe(18), account_num=account_num)


class Sessions:
    """Reads and writes sessions with the secret that all web processes share."""

    def __init__(self, secret: bytes, *, is_https: bool) -> None:
        self._cookies = URLSafeSerializer(secret, salt="staff-session")
        self._forms = Signer(secret, salt="staff-form")
        self._is_https = is_https

    def read(self, request: Request, now: datetime) -> Session:
        """Return a request's session; a new one where it has none that is ours and still good."""
        try:
            session_id, account_num, used = self._cookies.loads(request.cookies.get(COOKIE, ""))
        except BadSignature:
            return Session.new()
        if now - datetime.fromtimestamp(used, UTC) > IDLE:
            return Session.new()
        return Session(session_id=session_id, account_num=account_num)

    def keep(self, session: Session, request: Request, response: Response, now: datetime) -> None:
        """Have the browser keep the session, until it is closed or idle for too long."""
        told = [session.session_id, session.account_num, int(now.timestamp())]
        response.set_cookie(
            COOKIE,
            str(self._cookies.dumps(told)),
            path=f"{request.scope['root_path']}/staff",
            secure=self._is_https,
            httponly=True,
            samesite="lax",
        )

    def token(self, session: Session) -> str:
        """Return what a form must bring that a page of this session has shown."""
        return self._forms.get_signature(session.session_id).decode()

    def is_ours(self, session: Session, token: str) -> bool:
        """Say whether a form comes from a page of this session."""
        return hmac.compare_digest(token.encode(), self.token(session).encode())
