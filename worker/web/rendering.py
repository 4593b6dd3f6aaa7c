"""Pages made on the server: their templates, and headers that let nothing in from elsewhere."""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_SHARED: Final = Path(__file__).with_name("templates")
"""What the pages of every folder have: their colours."""

_STRICT: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


class Templates:
    """The templates of a folder, whose pages hold its style.css and at most one script."""

    def __init__(self, folder: Path, script: str = "") -> None:
        self._pages = Environment(
            loader=FileSystemLoader([folder, _SHARED]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        runs = f"script-src {self._hash(script)}; connect-src 'self'; " if script else ""
        self.headers: Mapping[str, str] = {
            **_STRICT,
            "Content-Security-Policy": f"default-src 'none'; style-src {self._hash('style.css')}; "
            f"{runs}form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        }

    def page(self, template: str, status: int = 200, /, **shown: object) -> HTMLResponse:
        """Render a page."""
        return HTMLResponse(self._pages.get_template(template).render(shown), status, self.headers)

    def fragment(self, template: str, /, **shown: object) -> str:
        """Render a part of a page."""
        return self._pages.get_template(template).render(shown)

    def _hash(self, name: str) -> str:
        """Name what is within a page by its hash, so that nothing else there counts."""
        written = self._pages.get_template(name).render().encode()
        return f"'sha256-{base64.b64encode(hashlib.sha256(written).digest()).decode()}'"
