using System.Text.Json.Serialization.Metadata;

namespace HiveFlow.Functions.Gate;

/// <summary>Says what a body's contract has against a field of it.</summary>
internal static class BodyFields
{
    private const string Misfit = "is of the wrong type, or incomplete";
    private const int MostNamed = 40;

    /// <summary>The predicate of a sentence about the field: unknown, with those there are, or of the wrong type.</summary>
    /// <param name="json">The contract of the whole body.</param>
    /// <param name="path">Where it failed, as <see cref="JsonPath.Of"/> gives it.</param>
    public static string Predicate(JsonTypeInfo json, string path)
    {
        var type = json;
        foreach (var step in path.Split('.'))
        {
            if (type is not { Kind: JsonTypeInfoKind.Object } || path.Length == 0)
            {
                return Misfit;
            }

            var name = step.Split('[')[0];
            if (type.Properties.FirstOrDefault(property => property.Name == name) is not { } known)
            {
                return Unknown(type);
            }

            type = Below(json, known, isItem: step.Length > name.Length);
        }

        return Misfit;
    }

    private static string Unknown(JsonTypeInfo type) => type.Properties.Count is 0 or > MostNamed
        ? "is not known here"
        : $"is not known here; known are {string.Join(", ", type.Properties.Select(property => property.Name))}";

    /// <summary>The contract of a field's value, or of the items of one that is a list; null where that is not to be said.</summary>
    private static JsonTypeInfo? Below(JsonTypeInfo json, JsonPropertyInfo property, bool isItem)
    {
        var type = property.PropertyType;
        if (isItem)
        {
            type = type.IsArray ? type.GetElementType()! : type.GenericTypeArguments is [var item] ? item : null;
        }

        return type is not null && json.Options.TryGetTypeInfo(type, out var found) ? found : null;
    }
}
