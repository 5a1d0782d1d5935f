namespace HiveFlow.Metering.Queueing;

/// <summary>Counts in one process alone.</summary>
internal sealed class LocalSlots : ISlotCounter
{
    private readonly Lock gate = new();
    private readonly Dictionary<RunSlot, long> atWork = [];
    private readonly Dictionary<RunSlot, double> queued = [];
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);
    private readonly LinkedList<string> ring = new();
    private bool isWhole;

    /// <inheritdoc/>
    public ValueTask<SlotOutcome> TakeAsync(RunSlot run, SlotLimits limits, bool mustQueue, long now, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult(Take(run, limits, mustQueue, now));
        }
    }

    /// <inheritdoc/>
    public ValueTask<string> QueueAsync(RunSlot run, SlotLimits limits, double rank, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!atWork.ContainsKey(run) && queued.TryAdd(run, rank))
            {
                var (organization, flow) = (LineOf(run.Organization), LineOf(run.FlowName));
                (organization.Most, flow.Most) = (limits.Organization, limits.Flow);
                organization.Queued++;
                flow.Waiting.Add((rank, run.Place));
                Admit(run);
                Ring(run.Organization);
            }

            return ValueTask.FromResult(Head(limits.System));
        }
    }

    /// <inheritdoc/>
    public ValueTask<string> ReleaseAsync(RunSlot run, int system, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var (organization, flow) = (LineOf(run.Organization), LineOf(run.FlowName));
            if (atWork.Remove(run))
            {
                organization.AtWork--;
                flow.AtWork--;
            }
            else if (queued.Remove(run, out var rank))
            {
                organization.Queued--;
                if (organization.Waiting.Remove((rank, run.Place)))
                {
                    flow.AtWork--;
                }
                else
                {
                    flow.Waiting.Remove((rank, run.Place));
                }
            }

            Admit(run);
            Ring(run.Organization);
            Tidy(run);
            return ValueTask.FromResult(Head(system));
        }
    }

    /// <inheritdoc/>
    public ValueTask ConfirmAsync(RunSlot run, long now, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!atWork.ContainsKey(run))
            {
                var (organization, flow) = (LineOf(run.Organization), LineOf(run.FlowName));
                organization.AtWork++;
                var wasQueued = queued.Remove(run, out var rank);
                organization.Queued -= wasQueued ? 1 : 0;
                if (!wasQueued || !organization.Waiting.Remove((rank, run.Place)))
                {
                    flow.Waiting.Remove((rank, run.Place));
                    flow.AtWork++;
                }
            }

            atWork[run] = now;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<(RunSlot? Run, string Next)> NextAsync(string organization, int system, long now, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult(Next(organization, system, now));
        }
    }

    /// <inheritdoc/>
    public ValueTask<string> PeekAsync(int system, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult(Head(system));
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> PositionAsync(RunSlot run, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!queued.TryGetValue(run, out var rank))
            {
                return ValueTask.FromResult(0L);
            }

            var (organization, flow) = (LineOf(run.Organization).Waiting, LineOf(run.FlowName).Waiting);
            return ValueTask.FromResult(organization.Contains((rank, run.Place))
                ? Before(organization, (rank, run.Place))
                : organization.Count + Before(flow, (rank, run.Place)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<bool>> AreQueuedAsync(IReadOnlyList<RunSlot> runs, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult<IReadOnlyList<bool>>([.. runs.Select(queued.ContainsKey)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RunSlot>> SeenBeforeAsync(long before, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult<IReadOnlyList<RunSlot>>(
                [.. atWork.Where(run => run.Value < before).OrderBy(run => run.Value).Take(limit).Select(run => run.Key)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<SlotCounts> ReadAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult(new SlotCounts(atWork.Count, queued.Count, isWhole));
        }
    }

    /// <inheritdoc/>
    public ValueTask MarkWholeAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            isWhole = true;
        }

        return ValueTask.CompletedTask;
    }

    private static long Before(SortedSet<(double Rank, string Place)> line, (double Rank, string Place) one) => line.GetViewBetween(line.Min, one).Count;

    private SlotOutcome Take(RunSlot run, SlotLimits limits, bool mustQueue, long now)
    {
        if (atWork.ContainsKey(run))
        {
            return SlotOutcome.Had;
        }

        if (queued.ContainsKey(run))
        {
            return SlotOutcome.Queue;
        }

        var (organization, flow) = (LineOf(run.Organization), LineOf(run.FlowName));
        var isFull = mustQueue || atWork.Count >= limits.System || ring.Count > 0
            || organization.AtWork >= limits.Organization || organization.Waiting.Count > 0
            || (limits.Flow > 0 && flow.AtWork >= limits.Flow) || flow.Waiting.Count > 0;
        if (!isFull)
        {
            atWork.Add(run, now);
            organization.AtWork++;
            flow.AtWork++;
            return SlotOutcome.Taken;
        }

        var outcome = organization.Queued >= limits.QueuedOfOrganization ? SlotOutcome.OrganizationFull
            : queued.Count >= limits.QueuedOfSystem ? SlotOutcome.SystemFull
            : SlotOutcome.Queue;
        Tidy(run);
        return outcome;
    }

    private (RunSlot? Run, string Next) Next(string organization, int system, long now)
    {
        if (atWork.Count >= system)
        {
            return (null, string.Empty);
        }

        ring.Remove(organization);
        var line = LineOf(organization);
        if (line.Waiting.Count == 0 || line.AtWork >= line.Most)
        {
            return (null, Head(system));
        }

        var first = line.Waiting.Min;
        line.Waiting.Remove(first);
        var run = RunSlot.Read($"{organization}/{first.Place}")!;
        queued.Remove(run);
        line.Queued--;
        line.AtWork++;
        atWork.Add(run, now);
        Ring(organization);
        return (run, Head(system));
    }

    private void Admit(RunSlot run)
    {
        var (organization, flow) = (LineOf(run.Organization), LineOf(run.FlowName));
        while (flow.Waiting.Count > 0 && (flow.Most == 0 || flow.AtWork < flow.Most))
        {
            var first = flow.Waiting.Min;
            flow.Waiting.Remove(first);
            organization.Waiting.Add(first);
            flow.AtWork++;
        }
    }

    private void Ring(string organization)
    {
        var line = LineOf(organization);
        if (line.Waiting.Count == 0 || line.AtWork >= line.Most)
        {
            ring.Remove(organization);
        }
        else if (!ring.Contains(organization))
        {
            ring.AddLast(organization);
        }
    }

    private string Head(int system) => atWork.Count < system && ring.First is { } first ? first.Value : string.Empty;

    private Line LineOf(string who)
    {
        if (!lines.TryGetValue(who, out var line))
        {
            lines.Add(who, line = new Line());
        }

        return line;
    }

    private void Tidy(RunSlot run)
    {
        foreach (var who in new[] { run.Organization, run.FlowName })
        {
            if (lines.TryGetValue(who, out var line) && line is { AtWork: 0, Queued: 0, Waiting.Count: 0 })
            {
                lines.Remove(who);
            }
        }
    }

    /// <summary>An organization, or one of its flows.</summary>
    private sealed class Line
    {
        public int Most { get; set; }

        public int AtWork { get; set; }

        public int Queued { get; set; }

        public SortedSet<(double Rank, string Place)> Waiting { get; } = new(Comparer<(double Rank, string Place)>.Create(
            static (a, b) => a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : string.CompareOrdinal(a.Place, b.Place)));
    }
}
