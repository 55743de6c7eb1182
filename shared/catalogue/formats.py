"""How dates, times and numbers are written for a reader, and how a typed number is read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from shared.catalogue import CatalogueError

HERE = ZoneInfo("Asia/Ho_Chi_Minh")

_DAY = {"vi": "dd/MM/yyyy", "en": "d MMM y"}
_LONG_DAY = {"vi": "d 'tháng' M 'năm' y", "en": "d MMMM y"}
_MOMENT = {"vi": "dd/MM/yyyy HH:mm", "en": "d MMM y HH:mm"}


class NumberUnreadable(CatalogueError):
    """What was typed is not a number."""


def day(on: date, locale: str) -> str:
    """`12/03/2024`."""
    return format_date(on, _DAY[locale], locale=locale)


def long_day(on: date, locale: str) -> str:
    """`12 tháng 3 năm 2024`, as in documents."""
    return format_date(on, _LONG_DAY[locale], locale=locale)


def moment(at: datetime, locale: str) -> str:
    """`12/03/2024 15:44`, on the clock of Việt Nam."""
    return format_datetime(at, _MOMENT[locale], tzinfo=HERE, locale=locale)


def number(value: Decimal | int, locale: str) -> str:
    """`1.234,5` in Vietnamese; never more than two decimals."""
    return format_decimal(value, "#,##0.##", locale=locale)


def read_number(typed: str) -> Decimal:
    """Read `9,5` and `9.5` alike. Raises `NumberUnreadable`."""
    try:
        value = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation as error:
        raise NumberUnreadable(f"{typed!r} is not a number") from error
    if not value.is_finite():
        raise NumberUnreadable(f"{typed!r} is not a number")
    return value
