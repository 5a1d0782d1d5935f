using System.Text.Json;
using HiveFlow.Processors.Settings;
using HiveFlow.Storage.ForeignMongo;

namespace HiveFlow.Processors.Database;

/// <summary>Reads what a database node is to do; faults go to the reader.</summary>
internal static class DatabaseReader
{
    private const int MaxConditions = 50;
    private const int MaxPaths = 100;
    private const int MaxSorts = 10;
    private const int MaxDocuments = 4 << 20;

    public static string Collection(SettingsReader read)
    {
        var name = read.RequiredText("collection");
        if (!ForeignNames.IsCollection(name))
        {
            read.Reject("collection", "must be the name of a collection: 1 to 120 characters without $, and none of system.");
        }

        return name;
    }

    public static IReadOnlyList<ForeignCondition> Conditions(SettingsReader read)
    {
        var conditions = new List<ForeignCondition>();
        foreach (var item in read.Items("conditions", MaxConditions))
        {
            var setting = new SettingsReader(item);
            var (field, name) = (setting.Text("field") ?? string.Empty, setting.Text("operator") ?? "eq");
            var value = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("value", out var given) ? given : JsonValue.Null;
            if (item.ValueKind != JsonValueKind.Object || setting.Fault is not null || !ForeignNames.IsPath(field) || !ForeignFilter.Operators.Contains(name))
            {
                read.Reject("conditions", $"must be objects of field (a dotted path, no part of it beginning with $), operator ({string.Join(", ", ForeignFilter.Operators)}) and value");
            }

            conditions.Add(new ForeignCondition(field, name, value));
        }

        return conditions;
    }

    public static IReadOnlyDictionary<string, string> Types(SettingsReader read)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in read.Entries("types", MaxPaths))
        {
            var type = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : string.Empty;
            if (!ForeignNames.IsPath(entry.Name) || type is not ("objectId" or "date" or "decimal"))
            {
                read.Reject("types", "must name objectId, date or decimal for dotted paths");
            }

            types[entry.Name] = type;
        }

        return types;
    }

    public static IReadOnlyList<string> Paths(SettingsReader read, string name)
    {
        var paths = read.Items(name, MaxPaths).Select(path => path.ValueKind == JsonValueKind.String ? path.GetString()! : string.Empty).ToList();
        if (!paths.TrueForAll(ForeignNames.IsPath))
        {
            read.Reject(name, "must be dotted paths, no part of them beginning with $");
        }

        return paths;
    }

    public static IReadOnlyList<(string Field, bool IsDescending)> Sort(SettingsReader read)
    {
        var sorts = new List<(string Field, bool IsDescending)>();
        foreach (var item in read.Items("sort", MaxSorts))
        {
            var setting = new SettingsReader(item);
            var (field, descending) = (setting.Text("field") ?? string.Empty, setting.Flag("descending", false));
            if (item.ValueKind != JsonValueKind.Object || setting.Fault is not null || !ForeignNames.IsPath(field))
            {
                read.Reject("sort", "must be objects of field (a dotted path) and descending (true or false)");
            }

            sorts.Add((field, descending));
        }

        return sorts;
    }

    public static IReadOnlyList<JsonElement> Documents(SettingsReader read, JsonElement input)
    {
        var given = read.Any("documents") ?? input;
        IReadOnlyList<JsonElement> documents = given.ValueKind == JsonValueKind.Array ? [.. given.EnumerateArray()] : [given];
        if (documents.Count is 0 or > ForeignDatabase.MaxDocuments || documents.Any(d => d.ValueKind != JsonValueKind.Object) || JsonValue.Size(given) > MaxDocuments)
        {
            read.Reject("documents", $"must be an object, or a list of 1 to {ForeignDatabase.MaxDocuments}, of at most {MaxDocuments >> 20} MiB together");
        }

        return documents;
    }

    public static IReadOnlyDictionary<string, JsonElement> Set(SettingsReader read)
    {
        var entries = read.Entries("set", MaxPaths);
        if (entries.Any(e => !ForeignNames.IsPath(e.Name)) || entries.Sum(e => (long)JsonValue.Size(e.Value)) > MaxDocuments)
        {
            read.Reject("set", $"must have dotted paths, no part of them beginning with $, and at most {MaxDocuments >> 20} MiB");
        }

        return entries.DistinctBy(e => e.Name).ToDictionary(e => e.Name, e => e.Value, StringComparer.Ordinal);
    }
}
