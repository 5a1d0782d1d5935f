using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Conditions;

/// <summary>Conditions that must all hold, or any of them. Those after the deciding one are not looked at.</summary>
internal sealed class ConditionList
{
    private const int MaxConditions = 100;
    private readonly IReadOnlyList<JsonElement> _conditions;
    private readonly bool _all;

    private ConditionList(IReadOnlyList<JsonElement> conditions, bool all)
    {
        _conditions = conditions;
        _all = all;
    }

    /// <summary>Reads <c>conditions</c> and <c>combine</c>; faults go to the reader.</summary>
    public static ConditionList Read(SettingsReader read)
    {
        var conditions = read.Items("conditions", MaxConditions);
        if (conditions.Count == 0)
        {
            read.Reject("conditions", "must hold at least one condition");
        }

        if (conditions.Any(c => c.ValueKind != JsonValueKind.Object || !c.TryGetProperty("operator", out var op) || op.ValueKind != JsonValueKind.String))
        {
            read.Reject("conditions", "must hold objects with an operator each");
        }

        return new ConditionList(conditions, read.Choice("combine", "all", "all", "any") == "all");
    }

    /// <summary>Whether they hold, with the left side of each found by the function.</summary>
    public Result<bool> Holds(Func<JsonElement, JsonElement?> left)
    {
        foreach (var condition in _conditions)
        {
            var right = condition.TryGetProperty("right", out var value) ? value : (JsonElement?)null;
            var holds = Comparison.Holds(left(condition), condition.GetProperty("operator").GetString()!, right);
            if (!holds.IsSuccess || holds.Value != _all)
            {
                return holds;
            }
        }

        return _all;
    }
}
