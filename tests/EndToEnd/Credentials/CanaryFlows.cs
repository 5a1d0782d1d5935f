using System.Text.Json.Nodes;

namespace HiveFlow.EndToEnd.Credentials;

/// <summary>
/// Flows that bring every node type to success and to failure on the answer of a careless API, or with a credential of its own. Failures are
/// meant: they go on to the next node.
/// </summary>
/// <param name="ids">The credentials' ids by type.</param>
/// <param name="address">The careless API's.</param>
/// <param name="models">The careless models'.</param>
/// <param name="below">A flow that others call.</param>
internal sealed class CanaryFlows(IReadOnlyDictionary<string, string> ids, string address, string models, string below)
{
    private const string Answer = "{{ nodes.h.output }}";

    /// <summary>Each flow's nodes and edges, and the nodes that must complete.</summary>
    public IEnumerable<(JsonArray Nodes, JsonArray Edges, IReadOnlyList<string> MustComplete)> All()
    {
        yield return Chain(Call(), Shaping(), ["ag", "js", "jp", "jk", "cs", "cp", "xm", "ht", "li", "cr", "fi", "me", "co", "sw"]);
        yield return Chain(Call(), Failing(), ["h"]);
        yield return Chain(Call(), Outside(), ["hm", "ok"]);
        yield return Chain(Call(), Composing(), ["s1", "fw", "fr", "fd", "ft"]);
        yield return Chain(Model("l1", "openai", "Say it"), [Model("l2", "anthropic", "Say it"), Model("l3", "google", "Say it"), Model("l4", "anthropic", "fail now"), Agent()], ["l1", "l2", "l3", "a1"]);
    }

    private JsonObject Call() => Node("h", "http", ("url", address + "/ok"), ("method", "POST"), ("body", new JsonObject { ["a"] = 1 }), ("credentialId", ids["apiKey"]));

    private static List<JsonObject> Shaping() =>
    [
        Node("ag", "aggregate", ("items", new JsonArray(Answer)), ("groupBy", "body.head"), ("values", new JsonObject { ["all"] = new JsonObject { ["operation"] = "collect" } })),
        Node("js", "json", ("operation", "format"), ("value", Answer)),
        Node("jp", "json", ("operation", "parse"), ("text", "{{ nodes.js.output }}")),
        Node("jk", "json", ("operation", "pick"), ("value", Answer), ("fields", new JsonArray("body.head"))),
        Node("cs", "csv", ("operation", "format"), ("rows", new JsonArray("{{ nodes.h.output.headers }}"))),
        Node("cp", "csv", ("operation", "parse"), ("text", "{{ nodes.cs.output }}")),
        Node("xm", "xml", ("operation", "format"), ("value", new JsonObject { ["a"] = "{{ nodes.js.output }}" })),
        Node("ht", "html", ("operation", "text"), ("html", "{{ nodes.js.output }}")),
        Node("li", "template", ("liquid", "{{ data | json }}"), ("data", Answer)),
        Node("cr", "crypto", ("operation", "hash"), ("value", Answer)),
        Node("fi", "filter", ("items", new JsonArray(Answer)), ("conditions", new JsonArray(new JsonObject { ["field"] = "body.head", ["operator"] = "exists" }))),
        Node("me", "merge", ("values", new JsonArray(Answer))),
        Node("co", "condition", ("conditions", new JsonArray(new JsonObject { ["left"] = "{{ nodes.h.output.body.head }}", ["operator"] = "contains", ["right"] = "Key" }))),
        Node("sw", "switch", ("value", "{{ nodes.h.output.body.head }}"), ("cases", new JsonArray(new JsonObject { ["value"] = "x", ["handle"] = "x" }))),
    ];

    /// <summary>What fails on the answer itself, so that it might stand in the error.</summary>
    private static List<JsonObject> Failing() =>
    [
        Node("f1", "datetime", ("operation", "parse"), ("value", "{{ nodes.h.output.body.head }}")),
        Node("f2", "json", ("operation", "parse"), ("text", "{{ nodes.h.output.body.head }}")),
        Node("f3", "xml", ("operation", "parse"), ("text", "{{ nodes.h.output.body.head }}")),
        Node("f4", "csv", ("operation", "parse"), ("text", "{{ nodes.h.output.body.twice }}")),
        Node("f5", "aggregate", ("items", new JsonArray(Answer)), ("values", new JsonObject { ["x"] = new JsonObject { ["operation"] = "sum", ["field"] = "body.head" } })),
        Node("f6", "html", ("operation", "select"), ("html", "x"), ("selector", "{{ nodes.h.output.body.head }}")),
        Node("f7", "template", ("liquid", "{{ data.body.head | divided_by: 0 }}"), ("data", Answer)),
        Node("f8", "crypto", ("operation", "hash"), ("value", "{{ nodes.h.output.body.head }}"), ("valueEncoding", "hex")),
        Node("f9", "filter", ("items", Answer), ("conditions", new JsonArray(new JsonObject { ["operator"] = "{{ nodes.h.output.body.head }}" }))),
        Node("f10", "merge", ("values", new JsonArray("{{ nodes.h.output.body.head }}"))),
        Node("f11", "delay", ("until", "{{ nodes.h.output.body.head }}")),
        Node("f12", "condition", ("conditions", new JsonArray(new JsonObject { ["left"] = 1, ["operator"] = ">", ["right"] = "{{ nodes.h.output.body.head }}" }))),
    ];

