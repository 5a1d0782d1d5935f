using System.Buffers;
using System.Text.Json;

namespace HiveFlow.Flows.Credentials;

/// <summary>
/// Credentials by name, for flows that are carried elsewhere: <c>credentialName</c> stands where <c>credentialId</c> stood, since an id means
/// nothing to another organization and tells it what it need not know.
/// </summary>
public static class CredentialNames
{
    /// <summary>The field's name.</summary>
    public const string Field = "credentialName";

    private const int MaxDepth = 64;

    /// <summary>The value with names in place of ids; an id without a name is left out.</summary>
    /// <param name="value">A flow's nodes.</param>
    /// <param name="names">Names by id.</param>
    public static JsonElement InPlaceOfIds(JsonElement value, IReadOnlyDictionary<string, string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return Rewrite(value, NamedCredentials.IsNamed, NamedCredentials.Field, Field, names, keepsUnknown: false);
    }

    /// <summary>The value with ids in place of names; a name without an id stays, and names nothing.</summary>
    /// <param name="value">A flow's nodes.</param>
    /// <param name="ids">Ids by name.</param>
    public static JsonElement Resolved(JsonElement value, IReadOnlyDictionary<string, string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Rewrite(value, IsName, Field, NamedCredentials.Field, ids, keepsUnknown: true);
    }

    /// <summary>Whether a value names a credential by name.</summary>
    public static bool AreIn(JsonElement value) => AreIn(value, 0);

    private static bool AreIn(JsonElement value, int depth) => depth <= MaxDepth && value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Any(item => AreIn(item, depth + 1)),
        JsonValueKind.Object => value.EnumerateObject().Any(property => IsName(property) || AreIn(property.Value, depth + 1)),
        _ => false,
    };

    private static bool IsName(JsonProperty property) => property.NameEquals(Field) && property.Value.ValueKind == JsonValueKind.String;

    private static JsonElement Rewrite(
        JsonElement value, Func<JsonProperty, bool> isOld, string old, string fresh, IReadOnlyDictionary<string, string> known, bool keepsUnknown)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value, 0);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = 2 * MaxDepth });
        return JsonElement.ParseValue(ref reader);

        void Write(Utf8JsonWriter writer, JsonElement item, int depth)
        {
            if (depth > MaxDepth || item.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
            {
                item.WriteTo(writer);
                return;
            }

            if (item.ValueKind == JsonValueKind.Array)
            {
                writer.WriteStartArray();
                foreach (var element in item.EnumerateArray())
                {
                    Write(writer, element, depth + 1);
                }

                writer.WriteEndArray();
                return;
            }

            var isSwapped = item.TryGetProperty(old, out var text) && item.EnumerateObject().Any(isOld)
                && (known.ContainsKey(text.GetString()!) || !keepsUnknown);
            writer.WriteStartObject();
            foreach (var property in item.EnumerateObject())
            {
                if (!isSwapped || !(property.NameEquals(old) || property.NameEquals(fresh)))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value, depth + 1);
                }
            }

            if (isSwapped && known.TryGetValue(text.GetString()!, out var other))
            {
                writer.WriteString(fresh, other);
            }

            writer.WriteEndObject();
        }
    }
}
