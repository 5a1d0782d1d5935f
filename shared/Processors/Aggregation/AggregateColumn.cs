using System.Text.Json;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Aggregation;

/// <summary>One value to find for each group.</summary>
/// <param name="Name">Its name in the output.</param>
/// <param name="Operation">count, sum, avg, min, max or collect.</param>
/// <param name="Field">A dotted path into the item; empty for the item itself.</param>
internal sealed record AggregateColumn(string Name, string Operation, string Field)
{
    private const int MaxColumns = 50;
    private const int MaxName = 100;
    private static readonly string[] Operations = ["count", "sum", "avg", "min", "max", "collect"];

    /// <summary>Reads <c>values</c>; faults go to the reader.</summary>
    public static IReadOnlyList<AggregateColumn> Read(SettingsReader read)
    {
        var columns = new List<AggregateColumn>();
        foreach (var entry in read.Entries("values", MaxColumns))
        {
            var name = entry.Name.Length is > 0 and <= MaxName ? entry.Name : "values";
            var setting = new SettingsReader(entry.Value);
            var operation = setting.Text("operation");
            var field = setting.Text("field") ?? string.Empty;
            if (entry.Value.ValueKind != JsonValueKind.Object || setting.Fault is not null || !Operations.Contains(operation)
                || name != entry.Name || field.Length > ItemPath.MaxLength)
            {
                read.Reject($"values.{name}", $"must be an object of operation (one of {string.Join(", ", Operations)}) and field, named with 1 to {MaxName} characters");
                continue;
            }

            columns.Add(new AggregateColumn(name, operation!, field));
        }

        if (columns.Count == 0)
        {
            read.Reject("values", "must name at least one value");
        }

        return columns;
    }
}
