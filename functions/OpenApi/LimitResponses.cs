using System.Text.Json.Nodes;

namespace HiveFlow.Functions.OpenApi;

/// <summary>What every operation may answer because of a limit or an outage, and the headers that tell of limits; each stands in the document once.</summary>
internal static class LimitResponses
{
    private const string Place = "#/components/headers/";

    /// <summary>The headers of an answer that was counted, by reference.</summary>
    public static JsonObject Headers() => Refer("RateLimit", "RateLimit-Policy");

    /// <summary>429.</summary>
    public static JsonObject RateLimited() => Problem(
        "One request too many; nothing was done. The same request is let through after Retry-After.", Refer("RateLimit", "RateLimit-Policy", "Retry-After"));

    /// <summary>503.</summary>
    public static JsonObject Unavailable() => Problem(
        "Something this depends on is away or full, nothing was started and nothing charged. Try again after Retry-After.", Refer("Retry-After"));

    /// <summary>The headers themselves.</summary>
    public static JsonObject Components() => new()
    {
        ["RateLimit"] = Text("The tightest limit that the request was counted against: what it still lets through (r) and the seconds until it is whole again (t); draft-ietf-httpapi-ratelimit-headers-10."),
        ["RateLimit-Policy"] = Text("Every limit that the request was counted against: its quota (q) and its window in seconds (w)."),
        ["Retry-After"] = new JsonObject
        {
            ["description"] = "Seconds to wait before the same request is sent again.",
            ["schema"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
        },
    };

    private static JsonObject Refer(params string[] names) =>
        new(names.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["$ref"] = Place + name })));

    private static JsonObject Text(string description) =>
        new() { ["description"] = description, ["schema"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject Problem(string description, JsonObject headers) => new()
    {
        ["description"] = description,
        ["headers"] = headers,
        ["content"] = new JsonObject
        {
            ["application/problem+json"] = new JsonObject
            {
                ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{SchemaBook.ProblemName}" },
            },
        },
    };
}
