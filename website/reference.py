"""The reference of commands, as `--help` prints it."""

from __future__ import annotations

import click

from emgrade.cli import main


def pages() -> dict[str, bytes]:
    """Return the page of commands."""
    parts = ["# Commands\n\nAs `--help` prints them. `emgrade` lives in `.venv/bin` after `make setup`.\n"]
    parts += [f"## `{name}`\n\n```text\n{usage}\n```\n" for name, usage in _helps("emgrade", main)]
    return {"reference/commands.md": "\n".join(parts).encode()}


def _helps(name: str, command: click.Command) -> list[tuple[str, str]]:
    context = click.Context(command, info_name=name, max_content_width=92, terminal_width=92)
    found = [(name, command.get_help(context))]
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found += _helps(f"{name} {inner}", command.commands[inner])
    return found
