"""What may break: each fault strikes one part of the system, lasts a moment, and is over."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from random import Random
from typing import Any

from tests.faults.operator import a_projection_is_rebuilt
from tests.faults.system import POLL_SECONDS, SERVICES, FaultySystem

# How long a fault lasts, in seconds, at the most; drawn for each.
LONGEST = 1.2
SLOW = 0.05
PATIENCE_SECONDS = 20.0

Strike = Callable[[FaultySystem, Random], Coroutine[Any, Any, None]]


async def a_service_is_killed(system: FaultySystem, chance: Random) -> None:
    name = chance.choice(SERVICES)
    async with system.locks[name]:
        await system.kill(name)
        await _a_while(chance)
        system.start(name)


async def a_service_hangs(system: FaultySystem, chance: Random) -> None:
    name = chance.choice(SERVICES)
    async with system.locks[name]:
        process = system.processes[name]
        process.freeze()
        await _a_while(chance)
        process.thaw()


async def a_service_runs_twice(system: FaultySystem, chance: Random) -> None:
    """A second process on the same store, as while a release is rolled out."""
    name = chance.choice(SERVICES)
    async with system.locks[name]:
        second = system.start_second(name)
        await _a_while(chance)
        await asyncio.to_thread(second.kill)


async def read_models_are_lost(system: FaultySystem, chance: Random) -> None:
    name = chance.choice(SERVICES)
    async with system.locks[name]:
        await system.kill(name)
        for file in system.profile.stores.glob(f"{name}-views*"):
            file.unlink()
        system.start(name)


async def a_clock_steps(system: FaultySystem, chance: Random) -> None:
    name = chance.choice(SERVICES)
    async with system.locks[name]:
        system.processes[name].step_clock(back=chance.random() < 0.5)


async def a_disk_is_full(system: FaultySystem, chance: Random) -> None:
    name = chance.choice(SERVICES)
    async with system.locks[name]:
        process = system.processes[name]
        process.fill_disk()
        await _a_while(chance)
        process.free_disk()


async def a_store_is_locked(system: FaultySystem, chance: Random) -> None:
    await _lock(system, system.store(chance.choice(SERVICES)).name, chance)


async def read_models_are_locked(system: FaultySystem, chance: Random) -> None:
    await _lock(system, f"{chance.choice(SERVICES)}-views*.sqlite", chance)


async def a_wire_is_cut(system: FaultySystem, chance: Random) -> None:
    wire = system.wires[chance.choice(SERVICES)]
    await wire.cut()
    await _a_while(chance)
    await wire.mend()


async def a_wire_is_slow(system: FaultySystem, chance: Random) -> None:
    wire = system.wires[chance.choice(SERVICES)]
    wire.delay = chance.uniform(0, SLOW)
    await _a_while(chance)
    wire.delay = 0.0


async def nats_is_killed(system: FaultySystem, chance: Random) -> None:
    async with system.nats_lock:
        system.kill_nats()
        await _a_while(chance)
        await system.start_nats()


async def nats_loses_its_disk(system: FaultySystem, chance: Random) -> None:
    async with system.nats_lock:
        system.kill_nats()
        system.wipe_nats()
        await _a_while(chance)
        await system.start_nats()
        await system.provision()


async def nats_is_set_back(system: FaultySystem, chance: Random) -> None:
    """Its disk is as it was a moment ago: writes that were acknowledged are gone."""
    async with system.nats_lock:
        system.signal_nats(signal.SIGSTOP)
        await asyncio.to_thread(system.copy_nats_disk)
        system.signal_nats(signal.SIGCONT)
        await _a_while(chance)
        system.kill_nats()
        system.wipe_nats()
        system.put_nats_disk_back()
        await system.start_nats()


async def nats_forgets_its_consumers(system: FaultySystem, chance: Random) -> None:
    async with system.nats_lock:
        system.kill_nats()
        system.lose_consumers()
        await _a_while(chance)
        await system.start_nats()


async def nats_hangs(system: FaultySystem, chance: Random) -> None:
    async with system.nats_lock:
        system.signal_nats(signal.SIGSTOP)
        await _a_while(chance)
        system.signal_nats(signal.SIGCONT)


REBUILDING = "projection rebuilt"
STRIKES: dict[str, Strike] = {
    "service killed": a_service_is_killed,
    "service hangs": a_service_hangs,
    "service twice": a_service_runs_twice,
    "clock steps": a_clock_steps,
    "disk full": a_disk_is_full,
    "store locked": a_store_is_locked,
    "read models locked": read_models_are_locked,
    "read models lost": read_models_are_lost,
    "wire cut": a_wire_is_cut,
    "wire slow": a_wire_is_slow,
    "NATS killed": nats_is_killed,
    "NATS wiped": nats_loses_its_disk,
    "NATS set back": nats_is_set_back,
    "consumers lost": nats_forgets_its_consumers,
    "NATS hangs": nats_hangs,
    REBUILDING: a_projection_is_rebuilt,
}


async def _a_while(chance: Random) -> None:
    await asyncio.sleep(chance.uniform(0, LONGEST))


async def _lock(system: FaultySystem, names: str, chance: Random) -> None:
    """Hold the write lock of a store from a connection of somebody else's."""
    seconds = chance.uniform(0, LONGEST)
    while not (files := sorted(system.profile.stores.glob(names))):
        await asyncio.sleep(POLL_SECONDS)
    connection = sqlite3.connect(
        chance.choice(files),
        timeout=PATIENCE_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    with closing(connection):
        await asyncio.to_thread(connection.execute, "BEGIN IMMEDIATE")
        await asyncio.sleep(seconds)
        connection.execute("ROLLBACK")
