"""Workflows: long work of several services, written as one file that reads top to bottom (design: Workflows)."""

from shared.workflow.definition import Ask, At, Await, Choose, Do, Ends, GoOn, Path, Stay, Tell, Workflow, no_way_back
from shared.workflow.engine import Engine

__all__ = [
    "Ask",
    "At",
    "Await",
    "Choose",
    "Do",
    "Ends",
    "Engine",
    "GoOn",
    "Path",
    "Stay",
    "Tell",
    "Workflow",
    "no_way_back",
]
