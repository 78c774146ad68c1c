"""Sets the program up and runs it, with nothing but Python's standard library: `python3 run.py --help`.

Set-up makes .venv, installs the hash-locked requirements into it and the front-end assets into build/assets, and leaves a
stamp, so that the next start does nothing of this. An interrupted set-up is begun anew; two at once wait for each other.
Everything that set-up prints goes to standard error.
"""

import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NoReturn

SAY = {
    "about": "亮窗：安装、启动、测试、命令行。选项写在前面。",
    "help_data": "数据文件夹",
    "help_host": "监听地址，默认 127.0.0.1",
    "help_port": "端口，默认 8000",
    "help_tls": "用 https",
    "help_wheelhouse": "离线安装文件夹",
    "help_role": "中心或市局",
    "help_database": "数据库地址，默认用数据文件夹里的 SQLite",
    "help_words": "test、demo、check、bench、flask、wheelhouse 之一及其参数；不写则启动服务",
    "old_python": "需要 Python 3.11 或更高版本，当前是 {version}。",
    "no_venv": "这台机器的 Python 缺少 venv 组件。Debian、Ubuntu、统信、麒麟请先执行：sudo apt install python3-venv",
    "usage": "用法错误：{message}",
    "unknown_word": "不认识 {word}；可用：test demo check bench flask wheelhouse，不写则启动服务。",
    "wheelhouse_usage": "用法错误：wheelhouse 后面写一个文件夹，例如：python3 run.py wheelhouse D:\\wheels",
    "demo_later": "带市局的演示随后续版本提供；现在请用：python3 run.py demo --centre-only",
    "no_benchmark": "没有名为 {name} 的测速；可用：{names}",
    "waiting": "另一个窗口正在安装，请稍候……",
    "installing": "正在安装（首次约需一分钟）：{what}",
    "failed": "安装没有完成：{reason}\n没有网络时请用 --wheelhouse 指定离线安装文件夹；排除原因后再执行一次即可。",
    "made_wheelhouse": "离线安装文件夹已备好：{folder}",
    "missing_tools": "缺少 {tools}，需要它们的测试会失败。Debian 或 Ubuntu 请执行：sudo apt install {tools}",
    "checked": "{name}: {outcome}",
}
if sys.version_info < (3, 11):  # noqa: UP036  # this file at least parses on an older Python 3, to say this
    sys.exit(SAY["old_python"].format(version=sys.version.split()[0]))

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "setup.json"
BUILD = ROOT / "build"
ASSETS = BUILD / "assets"
UNFINISHED = BUILD / "setup.unfinished"  # there while set-up is under way; what it left behind is not to be trusted
LOCK = BUILD / "setup.lock"
WINDOWS = sys.platform == "win32"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
BASE_LOCKS = ("requirements.txt",)
BUREAU_LOCKS = ("requirements-bureau.txt",)
DEVELOPER_LOCKS = ("requirements-dev.txt",)
WHEELHOUSE_LOCKS = (
    "requirements.txt", "requirements-bureau.txt", "requirements-docx.txt", "requirements-pull.txt", "requirements-seal.txt",
    "requirements-build.txt", "assets.txt",
)  # fmt: skip
ASSETS_LOCK = "assets.txt"
DEBIAN_TOOLS = {"chromium": "chromium", "fonts-noto-cjk": "", "openssl": "openssl"}  # package -> the command it brings, if any
CHECKS = {
    "ruff": ("-m", "ruff", "check", "."),
    "mypy": ("-m", "mypy"),
    "import-linter": ("-c", "from importlinter.cli import lint_imports_command as check; check()", "--no-logo"),
    "djlint": ("-m", "djlint", "templates", "--lint", "--quiet"),
}


class SetupFailed(Exception):
    """Set-up cannot go on; the text says why."""


def absolute(path: str) -> str:
    return str(Path(path).absolute())


def say(key: str, **values: object) -> None:
    print(SAY[key].format(**values), file=sys.stderr, flush=True)


# --- what the words need ------------------------------------------------------------------------------------------------


