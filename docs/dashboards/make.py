#!/usr/bin/env python3
"""Writes the dashboards: `docs/dashboards/make.py`; with `--check` it only tells whether they are current.

`grafana.json` shows the metrics of `wilog export --to prometheus`, `kibana.ndjson` the documents of
`wilog export --to ecs`. Both are made here so that a panel is a line, and they never differ in what they show.
It needs Python 3.10 and nothing else.
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
FAILED = '"failed|cancelled|blocked|unknown"'


# Grafana. Source of its model: https://grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model/

PROMETHEUS = {"type": "prometheus", "uid": "${datasource}"}


def target(expr, legend="", table=False):
    """A query; a table takes the newest value of each series."""
    query = {"datasource": PROMETHEUS, "expr": expr, "refId": "A"}
    if table:
        return query | {"format": "table", "instant": True, "range": False}
    return query | {"legendFormat": legend or "__auto", "instant": False, "range": True}


def panel(kind, title, targets, place, about="", unit="short", options=None, defaults=None, **more):
    x, y, width, height = place
    for letter, query in zip("ABCDEF", targets):
        query["refId"] = letter
    return {
        "type": kind,
        "title": title,
        "description": about,
        "datasource": PROMETHEUS,
        "gridPos": {"x": x, "y": y, "w": width, "h": height},
        "targets": targets,
        "fieldConfig": {"defaults": {"unit": unit} | (defaults or {}), "overrides": more.pop("overrides", [])},
        "options": options or {},
    } | more


def stat(title, expr, x, about, unit="short", steps=None):
    steps = steps or [("green", None)]
    thresholds = {"mode": "absolute", "steps": [{"color": colour, "value": value} for colour, value in steps]}
    options = {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "value", "graphMode": "area"}
    defaults = {"thresholds": thresholds, "color": {"mode": "thresholds"}}
    return panel("stat", title, [target(expr)], (x, 0, 6, 4), about, unit, options, defaults)


def table(title, expr, place, about, columns, unit="short"):
    """A table with these columns, labels first; `Value` is the number."""
    organize = {
        "excludeByName": {"Time": True},
        "indexByName": {name: at for at, name in enumerate(columns)},
        "renameByName": columns,
    }
    more = {"transformations": [{"id": "organize", "options": organize}]}
    of_value = {"matcher": {"id": "byName", "options": columns["Value"]}, "properties": [{"id": "unit", "value": unit}]}
    sort = {"showHeader": True, "sortBy": [{"displayName": columns["Value"], "desc": True}]}
    return panel("table", title, [target(expr, table=True)], place, about, "none", sort, overrides=[of_value], **more)


def grafana():
    product = 'product=~"$product"'
    over_time = {"custom": {"drawStyle": "line", "fillOpacity": 10, "showPoints": "auto"}, "min": 0}
    legend = {"legend": {"displayMode": "table", "placement": "right", "calcs": ["lastNotNull"]}}
    last = {"reduceOptions": {"calcs": ["lastNotNull"]}}
    panels = [
        stat("Logs", "sum(wilog_logs)", 0, "Logs in the last export."),
        stat(
            "Logs that ended well",
            'sum(wilog_logs{outcome=~"success.*"}) / sum(wilog_logs)',
            6,
            "The share of logs with the outcome success or success-reboot-required.",
            "percentunit",
            [("red", None), ("orange", 0.9), ("green", 0.98)],
        ),
        stat(
            "Logs that did not",
            f"sum(wilog_logs{{outcome=~{FAILED}}}) or vector(0)",
            12,
            "Failed, cancelled, blocked, or without a result.",
            steps=[("green", None), ("red", 1)],
        ),
        stat(
            "Logs that could not be read",
            "sum(wilog_logs_unread)",
            18,
            "Look at what the export writes to standard error.",
            steps=[("green", None), ("orange", 1)],
        ),
        table(
            "Causes",
            f"sort_desc(sum by (product, product_version, rule, rule_name, signature) (wilog_causes{{{product}}}))",
            (0, 4, 24, 9),
            "What installs failed of, the most frequent first.",
            {
                "product": "Product",
                "product_version": "Version",
                "signature": "Signature",
                "rule": "Rule",
                "rule_name": "Name",
                "Value": "Logs",
            },
        ),
        panel(
            "bargauge",
            "Failed installs by product",
            [target(f"topk(10, sum by (product) (wilog_causes{{{product}}}))", "{{product}}")],
            (0, 13, 12, 8),
            "The ten products with the most logs that name a cause.",
            options=last | {"orientation": "horizontal", "displayMode": "basic"},
            defaults={"min": 0},
        ),
        panel(
            "piechart",
            "Outcomes",
            [target("sum by (outcome) (wilog_logs)", "{{outcome}}")],
            (12, 13, 12, 8),
            "How logs ended.",
            options=last | {"pieType": "donut", "legend": {"displayMode": "table", "placement": "right", "values": ["value", "percent"]}},
        ),
        panel(
            "timeseries",
            "Sessions by outcome",
            [target(f"sum by (outcome) (wilog_sessions{{{product}}})", "{{outcome}}")],
            (0, 21, 12, 8),
            "Sessions in the logs of each export.",
            options=legend,
            defaults=over_time,
        ),
        panel(
            "timeseries",
            "How long sessions took",
            [
                target(
                    f"histogram_quantile({share}, sum by (le) (wilog_session_duration_seconds_bucket))",
                    f"{share * 100:.0f} % of sessions",
                )
                for share in (0.5, 0.95)
            ],
            (12, 21, 12, 8),
            "The median, and the time within which 95 of 100 sessions ended.",
            "s",
            legend,
            over_time,
        ),
        table(
            "Findings",
            "sort_desc(sum by (severity, rule, rule_name) (wilog_findings))",
            (0, 29, 12, 9),
            "What rules found, in logs that ended well too.",
            {"severity": "Severity", "rule": "Rule", "rule_name": "Name", "Value": "Findings"},
        ),
        table(
            "Last session",
            f"1000 * max by (product, outcome) (wilog_last_session_timestamp_seconds{{{product}}})",
            (12, 29, 12, 9),
            "When each product was last installed; exports without --timezone do not tell.",
            {"product": "Product", "outcome": "Outcome", "Value": "Began"},
            "dateTimeAsIso",
        ),
        table(
            "Who counted",
            "max by (version, rules) (wilog_info)",
            (0, 38, 24, 4),
            "Counts of other versions of the rules can differ.",
            {"version": "wilog", "rules": "Rules", "Value": "Running"},
        ),
    ]
    for at, one in enumerate(panels, 1):
        one["id"] = at
    variables = [
        {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"},
        {
            "name": "product",
            "label": "Product",
            "type": "query",
            "datasource": PROMETHEUS,
            "query": {"query": "label_values(wilog_sessions, product)", "refId": "products"},
            "refresh": 2,
            "sort": 1,
            "multi": True,
            "includeAll": True,
            "allValue": ".*",
        },
    ]
    return {
        "uid": "wilog",
        "title": "Windows Installer logs (wilog)",
        "description": "How installs ended, and what they failed of.",
        "tags": ["windows-installer", "wilog"],
        "schemaVersion": 39,
        "editable": True,
        "graphTooltip": 1,
        "time": {"from": "now-7d", "to": "now"},
        "refresh": "5m",
        "templating": {"list": variables},
        "panels": panels,
    }


# Kibana. A file of saved objects has one object a line; 8.8.0 is the version of their form since Kibana 8.8.

VIEW = "wilog"


def saved(kind, name, attributes, references, version):
    return {
        "type": kind,
        "id": name,
        "attributes": attributes,
        "references": references,
        "coreMigrationVersion": "8.8.0",
        "typeMigrationVersion": version,
        "managed": False,
    }


def count(label, query=""):
    column = {
        "label": label,
        "customLabel": True,
        "dataType": "number",
        "operationType": "count",
        "sourceField": "___records___",
        "isBucketed": False,
        "scale": "ratio",
        "params": {"emptyAsNull": False},
    }
    return column | ({"filter": {"query": query, "language": "kuery"}} if query else {})


def terms(label, field, size=10, by="number"):
    return {
        "label": label,
        "customLabel": True,
        "dataType": "string",
        "operationType": "terms",
        "sourceField": field,
        "isBucketed": True,
        "scale": "ordinal",
        "params": {
            "size": size,
            "orderBy": {"type": "column", "columnId": by},
            "orderDirection": "desc",
            "otherBucket": True,
            "missingBucket": False,
            "parentFormat": {"id": "terms"},
        },
    }


def by_day(label):
    return {
        "label": label,
        "customLabel": True,
        "dataType": "date",
        "operationType": "date_histogram",
        "sourceField": "@timestamp",
        "isBucketed": True,
        "scale": "interval",
        "params": {"interval": "auto", "includeEmptyRows": True, "dropPartials": False},
    }


def statistic(label, operation, field, params=None):
    return {
        "label": label,
        "customLabel": True,
        "dataType": "number",
        "operationType": operation,
        "sourceField": field,
        "isBucketed": False,
        "scale": "ratio",
        "params": params or {},
    }


def lens(name, title, kind, columns, visualization, query, about=""):
    layer = {"columns": columns, "columnOrder": list(columns), "incompleteColumns": {}}
    state = {
        "datasourceStates": {"formBased": {"layers": {"layer": layer}}},
        "visualization": visualization,
        "query": {"query": query, "language": "kuery"},
        "filters": [],
        "internalReferences": [],
        "adHocDataViews": {},
    }
    attributes = {"title": title, "description": about, "visualizationType": kind, "state": state}
    view = {"type": "index-pattern", "id": VIEW, "name": "indexpattern-datasource-layer-layer"}
    return saved("lens", f"wilog-{name}", attributes, [view], "8.9.0")


def metric(name, title, column, query):
    shape = {"layerId": "layer", "layerType": "data", "metricAccessor": "number"}
    return lens(name, title, "lnsMetric", {"number": column}, shape, query)


def rows(name, title, columns, query, about=""):
    shape = {
        "layerId": "layer",
        "layerType": "data",
        "columns": [{"columnId": column} for column in columns],
        "sorting": {"columnId": "number", "direction": "desc"},
        "paging": {"size": 10, "enabled": True},
    }
    return lens(name, title, "lnsDatatable", columns, shape, query, about)


def chart(name, title, columns, series, accessors, query, split=None):
    data = {
        "layerId": "layer",
        "layerType": "data",
        "seriesType": series,
        "xAccessor": next(iter(columns)),
        "accessors": accessors,
    }
    shape = {
        "preferredSeriesType": series,
        "legend": {"isVisible": True, "position": "right"},
        "valueLabels": "hide",
        "layers": [data | ({"splitAccessor": split} if split else {})],
    }
    return lens(name, title, "lnsXY", columns, shape, query)


def kibana():
    logs, findings = "wilog.record : log", "wilog.record : finding"
    ended_well = "event.outcome : success"
    causes = {
        "product": terms("Product", "package.name", 20),
        "signature": terms("Signature", "wilog.cause.signature", 20),
        "rule": terms("Rule", "rule.name", 3),
        "number": count("Logs"),
    }
    found = {
        "severity": terms("Severity", "log.level", 3),
        "rule": terms("Rule", "rule.id", 50),
        "name": terms("Name", "rule.name", 1),
        "number": count("Findings"),
    }
    slow = {
        "action": terms("Action", "wilog.action", 20),
        "number": statistic("Longest (ms)", "max", "wilog.duration_ms"),
        "median": statistic("Median (ms)", "median", "wilog.duration_ms"),
        "runs": count("Runs"),
    }
    machines = {
        "machine": terms("Machine", "host.hostname", 50),
        "number": count("Did not end well", f"not {ended_well}"),
        "logs": count("Logs"),
    }
    when = {"when": by_day("When"), "outcome": terms("Outcome", "wilog.outcome", 6), "number": count("Sessions")}
    took = {
        "when": by_day("When"),
        "number": statistic("Median (ms)", "median", "wilog.duration_ms"),
        "most": statistic("95 of 100 (ms)", "percentile", "wilog.duration_ms", {"percentile": 95}),
    }
    products = {"product": terms("Product", "package.name", 10), "number": count("Logs")}
    places = [
        (metric("logs", "Logs", count("Logs"), logs), (0, 0, 12, 7)),
        (metric("well", "Ended well", count("Ended well"), f"{logs} and {ended_well}"), (12, 0, 12, 7)),
        (metric("not-well", "Did not", count("Did not"), f"{logs} and not {ended_well}"), (24, 0, 12, 7)),
        (metric("errors", "Errors found", count("Errors"), f"{findings} and log.level : error"), (36, 0, 12, 7)),
        (
            rows("causes", "Causes", causes, f"{logs} and wilog.cause.signature : *", "What installs failed of."),
            (0, 7, 48, 15),
        ),
        (chart("outcomes", "Sessions by outcome", when, "bar_stacked", ["number"], "wilog.record : session", "outcome"), (0, 22, 24, 14)),
        (chart("products", "Failed installs by product", products, "bar_horizontal", ["number"], f"{logs} and wilog.cause.signature : *"), (24, 22, 24, 14)),
        (chart("durations", "How long sessions took", took, "line", ["number", "most"], "wilog.record : session"), (0, 36, 24, 14)),
        (rows("slow", "The slowest actions", slow, "wilog.record : action", "Of sequences and of scripts."), (24, 36, 24, 14)),
        (rows("findings", "Findings", found, findings, "What rules found, in logs that ended well too."), (0, 50, 24, 14)),
        (rows("machines", "Machines", machines, logs, "By the name that a log lists among its properties."), (24, 50, 24, 14)),
    ]
    view = {"title": "wilog*", "name": "wilog", "timeFieldName": "@timestamp"}
    panels, references = [], []
    for at, (one, (x, y, width, height)) in enumerate(places, 1):
        at = str(at)
        panels.append(
            {
                "version": "8.11.0",
                "type": "lens",
                "gridData": {"x": x, "y": y, "w": width, "h": height, "i": at},
                "panelIndex": at,
                "embeddableConfig": {"enhancements": {}},
                "panelRefName": f"panel_{at}",
            }
        )
        references.append({"type": "lens", "id": one["id"], "name": f"{at}:panel_{at}"})
    dashboard = {
        "title": "Windows Installer logs (wilog)",
        "description": "How installs ended, and what they failed of.",
        "panelsJSON": line(panels),
        "optionsJSON": line({"useMargins": True, "syncColors": False, "hidePanelTitles": False}),
        "timeRestore": True,
        "timeFrom": "now-90d",
        "timeTo": "now",
        "refreshInterval": {"pause": True, "value": 60000},
        "kibanaSavedObjectMeta": {"searchSourceJSON": line({"query": {"query": "", "language": "kuery"}, "filter": []})},
    }
    yield saved("index-pattern", VIEW, view, [], "8.0.0")
    yield from (one for one, _ in places)
    yield saved("dashboard", "wilog-dashboard", dashboard, references, "8.9.0")


def line(value):
    return json.dumps(value, separators=(",", ":"))


def main():
    made = {
        "grafana.json": json.dumps(grafana(), indent=2) + "\n",
        "kibana.ndjson": "".join(line(one) + "\n" for one in kibana()),
    }
    stale = []
    for name, text in made.items():
        path = HERE / name
        if sys.argv[1:] != ["--check"]:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        sys.exit(f"{', '.join(stale)}: not what docs/dashboards/make.py makes; run it")


if __name__ == "__main__":
    main()
