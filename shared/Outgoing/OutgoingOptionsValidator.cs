using HiveFlow.Outgoing.Addresses;
using Microsoft.Extensions.Options;

namespace HiveFlow.Outgoing;

/// <summary>Names every fault of the options at once.</summary>
internal sealed class OutgoingOptionsValidator : IValidateOptions<OutgoingOptions>
{
    private const int MaxAllowed = 256;
    private const long KiB = 1024;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(25);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, OutgoingOptions options)
    {
        var faults = new List<string>();
        foreach (var entry in options.Allow.Where(e => !AllowedEndpoint.TryParse(e, out _)))
        {
            faults.Add($"Outgoing:Allow: '{entry}' is not host:port, address:port or network:port.");
        }

        Check(faults, nameof(options.Allow), options.Allow.Count, 0, MaxAllowed);
        Check(faults, nameof(options.ConnectTimeout), options.ConnectTimeout, Second, TimeSpan.FromMinutes(1));
        Check(faults, nameof(options.HeadersTimeout), options.HeadersTimeout, Second, Longest);
        Check(faults, nameof(options.DefaultTimeout), options.DefaultTimeout, Second, Longest);
        Check(faults, nameof(options.MaxTimeout), options.MaxTimeout, Second, Longest);
        Check(faults, nameof(options.MaxRequestBytes), options.MaxRequestBytes, KiB, 100 * KiB * KiB);
        Check(faults, nameof(options.MaxResponseBytes), options.MaxResponseBytes, KiB, 100 * KiB * KiB);
        Check(faults, nameof(options.MaxStreamedBytes), options.MaxStreamedBytes, KiB * KiB, 16 * KiB * KiB * KiB);
        Check(faults, nameof(options.MaxResponseHeadersKiB), options.MaxResponseHeadersKiB, 1, 1024);
        Check(faults, nameof(options.MaxBufferedBytes), options.MaxBufferedBytes, KiB * KiB, 16 * KiB * KiB * KiB);
        Check(faults, nameof(options.MaxConnectionsPerHost), options.MaxConnectionsPerHost, 1, 10_000);
        Check(faults, nameof(options.MaxConcurrent), options.MaxConcurrent, 1, 100_000);
        Check(faults, nameof(options.MaxConcurrentPerOwner), options.MaxConcurrentPerOwner, 1, 100_000);
        Check(faults, nameof(options.MaxQueuedPerOwner), options.MaxQueuedPerOwner, 0, 100_000);
        if (options.DefaultTimeout > options.MaxTimeout)
        {
            faults.Add($"Outgoing:DefaultTimeout ({options.DefaultTimeout}) is longer than Outgoing:MaxTimeout ({options.MaxTimeout}).");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check<T>(List<string> faults, string key, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            faults.Add($"Outgoing:{key} is {value}; it must lie between {least} and {most}.");
        }
    }
}
