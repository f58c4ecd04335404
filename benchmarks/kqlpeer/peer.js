// Kibana's own KQL: {"fields", "queries"} on standard input; for each query its Elasticsearch DSL or {"error"} on standard output.
const { kbnEsQuery } = require("kbn-es-query");

const { fields, queries } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const view = { title: "commentary", fields };
for (const text of queries) {
  let answer;
  try {
    const node = kbnEsQuery.fromKueryExpression(text, { allowLeadingWildcards: true });
    answer = { query: kbnEsQuery.toElasticsearchQuery(node, view, { dateFormatTZ: "UTC" }) };
  } catch (error) {
    answer = { error: String(error.message).split("\n")[0] };
  }
  console.log(JSON.stringify(answer));
}
