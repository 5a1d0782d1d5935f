using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Audit;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Queueing;
using HiveFlow.Errors;
using HiveFlow.Functions.Runs;
using HiveFlow.Identity.Callers;
using HiveFlow.Orchestrations.Retrying;
using HiveFlow.Runs;
using HiveFlow.Runs.Failures;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Failures;

/// <summary>Failed runs that nobody has seen to: chosen, tried again, dismissed. Each is tried again once, however often that is asked.</summary>
public sealed class DeadLetters(FailedRuns failed, RunStore runs, FlowCatalog flows, RunRetrier retrier, RunLauncher launcher, IDocumentStore store, AuditLog audit)
{
    /// <summary>The most of one call.</summary>
    public const int MostAtOnce = 100;

    private const int AtOnce = 8;
    private const int MostOfCursor = 500;

    /// <summary>The runs that a request means, as many as one call takes, and where the next call goes on; an invalid cursor throws <see cref="InvalidCursorException"/>.</summary>
    internal async ValueTask<Result<(string[] RunIds, string? NextCursor)>> ChosenAsync(Caller caller, DeadLettersRequest request, CancellationToken cancellationToken)
    {
        if ((request.RunIds is null ? 0 : 1) + (request.FlowId is null ? 0 : 1) + (request.All ? 1 : 0) != 1)
        {
            return RequestErrors.Invalid("runIds", "Give exactly one of runIds, flowId and all.");
        }

        if (request is { RunIds: not null, Cursor: not null } || request.Cursor is { Length: 0 or > MostOfCursor })
        {
            return RequestErrors.Invalid("cursor", "cursor must be the nextCursor of an answer to the same flowId, or all.");
        }

        if (request.RunIds is { } ids)
        {
            return ids.Count is >= 1 and <= MostAtOnce
                ? (ids.Distinct(StringComparer.Ordinal).ToArray(), (string?)null)
                : RequestErrors.Invalid("runIds", $"runIds must name 1 to {MostAtOnce} runs.");
        }

        var page = await failed.ListAsync(caller.Tenant, request.FlowId, MostAtOnce, request.Cursor, cancellationToken);
        return (page.Items.Where(item => caller.MayUseFlow(item.Document.FlowId)).Select(item => item.Id).ToArray(), page.NextCursor);
    }

    /// <summary>Tries them again, each from where it failed.</summary>
    internal async Task<IReadOnlyList<RetriedView>> RetryAsync(
        DurableTaskClient client, Caller caller, IReadOnlyList<string> runIds, CancellationToken cancellationToken)
    {
        List<RetriedView> all = [];
        foreach (var some in runIds.Chunk(AtOnce))
        {
            all.AddRange(await Task.WhenAll(some.Select(id => RetryAsync(client, caller, id, cancellationToken))));
        }

        return all;
    }

    /// <summary>Takes them from the list; the runs stay.</summary>
    internal async Task<int> DismissAsync(Caller caller, AuditActor actor, IReadOnlyList<string> runIds, CancellationToken cancellationToken)
    {
        var tenant = caller.Tenant;
        var present = (await failed.GetAsync(tenant, runIds, cancellationToken)).Where(letter => caller.MayUseFlow(letter.Document.FlowId)).ToList();
        if (present.Count > 0)
        {
            await store.WriteAsync(
                [
                    .. present.Select(letter => FailedRuns.SeenTo(tenant, letter.Id)),
                    audit.Entry(new AuditAct("dead_letters.dismissed", actor, tenant)
                    {
                        TargetType = "organization",
                        TargetId = tenant.Key,
                        Details = new Dictionary<string, string> { ["runs"] = present.Count.ToString(CultureInfo.InvariantCulture) },
                    }),
                ],
                cancellationToken);
        }

        return present.Count;
    }

    /// <summary>The id of the run that tries a dead letter again.</summary>
    private static string RetryIdOf(Run run)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"dead-letter/{run.Id}")))[..16];
        return string.Create(CultureInfo.InvariantCulture, $"{(uint)(run.EndedAt ?? run.CreatedAt).ToUnixTimeSeconds():x8}{hash}");
    }

    private async Task<RetriedView> RetryAsync(DurableTaskClient client, Caller caller, string id, CancellationToken cancellationToken)
    {
        if (await runs.GetAsync(caller.OrganizationId, id, cancellationToken) is not { } run || !caller.MayUseFlow(run.Document.FlowId))
        {
            return Refused(id, RequestErrors.NotFound("run"));
        }

        var retryId = RetryIdOf(run.Document);
        var isOpen = (await failed.GetAsync(caller.Tenant, [id], cancellationToken)).Count > 0;
        if (!isOpen)
        {
            return await runs.GetAsync(caller.OrganizationId, retryId, cancellationToken) is null
                ? Refused(id, RequestErrors.NotFound("dead letter"))
                : new RetriedView(id, retryId, null, null);
        }

        if (await flows.GetAsync(caller.Tenant, run.Document.FlowId, cancellationToken) is not { } flow)
        {
            return Refused(id, RequestErrors.NotFound("flow"));
        }

        if (flow.Document.Status == FlowStatus.Archived)
        {
            return Refused(id, FlowErrors.Archived());
        }

        var start = launcher.StartOf(new Launch(caller, flow, default, null), caller.OrganizationId);
        if (!start.IsSuccess)
        {
            return Refused(id, start.Error);
        }

        var retry = new RunRetry(caller.UserId.ToString(), caller.KeyId, null)
        {
            RunId = retryId,
            KeyFlows = RunLauncher.KeyFlowsOf(caller),
            Start = start.Value,
            Longest = FlowRunLimits.Of(flow.Document).Value?.Longest,
            Alongside = _ => [RunCounters.Increment(run.Tenant, flow.Id)],
        };
        var created = await retrier.RetryAsync(client, run, retry, cancellationToken);
        return created.IsSuccess ? new RetriedView(id, created.Value.Run.Id, null, null) : Refused(id, created.Error);
    }

    private static RetriedView Refused(string id, Error error) => new(id, null, error.Code.Value, error.Message);
}