class Parser(argparse.ArgumentParser):
    """Names a wrong usage in Chinese and ends with 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        say("usage", message=message)
        sys.exit(2)


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Options stand before the word; everything after the word belongs to it (`words`)."""
    parser = Parser(prog="run.py", allow_abbrev=False, description=SAY["about"])
    parser.add_argument("--data", metavar="DIR", help=SAY["help_data"])
    parser.add_argument("--host", help=SAY["help_host"])
    parser.add_argument("--port", type=int, help=SAY["help_port"])
    parser.add_argument("--tls", action="store_true", help=SAY["help_tls"])
    parser.add_argument("--wheelhouse", metavar="DIR", help=SAY["help_wheelhouse"])
    parser.add_argument("--role", choices=("centre", "bureau"), help=SAY["help_role"])
    parser.add_argument("--database", metavar="URL", help=SAY["help_database"])
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="...", help=SAY["help_words"])
    return parser.parse_args(arguments)


def environment_of(options: argparse.Namespace, data: str | None) -> dict[str, str]:
    """This process's environment with the options passed on as LIANGCHUANG_*, and our folder to import from."""
    environment = dict(os.environ)
    given = {
        "DATA": data and absolute(data),
        "HOST": options.host,
        "PORT": options.port,
        "TLS": "1" if options.tls else None,
        "ROLE": options.role,
        "DATABASE": options.database,
    }
    environment.update({f"LIANGCHUANG_{name}": str(value) for name, value in given.items() if value is not None})
    environment.update(PYTHONPATH=str(ROOT), PYTHONSAFEPATH="1", PYTHONUTF8="1")
    environment.setdefault("PYPINYIN_NO_PHRASES", "1")  # 43 MB of phrases; names are read sign by sign
    environment.setdefault("LIANGCHUANG_DATA", str(ROOT / "data"))
    return environment


def become(arguments: Sequence[str], environment: dict[str, str]) -> int:
    """Go on as the virtual environment's Python (on Windows: run it and return its exit code)."""
    command = [str(PYTHON), *arguments]
    if not WINDOWS:
        sys.stdout.flush()
        os.execve(PYTHON, command, environment)  # noqa: S606  # our own interpreter, no shell wanted
    with subprocess.Popen(command, env=environment) as process:
        while True:
            with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C reaches the child as well, which ends by itself
                return process.wait()


# --- set-up -------------------------------------------------------------------------------------------------------------


def fingerprint(locks: Sequence[str]) -> dict[str, str]:
    """What a finished set-up of these lock files is known by: their sha256, and the Python it was made with."""
    marks = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in locks}
    return {"python": ".".join(map(str, sys.version_info[:2])), **marks}


def read_stamp() -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text("utf-8"))
        return stamp
    except (OSError, ValueError):
        return {}


def is_ready(locks: Sequence[str]) -> bool:
    """Whether a finished set-up covers these lock files."""
    return (
        not UNFINISHED.exists()
        and PYTHON.exists()
        and ASSETS.exists()
        and fingerprint((*locks, ASSETS_LOCK)).items() <= read_stamp().items()
    )


def set_up(locks: Sequence[str], wheelhouse: str | None) -> None:
    """Install what the lock files name, unless that was done before. Raises SetupFailed."""
    if is_ready(locks):
        return
    BUILD.mkdir(exist_ok=True)
    with only_one() as lock:
        if is_ready(locks):
            return
        stamp = read_stamp()
        python = fingerprint(())["python"]
        if UNFINISHED.exists() or stamp.get("python", python) != python or not PYTHON.exists():
            shutil.rmtree(VENV, ignore_errors=True)
            stamp = {}
        UNFINISHED.touch()
        install(locks, pip_source(wheelhouse), lock)
        STAMP.write_text(json.dumps({**stamp, **fingerprint((*locks, ASSETS_LOCK))}), "utf-8")
        UNFINISHED.unlink()


@contextlib.contextmanager
def only_one() -> Iterator[BinaryIO]:
    """Hold the set-up lock. The system lets go of it when the holder and the pip that it started have ended, however they end."""
    with LOCK.open("a+b") as lock:
        if not try_lock(lock):
            say("waiting")
            while not try_lock(lock, wait=True):
                pass
        yield lock


