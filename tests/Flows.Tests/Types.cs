using System.Text.Json;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;

namespace HiveFlow.Flows.Tests;

/// <summary>A few node types, and graphs from JSON.</summary>
internal static class Types
{
    private static readonly JsonElement Anything = Json("""{"type":"object"}""");

    public static readonly NodeTypeCatalog Catalog = new(
    [
        Type("trigger") with { IsTrigger = true, IsPure = true },
        Type("set") with { IsPure = true },
        Type("condition") with { IsPure = true, Outputs = ["true", "false"] },
        Type("http") with
        {
            DefaultTimeout = TimeSpan.FromSeconds(30),
            Settings = Json("""
                {"type":"object","required":["url"],"properties":{
                  "url":{"type":"string","minLength":1},
                  "method":{"enum":["GET","POST"]},
                  "retries":{"type":"integer","minimum":0},
                  "headers":{"type":"object","additionalProperties":{"type":"string"}}}}
                """),
        },
        Type("code") with
        {
            RawSettings = ["code"],
            Settings = Json("""{"type":"object","required":["code"],"properties":{"code":{"type":"string"},"args":{"type":"object"}}}"""),
        },
        Type("map") with { HasBody = true, Outputs = ["body", "done"] },
        Type("respond") with { IsPure = true, StaysOutsideLoops = true },
        Type("switch") with
        {
            IsPure = true,
            OutputsFrom = data => data.TryGetProperty("cases", out var cases) && cases.ValueKind == JsonValueKind.Array
                ? [.. cases.EnumerateArray().Select(name => name.ToString()), "default"]
                : ["default"],
        },
    ]);

    public static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    public static FlowGraph Graph(string nodes, string edges = "[]") => FlowGraph.Parse(Json(nodes), Json(edges));

    private static NodeType Type(string name) => new() { Name = name, Title = name, Description = name, Settings = Anything };
}
