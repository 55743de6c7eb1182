"""Imported where services are forked from: until a clock may step, its signals do nothing."""

from __future__ import annotations

import signal

from tests.faults.clock import BACK, FORWARD

for number in (FORWARD, BACK):
    signal.signal(number, signal.SIG_IGN)