if sys.platform == "win32":
    import msvcrt

    def try_lock(lock: BinaryIO, wait: bool = False) -> bool:
        """Take the lock; with wait, Windows tries for ten seconds."""
        lock.seek(0)
        try:
            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def try_lock(lock: BinaryIO, wait: bool = False) -> bool:
        """Take the lock; with wait, for as long as it takes."""
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def pip_source(wheelhouse: str | None) -> list[str]:
    return ["--no-index", "--find-links", absolute(wheelhouse)] if wheelhouse else []


def install(locks: Sequence[str], source: list[str], lock: BinaryIO) -> None:
    if not PYTHON.exists():
        if importlib.util.find_spec("ensurepip") is None:
            raise SetupFailed(SAY["no_venv"])
        say("installing", what=".venv")
        call([getattr(sys, "_base_executable", sys.executable), "-m", "venv", str(VENV)], lock)
    say("installing", what=" ".join((*locks, ASSETS_LOCK)))
    files = [argument for name in locks for argument in ("-r", str(ROOT / name))]
    pip(["install", "--require-hashes", *source, *files], lock)
    fresh = BUILD / "assets.new"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(ASSETS, ignore_errors=True)
    pip(["install", "--require-hashes", "--no-deps", *source, "--target", str(fresh), "-r", str(ROOT / ASSETS_LOCK)], lock)
    fresh.rename(ASSETS)


def pip(arguments: Sequence[str], lock: BinaryIO | None = None) -> None:
    call([str(PYTHON), "-m", "pip", "-qq", "--disable-pip-version-check", "--no-input", *arguments], lock)


def call(command: Sequence[str], lock: BinaryIO | None = None) -> None:
    """Run a step of set-up with its output on standard error; the step inherits the lock. Raises SetupFailed."""
    inherited = () if WINDOWS or lock is None else (lock.fileno(),)
    try:
        code = subprocess.call(command, stdin=subprocess.DEVNULL, stdout=2, pass_fds=inherited)
    except OSError as error:
        raise SetupFailed(str(error)) from error
    if code != 0:
        raise SetupFailed(f"{Path(command[0]).name} {' '.join(command[1:4])} -> {code}")


# --- the words ----------------------------------------------------------------------------------------------------------


def run_locks(options: argparse.Namespace) -> tuple[str, ...]:
    """The lock files that serving needs: a bureau, or a node on PostgreSQL, needs its driver as well."""
    import tomllib  # not at the top: an older Python, which has none, must get as far as saying that it is too old

    data = options.data or os.environ.get("LIANGCHUANG_DATA") or ROOT / "data"
    try:
        written = tomllib.loads(Path(data, "settings.toml").read_text("utf-8-sig"))
    except (OSError, ValueError):  # absent, or faulty: the program itself names the faults
        written = {}
    role = options.role or os.environ.get("LIANGCHUANG_ROLE") or written.get("role")
    database = options.database or os.environ.get("LIANGCHUANG_DATABASE") or str(written.get("database"))
    return BASE_LOCKS + (BUREAU_LOCKS if role == "bureau" or database.startswith("postgresql") else ())


def do_serve(options: argparse.Namespace, _words: list[str]) -> int:
    set_up(run_locks(options), options.wheelhouse)
    return become(["-m", "serve"], environment_of(options, options.data))


def do_flask(options: argparse.Namespace, words: list[str]) -> int:
    set_up(run_locks(options), options.wheelhouse)
    return become(["-m", "flask", "--app", str(ROOT / "app.py"), *words], environment_of(options, options.data))


def do_demo(options: argparse.Namespace, words: list[str]) -> int:
    """Serves the demo centre out of a data folder of its own."""
    if words != ["--centre-only"]:
        say("demo_later")
        return 2
    set_up(run_locks(options), options.wheelhouse)
    environment = environment_of(options, options.data or str(ROOT / "demo-data"))
    code = subprocess.call([str(PYTHON), "-m", "demo"], env=environment, cwd=ROOT)
    return code or become(["-m", "serve"], environment)


