"""Programs that start together end together, children included."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cms.config.supervision import is_free
from tests.check import ROOT

SUPERVISE = """
import os, sys
from cms.config.supervision import Supervisor
programs = {name: [sys.executable, "-c", code] for name, code in zip(sys.argv[1::2], sys.argv[2::2])}
sys.exit(Supervisor(programs, os.environ).run(lambda: print("up", flush=True)))
"""
# Writes the ids of itself and of a child into a file, then waits for ever.
PATIENT = """
import os, subprocess, sys, time
child = subprocess.Popen(["sleep", "1000"])
with open({path!r} + ".making", "w") as out:
    out.write(f"{{os.getpid()}} {{child.pid}}")
os.rename({path!r} + ".making", {path!r})
time.sleep(1000)
"""


def supervise(*programs: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(SUPERVISE), *programs]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def pids(path: Path, supervisor: subprocess.Popen[str]) -> list[int]:
    """The ids that a patient program wrote, once it has written them."""
    while not path.exists():
        assert supervisor.poll() is None, supervisor.stderr and supervisor.stderr.read()
    return [int(word) for word in path.read_text().split()]


def is_alive(pid: int) -> bool:
    """A zombie that nobody has reaped yet counts as dead."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_port_that_is_taken_is_told_and_nothing_starts(capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is prepared: the database of this test must not even be asked."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert not is_free("127.0.0.1", port)
        with pytest.raises(CommandError, match=rf"Port {port} is in use; PORT=… make run"):
            call_command("serve", port=port)
    assert is_free("127.0.0.1", port)
    assert "running" not in capsys.readouterr().out


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_one_wish_to_stop_ends_every_program_and_its_children(tmp_path: Path, wish: signal.Signals) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    supervisor = supervise("first", PATIENT.format(path=str(first)), "second", PATIENT.format(path=str(second)))
    running = pids(first, supervisor) + pids(second, supervisor)
    assert all(is_alive(pid) for pid in running)
    supervisor.send_signal(wish)
    assert supervisor.wait(60) == 0
    assert not any(is_alive(pid) for pid in running)


def test_when_one_program_ends_the_others_end_too_and_its_code_is_told(tmp_path: Path) -> None:
    patient = tmp_path / "patient"
    quitting = f"import os, sys\nwhile not os.path.exists({str(patient)!r}): pass\nsys.exit(7)"
    supervisor = supervise("patient", PATIENT.format(path=str(patient)), "quitting", quitting)
    running = pids(patient, supervisor)
    _, said = supervisor.communicate(timeout=60)
    assert supervisor.returncode == 7
    assert "quitting ended with code 7" in said
    assert not any(is_alive(pid) for pid in running)


@pytest.mark.skipif(sys.platform != "linux", reason="the parent's death is told by Linux only")
def test_programs_do_not_outlive_a_killed_supervisor(tmp_path: Path) -> None:
    patient = tmp_path / "patient"
    supervisor = supervise("patient", PATIENT.format(path=str(patient)))
    leader = pids(patient, supervisor)[0]
    supervisor.kill()
    supervisor.wait(60)
    while is_alive(leader):  # ended by the kernel's signal; pytest's own time limit guards this loop
        pass
    os.killpg(leader, signal.SIGKILL)
