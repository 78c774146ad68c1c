"""The real web server on the data folder and port of the settings, with a clock that stands on Monday 2026-03-02, nine o'clock.

Run by the browser tests as a process of its own: `python -m tests.browser.standing_server`. Prints one line once it listens.
"""

import os

from app import create_app
from serve import build_server
from settings import load_settings
from tests.conftest import MONDAY, StandingClock

if __name__ == "__main__":
    settings = load_settings(os.environ)
    server = build_server(create_app(settings, StandingClock(MONDAY)), settings)
    print("listening", flush=True)
    server.run()
