using System.Globalization;
using System.Text.Json;
using HiveFlow.Authoring.Editing;

namespace HiveFlow.Authoring.Versions;

/// <summary>What one version of a flow has that another has not. Values are not repeated: both versions are there to be read.</summary>
/// <param name="Flow">Changes of name, description and the other fields beside nodes and edges.</param>
/// <param name="Nodes">Changed nodes, in the order of the later version, then those that are gone.</param>
/// <param name="Edges">Changed connections, likewise.</param>
public sealed record FlowDiff(IReadOnlyList<FieldChange> Flow, IReadOnlyList<PartChange> Nodes, IReadOnlyList<PartChange> Edges)
{
    private const string Added = "added";
    private const string Removed = "removed";
    private const string Changed = "changed";
    private const int MostFields = 100;
    private const int MaxDepth = 64;

    /// <summary>From the earlier to the later.</summary>
    public static FlowDiff Between(FlowVersion before, FlowVersion after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        List<FieldChange> flow = [];
        if (before.Name != after.Name)
        {
            flow.Add(new FieldChange("name", Changed));
        }

        if (before.Description != after.Description)
        {
            flow.Add(new FieldChange("description", Changed));
        }

        if (before.Extra is { } old && after.Extra is { } now)
        {
            CompareOther(old, now, flow);
        }

        return new FlowDiff(flow, Parts(before.Nodes, after.Nodes), Parts(before.Edges, after.Edges));
    }

    private static void CompareOther(Dictionary<string, JsonElement> before, Dictionary<string, JsonElement> after, List<FieldChange> changes)
    {
        foreach (var (name, value) in after)
        {
            if (before.TryGetValue(name, out var former))
            {
                Compare(former, value, name, 1, changes);
            }
            else
            {
                Note(changes, name, Added);
            }
        }

        foreach (var name in before.Keys.Where(name => !after.ContainsKey(name)))
        {
            Note(changes, name, Removed);
        }
    }

    private static List<PartChange> Parts(JsonElement before, JsonElement after)
    {
        var (old, now) = (ById(before), ById(after));
        List<PartChange> changes = [];
        foreach (var (id, part) in now)
        {
            if (!old.TryGetValue(id, out var former))
            {
                changes.Add(new PartChange(id, Added, []));
            }
            else if (!JsonElement.DeepEquals(former, part))
            {
                List<FieldChange> fields = [];
                Compare(former, part, string.Empty, 0, fields);
                changes.Add(new PartChange(id, Changed, fields));
            }
        }

        changes.AddRange(old.Keys.Where(id => !now.ContainsKey(id)).Select(id => new PartChange(id, Removed, [])));
        return changes;
    }

    // Ids that are missing or stand there twice are told apart by their place.
    private static OrderedDictionary<string, JsonElement> ById(JsonElement parts)
    {
        var found = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        if (parts.ValueKind != JsonValueKind.Array)
        {
            return found;
        }

        var place = 0;
        foreach (var part in parts.EnumerateArray())
        {
            var id = JsonObjects.Text(part, "id");
            if (id is null || !found.TryAdd(id, part))
            {
                found[string.Create(CultureInfo.InvariantCulture, $"#{place}")] = part;
            }

            place++;
        }

        return found;
    }

    private static void Compare(JsonElement before, JsonElement after, string path, int depth, List<FieldChange> changes)
    {
        if (changes.Count >= MostFields || JsonElement.DeepEquals(before, after))
        {
            return;
        }

        if (depth < MaxDepth && before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object)
        {
            CompareObjects(before, after, path, depth, changes);
        }
        else if (depth < MaxDepth && before.ValueKind == JsonValueKind.Array && after.ValueKind == JsonValueKind.Array)
        {
            CompareArrays(before, after, path, depth, changes);
        }
        else
        {
            changes.Add(new FieldChange(path, Changed));
        }
    }

    private static void CompareObjects(JsonElement before, JsonElement after, string path, int depth, List<FieldChange> changes)
    {
        foreach (var property in after.EnumerateObject())
        {
            var name = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (before.TryGetProperty(property.Name, out var former))
            {
                Compare(former, property.Value, name, depth + 1, changes);
            }
            else
            {
                Note(changes, name, Added);
            }
        }

        foreach (var property in before.EnumerateObject().Where(property => !after.TryGetProperty(property.Name, out _)))
        {
            Note(changes, path.Length == 0 ? property.Name : $"{path}.{property.Name}", Removed);
        }
    }

    private static void CompareArrays(JsonElement before, JsonElement after, string path, int depth, List<FieldChange> changes)
    {
        var (old, now) = (before.GetArrayLength(), after.GetArrayLength());
        for (var place = 0; place < Math.Max(old, now); place++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{path}[{place}]");
            if (place < old && place < now)
            {
                Compare(before[place], after[place], name, depth + 1, changes);
            }
            else
            {
                Note(changes, name, place < now ? Added : Removed);
            }

            if (changes.Count >= MostFields)
            {
                return;
            }
        }
    }

    private static void Note(List<FieldChange> changes, string path, string change)
    {
        if (changes.Count < MostFields)
        {
            changes.Add(new FieldChange(path, change));
        }
    }
}
