"""The law in force where this runs: a rule set, and what the organisation adds to it.

Overlays are laid over the law in their order. They hold as well under a law that takes its
place: what an organisation asks for does not lapse with an amendment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.awards.law.edition import edition
from services.awards.law.fields import parse
from services.awards.law.loading import known, load
from services.awards.law.overlays import laid_over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.awards.law.ruleset import RuleSet

IN_FORCE = "law-2022"


@dataclass(frozen=True)
class Law:
    """What is judged by: the rules in force, and every other rule set by its name.

    `amended` are those that take the place of the law in force, with the same overlays, by the
    name without them. `edition` is another number whenever any of it is another.
    """

    rules: RuleSet
    amended: dict[str, RuleSet]
    edition: int

    def named(self, name: str) -> RuleSet:
        """A rule set by its name; a bare name is without overlays. Raises `RuleSetUnknown`."""
        for each in (self.rules, *self.amended.values()):
            if each.name == name:
                return each
        return load(name)

    def successor(self, name: str) -> RuleSet:
        """A rule set as it takes the place of the law in force. Raises `RuleSetUnknown`."""
        return self.amended.get(name) or self.named(name)

    def all(self) -> list[RuleSet]:
        """The rule sets that may be judged by, the oldest first; bare ones before."""
        laid = [self.rules, *self.amended.values()] if self.rules.overlays else []
        found = [*(load(name) for name in known()), *laid]
        return sorted(found, key=lambda each: (each.effective_from, each.name))


def law_in_force(overlays: Sequence[tuple[str, str]] = ()) -> Law:
    """The law with these overlays, each the name of a file and its text.

    Raises `RuleSetInvalid` for one that would relax the law or cannot be read.
    """
    successors = [
        each
        for each in (load(name) for name in known())
        if each.transition is not None and each.transition.supersedes == IN_FORCE
    ]
    return Law(
        _with(load(IN_FORCE), overlays),
        {each.name: _with(each, overlays) for each in successors},
        edition(added=[text.encode() for _, text in overlays]),
    )


def _with(ruleset: RuleSet, overlays: Sequence[tuple[str, str]]) -> RuleSet:
    for file, text in overlays:
        ruleset = laid_over(file, parse(file, text), onto=ruleset)
    return ruleset
