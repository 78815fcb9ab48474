"""The programs that others use read what wilog writes, and come to the same numbers.

`.ci/consumers` runs this in an environment with the packages of `requirements.txt`. The variable WILOG names the program.
"""

import base64
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

import duckdb
import jsonschema
import promql_parser
import xmlschema
import yaml
from google.protobuf import json_format
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.models.dashboard import Dashboard, Panel
from opentelemetry.proto.logs.v1.logs_pb2 import LogsData
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData
from prometheus_client.parser import text_string_to_metric_families

ROOT = Path(__file__).resolve().parents[2]
WILOG = os.environ["WILOG"]
SAMPLES = sorted(f"sample-logs/{path.name}" for path in (ROOT / "sample-logs").glob("*.log"))
FORMATS = ["text", "markdown", "json", "jsonl", "sarif", "junit", "github", "gitlab", "csv"]
EXPORTS = ["ecs", "otlp", "otlp-logs", "otlp-traces", "prometheus", "csv", "jsonl"]
HOSTILE = "=cmd|' /C calc'!A0 \u202e \x9b31m {0} %0A::error::x ]]> <b> \\ \" ` # HELP wilog_logs"


def run(*arguments):
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_STEP_SUMMARY"}
    return subprocess.run([WILOG, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False)


def without_twins(logs):
    """For exports two logs with one beginning are one log, and some samples begin as others do."""
    found = run("export", "--to", "jsonl", "--records", "log", *logs).stdout.decode()
    first = {}
    for line in map(json.loads, found.splitlines()):
        first.setdefault(line["log_id"], line["log"])
    return list(first.values())


def setUpModule():
    global OUT
    # pylint: disable-next=global-statement, consider-using-with
    OUT = tempfile.TemporaryDirectory()
    hostile = Path(OUT.name, "hostile.log")
    hostile.write_text(
        "=== Logging started: 13/2/2024  10:00:00 ===\r\n"
        "Action start 10:00:00: INSTALL.\r\nAction start 10:00:00: InstallFiles.\r\n"
        f"Error 1310. Error writing to file: {HOSTILE}. System error 5.\r\n"
        "Action ended 10:00:01: InstallFiles. Return value 3.\r\nAction ended 10:00:01: INSTALL. Return value 3.\r\n"
        f"MSI (s) (1C:90) [10:00:01:638]: Windows Installer installed the product. Product Name: {HOSTILE}. "
        "Product Version: 1.0. Product Language: 1033. Manufacturer: Contoso. "
        "Installation success or error status: 1603.\r\n"
        "=== Logging stopped: 13/2/2024  10:00:01 ===\r\n",
        encoding="utf-8",
    )
    logs = [*without_twins(SAMPLES), str(hostile)]
    for command in ("triage", "check"):
        targets = [argument for name in FORMATS for argument in ("--format", f"{name}={out(command, name)}")]
        done = run(command, *targets, *logs)
        assert done.returncode == {"triage": 0, "check": 1}[command], done.stderr.decode()
    targets = [argument for name in EXPORTS for argument in ("--to", f"{name}={out('export', name)}")]
    done = run("export", *targets, "--timezone", "Europe/Berlin", "--label", "host=PC1,ring=pilot", *logs)
    assert done.returncode == 0, done.stderr.decode()


def tearDownModule():
    OUT.cleanup()


def out(command, name):
    return Path(OUT.name, f"{command}.{name}")


def text(command, name):
    return out(command, name).read_text(encoding="utf-8")


def lines(command, name):
    return [json.loads(line) for line in text(command, name).split("\n") if line]


def schema(path):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def causes():
    """How many logs have which cause, as triage tells: by rule and headline."""
    reports = json.loads(text("triage", "json"))["reports"]
    return Counter(report["cause"]["rule"] for report in reports if report["cause"])


class Schemas(unittest.TestCase):
    def valid(self, path, document, change=lambda schema: schema):
        published = change(schema(path))
        kind = jsonschema.validators.validator_for(published)
        kind.check_schema(published)
        errors = [f"{error.json_path}: {error.message}" for error in kind(published).iter_errors(document)]
        self.assertEqual(errors[:5], [])

    def test_json(self):
        self.valid("grammars/schema/report.schema.json", json.loads(text("triage", "json")))
        self.valid("grammars/schema/check.schema.json", json.loads(text("check", "json")))
        for command in ("triage", "check"):
            for line in lines(command, "jsonl"):
                self.valid("grammars/schema/report-line.schema.json", line)

    def test_sarif(self):
        def mended(published):
            # This expression closes a bracket that it does not open; see tests/schemas/README.md.
            del published["definitions"]["run"]["properties"]["language"]["pattern"]
            return published

        for command in ("triage", "check"):
            self.valid("tests/schemas/sarif-2.1.0.schema.json", json.loads(text(command, "sarif")), mended)

    def test_gitlab(self):
        for command in ("triage", "check"):
            self.valid("tests/schemas/gitlab-code-quality.schema.json", json.loads(text(command, "gitlab")))

    def test_junit(self):
        published = xmlschema.XMLSchema(str(ROOT / "tests/schemas/junit-jenkins.xsd"))
        for command in ("triage", "check"):
            self.assertEqual([str(error)[:400] for error in published.iter_errors(str(out(command, "junit")))], [])

    def test_events(self):
        published = schema("grammars/schema/events.schema.json")
        validator = jsonschema.validators.validator_for(published)(published)
        done = run("events", SAMPLES[0])
        for line in done.stdout.decode().splitlines():
            self.assertEqual([error.message for error in validator.iter_errors(json.loads(line))], [])


class Counts(unittest.TestCase):
    maxDiff = None

    """Causes by product, counted by DuckDB from each export, by Prometheus, and by wilog."""

    # In the hostile log text is escaped in its own way by each form.
    QUERY = (
        "SELECT product, signature, count(*) FROM {} WHERE record = 'log' AND signature IS NOT NULL"
        " AND log NOT LIKE '%hostile%' GROUP BY ALL"
    )

    def counted(self, source):
        rows = duckdb.sql(self.QUERY.format(source)).fetchall()
        return {(product or "", signature): count for product, signature, count in rows}

    def by_prometheus(self):
        families = text_string_to_metric_families(text("export", "prometheus"))
        samples = [
            sample
            for family in families
            if family.name == "wilog_causes"
            for sample in family.samples
            if "calc" not in sample.labels["signature"]
        ]
        causes = Counter()
        for sample in samples:
            causes[sample.labels["product"], sample.labels["signature"]] += sample.value
        return causes

    def test_all_tell_the_same(self):
        json_lines = self.counted(f"read_json_auto('{out('export', 'jsonl')}')")
        table = self.counted(f"read_csv('{out('export', 'csv')}', header = true)")
        self.assertEqual(json_lines, table)
        self.assertEqual(json_lines, self.by_prometheus())
        self.assertEqual(sum(json_lines.values()) + 1, sum(causes().values()))
        self.assertGreater(len(json_lines), 20)

    def test_the_table_and_the_lines_have_the_same_values(self):
        columns = "record, id, log_id, session_id, line, time_zone, duration_ms, outcome, exit_code, product, rule, signature"
        sources = (f"read_json_auto('{out('export', 'jsonl')}')", f"read_csv('{out('export', 'csv')}', header = true)")
        queries = [f"SELECT {columns} FROM {source} WHERE log NOT LIKE '%hostile%'" for source in sources]
        self.assertEqual(duckdb.sql(" EXCEPT ".join(queries)).fetchall(), [])
        self.assertEqual(duckdb.sql(" EXCEPT ".join(reversed(queries))).fetchall(), [])

    def test_the_example_of_the_documentation(self):
        page = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
        query = re.search(r"```sql\n(.*?)```", page, re.S).group(1)
        rows = duckdb.sql(query.replace("out.jsonl", str(out("export", "jsonl")))).fetchall()
        self.assertEqual(sum(count for _, _, count in rows), sum(causes().values()))

    def test_causes_by_rule(self):
        rows = duckdb.sql(
            f"SELECT rule, count(*) FROM read_json_auto('{out('export', 'jsonl')}') "
            "WHERE record = 'log' AND signature IS NOT NULL GROUP BY ALL"
        ).fetchall()
        self.assertEqual(Counter(dict(rows)), causes())

    def test_findings_join_their_actions_sessions_and_logs(self):
        source = f"read_json_auto('{out('export', 'jsonl')}')"
        orphans = duckdb.sql(
            f"SELECT count(*) FROM {source} f WHERE f.record = 'finding' AND ("
            f"  NOT EXISTS (FROM {source} l WHERE l.record = 'log' AND l.log_id = f.log_id)"
            f"  OR f.action_id IS NOT NULL AND NOT EXISTS (FROM {source} a WHERE a.record = 'action' AND a.id = f.action_id)"
            f"  OR f.session_id IS NOT NULL AND NOT EXISTS (FROM {source} s WHERE s.record = 'session' AND s.id = f.session_id))"
        ).fetchall()
        self.assertEqual(orphans, [(0,)])

    def test_the_table_of_findings(self):
        reports = json.loads(text("triage", "json"))["reports"]
        rows = duckdb.sql(f"SELECT count(*) FROM read_csv('{out('triage', 'csv')}', header = true)").fetchall()
        self.assertEqual(rows, [(sum(max(1, len(report["findings"])) for report in reports),)])

    def test_no_cell_is_a_formula(self):
        for command in ("triage", "check", "export"):
            for row in csv.reader(io.StringIO(text(command, "csv"), newline="")):
                for cell in row:
                    self.assertFalse(cell.startswith(("=", "+", "@", "|", "%", "\t")), cell)
                    self.assertFalse(cell.startswith("-") and not re.fullmatch(r"-\d+", cell), cell)


class Collectors(unittest.TestCase):
    def test_prometheus(self):
        families = {family.name: family for family in text_string_to_metric_families(text("export", "prometheus"))}
        logs = [line for line in lines("export", "jsonl") if line["record"] == "log"]
        self.assertEqual(sum(sample.value for sample in families["wilog_logs"].samples), len(logs))
        seen = set()
        for family in families.values():
            self.assertIn(family.type, ("gauge", "histogram"))
            for sample in family.samples:
                self.assertEqual((sample.labels["host"], sample.labels["ring"]), ("PC1", "pilot"))
                key = (sample.name, tuple(sorted(sample.labels.items())))
                self.assertNotIn(key, seen)
                seen.add(key)

    def test_otlp(self):
        whole = text("export", "otlp").split("\n")
        parts = text("export", "otlp-logs").split("\n") + text("export", "otlp-traces").split("\n")
        self.assertEqual(sorted(whole + [""]), sorted(parts))
        logs, spans = 0, set()
        for line in filter(None, whole):
            document = base64_ids(json.loads(line))
            if "resourceSpans" in document:
                data = json_format.ParseDict(document, TracesData())
                for span in data.resource_spans[0].scope_spans[0].spans:
                    self.assertEqual((len(span.trace_id), len(span.span_id)), (16, 8))
                    self.assertLessEqual(span.start_time_unix_nano, span.end_time_unix_nano)
                    self.assertFalse((span.trace_id, span.span_id) in spans, span.name)
                    spans.add((span.trace_id, span.span_id))
            else:
                data = json_format.ParseDict(document, LogsData())
                logs += len(data.resource_logs[0].scope_logs[0].log_records)
        records = Counter(line["record"] for line in lines("export", "jsonl"))
        self.assertEqual(logs, records["log"] + records["finding"])
        dated = Counter(line["record"] for line in lines("export", "jsonl") if "time" in line)
        self.assertEqual(len(spans), dated["session"] + dated["phase"] + dated["action"])

    def test_bulk_requests(self):
        requests = lines("export", "ecs")
        ids = [request["index"]["_id"] for request in requests[::2]]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertEqual(ids, [line["id"] for line in lines("export", "jsonl")])
        for document in requests[1::2]:
            self.assertEqual((document["host"]["name"], document["labels"]), ("PC1", {"ring": "pilot"}))


def base64_ids(value):
    """OTLP has ids in hexadecimal, where the JSON form of protocol buffers has base64."""
    if isinstance(value, list):
        return [base64_ids(one) for one in value]
    if not isinstance(value, dict):
        return value
    ids = ("traceId", "spanId", "parentSpanId")
    return {
        name: base64.b64encode(bytes.fromhex(one)).decode() if name in ids else base64_ids(one)
        for name, one in value.items()
    }


class Pipelines(unittest.TestCase):
    """The action and the examples for CI keep to the published schemas."""

    def blocks(self, page):
        found = re.findall(r"^#+ (.*?)$|^```(\w+)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)
        heading = ""
        for title, language, block in found:
            heading = title or heading
            if language:
                yield heading, language, block

    def check(self, kind, path):
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{kind}", "--regex-variant", "nonunicode", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_action(self):
        self.check("github-actions", ROOT / "action.yml")
        zizmor = Path(sys.executable).with_name("zizmor")
        command = [str(zizmor), "--offline", "--no-progress", "--min-severity", "medium", str(ROOT / "action.yml")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def run_step(self, step, **variables):
        """Runs the script of a step of the action; gives what it prints and its outputs."""
        action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        script = next(one["run"] for one in action["runs"]["steps"] if one.get("id") == step)
        outputs = Path(OUT.name, "outputs")
        outputs.write_text("", encoding="utf-8")
        known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=ROOT,
            env=known | {"GITHUB_OUTPUT": str(outputs)} | variables,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout, dict(line.split("=", 1) for line in outputs.read_text(encoding="utf-8").splitlines())

    def test_the_scripts_of_the_action(self):
        _, outputs = self.run_step("sources", WILOG_SOURCE=str(ROOT))
        self.assertRegex(outputs["hash"], "^[0-9a-f]{40}$")
        root = Path(OUT.name, "root")
        (root / "bin").mkdir(parents=True)
        (root / "bin/wilog").symlink_to(WILOG)
        summary, pwned = Path(OUT.name, "summary.md"), Path(OUT.name, "pwned")
        good, bad = "sample-logs/success-silent.log", "sample-logs/file-access-denied.log"
        for logs, more, status in [
            (good, "", "0"),
            (f"{good}\r\n\n{bad}\r\n", "", "1"),
            (bad, "--no-policy\n--allow=file-write-failed\n--expect=failed", "0"),
            (f"$(touch {pwned})\n`touch {pwned}`\n; touch {pwned}", "", "2"),
            ("--allow-unknown", "", "2"),
        ]:
            _, outputs = self.run_step(
                "check",
                WILOG_ROOT=str(root),
                WILOG_LOGS=logs,
                WILOG_POLICY="",
                WILOG_FAIL_ON="",
                WILOG_ARGUMENTS=more,
                WILOG_SARIF=str(Path(OUT.name, "action.sarif")),
                GITHUB_STEP_SUMMARY=str(summary),
            )
            self.assertEqual(outputs, {"status": status, "sarif": "written"}, logs)
        self.assertFalse(pwned.exists())
        self.assertEqual(summary.read_text(encoding="utf-8").count("## wilog: "), 5)

    def test_the_workflow(self):
        self.check("github-workflows", ROOT / ".github/workflows/ci.yml")

    def test_the_examples(self):
        schemas = {"GitHub": "github-workflows", "GitLab": "gitlab-ci", "Azure DevOps": "azure-pipelines"}
        seen = set()
        for heading, language, block in self.blocks(ROOT / "docs/ci.md"):
            if language != "yaml":
                continue
            self.assertIsInstance(yaml.safe_load(block), dict)
            path = Path(OUT.name, "example.yml")
            path.write_text(block, encoding="utf-8")
            self.check(schemas[heading], path)
            seen.add(heading)
        self.assertEqual(seen, set(schemas))


class Dashboards(unittest.TestCase):
    def test_they_are_what_the_script_makes(self):
        command = [sys.executable, str(ROOT / "docs/dashboards/make.py"), "--check"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_grafana_knows_every_panel(self):
        plugins.register_default_plugins()
        dashboard = Dashboard.from_json(schema("docs/dashboards/grafana.json"))
        self.assertGreater(len(dashboard.panels), 10)
        for panel in dashboard.panels:
            self.assertIsInstance(panel, Panel)
            # Options of a kind that is not known stay a dictionary.
            self.assertNotIsInstance(panel.options, dict, panel.title)
            self.assertTrue(all(target.expr for target in panel.targets), panel.title)

    def test_prometheus_understands_every_query(self):
        for panel in schema("docs/dashboards/grafana.json")["panels"]:
            for target in panel["targets"]:
                promql_parser.parse(target["expr"].replace("$product", ".*"))


if __name__ == "__main__":
    unittest.main()
