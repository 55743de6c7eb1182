"""Who a title is for."""

from __future__ import annotations

from typing import Literal

SubjectKind = Literal["person", "unit"]
