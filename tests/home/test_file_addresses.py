"""The addresses of scripts and styles change with what is in them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from flask import Flask, url_for

from views.assets import init_assets


def edition(folder: Path) -> str:
    made = Flask("made", static_folder=folder)
    init_assets(made)
    with made.test_request_context():
        return url_for("static", filename="app.js").split("?")[1]


def test_every_script_and_style_of_a_page_names_its_edition(app):
    page = app.test_client().get("/account/sign-in").get_data(as_text=True)
    found = re.findall(r'(?:src|href)="([^"]+\.(?:js|css)[^"]*)"', page)
    assert len(found) >= 5
    assert [address for address in found if not re.search(r"\?v=[0-9a-f]{12}$", address)] == []


def test_an_edition_is_the_same_for_the_same_files_and_another_for_others(app, tmp_path):
    shutil.copytree(Path(app.static_folder), tmp_path / "same")
    shutil.copytree(Path(app.static_folder), tmp_path / "changed")
    with (tmp_path / "changed" / "sw.js").open("a") as script:
        script.write("// changed\n")
    assert edition(tmp_path / "same") == edition(Path(app.static_folder))
    assert edition(tmp_path / "same") != edition(tmp_path / "changed")
