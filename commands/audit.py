"""`flask audit verify`: prove that the audit is whole."""

from __future__ import annotations

import click
from flask import current_app

from actions.audit import verify_audit
from commands.output import Commands, fail, print_json
from views.wording.audit import BROKEN, FAULTS, WHOLE

group = Commands("audit", help="The audit.")


@group.command("verify")
@click.option("--json", "as_json", is_flag=True)
def verify(as_json: bool) -> None:
    """Walk the chain; exit 1 and name the first row that is changed, missing or too many."""
    verdict = verify_audit(current_app.config["SETTINGS"])
    fault = verdict.fault
    if as_json:
        print_json({"rows": verdict.rows, "ok": fault is None, "first_fault": {"seq": fault.seq, "kind": fault.kind} if fault else None})
    if fault:
        fail(BROKEN.format(seq=fault.seq, fault=FAULTS[fault.kind]))
    if not as_json:
        click.echo(WHOLE.format(rows=verdict.rows))
