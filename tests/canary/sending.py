"""Requests of every kind, each carrying every mark: pages, forms, wrong and broken ones, slow and cut off."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import cycle, islice
from urllib.parse import quote

from werkzeug.routing import Map, Rule

from tests.canary.marks import ADDRESS, MARKS

HOST = "example.org"
M = MARKS
_HEADERS = {
    "User-Agent": f"Mozilla/5.0 ({M['agent']})",
    "Accept-Language": f"{M['languages']},en;q=0.5",
    "Referer": f"https://{M['referrer']}/{M['path']}?q={M['words']}",
    "Cookie": f"session={M['cookie']}; desk={M['cookie']}; __Secure-desk={M['cookie']}",
    "X-Forwarded-For": f"{M['forwarded']}, {ADDRESS}",
    "X-Real-IP": M["forwarded"],
    "Forwarded": f"for={M['forwarded']};host={M['host']}",
    "CF-Connecting-IP": M["forwarded"],
    "Via": f"1.1 {M['header']}",
    "Authorization": f"Bearer {M['header']}",
    "X-Never-Heard-Of": M["header"],
    "Accept-Encoding": "gzip",
    "If-None-Match": f'"{M["header"]}"',
    "If-Range": f'"{M["header"]}"',
    "Range": f"{M['header']}=0-9",
}
_FORM = "application/x-www-form-urlencoded"
_FIELDS = ("where", "q", "words", "code", "handle", "message", "name", M["query"])
_LONGEST = 64 * 1024
# A variable part of an address: its kind, if it has one, and its name.
_PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
# Seconds to wait for an answer; only what is no HTTP at all gets none.
_PATIENCE = 4


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as bytes, and how it is sent: `whole`, `cut` (closed at once) or `slow` (byte by byte)."""

    kind: str
    data: bytes
    how: str = "whole"


