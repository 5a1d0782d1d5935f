using System.Globalization;
using System.Text.Json;

namespace HiveFlow.Flows.Credentials;

/// <summary>
/// Finds the credentials that nodes name: a field <c>credentialId</c>, at any depth, that holds an id as it stands. An expression there names
/// nothing: which credentials a flow may use is decided when it is saved and can't be chosen by a run's data.
/// </summary>
public static class NamedCredentials
{
    /// <summary>The field's name.</summary>
    public const string Field = "credentialId";

    private const int IdLength = 24;
    private const int MaxDepth = 64;

    /// <summary>All places below a value.</summary>
    /// <param name="value">A flow's nodes, or one node's data.</param>
    /// <param name="path">What the value is called.</param>
    public static IReadOnlyList<NamedCredential> In(JsonElement value, string path)
    {
        List<NamedCredential> found = [];
        Collect(value, path, 0, found);
        return found;
    }

    private static void Collect(JsonElement value, string path, int depth, List<NamedCredential> found)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                Collect(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), depth + 1, found);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
            {
                var place = $"{path}.{property.Name}";
                if (IsNamed(property))
                {
                    found.Add(new NamedCredential(place, property.Value.GetString()!));
                }
                else
                {
                    Collect(property.Value, place, depth + 1, found);
                }
            }
        }
    }

    /// <summary>Whether a property is the field with an id.</summary>
    internal static bool IsNamed(JsonProperty property) =>
        property.NameEquals(Field) && property.Value.ValueKind == JsonValueKind.String && IsId(property.Value.GetString()!);

    private static bool IsId(string text) => text.Length == IdLength && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}