def do_test(options: argparse.Namespace, words: list[str]) -> int:
    """pytest with two workers; --long adds the tests marked long."""
    set_up(BASE_LOCKS + DEVELOPER_LOCKS, options.wheelhouse)
    provide_debian_tools()
    long = ["-m", "long or not long"] if "--long" in words else []
    rest = [word for word in words if word != "--long"]
    return developer_tool(["-m", "pytest", "-n", "2", "--rootdir", str(ROOT), *long, *rest])


def provide_debian_tools() -> None:
    """Install the browser, its Chinese font and openssl where we may; else say in one sentence what to install."""
    missing = [package for package, command in DEBIAN_TOOLS.items() if not (shutil.which(command) if command else has_chinese_font())]
    if missing and not WINDOWS and os.geteuid() == 0 and shutil.which("apt-get"):
        with contextlib.suppress(SetupFailed):
            call(["apt-get", "-q", "update"])
            call(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "install", "-y", "--no-install-recommends", *missing])
            return
    if missing:
        say("missing_tools", tools=" ".join(missing))


def has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return WINDOWS
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], stdout=subprocess.PIPE, check=False).stdout.strip())


def developer_tool(arguments: Sequence[str]) -> int:
    """Run the virtual environment's Python in our folder, untouched by the settings of a running node."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIANGCHUANG_")}
    environment.update(PYTHONPATH=str(ROOT), PYTHONUTF8="1")
    return subprocess.call([str(PYTHON), *arguments], cwd=ROOT, env=environment)


def do_check(options: argparse.Namespace, _words: list[str]) -> int:
    """All of the checks, each to its end, so that one run shows every fault."""
    set_up(BASE_LOCKS + DEVELOPER_LOCKS, options.wheelhouse)
    failed = False
    for name, arguments in CHECKS.items():
        code = developer_tool(arguments)
        say("checked", name=name, outcome="ok" if code == 0 else f"failed ({code})")
        failed = failed or code != 0
    return 1 if failed else 0


def do_bench(options: argparse.Namespace, words: list[str]) -> int:
    """One benchmark by name with its arguments, or all of them."""
    set_up(BASE_LOCKS + DEVELOPER_LOCKS, options.wheelhouse)
    names = sorted(path.stem for path in (ROOT / "benchmarks").glob("[a-z]*.py"))
    if words and words[0] not in names:
        say("no_benchmark", name=words[0], names=" ".join(names))
        return 2
    runs = [words] if words else [[name] for name in names]
    return max(developer_tool(["-m", f"benchmarks.{name}", *arguments]) for name, *arguments in runs)


def do_wheelhouse(options: argparse.Namespace, words: list[str]) -> int:
    """Fill a folder from which a machine without network can be set up, whatever its processor.

    MarkupSafe is the one requirement with compiled code: besides the wheel for this machine, its source goes in, with what
    builds it (it falls back to pure Python where there is no compiler).
    """
    if len(words) != 1 or words[0].startswith("-"):
        say("wheelhouse_usage")
        return 2
    folder = absolute(words[0])
    set_up(BASE_LOCKS, options.wheelhouse)
    for name in WHEELHOUSE_LOCKS:
        pip(["download", "--require-hashes", "--no-deps", "--dest", folder, "-r", str(ROOT / name)])
    source_only = BUILD / "markupsafe.txt"
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("markupsafe=="))
    end = next(number for number in range(start, len(lines)) if not lines[number].endswith("\\"))
    source_only.write_text("\n".join(lines[start : end + 1]), "utf-8")
    pip(["download", "--require-hashes", "--no-deps", "--no-binary", ":all:", "--dest", folder, "-r", str(source_only)])
    say("made_wheelhouse", folder=folder)
    return 0


WORDS: dict[str, Callable[[argparse.Namespace, list[str]], int]] = {
    "flask": do_flask,
    "demo": do_demo,
    "test": do_test,
    "check": do_check,
    "bench": do_bench,
    "wheelhouse": do_wheelhouse,
}


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code: 0 well, 1 failed, 2 wrong usage."""
    options = read_options(arguments)
    word, *rest = options.words or [""]
    act = WORDS.get(word) if word else do_serve
    if act is None:
        say("unknown_word", word=word)
        return 2
    try:
        return act(options, rest)
    except SetupFailed as failure:
        say("failed", reason=failure)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
