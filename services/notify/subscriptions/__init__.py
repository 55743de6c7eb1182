"""What `notify` listens to: which fact becomes a message, and to whom."""

from __future__ import annotations

from services.notify.subscriptions import organisation, year
from services.notify.subscriptions.delivering import Subscription

__all__ = ["SUBSCRIPTIONS", "Subscription"]

# By the name of the policy. What one reads is never changed, for its consumer stands in the log
# already: another source is another policy.
SUBSCRIPTIONS = {
    "notify-deliveries": Subscription(("covenant", "awards"), year.addressed),
    "notify-organisation": Subscription(
        ("bloc",), organisation.addressed, organisation.occasion_of
    ),
}
