"""Promise: what a taken server gives is known. Every file, every line of a log, and all code by others is declared.

The one place is docs/data.md; columns are held by test_every_column_has_a_reason.py, addresses by tests/audiences.py.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client import GuardedClient, body
from tests.house import ROOT, files, named, python
from tests.page import parsed
from tests.routes import addresses

PAGE = ROOT / "docs" / "data.md"
_LOUD = {"debug", "info", "warning", "error", "exception", "critical", "log"}
_WRITERS = {"write_text", "write_bytes", "mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile"}
_FLAGS = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")
_MODE = re.compile(r"[wax+]")
# What people who run commands read on their own screen.
_SCREEN = ("cli.py", "build.py", "demonstration.py")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==", re.MULTILINE | re.IGNORECASE)


def section(title: str, text: str | None = None) -> set[str]:
    """Return the first cells of the table below this heading of docs/data.md."""
    text = PAGE.read_text("utf-8") if text is None else text
    part = text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| ([^|]+?) \|", part, re.MULTILINE)
    return {cell.strip("`") for cell in cells[1:] if not set(cell) <= set("- ")}


def _is_loud(node: ast.Call) -> bool:
    """Say whether this call can make a line that outlives a request."""
    name = ast.unparse(node.func)
    if name in {"print", "warnings.warn"} or re.search(r"\bstd(out|err)\.write", name):
        return True
    owner, _dot, what = name.rpartition(".")
    return what in _LOUD and "log" in owner.lower()


def _writes_a_file(node: ast.Call) -> bool:
    """Say whether this call can make or change a file."""
    name, words = (
        ast.unparse(node.func),
        [ast.unparse(one) for one in [*node.args, *(k.value for k in node.keywords)]],
    )
    if name.rpartition(".")[2] in _WRITERS:
        return True
    if name == "os.open":
        return any(_FLAGS.search(word) for word in words)
    modes = [ast.literal_eval(word) for word in words if re.fullmatch(r"'[rwaxbt+]{1,3}'", word)]
    return name.rpartition(".")[2] in {"open", "File"} and any(_MODE.search(mode) for mode in modes)


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield every call."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def loud(path: Path) -> bool:
    """Say whether a file of ours makes lines while the site runs."""
    said = [node for node in calls(ast.parse(path.read_text("utf-8"))) if _is_loud(node)]
    return bool(said) and path.name not in _SCREEN


def writes(path: Path) -> bool:
    """Say whether a file of ours writes files."""
    return any(_writes_a_file(node) for node in calls(ast.parse(path.read_text("utf-8"))))


def pinned() -> set[str]:
    """Return every package that a running site may load, whoever asked for it."""
    names = ("run", "postgresql")
    return {
        name.lower()
        for file in names
        for name in PIN.findall((ROOT / "requirements" / f"{file}.txt").read_text("utf-8"))
    }


def test_every_line_of_a_log_is_declared() -> None:
    assert {named(path) for path in python("app") if loud(path)} == section("Lines in the log")


def test_every_file_we_write_is_declared() -> None:
    assert {named(path) for path in python("app") if writes(path)} == section("Files, by who writes them")


def test_all_code_by_others_is_declared() -> None:
    assert pinned() == section("Code by others on the server")


@pytest.mark.parametrize(
    ("line", "guard"),
    [
        ("current_app.logger.info('%s', words)", _is_loud),
        ("logging.getLogger('x').warning(words)", _is_loud),
        ("print(words)", _is_loud),
        ("sys.stderr.write(words)", _is_loud),
        ("Path('seen').write_text(words)", _writes_a_file),
        ("open('seen', 'a')", _writes_a_file),
        ("path.open(mode='wb')", _writes_a_file),
        ("os.open('seen', os.O_WRONLY | os.O_CREAT)", _writes_a_file),
        ("tempfile.NamedTemporaryFile()", _writes_a_file),
    ],
)
def test_a_new_line_or_file_is_found(line: str, guard: object) -> None:
    assert callable(guard)
    assert any(guard(node) for node in calls(ast.parse(line)))
    assert not any(
        guard(node) for node in calls(ast.parse("path.open('rb'); g.setdefault('log', 1); dialog.show()"))
    )


def test_an_undeclared_thing_is_found() -> None:
    text = PAGE.read_text("utf-8")
    for title in ("Lines in the log", "Files, by who writes them", "Code by others on the server"):
        whole = section(title, text)
        assert whole
        gone = sorted(whole)[0]
        assert section(title, text.replace(f"| `{gone}` |", "| |").replace(f"| {gone} |", "| |")) < whole


def test_no_code_of_ours_calls_another_machine() -> None:
    outside = re.compile(
        r"^\s*(import|from) (socket|http\.client|urllib\.request|ftplib|smtplib|ssl|requests|httpx)\b", re.M
    )
    assert [named(path) for path in python("app") if outside.search(path.read_text("utf-8"))] == []
    assert outside.search("from urllib.request import urlopen")


def test_no_file_of_the_house_holds_what_a_visitor_could_be_known_by() -> None:
    kept = {".sqlite3", ".db", ".log", ".mmdb"}
    assert {named(path) for path in files() if path.suffix in kept} <= {"app/places/data/places.sqlite3"}


def takes_a_file(html: bytes) -> bool:
    """Say whether a form on this page takes a file."""
    tree, _errors = parsed(html)
    fields = any(field.get("type", "").lower() == "file" for field in tree.iter("input"))
    return fields or any("multipart" in form.get("enctype", "").lower() for form in tree.iter("form"))


def test_no_page_takes_a_file(demonstration: GuardedClient) -> None:
    pages = [demonstration.get(path) for path in addresses(demonstration.application, tags=("en",))]
    html = {answer.request.path: body(answer) for answer in pages if answer.mimetype == "text/html"}
    assert html
    assert [path for path, text in html.items() if takes_a_file(text)] == []


def test_a_page_that_takes_a_file_is_found() -> None:
    assert takes_a_file(b"<form enctype=multipart/form-data><input type=file name=f></form>")
    assert not takes_a_file(b"<form><input type=text name=f></form>")


# Whatever a request says about its sender; app/privacy/silence.py takes it away before anyone could ask.
_SENDER = re.compile(
    r"remote_addr|remote_user|access_route|user_agent|\breferrer\b|accept_languages|accept_mimetypes"
    r"|REMOTE_ADDR|HTTP_(USER_AGENT|REFERER|ACCEPT_LANGUAGE|X_|FORWARDED)"
)


def asks_who(source: str) -> bool:
    """Say whether code asks who sent a request."""
    names = [node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]
    texts = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    return any(isinstance(one, str) and _SENDER.fullmatch(one) for one in [*names, *texts])


def test_no_limit_knows_who_asks() -> None:
    assert [named(path) for path in python("app") if asks_who(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "line", ["key = request.remote_addr", "key = environ['REMOTE_ADDR']", "request.user_agent.string"]
)
def test_a_limit_that_knows_who_asks_is_found(line: str) -> None:
    assert asks_who(line)
