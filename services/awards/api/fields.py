"""Fields that several forms have."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

# The first year is that of the call for patriotic emulation; records may be that old.
Year = Annotated[int, Field(ge=1948, le=2100, examples=[2024])]
Text = Annotated[str, Field(min_length=1)]
Title = Annotated[str, Field(min_length=1, examples=["CSTDCS"])]
DecisionNumber = Annotated[str, Field(min_length=1, examples=["812/QĐ-VPCP"])]