    /// <summary>What uses a credential of its own, with success and without.</summary>
    private List<JsonObject> Outside() =>
    [
        Node("hm", "crypto", ("operation", "hmac"), ("value", Answer), ("credentialId", ids["signing"])),
        Node("ok", "webhookOut", ("url", address + "/ok"), ("body", Answer), ("credentialId", ids["signing"])),
        Node("o1", "webhookOut", ("url", address + "/fail"), ("body", Answer), ("credentialId", ids["signing"])),
        Node("o2", "webhookOut", ("url", "https://not-bound.example.com/"), ("credentialId", ids["signing"])),
        Node("o3", "webhookOut", ("url", address + "/ok"), ("credentialId", ids["bearer"])),
        Node("o4", "email", ("to", "ada@example.com"), ("subject", "x"), ("text", "y"), ("credentialId", ids["smtp"])),
        Node("o5", "email", ("to", "ada@example.com"), ("subject", "{{ nodes.h.output.body.head }}"), ("text", "y"), ("credentialId", ids["smtp"])),
        Node("o6", "database", ("operation", "find"), ("collection", "c"), ("credentialId", ids["mongodb"])),
        Node("o7", "llm", ("llm", "openAiCompatible"), ("model", "m"), ("prompt", "{{ nodes.h.output.body.head }}"), ("credentialId", ids["openAiCompatible"])),
        Node("o8", "http", ("url", address + "/fail"), ("credentialId", ids["signing"])),
    ];

    /// <summary>A flow for others to call: it uses a credential of its own, and its result is what it was told.</summary>
    public static (JsonArray Nodes, JsonArray Edges) Below(IReadOnlyDictionary<string, string> ids, string address)
    {
        var (nodes, edges, _) = Chain(
            Node("b1", "http", ("url", address + "/ok"), ("method", "POST"), ("body", new JsonObject { ["given"] = "{{ inputs }}" }), ("credentialId", ids["header"])),
            [Node("b2", "set", ("values", new JsonObject { ["all"] = "{{ nodes.b1.output }}", ["given"] = "{{ inputs }}" }))],
            []);
        return (nodes, edges);
    }

    /// <summary>Other flows, and files.</summary>
    private List<JsonObject> Composing() =>
    [
        Node("s1", "subflow", ("flowId", below), ("version", "draft"), ("inputs", new JsonObject { ["said"] = Answer })),
        Node("fw", "file", ("operation", "write"), ("name", "answer.json"), ("content", Answer)),
        Node("fr", "file", ("operation", "read"), ("file", "{{ nodes.fw.output }}"), ("as", "json")),
        Node("fd", "http", ("url", address + "/ok"), ("method", "POST"), ("body", new JsonObject()), ("credentialId", ids["basic"]), ("responseType", "file")),
        Node("ft", "file", ("operation", "read"), ("file", "{{ nodes.fd.output.body }}")),
        Node("f0", "file", ("operation", "read"), ("file", "{{ nodes.h.output.body.head }}")),
    ];

    private JsonObject Model(string id, string provider, string prompt) => Node(
        id, "llm", ("llm", provider), ("model", "m"), ("prompt", prompt), ("credentialId", ids[provider]), ("baseUrl", models));

    private JsonObject Agent() => Node(
        "a1",
        "agent",
        ("llm", "anthropic"),
        ("model", "m"),
        ("prompt", "Use them"),
        ("credentialId", ids["anthropic"]),
        ("baseUrl", models),
        ("tools", new JsonArray(
            new JsonObject { ["type"] = "http", ["name"] = "echo", ["url"] = address + "/ok", ["method"] = "POST", ["body"] = new JsonObject { ["said"] = "{{ vars.said }}" }, ["credentialId"] = ids["apiKey"] },
            new JsonObject { ["type"] = "flow", ["name"] = "flow", ["flowId"] = below, ["version"] = "draft" })));

    private static (JsonArray, JsonArray, IReadOnlyList<string>) Chain(JsonObject first, List<JsonObject> others, IReadOnlyList<string> mustComplete)
    {
        JsonArray nodes = [new JsonObject { ["id"] = "t", ["data"] = new JsonObject { ["nodeType"] = "trigger", ["startNode"] = true } }, first];
        others.ForEach(nodes.Add);
        JsonArray edges = [];
        for (var i = 0; i + 1 < nodes.Count; i++)
        {
            edges.Add(new JsonObject
            {
                ["id"] = $"e{i}",
                ["source"] = (string)nodes[i]!["id"]!,
                ["target"] = (string)nodes[i + 1]!["id"]!,
                ["sourceHandle"] = (string?)nodes[i]!["data"]!["nodeType"] == "condition" ? "true" : (string?)nodes[i]!["data"]!["nodeType"] == "switch" ? "default" : null,
            });
        }

        return (nodes, edges, mustComplete);
    }

    private static JsonObject Node(string id, string type, params (string Name, JsonNode? Value)[] settings)
    {
        var data = new JsonObject { ["nodeType"] = type, ["onError"] = "continue" };
        foreach (var (name, value) in settings)
        {
            data[name] = value;
        }

        return new JsonObject { ["id"] = id, ["data"] = data };
    }
}
