"""What a run of a program takes, for the scripts beside this one. It needs a system with `wait4`."""

import os
import signal
import subprocess
import time
from typing import NamedTuple

# The program that `cargo build --release` makes.
PROGRAM = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "wilog")

# The beginning of a line of the engine.
ENGINE = "MSI (s) (44:D0) [08:14:02:231]: "

# The beginning of a session.
HEAD = (
    "=== Verbose logging started: 12/03/2025  08:14:02  Build type: SHIP UNICODE 5.00.10011.00  "
    "Calling process: C:\\Windows\\system32\\msiexec.exe ===\n"
    + ENGINE
    + "******* RunEngine:\n           ******* Product: C:\\a.msi\n           ******* Action: \n"
    + "           ******* CommandLine: **********\n"
)

# The end of a session.
FAILED = ENGINE + "MainEngineThread is returning 1603\n"

# The end of one that went well.
SUCCEEDED = ENGINE + "MainEngineThread is returning 0\n"


class Run(NamedTuple):
    """A run of a program."""

    seconds: float  # By the clock on the wall.
    processor: float  # Seconds of a processor.
    megabytes: float  # The most memory at a time.


def run(command, answers=(0,), limit=None, **others):
    """Runs a command and throws its output away.

    A run that answers otherwise ends the script; one that takes more seconds of a processor than `limit` is stopped.
    """
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=limited(limit), **others)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    stopped = limit is not None and process.returncode == -signal.SIGXCPU
    if process.returncode not in answers and not stopped:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def limited(seconds):
    """What bounds the processor time of a program that is about to be started."""
    if seconds is None:
        return None
    import resource

    return lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
