"""What a resident's side can do with an application; every change of the intake is in this folder."""

from workflows.intake.services.correcting import begin_correction, resubmit
from workflows.intake.services.paper import begin_paper, enter_draft, enter_paper
from workflows.intake.services.sending import Incomplete, submit
from workflows.intake.services.starting import start

__all__ = [
    "Incomplete",
    "begin_correction",
    "begin_paper",
    "enter_draft",
    "enter_paper",
    "resubmit",
    "start",
    "submit",
]
