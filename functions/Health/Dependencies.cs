using HiveFlow.Live.Redis;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Health;

/// <summary>Asks what this service works with whether it answers, all at once and for two seconds at most.</summary>
public sealed class Dependencies(IDocumentStore documents, StoreOutage outage, IFileStore files, RedisConnection redis, TimeProvider clock)
{
    /// <summary>How long each may take.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const string Probe = "probe";
    private const string Written = "written";

    /// <summary>Asks them. Without documents and the durable engine nothing works; without the others much still does.</summary>
    internal async Task<IReadOnlyList<DependencyState>> AskAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var token = either.Token;
        var states = await Task.WhenAll(
            AskDocumentsAsync(token),
            AskAsync("engine", isNeeded: true, async () => await client.GetInstanceAsync(Probe, token) is null, token),
            AskAsync("files", isNeeded: false, async () => await files.StatAsync(Tenant.System, Probe, token) is null, token),
            AskAsync("redis", isNeeded: false, async () => await redis.AnswersAsync(token), token));
        cancellationToken.ThrowIfCancellationRequested();
        return states;
    }

    private async Task<DependencyState> AskDocumentsAsync(CancellationToken token)
    {
        string? reason = null;
        var state = await AskAsync("documents", isNeeded: true, AnswerAsync, token);
        return state.Status == "away" ? state with { Reason = reason } : state;

        async Task<bool> AnswerAsync()
        {
            await documents.GetAsync(ReadyProbe.Collection, Tenant.System, Probe, token);
            reason = outage.Why;
            if (reason is not null)
            {
                // Tried, since it may be that nothing else is written: an instance that is sent no work finds out that there is room again.
                await documents.WriteAsync([DocumentWrite.Upsert(ReadyProbe.Collection, Tenant.System, Written, ReadyProbe.Large)], token);
                await documents.WriteAsync([DocumentWrite.Delete(ReadyProbe.Collection, Tenant.System, Written)], token);
            }

            return true;
        }
    }

    private async Task<DependencyState> AskAsync(string name, bool isNeeded, Func<Task<bool?>> ask, CancellationToken token)
    {
        var began = clock.GetTimestamp();
        string status;
        try
        {
            status = await ask().WaitAsync(token) switch { null => "off", true => "ok", false => "away" };
        }
        catch (Exception)
        {
            // Which exception a store's driver throws when it is away is its own affair; the reason is in its log.
            status = "away";
        }

        return new DependencyState(name, status, isNeeded, Math.Round(clock.GetElapsedTime(began).TotalMilliseconds, 3));
    }

    private Task<DependencyState> AskAsync(string name, bool isNeeded, Func<Task<bool>> ask, CancellationToken token) =>
        AskAsync(name, isNeeded, async () => (bool?)await ask(), token);
}
