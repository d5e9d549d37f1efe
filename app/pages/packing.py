"""A finished page in each encoding, with its headers and its name: the same bytes whoever asks, now and later."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

import brotli

from app.privacy.compression import SMALLEST, compressed, name_of

Headers = list[tuple[str, str]]
FINEST_BROTLI, FINEST_GZIP = 11, 9
# What a browser already has and 304 does not repeat; and what is written anew for each packing.
_OF_THE_BODY = {"content-type", "content-length", "content-encoding"}
_ANEW = {"content-length", "content-encoding", "etag", "vary", "date", "strict-transport-security"}


@dataclass(frozen=True, slots=True)
class Packed:
    """One encoding of a page: `short` are the headers of a 304. No body: it is unpacked from brotli when asked."""

    etag: str
    headers: Headers
    short: Headers
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page ready to be sent. `expires` is in seconds since 1970."""

    packed: dict[str, Packed]
    tags: frozenset[str]
    generation: int | None
    expires: float
    size: int

    def body(self, encoding: str) -> bytes:
        """Return its bytes in this encoding."""
        kept = self.packed[encoding].body
        return bytes(brotli.decompress(self.packed["br"].body)) if kept is None else kept


def pack(body: bytes, headers: Headers, *, fine: bool) -> dict[str, Packed]:
    """Return a page in every encoding we send, by its name ("" is none)."""
    bodies = {"": body}
    if len(body) >= SMALLEST:
        if fine:
            bodies["br"] = brotli.compress(body, quality=FINEST_BROTLI)
            bodies["gzip"] = gzip.compress(body, FINEST_GZIP, mtime=0)
        else:
            bodies |= {encoding: compressed(body, encoding) for encoding in ("br", "gzip")}
    name = name_of(body)
    return {encoding: _packed(bytes_, headers, encoding, name) for encoding, bytes_ in bodies.items()}


def _packed(body: bytes, headers: Headers, encoding: str, name: str) -> Packed:
    etag = f'"{name}-{encoding}"' if encoding else f'"{name}"'
    kept = [(key, value) for key, value in headers if key.lower() not in _ANEW]
    kept += [("Content-Length", str(len(body))), ("Vary", "Accept-Encoding")]
    if encoding:
        kept.append(("Content-Encoding", encoding))
    kept.append(("ETag", etag))
    short = [(key, value) for key, value in kept if key.lower() not in _OF_THE_BODY]
    # Few browsers take neither: what is kept packed is not kept a second time.
    return Packed(etag, kept, short, body if encoding or len(body) < SMALLEST else None)


def weight(packed: dict[str, Packed]) -> int:
    """Return about how many bytes of memory a page takes."""
    return sum(len(one.body or b"") + 2_000 for one in packed.values())
