"""Make answers small in the way the browser asked for, always the same bytes for the same page."""

from __future__ import annotations

import gzip
from hashlib import blake2b

import brotli
from flask import Response
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

# Measured on our pages: brotli below 5 is bigger than gzip 5, above it costs more time than it saves bytes;
# gzip 6 takes half as long again for one byte in a hundred.
_BROTLI_QUALITY = 5
_GZIP_LEVEL = 5
# Bits of the window: 256 KB hold any page. The usual 4 MB are no smaller and take a quarter longer to set up.
_BROTLI_WINDOW = 18
# Smaller answers grow, or fit one packet anyway.
SMALLEST = 400
_KINDS = ("text/", "application/json", "application/xml", "image/svg+xml")


# What browsers and curl really send; anything else is read by Werkzeug each time. Nothing sent is remembered.
USUAL = {
    "": "",
    "identity": "",
    "gzip": "gzip",
    "br": "br",
    "gzip, deflate": "gzip",
    "gzip, deflate, br": "br",
    "gzip, deflate, br, zstd": "br",
    "gzip, br": "br",
    "deflate, gzip, br, zstd": "br",
}


def encoding_for(accepted: str) -> str:
    """Return how to pack an answer for a browser that sends this Accept-Encoding: `br`, `gzip` or nothing."""
    usual = USUAL.get(accepted)
    return wanted(parse_accept_header(accepted, Accept)) if usual is None else usual


def wanted(accepted: Accept) -> str:
    """Return the best encoding the browser takes: `br`, `gzip` or nothing."""
    br, gz = accepted.quality("br"), accepted.quality("gzip")
    if br and br >= gz:
        return "br"
    return "gzip" if gz else ""


def compress(response: Response, encoding: str) -> str:
    """Compress a whole text answer in place; return the encoding used, or nothing."""
    if not (response.content_type or "").startswith(_KINDS) or response.content_encoding:
        return ""
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if not encoding or len(body) < SMALLEST:
        return ""
    response.set_data(compressed(body, encoding))
    response.content_encoding = encoding
    return encoding


def compressed(body: bytes, encoding: str) -> bytes:
    """Return these bytes in `br` or `gzip`, packed while somebody waits."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=_BROTLI_QUALITY, lgwin=_BROTLI_WINDOW))
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


def name_of(body: bytes) -> str:
    """Return the name of a content: the same for every reader, so it cannot tell two readers apart."""
    return blake2b(body, digest_size=12).hexdigest()
