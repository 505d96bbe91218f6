"""What owners wrote reaches a spreadsheet as text, whatever it begins with."""

import csv
import io

import pytest

from bot.csv_text import FORMULA, csv_text


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("sign", FORMULA)
def test_a_text_that_would_be_a_formula_is_kept_as_text(sign: str) -> None:
    (row,) = cells(csv_text([{"text": f"{sign}HYPERLINK(1)"}], ["text"]))
    shown = "\n" if sign == "\r" else sign
    assert row["text"] == f"'{shown}HYPERLINK(1)"


def test_numbers_and_plain_texts_stay_as_they_are() -> None:
    (row,) = cells(csv_text([{"times": -3, "text": "ryggen, «ryker»"}], ["times", "text"]))
    assert row == {"times": "-3", "text": "ryggen, «ryker»"}


def test_without_rows_the_names_of_the_columns_still_stand() -> None:
    assert csv_text([], ["a", "b"]) == "a,b\n"
