using System.Text.Json;
using System.Text.Json.Nodes;

namespace HiveFlow.Vault.Credentials.Types;

/// <summary>A kind of credential: which fields it has, where it goes, how it is sent.</summary>
public sealed class CredentialType
{
    private JsonElement? schema;

    /// <summary>Its name in <c>type</c>.</summary>
    public required string Name { get; init; }

    /// <summary>For people.</summary>
    public required string Title { get; init; }

    /// <summary>What it is for.</summary>
    public required string Description { get; init; }

    /// <summary>Its fields.</summary>
    internal IReadOnlyList<CredentialField> Fields { get; init; } = [];

    /// <summary>Where it may be sent when nothing is said; none: it has to be said.</summary>
    internal Func<CredentialValues, IEnumerable<string>> DefaultHosts { get; init; } = static _ => [];

    /// <summary>How it is sent in HTTP; null for what is no HTTP credential.</summary>
    internal Func<CredentialValues, IEnumerable<KeyValuePair<string, string>>>? Headers { get; init; }

    /// <summary>The JSON Schema (2020-12) of <c>data</c>; secret fields are <c>writeOnly</c>.</summary>
    public JsonElement Schema => schema ??= MakeSchema();

    /// <summary>The names of its secret fields.</summary>
    public IReadOnlyList<string> SecretFields => [.. Fields.Where(f => f.IsSecret).Select(f => f.Name)];

    /// <summary>Whether hosts must be named.</summary>
    public bool NeedsHosts { get; init; }

    internal CredentialField? Field(string name) => Fields.FirstOrDefault(f => f.Name == name);

    private JsonElement MakeSchema()
    {
        var properties = new JsonObject();
        foreach (var field in Fields)
        {
            properties[field.Name] = PropertyOf(field);
        }

        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = Title,
            ["description"] = Description,
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. Fields.Where(f => f.IsRequired).Select(f => (JsonNode)f.Name)]),
            ["additionalProperties"] = false,
        };
        using var document = JsonDocument.Parse(root.ToJsonString());
        return document.RootElement.Clone();
    }

    private static JsonObject PropertyOf(CredentialField field)
    {
        var property = new JsonObject
        {
            ["type"] = field.Form switch { FieldForm.Json => "object", FieldForm.Port => "integer", _ => "string" },
            ["description"] = field.Description,
        };
        if (field.Form is FieldForm.Port)
        {
            property["minimum"] = 1;
            property["maximum"] = 65535;
        }
        else if (field.Form is not FieldForm.Json)
        {
            property["maxLength"] = field.MaxLength;
            if (field.IsRequired)
            {
                property["minLength"] = 1;
            }
        }

        if (field.Form is FieldForm.Url)
        {
            property["format"] = "uri";
        }

        if (field.Choices.Count > 0)
        {
            property["enum"] = new JsonArray([.. field.Choices.Select(c => (JsonNode)c)]);
        }

        if (field.Default is { } otherwise)
        {
            property["default"] = field.Form is FieldForm.Port ? int.Parse(otherwise, System.Globalization.CultureInfo.InvariantCulture) : otherwise;
        }

        if (field.IsSecret)
        {
            property["writeOnly"] = true;
            property["x-secret"] = true;
        }

        return property;
    }
}