def _request(line: str, body: bytes = b"", **headers: str) -> bytes:
    given = {"Host": HOST, **_HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if body and "Transfer-Encoding" not in given:
        given.setdefault("Content-Length", str(len(body)))
    head = "".join(f"{name}: {value}\r\n" for name, value in {**given, "Connection": "close"}.items())
    return f"{line} HTTP/1.1\r\n{head}\r\n".encode() + body


def _filled(rule: Rule, tag: str, value: str) -> str:
    """Return an address of this rule: the language, a number where one must be, and `value` for everything else."""
    known = {"lang": tag, "int": "1"}
    return _PART.sub(lambda part: known.get(part[2], known.get(part[1], value)), rule.rule)


def _form_body() -> bytes:
    words = f"{M['words']} {M['body']} {M['other words']}"
    return "&".join(f"{name}={quote(words)}" for name in _FIELDS).encode()


def _file_body() -> bytes:
    part = f'--cut\r\nContent-Disposition: form-data; name="q"; filename="{M["file name"]}.jpg"\r\n\r\n'
    return f"{part}{M['body']} {M['words']}\r\n--cut--\r\n".encode()


def _pages(urls: Map, prefix: str) -> Iterator[Sent]:
    """Every address that is there, with every method that it has."""
    query = f"?{M['query']}={M['words']}&place={M['words']}&need=legal&q={quote(M['other words'])}"
    for rule in urls.iter_rules():
        for tag in ("en", "ar"):
            for value in ("river-lamp", M["path"]):
                path = prefix + _filled(rule, tag, value)
                for method in sorted(rule.methods or ()):
                    body = _form_body() if method == "POST" else b""
                    extra = {"Content_Type": _FORM} if body else {}
                    yield Sent(
                        f"{method} {rule.endpoint}", _request(f"{method} {path}{query}", body, **extra)
                    )


def _wrong(prefix: str = "") -> Iterator[Sent]:
    """Addresses that are not there, methods nobody has, bodies that are too long or of a kind nobody reads."""
    long = _form_body() + b"&q=" + M["body"].encode() * (_LONGEST // 8)
    yield Sent("404", _request(f"GET /en/{M['path']}/{quote(M['other words'])}?q={M['words']}"))
    yield Sent("404", _request(f"GET /{M['path']}.php"))
    yield Sent("405", _request(f"PUT /en/find?q={M['words']}", _form_body(), Content_Type=_FORM))
    yield Sent("413", _request("POST /en/place", long, Content_Type=_FORM))
    yield Sent("413", _request("POST /en/place", Content_Type=_FORM, Content_Length="9999999"), "cut")
    yield Sent("long form", _request("POST /en/ask", long, Content_Type=_FORM))
    chunk = f"{len(long):x}\r\n".encode() + long + b"\r\n0\r\n\r\n"
    yield Sent(
        "413 chunked", _request("POST /en/place", chunk, Content_Type=_FORM, Transfer_Encoding="chunked")
    )
    yield Sent(
        "file", _request("POST /en/place", _file_body(), Content_Type="multipart/form-data; boundary=cut")
    )
    yield Sent(
        "json",
        _request("POST /en/place", b'{"q":"%b"}' % M["words"].encode(), Content_Type="application/json"),
    )
    yield Sent(
        "other site",
        _request("POST /en/place", _form_body(), Content_Type=_FORM, Sec_Fetch_Site="cross-site"),
    )
    yield Sent("other host", _request(f"GET /en/?q={M['words']}", Host=M["host"]))
    yield Sent("long address", _request(f"GET /en/{M['path'] * 900}"))
    # An error on purpose, with everything in its message (tests/canary/faulty.py).
    yield Sent("500", _request(f"GET /canary/fault?q={M['words']}"))
    yield Sent("500", _request("POST /canary/fault", _form_body(), Content_Type=_FORM))
    yield Sent("500 database", _request(f"GET /canary/fault/database?q={M['words']}"))


def _broken() -> Iterator[Sent]:
    """What is no HTTP, or ends too soon."""
    whole = _request(f"POST /en/place?q={M['query']}", _form_body(), Content_Type=_FORM)
    path, words = M["path"].encode(), M["words"].encode()
    yield Sent("bad line", b"GET /%b?q=%b\r\n\r\n" % (path, words))
    yield Sent("bad bytes", b"GET /\x01\xff%b HTTP/1.1\r\nHost: example.org\r\n\r\n" % path)
    yield Sent("bad method", _request(f"{M['path'].upper()} /en/"))
    yield Sent("bad version", whole.replace(b"HTTP/1.1", b"HTTP/9.%b" % words))
    yield Sent("bad header", whole.replace(b"Via: ", b"Via\x00%b " % words))
    yield Sent("bad length", whole.replace(b"Content-Length: ", b"Content-Length: %b" % words))
    yield Sent("no host", whole.replace(b"Host: example.org\r\n", b""))
    yield Sent("long header", _request("GET /en/", X_Long=M["header"] * 9000))
    yield Sent("bad percent", _request(f"GET /en/%ff%00%zz{M['path']}?q=%ff{M['words']}"))
    yield Sent("HTTP/1.0", whole.replace(b"HTTP/1.1", b"HTTP/1.0"))
    yield Sent("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + path)
    yield Sent("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + path)
    yield Sent("cut in the head", whole[: whole.index(b"Via")], "cut")
    yield Sent("cut in the body", whole[:-20], "cut")
    yield Sent("cut while answered", _request(f"GET /en/find?need=legal&q={M['words']}"), "cut")
    yield Sent("slow", whole, "slow")


def every_kind(urls: Map, desk: Map) -> list[Sent]:
    """Return one of each kind of request, for every address there is."""
    return [*_wrong(), *_broken(), *_pages(urls, ""), *_pages(desk, "/desk")]


@dataclass(frozen=True, slots=True)
class Door:
    """Where the site answers: a TCP port (with TLS or not) or a Unix socket."""

    port: int = 0
    path: str = ""
    secure: bool = False

    def knock(self) -> socket.socket:
        """Connect from the marked address; a Unix socket has none."""
        found = socket.socket(socket.AF_UNIX if self.path else socket.AF_INET)
        found.settimeout(_PATIENCE)
        try:
            if self.path:
                found.connect(self.path)
            else:
                found.bind((ADDRESS, 0))
                found.connect(("127.0.0.1", self.port))
            return _without_doubt().wrap_socket(found, server_hostname=HOST) if self.secure else found
        except OSError:
            found.close()
            raise


def _without_doubt() -> ssl.SSLContext:
    """Trust the test's own certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def send(door: Door, sent: Sent) -> bytes:
    """Send one request and return the answer, as far as there is one."""
    answer = b""
    with suppress(OSError), closing(door.knock()) as line:
        if sent.how == "slow":
            for at in range(0, len(sent.data), 97):
                line.sendall(sent.data[at : at + 97])
                time.sleep(0.005)
        else:
            line.sendall(sent.data)
        while sent.how != "cut" and (part := line.recv(65536)):
            answer += part
    return answer


def _led(answer: bytes) -> str:
    """Return the address of our own that an answer leads to, if any."""
    for line in answer.split(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
        name, _colon, value = line.partition(b":")
        if name.lower() == b"location" and value.strip().startswith(b"/"):
            return value.strip().decode("ascii", "replace")
    return ""


def send_all(door: Door, kinds: list[Sent], count: int, seen: Callable[[Sent, bytes], None]) -> None:
    """Send `count` requests, every kind in turn, following where an answer leads; show each answer to `seen`."""
    for sent in islice(cycle(kinds), count):
        answer = send(door, sent)
        seen(sent, answer)
        if led := _led(answer):
            send(door, Sent("led there", _request(f"GET {led}")))
