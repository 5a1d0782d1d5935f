using System.Text;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.OpenApi;

/// <summary>The OpenAPI document as text for language models (https://llmstxt.org): every operation in a line or three.</summary>
public sealed class LlmsText(OpenApiDocument document)
{
    private readonly Lazy<byte[]> text = new(() => Encoding.UTF8.GetBytes(Build(document.Document)));

    /// <summary>The text as it is sent.</summary>
    public byte[] Utf8 => text.Value;

    private static string Build(JsonObject document)
    {
        var server = document["servers"]![0]!["url"]!.GetValue<string>();
        var output = new StringBuilder();
        output.Append("# Hiveflow API\n\n> ").Append(document["info"]!["description"]).Append("\n\n");
        output.Append("Base URL: ").Append(server).Append("\n\n");
        output.Append(
            """
            Credentials go in a header, never in a URL: `Authorization: Bearer <session token or hf_ key>`, or `x-api-key: hf_…`.
            Bodies are JSON in UTF-8. Lists take `limit` and `cursor` and answer `nextCursor`. A failure has `code`, `error` and, for
            validation, `errors` by field. The whole contract: /api/openapi.json

            """);
        foreach (var group in Operations(document).GroupBy(o => o.Tag).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            output.Append("\n## ").Append(group.Key).Append('\n');
            foreach (var (_, method, path, operation) in group)
            {
                Append(output, document, method, path, operation);
            }
        }

        return output.ToString();
    }

    private static IEnumerable<(string Tag, string Method, string Path, JsonObject Operation)> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        let operation = method.Value!.AsObject()
        select (operation["tags"]![0]!.GetValue<string>(), method.Key.ToUpperInvariant(), path.Key, operation);

    private static void Append(StringBuilder output, JsonObject document, string method, string path, JsonObject operation)
    {
        output.Append("\n- `").Append(method).Append(' ').Append(path).Append("` (").Append(operation["x-access"]).Append(") ");
        output.Append(operation["summary"]).Append('\n');
        if (operation["description"] is { } description)
        {
            output.Append("  ").Append(description).Append('\n');
        }

        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            if (parameter!["in"]!.GetValue<string>() == "query")
            {
                output.Append("  ?").Append(parameter["name"]).Append(": ").Append(parameter["description"]).Append('\n');
            }
        }

        if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is { } body)
        {
            output.Append("  Body: `").Append(SchemaText.Of(document, body)).Append("`\n");
        }

        foreach (var (status, response) in operation["responses"]!.AsObject())
        {
            if (status != "default" && response?["content"]?.AsObject().FirstOrDefault() is { Value: { } content } answer)
            {
                var shape = answer.Key == "application/json" ? SchemaText.Of(document, content["schema"]!) : answer.Key;
                output.Append("  ").Append(status).Append(": `").Append(shape).Append("`\n");
            }
        }
    }
}
