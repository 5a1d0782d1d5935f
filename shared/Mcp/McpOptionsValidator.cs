using Microsoft.Extensions.Options;

namespace HiveFlow.Mcp;

/// <summary>Names every fault of the options at once.</summary>
internal sealed class McpOptionsValidator : IValidateOptions<McpOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, McpOptions options)
    {
        List<string> faults = [];
        Check(faults, nameof(options.ServersPerOrganization), options.ServersPerOrganization, 1, 10_000);
        Check(faults, nameof(options.MaxTools), options.MaxTools, 1, 10_000);
        Check(faults, nameof(options.MaxToolBytes), options.MaxToolBytes, 1024, 1024 * 1024);
        Check(faults, nameof(options.MaxAnswerBytes), options.MaxAnswerBytes, 1024, 10 * 1024 * 1024);
        Check(faults, nameof(options.MaxRequests), options.MaxRequests, 8, 1_000);
        Check(faults, nameof(options.MaxMessages), options.MaxMessages, 10, 100_000);
        Check(faults, nameof(options.Timeout), options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(25));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check<T>(List<string> faults, string key, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            faults.Add($"Mcp:{key} is {value}; it must lie between {least} and {most}.");
        }
    }
}
