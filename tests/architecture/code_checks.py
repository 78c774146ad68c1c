"""Checks of one Python file. Each takes a Source and returns its faults as `path:line what`; no fault, empty list."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable

from tests.architecture.code_base import PYTHON_PARTS, Source, imported_names

FUNCTION_LINES = 40
MODULE_LINES = 400
TEST_LINES = 600
CONFTEST_LINES = 150

EDGES = {"views", "commands", "app"}
EVERYTHING = set(PYTHON_PARTS)
MAY_IMPORT: dict[str, set[str]] = {
    "rules": {"rules"},
    "settings": set(),
    "clock": set(),
    "tls": set(),
    "run": set(),
    "migrations": set(),
    "tables": {"tables", "rules", "clock"},
    "models": {"tables"},
    "actions": {"actions", "models", "rules", "settings", "clock"},
    "sync": {"sync", "actions", "models", "rules", "settings", "clock"},
    "devices": {"devices", "actions", "models", "rules", "settings", "clock"},
    "demo": {"demo", "actions", "models", "rules", "settings", "clock"},
    "jobs": {"sync", "devices", "actions", "models", "rules", "settings", "clock"},
    "views": {"views", "actions", "rules", "clock", "settings"},
    "commands": EVERYTHING - {"views", "app", "tests", "benchmarks", "tools"},
    "serve": EVERYTHING - {"tests", "benchmarks", "tools", "views"},
    "app": EVERYTHING - {"tests", "benchmarks", "tools"},
    "tools": EVERYTHING - {"tests"},
    "benchmarks": EVERYTHING - {"tests"},
    "tests": EVERYTHING,
}
ALSO = {  # (part or file, dotted prefix) that is allowed beyond the table
    ("commands", "views.wording"): "a command prints Chinese",
    ("serve", "views.wording"): "so does the start",
    ("views/sync.py", "sync"): "the pull API",
    ("views/iclock.py", "devices"): "what machines say and are answered",
    ("views/device.py", "devices"): "fetching from a machine at once",
    ("views/punches_import.py", "devices"): "reads the files that people bring",
    ("actions", "werkzeug.security"): "passwords",
    ("demo/__main__.py", "app"): "opens the folder it fills as the program does",
}
OUTSIDE = {  # distribution -> the parts that may import it
    "flask": EDGES, "flask_wtf": EDGES, "flask_login": EDGES, "flask_htmx": EDGES, "flask_bootstrap": EDGES,
    "xlrd": {"devices"}, "werkzeug": EDGES, "wtforms": {"views"}, "click": {"commands"}, "apscheduler": {"jobs"}, "waitress": {"serve"},
    "peewee": {"tables", "models", "actions", "sync", "migrations"}, "playhouse": {"tables", "models", "actions", "sync", "migrations"},
}  # fmt: skip
UNJUDGED = {"tests", "benchmarks", "tools"}  # import whatever they need
TELLS_THE_TIME = {
    "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime",
}  # fmt: skip
MEANINGLESS_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "misc"}
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
EXEMPTION = re.compile(r"#\s*(noqa|type:\s*ignore)", re.IGNORECASE)
REASONED = re.compile(r"#\s*(noqa: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)*|type: ignore\[[a-z-]+(, ?[a-z-]+)*\])\s+#\s*\S.{4,}")


def wrong_imports(source: Source) -> list[str]:
    """Imports that go up, sideways or to a library that belongs elsewhere."""
    faults = []
    for line, name in source.imports():
        root = name.split(".")[0]
        if _is_allowed_besides(source, name):
            continue
        if name.startswith(".") or (root in EVERYTHING and not _may_import(source, root, name)):
            faults.append(f"{source.path}:{line} may not import {name}")
        if source.part not in UNJUDGED and root in OUTSIDE and source.part not in OUTSIDE[root]:
            faults.append(f"{source.path}:{line} may not import {name}")
    return faults


def _may_import(source: Source, root: str, name: str) -> bool:
    if source.path.startswith("views/wording/"):
        return root == "rules" or name.startswith("views.wording")
    return root in MAY_IMPORT[source.part]


def _is_allowed_besides(source: Source, name: str) -> bool:
    return any(place in {source.part, source.path} and f"{name}.".startswith(f"{prefix}.") for place, prefix in ALSO)


def wrong_sizes(source: Source) -> list[str]:
    """Functions and files that have grown too long."""
    if source.is_exempt("size"):
        return []
    functions = [node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = [(node, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions]
    faults = [
        f"{source.path}:{node.lineno} {node.name} has {length} lines, at most {FUNCTION_LINES}"
        for node, length in lengths
        if length > FUNCTION_LINES
    ]
    lines, most = len(source.text.splitlines()), most_lines(source)
    return faults + ([f"{source.path}: {lines} lines, at most {most}"] if lines > most else [])


def most_lines(source: Source) -> int:
    if source.path.endswith("conftest.py"):
        return CONFTEST_LINES
    return TEST_LINES if source.part == "tests" else MODULE_LINES


def chinese_literals(source: Source) -> list[str]:
    """Chinese in a string that is neither a docstring nor in a place for it; run.py may have it in its table SAY."""
    if source.is_exempt("chinese"):
        return []
    silent = {id(node) for docstring in _docstrings(source.tree) for node in ast.walk(docstring)}
    if source.path == "run.py":
        silent |= {id(node) for table in source.tree.body if _assigns(table, "SAY") for node in ast.walk(table)}
    return [
        f"{source.path}:{node.lineno} Chinese in Python: {node.value[:20]}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value) and id(node) not in silent
    ]


def _docstrings(tree: ast.Module) -> list[ast.stmt]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return [node.body[0] for node in ast.walk(tree) if isinstance(node, holders) and ast.get_docstring(node) is not None]


def _assigns(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


def clock_readings(source: Source) -> list[str]:
    """The time read elsewhere than in clock.py, and sleeping anywhere."""
    named = [(node.lineno, ast.unparse(node)) for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)]
    named += source.imports()
    tells = set() if source.is_exempt("clock") else TELLS_THE_TIME
    if source.part not in {"benchmarks", "run"}:
        tells = tells | {"time.sleep"}
    return [f"{source.path}:{line} {name}" for line, name in named if any(f".{name}".endswith(f".{one}") for one in tells)]


def environment_readings(source: Source) -> list[str]:
    """The environment read elsewhere than where the program starts."""
    if source.is_exempt("environment"):
        return []
    named = [(node.lineno, ast.unparse(node)) for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)]
    return [f"{source.path}:{line} {name}" for line, name in [*named, *source.imports()] if name in {"os.environ", "os.getenv"}]


def hidden_imports(source: Source) -> list[str]:
    """Imports of ours inside a function, which dodge a cycle or hide a dependency."""
    functions = [node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inner = {id(node): node for function in functions for node in ast.walk(function)}
    return [
        f"{source.path}:{getattr(node, 'lineno', 0)} imports {name} inside a function"
        for node in inner.values()
        for name in imported_names(node)
        if name.split(".")[0] in EVERYTHING
    ]


def meaningless_names(source: Source) -> list[str]:
    """Modules named after nothing."""
    names = set(source.path.removesuffix(".py").split("/"))
    return [f"{source.path}: say what it holds" for _ in names & MEANINGLESS_NAMES]


def bare_exemptions(source: Source) -> list[str]:
    """A noqa or type: ignore without its rule's code and a reason behind it."""
    tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
    comments = [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]
    return [
        f"{source.path}:{line} exempted without code or reason: {comment}"
        for line, comment in comments
        if EXEMPTION.search(comment) and not REASONED.search(comment)
    ]


def tests_left_out(source: Source) -> list[str]:
    """Tests that are skipped or expected to fail."""
    left_out = {"pytest.skip", "pytest.xfail", "pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail", "pytest.importorskip"}
    named = [(node.lineno, ast.unparse(node)) for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)]
    return [f"{source.path}:{line} {name}" for line, name in named if name in left_out]


CHECKS: tuple[Callable[[Source], list[str]], ...] = (
    wrong_imports, wrong_sizes, chinese_literals, clock_readings, environment_readings, hidden_imports, meaningless_names,
    bare_exemptions, tests_left_out,
)  # fmt: skip
