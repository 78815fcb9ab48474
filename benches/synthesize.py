#!/usr/bin/env python3
"""Writes a log of a given size to standard output, in the mix of kinds that real logs show.

    benches/synthesize.py MEGABYTES [--encoding utf-16-le|utf-8] [--package-lines N]

The log is that of packages installed one after the other, each in a session of its own.
Names of components, folders, files, properties, and custom actions differ throughout, so that nothing is saved by
knowing a name already: a log of a gigabyte has more than a million of them.
The same arguments give the same bytes.
"""

import argparse
import sys

# How many of a thousand lines have a kind, as counted in 85 real logs.
MIX = {
    "operation": 225,
    "note": 118,
    "property-dump": 112,
    "component": 91,
    "property-change": 70,
    "folder-source": 70,
    "folder-target": 38,
    "file-decision": 36,
    "action": 26,
    "remark": 40,
    "policy": 20,
    "known-folder": 18,
    "custom-action-text": 32,
    "dual-folder": 13,
    "feature": 3,
}

# How many of a hundred operations have a name.
OPERATIONS = {
    "ComponentRegister": 24,
    "RegAddValue": 22,
    "FileCopy": 20,
    "RegOpenKey": 16,
    "SetTargetFolder": 9,
    "SetSourceFolder": 9,
}

POLICIES = ["Debug", "DisableUserInstalls", "LimitSystemRestoreCheckpointing", "SearchOrder", "TransformsSecure"]


