using System.Globalization;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Outgoing.Credentials;
using HiveFlow.Vault.Credentials.Types;

namespace HiveFlow.Vault.Credentials;

/// <summary>Checks what a person wants a credential to be; all faults together, each under its field.</summary>
internal sealed class DraftRules
{
    private const int MaxName = 100;
    private const int MaxDescription = 500;
    private const int MaxHosts = 20;
    private const int MaxSecrets = 64 * 1024;

    private readonly Dictionary<string, IReadOnlyList<string>> faults = [];

    /// <summary>The faults; null when there are none.</summary>
    public Error? Fault => faults.Count == 0 ? null : RequestErrors.Invalid(faults);

    public string Name(string? given, string? present)
    {
        var name = (given ?? present)?.Trim() ?? string.Empty;
        Need("name", name.Length is > 0 and <= MaxName, $"must have 1 to {MaxName} characters");
        Need("name", !name.Any(IsForbidden), "must not hold control or direction-changing characters");
        return name;
    }

    public string Description(string? given, string present)
    {
        var description = given ?? present;
        Need("description", description.Length <= MaxDescription, $"has at most {MaxDescription} characters");
        Need("description", !description.Any(c => IsForbidden(c) && c is not ('\n' or '\r' or '\t')), "must not hold control or direction-changing characters");
        return description;
    }

    public string Choice(string field, string? given, string present, params IReadOnlyList<string> choices)
    {
        var value = given ?? present;
        Need(field, choices.Contains(value), $"must be one of {string.Join(", ", choices)}");
        return value;
    }

    /// <summary>Splits <c>data</c> over what is there; null removes a field.</summary>
    public void Data(CredentialType type, JsonElement? given, Dictionary<string, JsonElement> plain, Dictionary<string, JsonElement> secret)
    {
        if (given is not { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } data)
        {
            return;
        }

        if (data.ValueKind != JsonValueKind.Object)
        {
            Need("data", false, "must be an object");
            return;
        }

        foreach (var property in data.EnumerateObject())
        {
            var place = $"data.{(property.Name.Length <= 60 ? property.Name : property.Name[..60])}";
            if (type.Field(property.Name) is not { } field)
            {
                Need(place, false, $"is no field of type {type.Name}");
                continue;
            }

            var part = field.IsSecret ? secret : plain;
            if (property.Value.ValueKind == JsonValueKind.Null)
            {
                part.Remove(field.Name);
            }
            else if (FieldRules.Fault(field, property.Value) is { } fault)
            {
                Need(place, false, fault);
            }
            else
            {
                part[field.Name] = property.Value.Clone();
            }
        }
    }

    /// <summary>What has to be there.</summary>
    public void Required(CredentialType type, IReadOnlyDictionary<string, JsonElement> plain, IReadOnlyDictionary<string, JsonElement> secret)
    {
        foreach (var field in type.Fields.Where(f => f.IsRequired && !plain.ContainsKey(f.Name) && !secret.ContainsKey(f.Name)))
        {
            Need($"data.{field.Name}", false, "is required");
        }

        Need("data", secret.Values.Sum(v => (long)v.GetRawText().Length) <= MaxSecrets, $"holds more than {MaxSecrets} characters of secrets");
        if (type.Name == CredentialTypes.OAuth2 && plain.GetValueOrDefault("grantType") is { ValueKind: JsonValueKind.String } grant)
        {
            Need(
                "data.authorizationUrl",
                !grant.ValueEquals("authorizationCode") || plain.ContainsKey("authorizationUrl"),
                "is required for authorizationCode");
            Need("data.clientSecret", !grant.ValueEquals("clientCredentials") || secret.ContainsKey("clientSecret"), "is required for clientCredentials");
        }
    }

    /// <summary>Places as they are stored.</summary>
    public IReadOnlyList<string> Hosts(CredentialType type, IReadOnlyList<string> hosts)
    {
        List<string> read = [];
        for (var i = 0; i < hosts.Count && i < MaxHosts; i++)
        {
            var good = BoundHost.TryParse(hosts[i], out var place);
            Need(
                string.Create(CultureInfo.InvariantCulture, $"hosts[{i}]"),
                good,
                "must be a host such as api.example.com, or *.example.com, with :port unless it is 443");
            if (good)
            {
                read.Add(place!.ToString());
            }
        }

        Need("hosts", hosts.Count <= MaxHosts, $"has at most {MaxHosts} entries");
        Need("hosts", hosts.Count > 0, type.NeedsHosts ? $"is required for type {type.Name}: name the hosts it may be sent to" : "must not be empty");
        return [.. read.Distinct(StringComparer.Ordinal)];
    }

    private static bool IsForbidden(char c) =>
        char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C';

    private void Need(string field, bool holds, string rule)
    {
        if (!holds)
        {
            faults.TryAdd(field, [$"{field} {rule}."]);
        }
    }
}
