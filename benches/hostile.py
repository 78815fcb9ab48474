#!/usr/bin/env python3
"""Whether logs that nobody would write cost what their size says, and no more.

    benches/hostile.py [--program target/release/wilog]

Each kind of log is written with a number of facts and with ten times as many, and `wilog triage` reads both.
The table tells how much longer ten times as much takes, as the median of three pairs, and the peak of memory.
"""

import argparse
import os
import statistics
import tempfile

from measured import ENGINE, FAILED, HEAD, PROGRAM, SUCCEEDED, run


def one_line(piece):
    """One line in which a piece of text stands `count` times."""

    def log(count):
        yield HEAD + ENGINE + "Property P is "
        for done in range(0, count, 1000):
            yield piece * min(1000, count - done)
        yield "\n" + FAILED

    return log


def continuations(count):
    """A value that goes on for `count` lines and has no end."""
    yield HEAD + ENGINE + "PROPERTY CHANGE: Adding P property. Its value is 'v\n"
    for _ in range(count):
        yield "it goes on without a prefix and without an end, line for line, as a dump of text may do\n"


def distinct_properties(count):
    """Properties of which no two have the same name."""
    yield HEAD
    for n in range(count):
        yield f"{ENGINE}PROPERTY CHANGE: Adding P{n} property. Its value is 'v{n}'.\n"
    yield FAILED


def deep_actions(count):
    """Actions, each inside of the one before."""
    yield HEAD
    for n in range(count):
        yield f"{ENGINE}Doing action: A{n}\nAction start 8:14:02: A{n}.\n"
    yield FAILED


def failed_actions(count):
    """Actions that fail one after the other inside of one."""
    yield HEAD + ENGINE + "Doing action: INSTALL\nAction start 8:14:02: INSTALL.\n"
    for n in range(count):
        yield f"{ENGINE}Doing action: A{n}\nAction start 8:14:02: A{n}.\nAction ended 8:14:02: A{n}. Return value 3.\n"
    yield FAILED


def errors(count):
    """Errors, each of a number that may be a cause."""
    yield HEAD + ENGINE + "Doing action: InstallFiles\nAction start 8:14:02: InstallFiles.\n"
    for n in range(count):
        yield f"{ENGINE}Note: 1: 1310 2: 5 3: C:\\a{n}.dll\nError 1310. Error writing to file: C:\\a{n}.dll.\n"
    yield "Action ended 8:14:02: InstallFiles. Return value 3.\n" + FAILED


def redirected_folders(count):
    """Components, and folders that are redirected."""
    yield HEAD
    for n in range(count):
        yield f"{ENGINE}Component: C{n}; Installed: Absent;   Request: Local;   Action: Null\n"
        yield (
            f"{ENGINE}WIN64DUALFOLDERS: 'C:\\Program Files (x86)\\' will substitute 17 characters in "
            f"'C:\\Program Files\\A{n}\\' folder path. (mask argument = 0, the folder pair's iSwapAttrib member = 0).\n"
        )
        yield f"{ENGINE}PROPERTY CHANGE: Modifying D{n} property. Its current value is 'C:\\a\\'. Its new value: 'C:\\b\\'.\n"
    yield FAILED


def sessions(count):
    """Installs that fail, each in a session of its own."""
    action = "Doing action: INSTALL\nAction start 8:14:02: INSTALL.\nAction ended 8:14:02: INSTALL. Return value 3.\n"
    for _ in range(count):
        yield HEAD + ENGINE + action + FAILED


def nested_engines(count):
    """Engines that begin inside of one another and never return."""
    yield HEAD
    for n in range(count):
        yield f"{ENGINE}******* RunEngine:\n           ******* Product: C:\\a{n}.msi\n"
        yield f"           ******* Action: \n           ******* CommandLine: **********\n{ENGINE}Doing action: A{n}\n"
    yield FAILED


