using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace HiveFlow.Functions.OpenApi;

/// <summary>One function as an operation of the document.</summary>
internal static class Operations
{
    private static readonly string[] Schemes = ["bearer", "apiKey", "cookie"];
    private const string Json = "application/json";

    /// <summary>The operation, with the types it names entered into the book.</summary>
    public static JsonObject Of(FunctionRule rule, string id, SchemaBook schemas)
    {
        var about = rule.Method.GetCustomAttribute<OperationAttribute>();
        var operation = new JsonObject
        {
            ["operationId"] = id,
            ["tags"] = new JsonArray(rule.Name.Split('_')[0]),
            ["summary"] = about?.Summary ?? rule.Name,
        };
        if (about?.Description is { } description)
        {
            operation["description"] = description;
        }

        var parameters = Parameters(rule);
        if (parameters.Count > 0)
        {
            operation["parameters"] = parameters;
        }

        if (rule.Method.GetCustomAttribute<TakesAttribute>() is { } takes)
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = schemas.HasRequired(takes.Body),
                ["content"] = new JsonObject { [Json] = new JsonObject { ["schema"] = schemas.Body(takes.Body) } },
            };
        }

        if (rule.Method.GetCustomAttribute<TakesContentAttribute>() is { } content)
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = new JsonObject(content.Types.Select(type => KeyValuePair.Create(type, (JsonNode?)new JsonObject { ["schema"] = Content(type) }))),
            };
        }

        operation["responses"] = Responses(rule, schemas);
        operation["security"] = rule.Access is Access.Public or Access.Anonymous
            ? new JsonArray()
            : new JsonArray([.. Schemes.Select(scheme => new JsonObject { [scheme] = new JsonArray() })]);
        operation["x-access"] = rule.Access.ToString().ToLowerInvariant();
        return operation;
    }

    private static JsonObject Content(string type)
    {
        var bytes = new JsonObject { ["type"] = "string", ["contentMediaType"] = "application/octet-stream" };
        return type != "multipart/form-data" ? bytes : new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["folder"] = new JsonObject { ["type"] = "string" }, ["file"] = bytes },
            ["required"] = new JsonArray("file"),
        };
    }

    private static JsonArray Parameters(FunctionRule rule)
    {
        var parameters = new JsonArray();
        foreach (var (name, length, isNumber) in rule.Route.IsCatchAll ? rule.Route.Parameters.SkipLast(1) : rule.Route.Parameters)
        {
            var schema = new JsonObject { ["type"] = isNumber ? "integer" : "string" };
            if (length == 24)
            {
                schema["pattern"] = "^[a-f0-9]{24}$";
            }

            parameters.Add((JsonNode)new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = schema });
        }

        foreach (var query in rule.Method.GetCustomAttributes<QueryAttribute>())
        {
            parameters.Add((JsonNode)new JsonObject
            {
                ["name"] = query.Name,
                ["in"] = "query",
                ["description"] = query.Description,
                ["schema"] = new JsonObject { ["type"] = query.IsNumber ? "integer" : "string" },
            });
        }

        if (rule.Idempotent is not null || rule.Method.IsDefined(typeof(TakesIdempotencyKeyAttribute)))
        {
            parameters.Add((JsonNode)new JsonObject
            {
                ["name"] = "Idempotency-Key",
                ["in"] = "header",
                ["description"] = "1 to 255 characters; the same key and request within 24 hours get the first answer again.",
                ["schema"] = new JsonObject { ["type"] = "string", ["maxLength"] = 255 },
            });
        }

        return parameters;
    }

    private static JsonObject Responses(FunctionRule rule, SchemaBook schemas)
    {
        var responses = new JsonObject();
        foreach (var same in rule.Method.GetCustomAttributes<GivesAttribute>().OrderBy(g => g.Status).GroupBy(g => g.Status))
        {
            var response = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(same.Key), ["headers"] = LimitResponses.Headers() };
            if (same.Key != StatusCodes.Status204NoContent)
            {
                response["content"] = new JsonObject(same.Select(gives => KeyValuePair.Create(gives.ContentType ?? Json, (JsonNode?)new JsonObject
                {
                    ["schema"] = gives.ContentType is null or Json ? Schema(gives, schemas) : new JsonObject { ["type"] = "string" },
                })));
            }

            responses[same.Key.ToString(CultureInfo.InvariantCulture)] = response;
        }

        responses["429"] = new JsonObject { ["$ref"] = "#/components/responses/RateLimited" };
        responses["503"] = new JsonObject { ["$ref"] = "#/components/responses/Unavailable" };
        responses["default"] = new JsonObject { ["$ref"] = "#/components/responses/Problem" };
        return responses;
    }

    private static JsonObject Schema(GivesAttribute gives, SchemaBook schemas)
    {
        if (gives is { ContentType: not null, Type: { } bare })
        {
            return schemas.Answer(bare);
        }

        var properties = new JsonObject { ["success"] = new JsonObject { ["const"] = true } };
        var required = new JsonArray("success");
        var envelope = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        if (gives.Type is null)
        {
            return envelope;
        }

        if (gives.Name is null)
        {
            return new JsonObject { ["allOf"] = new JsonArray(envelope, schemas.Answer(gives.Type)) };
        }

        Add(gives.Name, Value(gives, gives.Type, schemas));
        if (gives.AlsoAsData && gives.Name != "data")
        {
            Add("data", Value(gives, gives.Type, schemas));
        }

        if (gives.IsList)
        {
            Add("nextCursor", new JsonObject { ["type"] = new JsonArray("string", "null") });
        }

        if (gives.MayStopEarly)
        {
            properties["scannedTo"] = new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        }

        return envelope;

        void Add(string name, JsonObject schema)
        {
            properties[name] = schema;
            required.Add(name);
        }
    }

    private static JsonObject Value(GivesAttribute gives, Type type, SchemaBook schemas) => gives.IsList
        ? new JsonObject { ["type"] = "array", ["items"] = schemas.Answer(type) }
        : schemas.Answer(type);
}
