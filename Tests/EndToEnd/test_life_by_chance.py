"""Lives of companies by chance: packs and their versions are made, come, change and go, people work, and everything is asked for after each step.

A seed is a life. `KERNEL_LIVES=FROM-TO` runs those seeds with `KERNEL_LIFE_STEPS` steps each (`make soak-life`); with `KERNEL_LIFE_AMID=1`
people write while packs change, too.
"""

import os
import sys

import pytest

from life import Life

FEW = "2-3"
STEPS = int(os.environ.get("KERNEL_LIFE_STEPS", "16"))


def seeds():
    first, _, last = os.environ.get("KERNEL_LIVES", FEW).partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.mark.parametrize("seed", seeds())
def test_nothing_acknowledged_is_lost_and_plans_tell_what_is_done(seed):
    calm = "KERNEL_LIVES" not in os.environ
    life = Life(seed, versions=3 if calm else 4, log=sys.stdout, calm=calm, amid="KERNEL_LIFE_AMID" in os.environ)
    try:
        for _ in range(STEPS):
            life.step()
        life.settle()
    finally:
        life.close()
