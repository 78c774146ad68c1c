"""Settings: where they come from, and every fault named at once."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from settings import DEFAULTS, VERSION, Settings, SettingsFault, load_settings
from views.wording.setup import SETTINGS_PROBLEMS, settings_fault

ROOT = Path(__file__).parent.parent.parent


def load(folder: Path, text: str = "", **environ: str) -> Settings:
    (folder / "settings.toml").write_text(text, "utf-8")
    return load_settings({"LIANGCHUANG_DATA": str(folder), **{f"LIANGCHUANG_{name}": value for name, value in environ.items()}})


def faults(folder: Path, text: str = "", **environ: str) -> list[str]:
    with pytest.raises(SettingsFault) as caught:
        load(folder, text, **environ)
    assert settings_fault(caught.value.faults).count("\n") == len(caught.value.faults)
    return [code for code, _values in caught.value.faults]


def test_the_environment_goes_before_the_file_and_the_file_before_the_defaults(tmp_path: Path) -> None:
    made = load(tmp_path, 'port = 8100\ncentre_name = "云岭县政务服务中心"\n', PORT="8200")
    assert (made.port, made.centre_name, made.backup_keep) == (8200, "云岭县政务服务中心", 14)


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b'\xef\xbb\xbfport = 8100\r\n')
    assert load_settings({"LIANGCHUANG_DATA": str(tmp_path)}).port == 8100


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    found = faults(tmp_path, 'prot = 1\nport = "8000"\nidle_minutes = 1\nrole = "boss"\ntls_key = "k"\n', TLS="maybe", BACKUP_KEEP="x")
    assert sorted(found) == ["not_bool", "not_int", "not_int", "out_of_bounds", "role", "tls_pair", "unknown"]


@pytest.mark.parametrize(("text", "code"), [
    ("port = ", "unreadable"), ("port = 0", "out_of_bounds"), ("port = 65536", "out_of_bounds"), ("tls = 1", "not_bool"),
    ("centre_name = 3", "not_str"), ('centre_code = "云岭"', "centre_code"), ('centre_code = ""', "centre_code"),
    ('database = "mysql://x"', "database"), ("backup_keep = 0", "out_of_bounds"), ("port = true", "not_int"),
    ("port = 8081\ndevice_port = 8081", "device_port"), ("device_silent_minutes = 0", "out_of_bounds"),
])
def test_one_fault_is_named_by_its_code(tmp_path: Path, text: str, code: str) -> None:
    assert faults(tmp_path, text) == [code]


def test_the_password_of_a_database_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault) as caught:
        load(tmp_path, 'database = "mysql://user:secret@host/x"')
    assert "secret" not in settings_fault(caught.value.faults)


def test_a_data_folder_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsFault) as caught:
        load_settings({"LIANGCHUANG_DATA": str(tmp_path / "file" / "data")})
    assert caught.value.faults[0][0] == "data"


def test_a_new_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    load_settings({"LIANGCHUANG_DATA": str(tmp_path / "new")})
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = load_settings({"LIANGCHUANG_DATA": str(tmp_path)}).secret_key
    assert load_settings({"LIANGCHUANG_DATA": str(tmp_path)}).secret_key == first
    assert len(first) == 64
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_every_setting_and_fault_has_a_sentence() -> None:
    assert {f"not_{type(value).__name__}" for value in DEFAULTS.values()} <= set(SETTINGS_PROBLEMS)


@pytest.mark.parametrize("words", [["-m", "flask", "--app", "app", "jobs", "list", "--json"], ["-m", "serve"]])
def test_commands_and_server_say_every_fault_in_chinese_and_exit_1(tmp_path: Path, words: list[str]) -> None:
    done = subprocess.run([sys.executable, *words], cwd=ROOT, text=True, capture_output=True, check=False,
                          env={**os.environ, "LIANGCHUANG_DATA": str(tmp_path), "LIANGCHUANG_PORT": "x", "LIANGCHUANG_ROLE": "x"})
    assert (done.returncode, done.stdout) == (1, "")
    assert "LIANGCHUANG_PORT：要写整数，现在是 x" in done.stderr
    assert "role：要写 centre（中心）或 bureau（市局），现在是 x" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_the_projects() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION
