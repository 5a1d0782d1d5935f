using Microsoft.Extensions.Options;

namespace HiveFlow.Flows;

/// <summary>Names every setting of <see cref="FlowsOptions"/> that is out of bounds.</summary>
public sealed class FlowsOptionsValidator : IValidateOptions<FlowsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, FlowsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var limits = options.Expressions;
        (string Key, int Value, int Least, int Most)[] rules =
        [
            ("MaxNodes", options.MaxNodes, 1, 20_000),
            ("MaxEdges", options.MaxEdges, 1, 80_000),
            ("Expressions:MaxLength", limits.MaxLength, 100, 20_000),
            ("Expressions:TimeoutMs", limits.TimeoutMs, 50, 10_000),
            ("Expressions:MemoryMiB", limits.MemoryMiB, 4, 48),
            ("Expressions:MaxCalls", limits.MaxCalls, 1_000, 10_000_000),
            ("Expressions:MaxStringLength", limits.MaxStringLength, 1_000, 2_000_000),
            ("Expressions:MaxArrayLength", limits.MaxArrayLength, 1_000, 200_000),
        ];
        var faults = rules
            .Where(rule => rule.Value < rule.Least || rule.Value > rule.Most)
            .Select(rule => $"HiveFlow:Flows:{rule.Key} is {rule.Value}; it must be from {rule.Least} to {rule.Most}.")
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
