"""`tirkeu <service> messages`: what waits, what is parked, and what a person does about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from shared.commands import celery_of, db_of, report

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

SHOWN = ("mid", "name", "parked_at", "settled_at", "settled_how", "error")


def messages_group(service: str) -> click.Group:
    """The messages of one service."""

    @click.group("messages", help="What waits, what is not acknowledged, what is parked.", invoke_without_command=True)
    @click.option("--json", "as_json", is_flag=True)
    @click.pass_context
    def messages(context: click.Context, as_json: bool) -> None:
        from shared.messaging.state import message_state, parked_messages

        if context.invoked_subcommand is None:
            with db_of(service).read() as session:
                state, lying = message_state(session), parked_messages(session)
            data = {**state, "parked_messages": lying}
            report(data, as_json, lambda: _told(state, lying))

    for command in (_show(service), _replay(service), _discard(service), _resend(service)):
        messages.add_command(command)
    return messages


def _told(state: dict[str, Any], lying: list[dict[str, Any]]) -> list[str]:
    lines = [f"{name}: {value}" for name, value in state.items()]
    return lines + [f"  {p['mid']}  {p['name']}  {p['parked_at']:%Y-%m-%d %H:%M}  {p['error']}" for p in lying]


def _show(service: str) -> click.Command:
    @click.command("show", help="A message that is or was parked: why, where in the program, and what came of it.")
    @click.argument("mid", type=click.UUID)
    @click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
    def show(mid: UUID, as_json: bool) -> None:
        from shared.messaging.state import parked_message

        with db_of(service).read() as session:
            found = parked_message(session, mid)
        if found is None:
            raise _not_parked(mid)
        report(dict(found), as_json, lambda: _shown(found))

    return show


def _shown(found: RowMapping) -> list[str]:
    lines = [f"{name}: {found[name]}" for name in SHOWN if found[name] is not None]
    return [*lines, "", found["traceback"].rstrip(), "", json.dumps(found["envelope"], ensure_ascii=False, indent=1)]


def _replay(service: str) -> click.Command:
    @click.command("replay", help="Digest a parked message again, past inbox and age.")
    @click.argument("mid", type=click.UUID)
    @click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
    def replay_one(mid: UUID, as_json: bool) -> None:
        from shared.messaging.inbox import replay

        celery = celery_of(service)
        try:
            done = replay(celery.db, celery.handlers, mid)
        except Exception as error:
            raise click.ClickException(f"It failed again and stays parked: {type(error).__name__}: {error}") from error
        if not done:
            raise _not_parked(mid)
        report({"replayed": mid}, as_json, lambda: [f"replayed {mid}"])

    return replay_one


def _discard(service: str) -> click.Command:
    @click.command("discard", help="Give a parked message up; the row and the reason stay on record.")
    @click.argument("mid", type=click.UUID)
    @click.option("--reason", required=True)
    @click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
    def discard(mid: UUID, reason: str, as_json: bool) -> None:
        from shared.messaging.inbox import settle

        with db_of(service).transaction() as session:
            done = settle(session, mid, f"discarded: {reason}")
        if not done:
            raise _not_parked(mid)
        report({"discarded": mid}, as_json, lambda: [f"discarded {mid}"])

    return discard


def _resend(service: str) -> click.Command:
    @click.command("resend", help="Send anew what stopped because its hearer was away for a week; all of it, or one.")
    @click.argument("mid", type=click.UUID, required=False)
    @click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
    def resend_old(mid: UUID | None, as_json: bool) -> None:
        from shared.messaging.aging import resend

        with db_of(service).transaction() as session:
            found = resend(session, mid)
        if mid and not found:
            raise click.ClickException(f"No message {mid} of {service} has stopped.")
        report({"resent": found}, as_json, lambda: [f"{found} sent anew"])

    return resend_old


def _not_parked(mid: UUID) -> click.ClickException:
    return click.ClickException(f"No parked message {mid}.")
