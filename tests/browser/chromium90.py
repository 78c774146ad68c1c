"""A real Chromium 90, out of an npm package that carries one, unpacked once into build/chromium90."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path

PACKAGE = "chrome-aws-lambda@8.0.2"  # carries 90.0.4427.0; 9.0.0 and later carry 91
SHA512 = "a4VEX6DknxISPqGLksZa/JuEnjc4nLXaG0BMp5c9qERvJ/eBHPUJ7oCRQQC+SxSxuxsEwxbBj2RBlCQbivnihg=="
NO_NPM = "Node.js with npm is missing: install it with `sudo apt-get install nodejs npm`, then run the long tests again."
UNPACK = "const f = require('fs'); f.writeFileSync(process.argv[2], require('zlib').brotliDecompressSync(f.readFileSync(process.argv[1])))"


class NotToBeHad(Exception):
    """There is no Chromium 90; the text says what to install."""


def chromium_90(folder: Path) -> Path:
    """The program, fetched on the first call. Raises NotToBeHad without npm, without its registry, and for an altered package."""
    program = folder / "chromium"
    if program.exists():
        return program
    folder.mkdir(parents=True, exist_ok=True)
    packed = _fetch(folder)
    with tarfile.open(packed) as package:
        package.extract("package/bin/chromium.br", folder, filter="data")
    fresh = folder / "chromium.fresh"
    _call("node", "-e", UNPACK, str(folder / "package/bin/chromium.br"), str(fresh), within=folder)
    fresh.chmod(0o755)
    fresh.rename(program)
    packed.unlink()
    shutil.rmtree(folder / "package")
    return program


def _fetch(folder: Path) -> Path:
    _call("npm", "pack", PACKAGE, "--silent", within=folder)
    packed = next(folder.glob("*.tgz"))
    found = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    if found != SHA512:
        packed.unlink()
        raise NotToBeHad(f"{PACKAGE} is not the package that was looked at: its SHA-512 is {found}.")
    return packed


def _call(program: str, *arguments: str, within: Path) -> None:
    found = shutil.which(program)
    if found is None:
        raise NotToBeHad(NO_NPM)
    done = subprocess.run([found, *arguments], cwd=within, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotToBeHad(f"`{program} {arguments[0]}` failed, which needs the network once: {done.stderr[-300:]}")
