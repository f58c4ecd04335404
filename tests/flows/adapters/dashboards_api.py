"""What the public documentation of Kibana 9.5's Dashboards API allows in a dashboard, as a JSON schema of our own.

Narrower than Kibana where we use less, never wider: keys nobody documented are refused, as Kibana refuses them.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}


def shape(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """An object with these keys and no other."""
    properties = {**required, **(optional or {})}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def some(items: Schema, least: int = 0, most: int = 100) -> Schema:
    """A list."""
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def one_of(*values: Any) -> Schema:
    """One of some constants."""
    return {"enum": list(values)}


QUERY = shape({"expression": {"type": "string"}}, {"language": one_of("kql", "lucene")})
TIME_RANGE = shape({"from": TEXT, "to": TEXT}, {"mode": one_of("absolute", "relative")})
SOURCE = shape({"type": one_of("data_view_reference"), "ref_id": TEXT})
FORMAT = shape({"type": one_of("number", "percent")}, {"decimals": NUMBER, "suffix": TEXT, "compact": FLAG})
DIRECTION = one_of("asc", "desc")

SHARED = {"label": TEXT, "filter": QUERY, "format": FORMAT, "time_scale": one_of("s", "m", "h", "d")}


def metrics(more: dict[str, Schema], must: dict[str, Schema] | None = None) -> Schema:
    """A metric operation; ``more`` and ``must`` are what the chart adds."""
    optional = {**SHARED, **more}
    field = {"field": TEXT}
    return {
        "oneOf": [
            shape({"operation": one_of("count"), **(must or {})}, {**optional, **field, "empty_as_null": FLAG}),
            shape(
                {"operation": one_of("unique_count", "sum"), **field, **(must or {})},
                {**optional, "empty_as_null": FLAG},
            ),
            shape(
                {"operation": one_of("min", "max", "average", "median", "standard_deviation"), **field, **(must or {})},
                optional,
            ),
            shape(
                {"operation": one_of("last_value"), **field, "time_field": TEXT, **(must or {})},
                {**optional, "multi_value": FLAG},
            ),
        ]
    }


def buckets(more: dict[str, Schema]) -> Schema:
    """A bucket operation."""
    rank = shape({"type": one_of("metric"), "metric_index": {"type": "integer", "minimum": 0}, "direction": DIRECTION})
    other = shape({"include_documents_without_field": FLAG})
    return {
        "oneOf": [
            shape(
                {"operation": one_of("terms"), "fields": some(TEXT, 1, 4)},
                {
                    "limit": {"type": "integer", "minimum": 1, "maximum": 1000},
                    "label": TEXT,
                    "rank_by": rank,
                    "other_bucket": other,
                    **more,
                },
            ),
            shape(
                {"operation": one_of("date_histogram"), "field": TEXT},
                {"suggested_interval": TEXT, "include_empty_rows": FLAG, "drop_partial_intervals": FLAG, **more},
            ),
            shape(
                {"operation": one_of("filters"), "filters": some(shape({"filter": QUERY}, {"label": TEXT}), 1)},
                {"label": TEXT, **more},
            ),
        ]
    }


DRILLDOWN = shape(
    {"type": one_of("dashboard_drilldown"), "trigger": one_of("on_apply_filter"), "dashboard_id": TEXT, "label": TEXT},
    {"use_filters": FLAG, "use_time_range": FLAG, "open_in_new_tab": FLAG},
)
PANEL_INFO = {
    "title": {"type": "string"},
    "description": {"type": "string"},
    "hide_title": FLAG,
    "hide_border": FLAG,
    "time_range": TIME_RANGE,
}
CHART = {
    **PANEL_INFO,
    "query": QUERY,
    "filters": some({"type": "object"}),
    "drilldowns": some(DRILLDOWN),
    "sampling": NUMBER,
    "ignore_global_filters": FLAG,
}
VISIBLE = shape({"visible": FLAG})
AXIS = shape({}, {"title": shape({}, {"visible": FLAG, "text": TEXT}), "ticks": VISIBLE, "grid": VISIBLE})
LEGEND = shape(
    {}, {"visibility": one_of("auto", "visible", "hidden"), "position": one_of("top", "bottom", "left", "right")}
)
LAYER = shape(
    {
        "type": one_of(
            "line", "area", "area_stacked", "bar", "bar_stacked", "bar_horizontal", "bar_horizontal_stacked"
        ),
        "data_source": SOURCE,
        "y": some(metrics({"axis": one_of("y", "y2")}), 1),
    },
    {"x": buckets({}), "breakdown_by": buckets({"collapse_by": TEXT, "aggregate_first": FLAG})},
)
VISUALISATIONS = {
    "metric": shape(
        {
            "type": one_of("metric"),
            "data_source": SOURCE,
            "metrics": {
                "type": "array",
                "minItems": 1,
                "maxItems": 2,
                "prefixItems": [
                    metrics({"subtitle": TEXT}, {"type": one_of("primary")}),
                    metrics({}, {"type": one_of("secondary")}),
                ],
            },
        },
        CHART,
    ),
    "pie": shape(
        {
            "type": one_of("pie"),
            "data_source": SOURCE,
            "metrics": some(metrics({}), 1),
            "group_by": some(buckets({"collapse_by": TEXT}), 1, 3),
        },
        {
            **CHART,
            "legend": LEGEND,
            "styling": shape(
                {},
                {
                    "donut_hole": one_of("none", "s", "m", "l"),
                    "values": shape({}, {"visible": FLAG, "mode": one_of("absolute", "percentage")}),
                    "labels": shape({}, {"visible": FLAG, "position": one_of("inside", "outside")}),
                },
            ),
        },
    ),
    "data_table": shape(
        {
            "type": one_of("data_table"),
            "data_source": SOURCE,
            "metrics": some(metrics({"visible": FLAG, "width": NUMBER}), 1, 1000),
        },
        {**CHART, "rows": some(buckets({"visible": FLAG, "width": NUMBER, "click_filter": FLAG}), 1, 50)},
    ),
    "xy": shape(
        {"type": one_of("xy"), "layers": some(LAYER, 1)},
        {**CHART, "axis": shape({}, {"x": AXIS, "y": AXIS, "y2": AXIS}), "legend": LEGEND},
    ),
}
GRID = shape(
    {"x": {"type": "integer", "minimum": 0, "maximum": 47}, "y": {"type": "integer", "minimum": 0}},
    {"w": {"type": "integer", "minimum": 1, "maximum": 48}, "h": {"type": "integer", "minimum": 1}},
)


def panel(kind: str, config: Schema) -> Schema:
    """A panel of one type."""
    return shape({"type": one_of(kind), "grid": GRID, "config": config}, {"id": TEXT})


PANELS = {
    "markdown": shape({"content": TEXT}, PANEL_INFO),
    "discover_session": shape({"ref_id": TEXT}, PANEL_INFO),
    "vis": {"oneOf": list(VISUALISATIONS.values())},
}
CONTROL = shape(
    {
        "type": one_of("options_list_control"),
        "config": shape({"data_view_id": TEXT, "field_name": TEXT}, {"title": TEXT, "single_select": FLAG}),
    },
    {"width": one_of("small", "medium", "large"), "grow": FLAG, "id": TEXT},
)
DASHBOARD = shape(
    {"title": TEXT},
    {
        "description": {"type": "string"},
        "panels": some({"oneOf": [panel(kind, config) for kind, config in PANELS.items()]}),
        "pinned_panels": some(CONTROL),
        "tags": some(TEXT),
        "time_range": TIME_RANGE,
        "refresh_interval": shape({"pause": FLAG, "value": NUMBER}),
        "query": QUERY,
        "filters": some({"type": "object"}, 0, 500),
        "options": shape(
            {},
            dict.fromkeys(
                (
                    "auto_apply_filters",
                    "hide_panel_titles",
                    "hide_panel_borders",
                    "use_margins",
                    "sync_colors",
                    "sync_tooltips",
                    "sync_cursor",
                ),
                FLAG,
            ),
        ),
    },
)
