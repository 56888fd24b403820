"""What can be set: on the stand-in's own page or by a test, and kept like everything else."""

from __future__ import annotations

from collections.abc import Mapping

from infra.standins.common.world import World


class Unknown(Exception):
    """There is no such switch or value, and nothing was set; or no such action on the stand-in's page."""


class Switches:
    """``choices`` may have these values and are the first until they are set, ``numbers`` are empty or not negative, ``free``
    is any text. ``NAME_left`` among the numbers: for how many times the choice NAME is good, empty for ever."""

    def __init__(
        self, *, choices: Mapping[str, tuple[str, ...]], numbers: tuple[str, ...] = (), free: tuple[str, ...] = ()
    ) -> None:
        self.choices, self.numbers, self.free = choices, numbers, free

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.choices, *self.numbers, *self.free)

    def set(self, world: World, wanted: Mapping[str, str]) -> None:
        """All of them, or ``Unknown`` and none."""
        for name, value in wanted.items():
            if not self.knows(name, value):
                raise Unknown(f"{name}={value}")
        with world.store.work():
            for name, value in wanted.items():
                world.store.set_switch(name, value)

    def knows(self, name: str, value: str) -> bool:
        if name in self.choices:
            return value in self.choices[name]
        return name in self.free or (name in self.numbers and (not value or value.replace(".", "", 1).isdigit()))

    def choice(self, world: World, name: str) -> str:
        return world.store.switch(name) or self.choices[name][0]

    def current(self, world: World) -> dict[str, str]:
        return {name: self.choice(world, name) for name in self.choices} | {
            name: world.store.switch(name) for name in (*self.numbers, *self.free)
        }

    def use(self, world: World, name: str) -> str:
        """The choice as it is now; one of a limited number of times is used up, and after the last it is the first again."""
        first, left_name = self.choices[name][0], f"{name}_left"
        with world.store.work():
            made, left = self.choice(world, name), world.store.switch(left_name)
            if made != first and left:
                rest = int(float(left)) - 1
                self.set(world, {left_name: str(rest)} if rest > 0 else {name: first, left_name: ""})
        return made
