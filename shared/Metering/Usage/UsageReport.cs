using System.Globalization;
using System.Runtime.InteropServices;
using HiveFlow.Errors;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Usage;

/// <summary>Sums up what an organization's ended runs used and were charged, from its ledger. Runs that were refunded do not count.</summary>
public sealed class UsageReport(IDocumentStore store)
{
    /// <summary>The longest time of one report.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(92);

    /// <summary>The node type of what a run itself costs.</summary>
    public const string RunItself = "run";

    private const int PageSize = 1_000;
    private const int MaxEntries = 200_000;
    private const int MaxRows = 20_000;
    private const int MaxKinds = 500;

    /// <summary>The rows of a time, the newest day first; <c>usage_too_much</c> when there is more than one report reads.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="from">Runs that ended at or after it.</param>
    /// <param name="before">Runs that ended before it, at most <see cref="Longest"/> later.</param>
    /// <param name="by">What is told apart.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Result<IReadOnlyList<UsageRow>>> ReadAsync(
        Tenant tenant, DateTimeOffset from, DateTimeOffset before, UsageGrouping by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(before - from, Longest);
        var sums = new Dictionary<(string? Day, string? Flow, string? Key, string? Node), Sum>();
        var read = 0;
        string? cursor = null;
        do
        {
            var query = new DocumentQuery(CreditEntry.BySettlement) { From = from, Before = before, Limit = PageSize, Cursor = cursor };
            var page = await store.QueryAsync(CreditEntry.Collection, tenant, query, cancellationToken);
            foreach (var entry in page.Items)
            {
                Add(sums, entry.Document, by);
            }

            read += page.Items.Count;
            if (read > MaxEntries || sums.Count > MaxRows)
            {
                return UsageErrors.TooMuch();
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return sums
            .OrderByDescending(s => s.Key.Day, StringComparer.Ordinal).ThenByDescending(s => s.Value.Millicredits)
            .ThenBy(s => s.Key.Flow, StringComparer.Ordinal).ThenBy(s => s.Key.Key, StringComparer.Ordinal).ThenBy(s => s.Key.Node, StringComparer.Ordinal)
            .Select(s => new UsageRow(s.Key.Day, s.Key.Flow, s.Key.Key, s.Key.Node, s.Value.Runs, s.Value.Steps, s.Value.Millicredits, s.Value.Units))
            .ToList();
    }

    private static void Add(Dictionary<(string? Day, string? Flow, string? Key, string? Node), Sum> sums, CreditEntry entry, UsageGrouping by)
    {
        var day = by.Day ? entry.At.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
        var flow = by.Flow ? entry.FlowId ?? string.Empty : null;
        var key = by.Key ? entry.KeyId ?? string.Empty : null;
        if (!by.NodeType)
        {
            SumOf(sums, (day, flow, key, null)).Add(entry.RunId is null ? 0 : 1, entry.Steps, -entry.Amount, entry.Units);
            return;
        }

        var rest = -entry.Amount;
        foreach (var (type, use) in entry.Nodes ?? new Dictionary<string, NodeUse>())
        {
            // A run that could not pay all of it was charged less.
            var charged = Math.Min(rest, use.Millicredits);
            rest -= charged;
            SumOf(sums, (day, flow, key, type)).Add(entry.RunId is null ? 0 : 1, use.Steps, charged, null);
        }

        if (entry.RunId is not null)
        {
            SumOf(sums, (day, flow, key, RunItself)).Add(1, 0, rest, null);
        }
    }

    private static Sum SumOf(
        Dictionary<(string? Day, string? Flow, string? Key, string? Node), Sum> sums, (string? Day, string? Flow, string? Key, string? Node) group)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, group, out _);
        return sum ??= new Sum();
    }

    private sealed class Sum
    {
        private readonly Dictionary<string, long> units = new(StringComparer.Ordinal);

        public long Runs { get; private set; }

        public long Steps { get; private set; }

        public long Millicredits { get; private set; }

        public IReadOnlyDictionary<string, long> Units => units;

        public void Add(long runs, long steps, long millicredits, IReadOnlyDictionary<string, long>? used)
        {
            Runs += runs;
            Steps = checked(Steps + steps);
            Millicredits = checked(Millicredits + millicredits);
            foreach (var (kind, count) in used ?? new Dictionary<string, long>())
            {
                if (units.Count < MaxKinds || units.ContainsKey(kind))
                {
                    units[kind] = checked(units.GetValueOrDefault(kind) + count);
                }
            }
        }
    }
}
