#!/usr/bin/env python3
"""How time and memory grow with the size of a log, and what several logs at once take.

    benches/sizes.py [--program target/release/wilog] [--largest 1000]

The logs are those of `benches/synthesize.py`, of 1 MB up to the largest, in both encodings.
Times are medians of five rounds, in each of which every size is read once, and memory is the most of all rounds.
The folder for temporary files needs room for a tenth more than the largest log.
"""

import argparse
import multiprocessing
import os
import statistics
import tempfile

import synthesize
from measured import PROGRAM, run

ROUNDS = 5

# How many small logs one check reads, and about how many lines each has.
SMALL = 10_000
LINES = 200

# How `wilog check` may end: with nothing found, and with findings.
CHECKED = (0, 1)


def by_size(program, folder, largest):
    """The table of sizes, each read from a file and from standard input."""
    print("| triage of | from a file | times the one before | memory | from standard input | memory |")
    print("|---|---|---|---|---|---|")
    sizes = [size for size in (1, 10, 100, 1000) if size <= largest]
    for encoding in ("utf-16-le", "utf-8"):
        paths = {size: os.path.join(folder, f"{size}.log") for size in sizes}
        aside(write_sizes, paths, encoding)
        files = {size: [] for size in sizes}
        pipes = {size: [] for size in sizes}
        for _ in range(ROUNDS):
            for size, path in paths.items():
                files[size].append(run([program, "triage", path]))
                with open(path, "rb") as log:
                    pipes[size].append(run([program, "triage", "-"], stdin=log))
        before = []
        for size in sizes:
            file, pipe = files[size], pipes[size]
            ratios = [now.seconds / then.seconds for now, then in zip(file, before)]
            ratio = f"{statistics.median(ratios):.1f}" if ratios else ""
            print(
                f"| {size:,} MB of {encoding.upper()} | {seconds(file):.3f} s | {ratio} | {memory(file):.0f} MB "
                f"| {seconds(pipe):.3f} s | {memory(pipe):.0f} MB |",
                flush=True,
            )
            before = file


def write_sizes(paths, encoding):
    """Writes a log of each size, in megabytes of a million bytes."""
    for size, path in paths.items():
        with open(path, "wb") as log:
            synthesize.write(log, size * 1_000_000, encoding)


def at_once(program, folder):
    """What two logs take on one core and on two."""
    paths = {name: os.path.join(folder, f"{name}.log") for name in "ab"}
    aside(write_sizes, {128: paths["a"]}, "utf-16-le")
    aside(write_sizes, {128: paths["b"]}, "utf-16-le")
    runs = {threads: [] for threads in (1, 2)}
    for _ in range(ROUNDS):
        for threads, done in runs.items():
            there = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
            done.append(run([program, "check", *paths.values()], CHECKED, env=there))
    ratio = statistics.median(one.seconds / two.seconds for one, two in zip(runs[1], runs[2]))
    print("\nTwo logs of 128 MB, `wilog check`: ", end="")
    print(f"{seconds(runs[1]):.2f} s on one core, {seconds(runs[2]):.2f} s on two, {ratio:.2f} times the speed.")


def many(program, folder):
    """What a folder of small logs takes."""
    folder = os.path.join(folder, "many")
    os.mkdir(folder)
    aside(write_many, folder)
    done = [run([program, "check", folder], CHECKED) for _ in range(ROUNDS)]
    print(f"{SMALL:,} logs of {LINES} lines, `wilog check`: {seconds(done):.2f} s, {memory(done):.0f} MB.")


def write_many(folder):
    """Writes many small logs."""
    for number in range(SMALL):
        with open(os.path.join(folder, f"{number}.log"), "w", encoding="utf-16", newline="") as log:
            log.writelines(f"{line}\r\n" for line in synthesize.Log(number, LINES))


def aside(work, *arguments):
    """Does something in a process of its own: what a process takes is charged to those that it starts later."""
    process = multiprocessing.Process(target=work, args=arguments)
    process.start()
    process.join()
    if process.exitcode != 0:
        raise SystemExit("the logs could not be written")


def seconds(runs):
    """The median of the times."""
    return statistics.median(done.seconds for done in runs)


def memory(runs):
    """The most memory of any."""
    return max(done.megabytes for done in runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=PROGRAM)
    parser.add_argument("--largest", type=int, default=1000, metavar="MEGABYTES")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        by_size(arguments.program, folder, arguments.largest)
    with tempfile.TemporaryDirectory() as folder:
        at_once(arguments.program, folder)
        many(arguments.program, folder)


if __name__ == "__main__":
    main()
