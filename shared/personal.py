"""Which rows are about a person by name, and the list of people whose rows are erased.

The list holds ids and dates, no names. It is a table of the store, a part of every backup, and
a file beside the backups, so that a restore of an older one knows whom to leave out.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
import sqlalchemy as sa

from shared.contracts.bloc import ErasureReason

# The store that holds personal data, and its tables that do; each names its person so.
STORE = "bloc"
CARDS = "identity_cards"
NAME_WORDS = "name_words"
NAME_ORDER = "name_order"
TABLES = (CARDS, NAME_WORDS, NAME_ORDER)
PERSON = "person_id"

metadata = sa.MetaData()

erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column(PERSON, sa.Uuid(), primary_key=True),
    sa.Column("erased_on", sa.Date(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    # Whether the log knows it; it does not where a backup from before it was restored.
    sa.Column("recorded", sa.Boolean(), nullable=False),
    # Whether the files of the store were written anew without what was deleted.
    sa.Column("gone_from_store", sa.Boolean(), nullable=False),
    # The bucket of names that was emptied of it; another bucket has to be emptied again.
    sa.Column("gone_from_bucket", sa.Text()),
)


class Erased(msgspec.Struct, frozen=True):
    """One line of the list: whose data were erased, when, and why."""

    person_id: UUID
    erased_on: date
    reason: ErasureReason
