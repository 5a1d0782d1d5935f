using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Credits;

/// <summary>What use costs, by kind. A kind without a price costs nothing.</summary>
public sealed class PriceTable
{
    /// <summary>The kind that every run costs once.</summary>
    public const string Run = "run";

    /// <summary>The kind that every step costs once.</summary>
    public const string Step = "step";

    private const char Wildcard = '*';
    private readonly FrozenDictionary<string, Price> exact;
    private readonly (string Start, string End, Price Price)[] patterns;

    /// <summary>Reads the settings.</summary>
    public PriceTable(IOptions<CreditsOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var prices = options.Value.Prices;
        All = prices;
        exact = prices.Where(p => !p.Key.Contains(Wildcard, StringComparison.Ordinal)).ToFrozenDictionary(StringComparer.Ordinal);
        patterns =
        [
            .. prices.Where(p => p.Key.Contains(Wildcard, StringComparison.Ordinal))
                .OrderByDescending(p => p.Key.Length).ThenBy(p => p.Key, StringComparer.Ordinal)
                .Select(p => (p.Key[..p.Key.IndexOf(Wildcard, StringComparison.Ordinal)], p.Key[(p.Key.IndexOf(Wildcard, StringComparison.Ordinal) + 1)..], p.Value)),
        ];
    }

    /// <summary>The whole table, as configured.</summary>
    public IReadOnlyDictionary<string, Price> All { get; }

    /// <summary>What so many units of a kind cost: by the price of its very name, else by that of the longest pattern that fits.</summary>
    public long Of(string kind, long units)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (exact.TryGetValue(kind, out var price))
        {
            return price.Of(units);
        }

        foreach (var (start, end, general) in patterns)
        {
            if (kind.Length >= start.Length + end.Length
                && kind.StartsWith(start, StringComparison.Ordinal) && kind.EndsWith(end, StringComparison.Ordinal))
            {
                return general.Of(units);
            }
        }

        return 0;
    }

    /// <summary>What use costs, over all its kinds.</summary>
    public long Of(IReadOnlyDictionary<string, long> usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        var sum = 0L;
        foreach (var (kind, units) in usage)
        {
            sum = checked(sum + Of(kind, units));
        }

        return sum;
    }

    /// <summary>What a run with so many steps costs, beside the use of its steps.</summary>
    public long OfRun(int steps) => checked(Of(Run, 1) + Of(Step, steps));
}
