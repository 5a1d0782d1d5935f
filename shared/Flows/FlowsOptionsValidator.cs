using Microsoft.Extensions.Options;

namespace HiveFlow.Flows;

/// <summary>Names every setting of <see cref="FlowsOptions"/> that is out of bounds.</summary>
public sealed class FlowsOptionsValidator : IValidateOptions<FlowsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, FlowsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (limits, loops) = (options.Expressions, options.Loops);
        (string Key, int Value, int Least, int Most)[] rules =
        [
            ("MaxNodes", options.MaxNodes, 1, 20_000),
            ("MaxEdges", options.MaxEdges, 1, 80_000),
            ("Loops:MaxItems", loops.MaxItems, 1, 100_000),
            ("Loops:Parallelism", loops.Parallelism, 1, 100),
            ("Loops:MaxParallelism", loops.MaxParallelism, 1, 100),
            ("Loops:MaxDepth", loops.MaxDepth, 1, 8),
            ("Loops:MaxSteps", loops.MaxSteps, 1_000, 10_000_000),
            ("Loops:MaxSubflowDepth", loops.MaxSubflowDepth, 1, 32),
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