def fields(count):
    """Notes that leave out every other field."""
    yield HEAD
    for _ in range(count // 1000):
        yield ENGINE + "Note: 1: 1402 2: " + " ".join(f"{n}: a" for n in range(3, 2003, 2)) + "\n"
    yield FAILED


def secrets(count):
    """Secrets that differ, more than are covered."""
    yield HEAD
    for n in range(count):
        yield f"Property(S): PASSWORD{n} = heron{n}!\n"
    yield FAILED


BUNDLE = "[1F38:20B4][2025-02-11T09:02:21]"
BUNDLE_FAILED = f"{BUNDLE}i399: Apply complete, result: 0x80070643, restart: None, ba requested restart:  No\n"


def bundle_steps(packages):
    """Packages of a bundle, each of which begins and does not end, `packages` of them again and again."""

    def log(count):
        for n in range(count):
            yield f"{BUNDLE}i301: Applying execute package: P{n % packages}, action: Install, path: a.msi, arguments: ''\n"
        for n in range(count):
            yield f"{BUNDLE}i319: Applied execute package: P{n % packages}, result: 0x80070643, restart: None\n"
        yield BUNDLE_FAILED

    return log


def bundle_errors(count):
    """Errors of a bundle."""
    for n in range(count):
        yield f"{BUNDLE}e000: Error 0x80070005: Failed to open the file {n}.\n"
    yield BUNDLE_FAILED


def bundle_variables(count):
    """Variables of a bundle, each set twice."""
    for n in range(count):
        yield f"{BUNDLE}i000: Setting string variable 'V{n}' to value 'a'\n"
    for n in range(count):
        yield f"{BUNDLE}i000: Setting string variable 'V{n}' to value 'b'\n"
    yield BUNDLE_FAILED


def scripts(count):
    """Scripts of one operation."""
    yield HEAD + ENGINE + "Doing action: InstallFinalize\nAction start 8:14:02: InstallFinalize.\n"
    for n in range(count):
        yield f"{ENGINE}Executing op: Header(Signature=1397708873,ScriptType={1 + n % 2},)\n"
        yield f"{ENGINE}Executing op: ActionStart(Name=A{n},,)\n"
    yield "Action ended 8:14:02: InstallFinalize. Return value 3.\n" + FAILED


def custom_actions(count):
    """Custom actions that fail, write why, and are ignored."""
    yield HEAD
    for n in range(count):
        yield f"{ENGINE}Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI{n}.tmp, Entrypoint: Run\n"
        yield f"WixQuietExec:  Error 0x80070001: Command {n} returned an error.\n"
        yield f"CustomAction A{n} returned actual error code 1603 but will be translated to success due to continue marking\n"
    yield FAILED


def transactions(count):
    """Transactions that begin and do not end."""
    yield HEAD
    for n in range(count):
        yield f"{ENGINE}Running installation inside multi-package transaction C:\\a{n}.msi\n"
        yield f"{ENGINE}******* RunEngine:\n           ******* Product: C:\\a{n}.msi\n"
        yield "           ******* Action: \n           ******* CommandLine: **********\n"
        yield f"{ENGINE}MainEngineThread is returning 1603\n"
    yield FAILED


def quoted(count):
    """Lines of a page that quotes a log."""
    yield "> " + HEAD.replace("\n", "\n> ")
    for n in range(count):
        yield f"{ENGINE}Note: 1: 2205 2:  3: Error {n}\n> "
    yield FAILED


def products(count):
    """Products that messages and results name without an engine."""
    for n in range(count):
        yield f"{ENGINE}Product: P{n} -- Installation failed.\n"
        yield f"{ENGINE}Windows Installer installed the product. Product Name: P{n}. Product Version: 1.{n}. "
        yield "Product Language: 1033. Manufacturer: A. Installation success or error status: 1603.\n"


def given_folders(count):
    """Installs that succeed and put their file elsewhere than the caller asked for."""
    for n in range(count):
        yield HEAD
        yield f"{ENGINE}Command Line: INSTALLDIR=D:\\Apps\\A{n} CLIENTUILEVEL=3 \n"
        yield f"{ENGINE}Doing action: INSTALL\nAction start 8:14:02: INSTALL.\n"
        yield f"{ENGINE}Dir (target): Key: INSTALLDIR\t, Object: C:\\A{n}\\\n"
        yield f"{ENGINE}File: C:\\A{n}\\a.dll;\tTo be installed;\tWon't patch;\tNo existing file\n"
        yield "Action ended 8:14:02: INSTALL. Return value 1.\n" + SUCCEEDED


def powershell_errors(count):
    """Custom actions that end well, in each of which PowerShell wrote an error, in an install that fails."""
    yield HEAD + ENGINE + "Doing action: InstallFinalize\nAction start 8:14:02: InstallFinalize.\n"
    yield f"{ENGINE}Executing op: Header(Signature=1397708873,ScriptType=1,)\n"
    for n in range(count):
        yield f"{ENGINE}Executing op: ActionStart(Name=A{n},,)\n"
        yield f"{ENGINE}Executing op: CustomActionSchedule(Action=A{n},ActionType=3073,Source=BinaryData,Target=Run,)\n"
        yield f"{ENGINE}Invoking remote custom action. DLL: C:\\Windows\\Installer\\MSI{n}.tmp, Entrypoint: Run\n"
        yield f"New-Thing : It failed {n} times.\nAt C:\\a.ps1:{n} char:1\n+ New-Thing\n"
        yield "    + CategoryInfo          : NotSpecified: (:) [New-Thing], IOException\n"
        yield "    + FullyQualifiedErrorId : IOException,New-Thing\n"
    yield FAILED


KINDS = [
    (one_line("x"), 10_000_000, "characters in one line"),
    (continuations, 100_000, "lines of one value that has no end"),
    (distinct_properties, 100_000, "properties with names that differ"),
    (deep_actions, 10_000, "actions, each inside of the one before"),
    (failed_actions, 10_000, "actions that fail"),
    (errors, 10_000, "errors that may be the cause"),
    (redirected_folders, 10_000, "folders that are redirected"),
    (sessions, 10_000, "sessions that fail"),
    (nested_engines, 5_000, "engines, each inside of the one before"),
    (one_line("-"), 1_000_000, "dashes in one line"),
    (one_line("password="), 100_000, "times `password=` in one line"),
    (fields, 100_000, "fields of notes with every other number"),
    (secrets, 10_000, "secrets that differ"),
    (bundle_steps(1), 10_000, "times one package of a bundle"),
    (bundle_steps(1 << 30), 10_000, "packages of a bundle"),
    (bundle_errors, 10_000, "errors of a bundle"),
    (bundle_variables, 10_000, "variables of a bundle"),
    (scripts, 10_000, "scripts"),
    (custom_actions, 10_000, "custom actions that fail and are ignored"),
    (transactions, 5_000, "transactions"),
    (quoted, 100_000, "lines that are quoted"),
    (products, 10_000, "products without an engine"),
    (given_folders, 10_000, "installs whose files went elsewhere than asked for"),
    (powershell_errors, 10_000, "custom actions with an error of PowerShell"),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=PROGRAM)
    program = parser.parse_args().program
    print("| ten times as many | log | time | times one tenth | memory |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for kind, count, about in KINDS:
            paths = []
            for times in (1, 10):
                path = os.path.join(folder, f"{times}.log")
                with open(path, "w", encoding="utf-8", newline="") as log:
                    log.writelines(kind(count * times))
                paths.append(path)
            ratios, longest, peak = [], [], 0
            for _ in range(3):
                small, large = (run([program, "triage", path]) for path in paths)
                ratios.append(large.seconds / small.seconds)
                longest.append(large.seconds)
                peak = max(peak, large.megabytes)
            size = os.path.getsize(paths[1]) / 1e6
            print(
                f"| {10 * count:,} {about} | {size:.0f} MB | {statistics.median(longest):.2f} s "
                f"| {statistics.median(ratios):.1f} | {peak:.0f} MB |",
                flush=True,
            )


if __name__ == "__main__":
    main()
