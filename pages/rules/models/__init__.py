"""Rules with their conditions and actions, what they did, and what was proposed for a bulletin."""

from pages.rules.models.proposal import Proposal
from pages.rules.models.rule import Rule, RuleAction, RuleCondition
from pages.rules.models.run import RuleAct, RuleRun

__all__ = ["Proposal", "Rule", "RuleAct", "RuleAction", "RuleCondition", "RuleRun"]
