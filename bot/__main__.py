"""Lets ``python -m bot`` do what ``steg`` does."""

import sys

from bot.cli import main

sys.exit(main())
