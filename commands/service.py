"""`flask service install`: the texts by which the machine starts the program at boot. Nothing is installed, so nobody need be root."""

from __future__ import annotations

import getpass
import sys
import xml.etree.ElementTree as Xml
from pathlib import Path, PurePath

import click
from flask import current_app

from commands.output import Commands
from settings import Settings
from views.wording import operations as words

ROOT = Path(__file__).resolve().parent.parent
UNIT, TASK = "liangchuang.service", "liangchuang-task.xml"
TASK_SPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
UNIT_TEXT = """[Unit]
Description={about}
After=network.target

[Service]
User={user}
WorkingDirectory={root}
ExecStart={command}
Restart=on-failure
RestartSec=5
TimeoutStopSec=90
NoNewPrivileges=yes
PrivateTmp=yes
UMask=0077

[Install]
WantedBy=multi-user.target
"""

group = Commands("service", help="Starting at boot.")


@group.command("install")
@click.option("--print", "to_print", is_flag=True, help="Print the text for this machine's system.")
@click.option("--write", "folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="Write both texts into DIR.")
def install(to_print: bool, folder: Path | None) -> None:
    """Make the systemd unit and the Windows scheduled task that start this folder with these settings as this user."""
    settings, user = current_app.config["SETTINGS"], getpass.getuser()
    if to_print == (folder is not None):
        raise click.UsageError(words.SERVICE_WHERE)
    if folder is None:
        click.echo(windows_task(settings, user) if sys.platform == "win32" else systemd_unit(settings, user))
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / UNIT).write_text(systemd_unit(settings, user), "utf-8")
    (folder / TASK).write_text(windows_task(settings, user), "utf-16")  # what schtasks asks for
    click.echo(words.SERVICE_WRITTEN.format(files=words.listed([str(folder / UNIT), str(folder / TASK)])))


def systemd_unit(settings: Settings, user: str) -> str:
    """The text of a systemd unit: run as `systemctl enable --now` once put into /etc/systemd/system."""
    python = PurePath(sys.base_prefix) / "bin" / "python3"
    command = " ".join(_quoted(word) for word in (str(python), str(ROOT / "run.py"), *start_words(settings)))
    return UNIT_TEXT.format(about=_plain(words.SERVICE_ABOUT.format(centre=settings.centre_name)), user=user,
                            root=_plain(str(ROOT)), command=command)


def windows_task(settings: Settings, user: str) -> str:
    """The text of a scheduled task: made with `schtasks /create /tn Liangchuang /xml FILE`; starts at boot, restarts when it fails."""
    Xml.register_namespace("", TASK_SPACE)
    task = _put(None, "Task", version="1.2")
    _put(_put(task, "RegistrationInfo"), "Description", words.SERVICE_ABOUT.format(centre=settings.centre_name))
    _put(_put(_put(task, "Triggers"), "BootTrigger"), "Enabled", "true")
    principal = _put(_put(task, "Principals"), "Principal", id="Author")
    for name, text in (("UserId", user), ("LogonType", "S4U"), ("RunLevel", "LeastPrivilege")):
        _put(principal, name, text)
    rules = _put(task, "Settings")
    for name in ("DisallowStartIfOnBatteries", "StopIfGoingOnBatteries"):
        _put(rules, name, "false")
    restart = _put(rules, "RestartOnFailure")
    _put(restart, "Interval", "PT1M")
    _put(restart, "Count", "999")
    _put(rules, "ExecutionTimeLimit", "PT0S")
    action = _put(_put(task, "Actions", Context="Author"), "Exec")
    arguments = " ".join(f'"{word}"' for word in (str(ROOT / "run.py"), *start_words(settings)))
    for name, text in (("Command", str(PurePath(sys.base_prefix) / "python.exe")), ("Arguments", arguments),
                       ("WorkingDirectory", str(ROOT))):
        _put(action, name, text)
    Xml.indent(task)
    return '<?xml version="1.0" encoding="UTF-16"?>\n' + Xml.tostring(task, "unicode") + "\n"


def start_words(settings: Settings) -> list[str]:
    """What stands after `run.py`. A database's address is left to settings.toml, as it may hold a password."""
    tls = ["--tls"] if settings.tls else []
    return ["--data", str(settings.data), "--host", settings.host, "--port", str(settings.port), "--role", settings.role, *tls]


def _quoted(word: str) -> str:
    """A word of ExecStart: quoted where it must be, with what systemd would read otherwise doubled."""
    escaped = _plain(word).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{escaped}"' if any(character in escaped for character in " \t'\"\\;") else escaped


def _plain(text: str) -> str:
    return text.replace("%", "%%")


def _put(parent: Xml.Element | None, name: str, text: str = "", **attributes: str) -> Xml.Element:
    tag = f"{{{TASK_SPACE}}}{name}"
    made = Xml.Element(tag, attributes) if parent is None else Xml.SubElement(parent, tag, attributes)
    made.text = text or None
    return made
