"""The languages Steg speaks, and a text in each of them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["nb", "sv", "en"]
LANGUAGES: tuple[Language, ...] = ("nb", "sv", "en")
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Frozen(BaseModel):
    """A value read from outside: unknown keys are faults, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wording(Frozen):
    """One text in every language."""

    nb: Text
    sv: Text
    en: Text

    def to(self, language: Language) -> str:
        """The text as a reader of that language sees it."""
        text: str = getattr(self, language)
        return text
