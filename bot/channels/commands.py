"""The commands an owner can type on every platform, and the choice each stands for."""

from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "start": "do=hello",
    "help": "do=help",
    "person": "do=handoff",
    "language": "do=language",
    "privacy": "do=privacy",
    "erase": "do=erase",
}
