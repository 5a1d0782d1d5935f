using HiveFlow.Live.Redis;
using HiveFlow.Metering.Availability;
using HiveFlow.Storage.Documents;
using StackExchange.Redis;

namespace HiveFlow.Metering.Queueing;

/// <summary>Counts over all instances, in Redis; every change is one script, see <see cref="SlotScripts"/>.</summary>
internal sealed class RedisSlots(RedisConnection redis, RedisHealth health) : ISlotCounter
{
    private const string Whole = "whole";

    /// <inheritdoc/>
    public async ValueTask<SlotOutcome> TakeAsync(RunSlot run, SlotLimits limits, bool mustQueue, long now, CancellationToken cancellationToken) => (SlotOutcome)(int)await AskAsync(
        SlotScripts.Take, run, ArgumentsOf(run, limits, mustQueue, now), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<string> QueueAsync(RunSlot run, SlotLimits limits, double rank, CancellationToken cancellationToken) => (string)(await AskAsync(
        SlotScripts.Queue,
        run,
        [run.ToString(), run.Organization, run.FlowName, run.Place, limits.Organization, limits.Flow, limits.System, rank],
        cancellationToken))!;

    /// <inheritdoc/>
    public async ValueTask<string> ReleaseAsync(RunSlot run, int system, CancellationToken cancellationToken) => (string)(await AskAsync(
        SlotScripts.Release, run, ArgumentsOf(run, system), cancellationToken))!;

    /// <inheritdoc/>
    public async ValueTask ConfirmAsync(RunSlot run, long now, CancellationToken cancellationToken) => await AskAsync(
        SlotScripts.Confirm, run, [run.ToString(), run.Organization, run.FlowName, run.Place, now], cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<(RunSlot? Run, string Next)> NextAsync(string organization, int system, long now, CancellationToken cancellationToken)
    {
        var answer = (string[])(await AskAsync(SlotScripts.Next, new RunSlot(organization, "-", "-"), [organization, system, now], cancellationToken))!;
        return (answer[0].Length == 0 ? null : RunSlot.Read($"{organization}/{answer[0]}"), answer[1]);
    }

    /// <inheritdoc/>
    public async ValueTask<string> PeekAsync(int system, CancellationToken cancellationToken) =>
        (string)(await AskAsync(SlotScripts.Peek, new RunSlot("-", "-", "-"), [system], cancellationToken))!;

    /// <inheritdoc/>
    public async ValueTask<long> PositionAsync(RunSlot run, CancellationToken cancellationToken) =>
        (long)await AskAsync(SlotScripts.Position, run, [run.Place], cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<bool>> AreQueuedAsync(IReadOnlyList<RunSlot> runs, CancellationToken cancellationToken)
    {
        var ranks = await AskAsync(database => database.HashGetAsync(Key("held"), [.. runs.Select(run => (RedisValue)run.ToString())]), cancellationToken);
        return [.. ranks.Select(rank => rank.HasValue)];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RunSlot>> SeenBeforeAsync(long before, int limit, CancellationToken cancellationToken)
    {
        var members = await AskAsync(
            database => database.SortedSetRangeByScoreAsync(Key("at"), double.NegativeInfinity, before, Exclude.Stop, take: limit), cancellationToken);
        return [.. members.Select(member => RunSlot.Read(member.ToString())).OfType<RunSlot>()];
    }

    /// <inheritdoc/>
    public async ValueTask<SlotCounts> ReadAsync(CancellationToken cancellationToken)
    {
        var atWork = AskAsync(database => database.SortedSetLengthAsync(Key("at")), cancellationToken);
        var queued = AskAsync(database => database.HashLengthAsync(Key("held")), cancellationToken);
        var isWhole = AskAsync(database => database.HashExistsAsync(Key("n"), Whole), cancellationToken);
        return new SlotCounts(await atWork, await queued, await isWhole);
    }

    /// <inheritdoc/>
    public async ValueTask MarkWholeAsync(CancellationToken cancellationToken) =>
        await AskAsync(database => database.HashSetAsync(Key("n"), Whole, 1), cancellationToken);

    /// <summary>The keys that a script works with.</summary>
    internal static RedisKey[] KeysOf(RedisConnection redis, RunSlot run) =>
        [.. ((string[])["at", "n", "most", "ring", "held", $"q:{run.Organization}", $"w:{run.FlowName}"]).Select(name => Key(redis, name))];

    /// <summary>What <see cref="SlotScripts.Take"/> is given.</summary>
    internal static RedisValue[] ArgumentsOf(RunSlot run, SlotLimits limits, bool mustQueue, long now) =>
    [
        run.ToString(), run.Organization, run.FlowName, limits.Organization, limits.Flow, limits.System, limits.QueuedOfOrganization,
        limits.QueuedOfSystem, mustQueue ? 1 : 0, now,
    ];

    /// <summary>What <see cref="SlotScripts.Release"/> is given.</summary>
    internal static RedisValue[] ArgumentsOf(RunSlot run, int system) => [run.ToString(), run.Organization, run.FlowName, run.Place, system];

    // The braces keep these keys and those of credits in one slot of a cluster, where a script may use them together.
    private static RedisKey Key(RedisConnection redis, string name) => $"{redis.Prefix}{{runs}}:slots:{name}";

    private RedisKey Key(string name) => Key(redis, name);

    private Task<RedisResult> AskAsync(string script, RunSlot run, RedisValue[] values, CancellationToken cancellationToken) =>
        AskAsync(database => database.ScriptEvaluateAsync(script, KeysOf(redis, run), values), cancellationToken);

    private async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await redis.GetAsync(cancellationToken);
            return await ask(connection!.GetDatabase());
        }
        catch (Exception exception) when (RedisHealth.IsOutage(exception))
        {
            health.Report(exception);
            throw new StoreUnavailableException("Redis, which counts the runs at work, is away.", exception);
        }
    }
}
