"""A typed client of Kizuna's API. See README.md beside this package."""

from kizuna_client.decoding import Unexpected
from kizuna_client.files import Download, Upload
from kizuna_client.operations import Client
from kizuna_client.problems import Problem, Unreachable

__all__ = ["Client", "Download", "Problem", "Unexpected", "Unreachable", "Upload"]
