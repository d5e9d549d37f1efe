"""What nginx and Caddy must say with a mirrored page: the headers of the site, written out beside the mirror.

The content policy names the style of this very version, so the files are made by the program and not by hand.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.pages.packing import Page
from app.pages.rules import Shape

# A server writes these itself, from the file it sends. No server says its own name.
_FROM_THE_FILE = {"content-type", "content-length", "content-encoding", "vary", "etag", "server"}
_ABOUT = "# Written by `flask --app app mirror`: what is said with its pages. Each version has its own.\n"


def headers_of(page: Page) -> dict[str, str]:
    """Return the headers that any server must send with this page."""
    return {name: value for name, value in page.packed[""].headers if name.lower() not in _FROM_THE_FILE}


def nginx_text(said: Mapping[Shape, Mapping[str, str]], secure: str | None) -> str:
    """Return a file for the `http` part of nginx: one variable for each header; `secure` is the value of HSTS.

    nginx-mirror.conf in `deploy/` sets `$waymark_page` and uses the variables.
    """
    names = sorted({name for headers in said.values() for name in headers})
    maps = [
        _map(name, {pattern(shape): headers.get(name, "") for shape, headers in said.items()})
        for name in names
    ]
    # Only where the visitor came by https: an onion address does not.
    scheme = f'map $https $waymark_strict_transport_security {{ default ""; on "{secure or ""}"; }}\n'
    return "".join((_ABOUT, *maps, scheme))


def _map(header: str, values: Mapping[str, str]) -> str:
    rows = "".join(f'    "~{one}" "{value}";\n' for one, value in values.items())
    return f'map $waymark_page $waymark_{header.lower().replace("-", "_")} {{\n    default "";\n{rows}}}\n'


def caddy_text(said: Mapping[Shape, Mapping[str, str]], secure: str | None) -> str:
    """Return a file to import where Caddy serves the mirror; `secure` is the value of HSTS."""
    parts = [_ABOUT]
    for number, (shape, headers) in enumerate(said.items()):
        lines = "".join(f'\t{name} "{value}"\n' for name, value in headers.items())
        parts.append(
            f"@waymark{number} path_regexp {pattern(shape)}\nheader @waymark{number} {{\n{lines}}}\n"
        )
    if secure:
        parts.append(
            f'@waymark_secure protocol https\nheader @waymark_secure Strict-Transport-Security "{secure}"\n'
        )
    return "".join(parts)


def pattern(shape: Shape) -> str:
    """Return the expression for the paths of a shape, without braces: both servers give these a meaning."""
    return f"^{shape.path.pattern.replace('{1,64}', '+')}$"
