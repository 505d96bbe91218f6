"""Desks for tests: two in Norway of which one stands in for the other, two in Sweden, and one for the rest."""

from bot.core.desks import Desk, Desks

NAMDAL = Desk(
    "namdal",
    "Namdalshagen",
    "slack:C0NAMDAL",
    "NO",
    "Europe/Oslo",
    actors=("namdalshagen",),
    stand_in="innherred",
)
INNHERRED = Desk(
    "innherred",
    "Proneo",
    "telegram:-100777",
    "NO",
    "Europe/Oslo",
    actors=("proneo",),
    speaks=("nb", "en"),
)
JAMTLAND = Desk(
    "jamtland",
    "Almi Mitt",
    "page:jamtland",
    "SE",
    "Europe/Stockholm",
    actors=("almi-mitt",),
    speaks=("sv", "en"),
)
GENERAL = Desk(
    "fylket",
    "Trøndelag fylkeskommune",
    "mail:post@fylket.example",
    "NO",
    "Europe/Oslo",
    actors=("trondelag-fylkeskommune",),
    speaks=("nb", "en"),
)
OSTERSUND = Desk(
    "ostersund",
    "Östersunds kommun",
    "slack:C0OSTERSUND",
    "SE",
    "Europe/Stockholm",
    actors=("kommun-ostersund",),
    speaks=("sv", "en"),
)
DESKS = Desks(
    {desk.id: desk for desk in (NAMDAL, INNHERRED, JAMTLAND, OSTERSUND, GENERAL)}, "fylket"
)
