"""One contract of headers on every answer, errors and redirects included; then caching and size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, Response, current_app, g, request

from app.pages.note import hand_over
from app.privacy.compression import compress, encoding_for, name_of
from app.privacy.transport import secure_transport
from app.shell.inline import SCRIPT, STYLE, Inline


def _policy(*scripts: str, styles: tuple[str, ...] = ()) -> str:
    """Return the content policy that trusts our one style, our one script and these further ones."""
    return "; ".join((
        "default-src 'none'",
        f"style-src {' '.join((STYLE.source, *styles))}",
        f"script-src {' '.join((SCRIPT.source, *scripts))}",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ))  # fmt: skip


_POLICY = _policy()
# A search engine's checker asks for robots.txt from inside the page: our own host, and only where it is let in.
_INDEXED = "; connect-src 'self'"
_OFF = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer",
    "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock",
    "serial", "storage-access", "usb", "xr-spatial-tracking",
)  # fmt: skip
CONTRACT = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _OFF),
    # Empty: else the server puts its own name there.
    "Server": "",
}


@dataclass(frozen=True, slots=True)
class Contract:
    """The headers of one app. Only the desk, which has sittings, may set a cookie."""

    headers: dict[str, str]
    cookies: bool = False


_PUBLIC = Contract(CONTRACT)


def desk_contract(script: Inline) -> Contract:
    """Return the contract for moderators: the same, and one script that asks our own host for a passkey."""
    passkeys = ", ".join(f"publickey-credentials-{what}=(self)" for what in ("create", "get"))
    features = ", ".join(f"{feature}=()" for feature in _OFF if not feature.startswith("publickey"))
    changed = {
        "Content-Security-Policy": f"{_policy(script.source)}; connect-src 'self'",
        "Permissions-Policy": f"{features}, {passkeys}",
    }
    return Contract({**CONTRACT, **changed}, cookies=True)


def allow_indexing(*, listing: bool = False) -> None:
    """Let search engines keep this page, if the operator lets them keep pages of its kind."""
    allowed = current_app.extensions["settings"].indexing
    g.indexable = allowed == "all" or (allowed == "pages" and not listing)


def also_trust(*, style: Inline | None = None, script: Inline | None = None) -> None:
    """Let this page carry one more style or script of ours, named by its hash: paper needs more than a screen."""
    g.also_styles = (*g.get("also_styles", ()), *((style.source,) if style else ()))
    g.also_scripts = (*g.get("also_scripts", ()), *((script.source,) if script else ()))


def never_store() -> None:
    """Ask browsers to keep no copy of this answer: free words, receipts, anything typed."""
    g.never_store = True


def _public_policy() -> str:
    scripts, styles = g.get("also_scripts", ()), g.get("also_styles", ())
    policy = _policy(*scripts, styles=styles) if scripts or styles else _POLICY
    return policy + (_INDEXED if current_app.extensions["settings"].indexing else "")


def _promise(response: Response) -> None:
    contract: Contract = current_app.extensions["contract"]
    response.headers.update(contract.headers)
    if contract is _PUBLIC:
        response.headers["Content-Security-Policy"] = _public_policy()
    if not g.get("indexable", False):
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # Not `request.host`: it raises for a host we do not trust, and that error page needs headers too.
    host = request.environ.get("HTTP_HOST", "")
    hsts = secure_transport(current_app.extensions["settings"].site_url, host)
    if hsts:
        response.headers["Strict-Transport-Security"] = hsts
    if not contract.cookies:
        response.headers.remove("Set-Cookie")


def _finish(response: Response) -> Response:
    """Say the last word on an answer: headers, size, and whether the browser already has it."""
    _promise(response)
    keep = (
        response.status_code == 200 and request.method in {"GET", "HEAD"} and not g.get("never_store", False)
    )
    response.headers["Cache-Control"] = "private, no-cache" if keep else "no-store"
    if response.is_streamed or response.direct_passthrough:
        return response
    if keep and hand_over(response):
        return response
    # Only what a browser may keep has a name.
    name = name_of(response.get_data()) if keep else ""
    encoding = compress(response, encoding_for(request.environ.get("HTTP_ACCEPT_ENCODING", "")))
    if keep:
        response.set_etag(f"{name}-{encoding}" if encoding else name)
        response.date = datetime.now(UTC)
        if "HTTP_IF_NONE_MATCH" in request.environ:
            response.make_conditional(request)
    return response


def init_app(app: Flask, contract: Contract = _PUBLIC) -> None:
    """Finish every answer. Functions registered later run earlier, so this one is last."""
    app.extensions["contract"] = contract
    app.after_request(_finish)