class Log:
    """One session, line by line, with a clock that goes on."""

    def __init__(self, number, lines):
        self.number = number
        self.lines = lines
        self.milliseconds = 9 * 3600 * 1000

    def clock(self):
        """The clock of the next line."""
        self.milliseconds = (self.milliseconds + 3) % 86_400_000
        now = self.milliseconds
        return f"{now // 3_600_000:02}:{now // 60_000 % 60:02}:{now // 1000 % 60:02}", now % 1000

    def client(self, text):
        """A line of the client."""
        clock, milliseconds = self.clock()
        return f"MSI (c) (5C:90) [{clock}:{milliseconds:03}]: {text}"

    def server(self, text):
        """A line of the server."""
        clock, milliseconds = self.clock()
        return f"MSI (s) (A4:3C) [{clock}:{milliseconds:03}]: {text}"

    def engine(self, write, package):
        """The block with which an engine begins."""
        yield write("******* RunEngine:")
        yield f"           ******* Product: {package}"
        yield "           ******* Action: "
        yield "           ******* CommandLine: **********"

    def __iter__(self):
        number, server = self.number, self.server
        package = f"C:\\Depot\\Package{number}\\package-{number}.msi"
        count = {kind: share * self.lines // 1000 for kind, share in MIX.items()}
        yield (
            "=== Verbose logging started: 25/02/2026  9:00:00  Build type: SHIP UNICODE 5.00.10011.00  "
            "Calling process: C:\\Windows\\system32\\msiexec.exe ==="
        )
        yield from self.engine(self.client, package)
        yield self.client("Switching to server: ")
        yield server(f"Running installation inside multi-package transaction {package}")
        yield from self.engine(server, package)
        for at in range(count["policy"]):
            yield server(f"Machine policy value '{POLICIES[at % len(POLICIES)]}' is 0")
        yield from self.begin("INSTALL")
        yield server("Running ExecuteSequence")
        for at in range(count["property-change"]):
            yield server(
                f"PROPERTY CHANGE: Adding Setting{number}.{at} property. Its value is 'Value {at} of package {number}'."
            )
        for at in range(count["known-folder"]):
            yield server(f"SHELL32::SHGetFolderPath returned: C:\\Users\\user{at}\\AppData\\Roaming")
        for at in range(count["action"]):
            yield from self.action(f"Prepare{number}.{at}")
            share = count["custom-action-text"] // count["action"]
            for line in range(share):
                yield f"SFXCA: Step {line} of action {at} has been done."
        for at in range(count["folder-source"]):
            yield server(
                f"Dir (source): Key: FOLDER{number}.{at}\t, Object: {package}\t, "
                f"LongSubPath: program\\Folder {at}\\\t, ShortSubPath: program\\FOLDER~1\\"
            )
        for at in range(count["folder-target"]):
            yield server(f"Dir (target): Key: FOLDER{number}.{at}\t, Object: C:\\Program Files\\Package {number}\\Folder {at}\\")
        for at in range(count["note"]):
            yield server(f"Note: 1: 2262 2: Table{at % 40} 3: -2147287038 ")
        for at in range(count["feature"]):
            yield server(f"Feature: Feature{number}.{at}; Installed: Absent;   Request: Local;   Action: Local")
        for at in range(count["component"]):
            yield server(f"Component: Component{number}.{at}.exe; Installed: Absent;   Request: Local;   Action: Local")
        for at in range(count["dual-folder"]):
            yield server(
                f"WIN64DUALFOLDERS: Substitution in 'C:\\Program Files (x86)\\Package {number}\\Folder {at}\\' folder had "
                "been blocked by the 1 mask argument (the folder pair's iSwapAttrib member = 0)."
            )
        for at in range(count["file-decision"]):
            yield server(
                f"File: C:\\Program Files\\Package {number}\\Folder {at}\\file-{at}.dll;\tTo be installed;\t"
                "Won't patch;\tNo existing file"
            )
        for at in range(count["remark"]):
            yield server(f"Attempting to delete file C:\\Windows\\Installer\\{number:x}{at:x}.mst")
        yield from self.begin("InstallFinalize")
        yield from self.script(count["operation"])
        yield from self.end("InstallFinalize")
        yield from self.end("INSTALL")
        for at in range(count["property-dump"]):
            yield f"Property(S): Setting{number}.{at} = Value {at} of package {number}"
        yield server("MainEngineThread is returning 0")
        yield self.client("Back from server. Return value: 0")
        yield self.client("MainEngineThread is returning 0")
        yield f"=== Verbose logging stopped: 25/02/2026  {self.clock()[0]} ==="

    def begin(self, name):
        """The lines with which an action begins."""
        yield self.server(f"Doing action: {name}")
        yield f"Action start {self.clock()[0]}: {name}."

    def end(self, name):
        """The line with which an action ends."""
        yield f"Action ended {self.clock()[0]}: {name}. Return value 1."

    def action(self, name):
        """All lines of an action."""
        yield from self.begin(name)
        yield from self.end(name)

    def script(self, count):
        """A script with its operations."""
        number, operation = self.number, lambda text: self.server(f"Executing op: {text}")
        yield operation(
            "Header(Signature=1397708873,Version=500,Timestamp=1548240896,LangId=1033,Platform=589824,ScriptType=1,"
            "ScriptMajorVersion=21,ScriptMinorVersion=4,ScriptAttributes=1)"
        )
        for name, share in OPERATIONS.items():
            yield operation(f"ActionStart(Name=Do{name},Description=Package {number} at work,)")
            for at in range(share * count // 100):
                yield operation(self.operation(name, at))
        yield operation("End(Checksum=0,ProgressTotalHDWord=0,ProgressTotalLDWord=0)")

    def operation(self, name, at):
        """An operation with its arguments."""
        number = self.number
        if name == "ComponentRegister":
            code = f"{{{number:08X}-52BE-4C97-8B14-{at:012X}}}"
            return f"ComponentRegister(ComponentId={code},KeyPath=C:\\Program Files\\Package {number}\\file-{at}.dll,State=3,,Disk=1,SharedDllRefCount=0,BinaryType=1)"
        if name == "RegAddValue":
            return f"RegAddValue(Name=Value{at},Value=Data {at} of package {number},)"
        if name == "FileCopy":
            return f"FileCopy(SourceName=file-{at}.dll,SourceCabKey=file{number}.{at}.dll,DestName=file-{at}.dll,Attributes=512,FileSize={at * 512},PerTick=65536,,VerifyMedia=1,,,,,CheckCRC=0,Version=4.2.0.{at},Language=1033,InstallMode=58982400,,,,,,,)"
        if name == "RegOpenKey":
            return f"RegOpenKey(Root=-2147483646,Key=SOFTWARE\\Depot\\Package{number}\\Key{at},,BinaryType=1,,)"
        if name == "SetTargetFolder":
            return f"SetTargetFolder(Folder=C:\\Program Files\\Package {number}\\Folder {at}\\)"
        return f"SetSourceFolder(Folder=1\\FOLDER{at}\\)"


def write(out, size, encoding="utf-16-le", package_lines=20_000):
    """Writes packages until there are `size` bytes; the last one ends where it stands."""
    text = "\ufeff" if encoding == "utf-16-le" else ""
    number = 0
    while size > 0:
        number += 1
        text += "".join(f"{line}\r\n" for line in Log(number, package_lines))
        piece = text.encode(encoding)[:size]
        out.write(piece)
        size -= len(piece)
        text = ""


def main():
    """Writes what was asked for to standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("megabytes", type=int)
    parser.add_argument("--encoding", choices=["utf-16-le", "utf-8"], default="utf-16-le")
    parser.add_argument("--package-lines", type=int, default=20_000, metavar="N")
    arguments = parser.parse_args()
    write(sys.stdout.buffer, arguments.megabytes << 20, arguments.encoding, arguments.package_lines)


if __name__ == "__main__":
    main()
