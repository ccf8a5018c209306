"""The command table: each key is used once, and each command has an action and words."""

from rolecall.ui.actions import ACTIONS
from rolecall.ui.commands import COMMANDS, MOVES, bindings


def test_every_key_and_every_id_stands_once() -> None:
    keys = [key for command in COMMANDS for key in command.key.split(",") if key]
    keys += [key for key, _, _ in MOVES]
    assert len(keys) == len(set(keys))
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


def test_every_command_is_an_action_of_the_picker_with_its_words() -> None:
    for command in COMMANDS:
        assert callable(ACTIONS[command.id])
        assert command.label
        assert command.tooltip
        assert not command.tooltip.endswith(".")


def test_every_command_has_a_binding_that_can_be_remapped() -> None:
    by_id = {binding.id: binding for binding in bindings()}
    for command in COMMANDS:
        assert by_id[command.id].key == (command.key or f"none-{command.id}")
