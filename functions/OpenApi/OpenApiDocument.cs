using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Gate;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.OpenApi;

/// <summary>
/// The API as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1), made from the table of functions, the attributes beside their
/// routes and the types they name: it cannot say what the code does not.
/// </summary>
public sealed class OpenApiDocument(FunctionTable table, IOptions<GateOptions> options)
{
    private readonly Lazy<(JsonObject Document, byte[] Utf8)> made = new(() =>
    {
        var document = Build(table, options.Value);
        return (document, Encoding.UTF8.GetBytes(document.ToJsonString()));
    });

    /// <summary>The document. Not to be changed.</summary>
    public JsonObject Document => made.Value.Document;

    /// <summary>The document as it is sent.</summary>
    public byte[] Utf8 => made.Value.Utf8;

    private static JsonObject Build(FunctionTable table, GateOptions options)
    {
        var schemas = new SchemaBook();
        var paths = new JsonObject();
        foreach (var rule in table.Rules.Where(r => PathOf(r.Route).Length > 0).OrderBy(r => r.Route.Template, StringComparer.Ordinal))
        {
            var path = paths[PathOf(rule.Route)] as JsonObject;
            if (path is null)
            {
                paths[PathOf(rule.Route)] = path = [];
            }

            var isOne = rule.Methods.Count == 1;
            foreach (var method in rule.Methods)
            {
                // One function of several methods is several operations, and their ids must differ.
                path[method.ToLowerInvariant()] = Operations.Of(rule, isOne ? rule.Name : $"{rule.Name}_{method}", schemas);
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Hiveflow API",
                ["version"] = typeof(OpenApiDocument).Assembly.GetName().Version?.ToString(3) ?? "0.0.0",
                ["description"] = "AI workflows as a service: flows, runs, and what they need. Every success is an object with "
                    + "success: true; every failure is a problem document (RFC 9457) whose type names a page about it.",
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = options.PublicUrl.GetLeftPart(UriPartial.Authority) }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.Build(),
                ["responses"] = new JsonObject
                {
                    ["Problem"] = ProblemResponse(),
                    ["RateLimited"] = LimitResponses.RateLimited(),
                    ["Unavailable"] = LimitResponses.Unavailable(),
                },
                ["headers"] = LimitResponses.Components(),
                ["securitySchemes"] = SecuritySchemes(),
            },
        };
    }

    private static JsonObject ProblemResponse() => new()
    {
        ["description"] = "A failure; code is stable, and type leads to a page about it.",
        ["content"] = new JsonObject
        {
            ["application/problem+json"] = new JsonObject
            {
                ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{SchemaBook.ProblemName}" },
            },
        },
    };

    private static JsonObject SecuritySchemes() => new()
    {
        ["bearer"] = new JsonObject
        {
            ["type"] = "http",
            ["scheme"] = "bearer",
            ["description"] = "A session token, or an API key (hf_…). Authorization: ApiKey hf_… is taken too.",
        },
        ["apiKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-api-key" },
        ["cookie"] = new JsonObject
        {
            ["type"] = "apiKey",
            ["in"] = "cookie",
            ["name"] = "__Host-hiveflow-session",
            ["description"] = "A browser's session (X-Session: cookie at login). Changes also need X-CSRF-Token. Over plain http on a developer's machine its name is hiveflow-session.",
        },
    };

    // OpenAPI has no word for a path's open end; what is nothing else is no operation.
    private static string PathOf(RoutePath route) =>
        route.IsCatchAll ? route.OpenApiPath[..route.OpenApiPath.LastIndexOf('/')] : route.OpenApiPath;
}
