"""How long to wait before the next try to log in, by name and by address; kept in memory."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import AddressValueError, IPv6Address, IPv6Network

FREE_FOR_A_NAME = 5  # slips of the finger that cost nothing
FREE_FOR_AN_ADDRESS = 20  # an office, or all behind one proxy, shares an address
FIRST_WAIT = timedelta(seconds=2)  # doubled by each further try
LONGEST_FOR_A_NAME = timedelta(minutes=15)
LONGEST_FOR_AN_ADDRESS = timedelta(minutes=1)  # short, so that a colleague is not kept out for long
FORGOTTEN_AFTER = timedelta(hours=24)
MOST_NAME = 64  # characters of a name that tell it from others; accounts have no longer ones
MOST_REMEMBERED = 10_000  # names, and as many addresses; beyond this the oldest are forgotten


@dataclass(slots=True)
class _Made:
    """Tries since the last that succeeded."""

    number: int
    last_at: datetime


class _Counted:
    """Tries by name, or by address; the longest untried comes first."""

    def __init__(self, free: int, longest: timedelta) -> None:
        self._free, self._longest = free, longest
        self._made: dict[str, _Made] = {}

    def left_to_wait(self, key: str, now: datetime) -> timedelta:
        """How long this key must wait still; not above zero when it need not."""
        made = self._made.get(key)
        if made is None or now - made.last_at > FORGOTTEN_AFTER:
            self._made.pop(key, None)
            return timedelta(0)
        return made.last_at + self._wait_after(made.number) - now

    def _wait_after(self, number: int) -> timedelta:
        beyond = number - self._free
        if beyond < 0:
            return timedelta(0)
        longest_doubling = math.ceil(math.log2(self._longest / FIRST_WAIT))
        return min(self._longest, FIRST_WAIT * float(2 ** min(beyond, longest_doubling)))

    def count(self, key: str, now: datetime) -> None:
        """Counts a try."""
        made = self._made.pop(key, _Made(0, now))
        self._made[key] = _Made(made.number + 1, now)
        if len(self._made) > MOST_REMEMBERED:
            del self._made[next(iter(self._made))]

    def forget(self, key: str, number: int | None = None) -> None:
        """Takes back some tries, or all of them."""
        made = self._made.get(key)
        if made is None:
            return
        made.number -= made.number if number is None else number
        if made.number <= 0:
            del self._made[key]


class Tries:
    """The tries of this process; another process, or a new start, counts anew."""

    def __init__(self) -> None:
        self._names = _Counted(FREE_FOR_A_NAME, LONGEST_FOR_A_NAME)
        self._addresses = _Counted(FREE_FOR_AN_ADDRESS, LONGEST_FOR_AN_ADDRESS)

    def seconds_to_wait(self, name: str, address: str, now: datetime) -> int:
        """Counts a try; 0 when it may be made, else the seconds until the next one may."""
        name, network = name[:MOST_NAME], _network(address)
        left = max(self._names.left_to_wait(name, now), self._addresses.left_to_wait(network, now))
        if left > timedelta(0):
            return math.ceil(left.total_seconds())
        self._names.count(name, now)
        self._addresses.count(network, now)
        return 0

    def succeeded(self, name: str, address: str) -> None:
        """Forgets the tries of a name, and this one of the address: others may be guessing from there."""
        self._names.forget(name[:MOST_NAME])
        self._addresses.forget(_network(address), 1)


def _network(address: str) -> str:
    """The address, or what one household has of the newer kind: a whole /64."""
    try:
        IPv6Address(address)
    except AddressValueError:
        return address
    return str(IPv6Network(f"{address.partition('%')[0]}/64", strict=False))
