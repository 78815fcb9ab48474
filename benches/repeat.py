#!/usr/bin/env python3
"""Looks for texts whose cost grows faster than their length.

    benches/repeat.py lines     a word or a sign again and again in one line, behind each opening of a line
    benches/repeat.py shapes    each shape of line that sample logs have, again and again, with names that are the
                                same and with names that differ
    benches/repeat.py copies    each sample log again and again in one log

Each text is read by `wilog triage`, or by the command that `--command` names, once as often as `--times` says and once
four times as often; a text that takes more than 6.5 times the time of a processor is shown with both times.
What is read in less than a hundredth of a second is not read again: nothing that grows with the square does that.
"""

import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

from measured import ENGINE, FAILED, HEAD, PROGRAM, run

# How many times as often the second text repeats, and how many times as long it may take.
MORE, MOST = 4, 6.5

# Seconds of a processor: below this a time says nothing, and at this a run is stopped.
LEAST, LIMIT = 0.01, 60

# How often each text repeats unless told otherwise; in a line it is how many characters it has.
TIMES = {"lines": 60_000, "shapes": 10_000, "copies": 400}

BUNDLE = "[1A2C:0F44][2024-05-06T09:12:53]"

# What lines begin with, up to where a text of any length stands.
OPENINGS = [
    "",
    ENGINE,
    "Property(S): A = ",
    ENGINE + "PROPERTY CHANGE: Adding A property. Its value is '",
    ENGINE + "Command Line: ",
    ENGINE + "Executing op: RegAddValue(",
    ENGINE + "Executing op: CustomActionSchedule(Action=A,ActionType=3073,Source=B,Target=",
    ENGINE + "Executing op: FileCopy(",
    ENGINE + "Note: 1: 1402 2: ",
    ENGINE + "Product: ",
    ENGINE + "Component: ",
    ENGINE + "Feature: ",
    ENGINE + "Doing action: ",
    ENGINE + "Dir (target): Key: ",
    ENGINE + "WIN64DUALFOLDERS: ",
    ENGINE + "File: ",
    ENGINE + "SOURCEMGMT: ",
    ENGINE + "PATCH SEQUENCER: ",
    ENGINE + "Invoking remote custom action. DLL: ",
    ENGINE + "Transforms are: ",
    ENGINE + "Windows Installer installed the product. Product Name: ",
    ENGINE.replace(":", "!", 1),
    BUNDLE + "i000: ",
    BUNDLE + "e000: ",
    "Error 1720. ",
    "Action start 8:14:02: ",
    "Action 8:14:02: ",
    "Action ended 8:14:02: ",
]

# What repeats, besides the words of the grammar.
PIECES = [
    *" -/=:>,.'\"&()[]{}%\\;<|*#_@~$!+aA1é",
    *["= ", "a=", "A=", "A= ", ": ", "1: ", "a: ", ", ", "a,", "a,b=", "-a", "--a", "://", "a://b:c@", "C:\\", "\\a"],
    *["(a", "[a]", "{a}", "a.", "a. ", "'.", "' ", "0x", "1: 3: 5: ", "{00000000-0000-0000-0000-000000000000}"],
    *["-----BEGIN ", "-----BEGIN PRIVATE KEY-----", "-----END ", "Authorization: ", "Name=", "Value=", ",Name=a,Value=b"],
    *["password=", "password: ", "password>", 'password="', "--password ", "Password=,", "pwd=a&", "token=", "token=a "],
]


def words(root):
    """The words of the dictionary that the fuzz targets use."""
    with open(os.path.join(root, "fuzz", "msi.dict"), encoding="utf-8") as dictionary:
        quoted = re.findall(r'^"(.*)"\s*$', dictionary.read(), re.MULTILINE)
    texts = (text.encode().decode("unicode_escape") for text in quoted)
    return [text for text in texts if text.isprintable()]


def samples(root):
    """The sample logs, each with its text."""
    logs = os.path.join(root, "sample-logs")
    for path in sorted(glob.glob(os.path.join(logs, "**", "*.log"), recursive=True)):
        with open(path, "rb") as log:
            data = log.read()
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        yield os.path.relpath(path, logs), data.decode(encoding, "replace")


def lines(root):
    """What repeats within a line: a name, and what makes a text of so many characters."""
    for opening in OPENINGS:
        for piece in [*PIECES, *words(root)]:
            yield f"{opening!r} {piece!r}", lambda size: HEAD + opening + piece * (size // len(piece)) + "\n" + FAILED
        yield f"{opening!r} fields", lambda size: HEAD + opening + fields(size) + "\n" + FAILED


def fields(size):
    """Fields of a note of which every other number is left out."""
    return " ".join(f"{number}: a" for number in range(3, size // 4, 2))


def shapes(root):
    """The shapes of lines: a name, and what makes a text of so many lines."""
    known = {}
    for _, text in samples(root):
        for line in text.splitlines():
            said = re.sub(r"^MSI \(.\) \(..[:!]..\) \[[^]]*\]: ", "", line)
            known.setdefault(re.sub(r"\d+", "0", said)[:24], line)
    for line in known.values():
        shown = repr(line[:110])
        yield f"{shown}, as it is", lambda times: HEAD + f"{line}\n" * times + FAILED
        # The prefix and the words that say what the line is stay as they are.
        head, tail = line[:40], line[40:]
        yield f"{shown}, names that differ", lambda times: (
            HEAD
            + "".join(head + re.sub(r"[A-Za-z]{5,}", rf"\g<0>{number}", tail) + "\n" for number in range(times))
            + FAILED
        )


def copies(root):
    """The sample logs: a name, and what makes a text of so many copies."""
    for name, text in samples(root):
        whole = text if text.endswith("\n") else text + "\r\n"
        yield name, lambda times: whole * times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = {"lines": lines, "shapes": shapes, "copies": copies}
    parser.add_argument("what", choices=kinds)
    parser.add_argument("--program", default=PROGRAM)
    parser.add_argument("--command", default="triage")
    parser.add_argument("--times", type=int)
    arguments = parser.parse_args()
    times = arguments.times or TIMES[arguments.what]
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    command = [arguments.program, *arguments.command.split()]

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.log")

        def taken(text):
            with open(path, "w", encoding="utf-8", newline="") as log:
                log.write(text)
            # Commands that judge a log end with other numbers than zero.
            return run([*command, path], range(5), LIMIT, stderr=subprocess.DEVNULL).processor

        tried = read_again = 0
        for name, repeated in kinds[arguments.what](root):
            tried += 1
            once = taken(repeated(times))
            if once < LEAST:
                continue
            read_again += 1
            more = taken(repeated(times * MORE))
            if more > MOST * once:
                print(f"{more / once:.1f} times: {once:.2f} s, {more:.2f} s: {name}", flush=True)
        print(f"{tried} texts, of which {read_again} were read again {MORE} times as long", file=sys.stderr)


if __name__ == "__main__":
    main()
