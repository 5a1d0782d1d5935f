using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiveFlow.Audit;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Failures;
using HiveFlow.Errors;
using HiveFlow.Functions.Runs;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Runs;
using HiveFlow.Runs.Failures;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Webhooks;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Failures;

/// <summary>
/// Does what follows from a run's failure: starts the flow's error flow, tells whoever is to be told, disables a webhook whose runs fail all the
/// time. Each safe to repeat.
/// </summary>
public sealed partial class FailureResponder(
    RunStore runs,
    FailedRuns failed,
    FailureDesk desk,
    FlowAlerts alerts,
    FlowCatalog flows,
    RunLauncher launcher,
    RunRights rights,
    WebhookRegistry webhooks,
    IOptions<WebhooksOptions> options,
    ILogger<FailureResponder> logger)
{
    private static readonly AuditActor Job = AuditActor.System("failures");

    /// <summary>Does it, and closes the errand when all is done.</summary>
    internal async Task RespondAsync(DurableTaskClient client, Stored<OpenFailure> open, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(open.Document.OrganizationId, out var organization)
            || await runs.GetAsync(organization, open.Id, cancellationToken) is not { Document: { Status: RunStatus.Failed } run })
        {
            await failed.CloseAsync(open.Id, cancellationToken);
            return;
        }

        var tenant = Tenant.Of(organization);
        var handling = await desk.GetAsync(tenant, run.FlowId, cancellationToken);
        await DisableWebhookAsync(tenant, run, cancellationToken);
        var isDone = await StartErrorFlowAsync(client, tenant, run, handling, cancellationToken);
        isDone &= await alerts.TellAsync(tenant, run, handling, cancellationToken);
        if (isDone)
        {
            await failed.CloseAsync(open.Id, cancellationToken);
        }
    }

    /// <summary>The id of the run of an error flow: one for each failed run, however often it is launched.</summary>
    internal static string ErrorRunIdOf(Run run)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"error/{run.Id}")))[..16];
        return string.Create(CultureInfo.InvariantCulture, $"{(uint)(run.EndedAt ?? run.CreatedAt).ToUnixTimeSeconds():x8}{hash}");
    }

    private async Task<bool> StartErrorFlowAsync(
        DurableTaskClient client, Tenant tenant, Run run, FailureHandling handling, CancellationToken cancellationToken)
    {
        // An error flow's own failure starts nothing: no two of them can go on for ever.
        if (handling.ErrorFlowId is not { } id || run.Trigger == RunTriggers.Error)
        {
            return true;
        }

        if (await flows.GetAsync(tenant, id, cancellationToken) is not { } flow
            || (run.KeyFlows is { } bound && !bound.Contains(id, StringComparer.Ordinal))
            || !await rights(tenant, run.ActsFor, cancellationToken))
        {
            NotStarted(logger, id, run.Id, RequestErrors.NotFoundCode.Value);
            return true;
        }

        var launch = new Launch(null, flow, InputOf(run), null) { By = new Triggered(RunTriggers.Error, ErrorRunIdOf(run), run.Id), After = run };
        var launched = await launcher.LaunchAsync(client, launch, listen: false, cancellationToken);
        if (launched.IsSuccess)
        {
            return true;
        }

        NotStarted(logger, id, run.Id, launched.Error.Code.Value);
        return launched.Error.Code.Kind is not (ErrorKind.Unavailable or ErrorKind.OutOfCredits or ErrorKind.RateLimited);
    }

    private static JsonElement InputOf(Run run)
    {
        var input = new FailedRunInput(
            new FailedRunInput.RunPart(run.Id, run.FlowId, run.FlowName, run.Trigger, run.TriggerId, run.RetryOf, run.CreatedAt, run.EndedAt),
            new FailedRunInput.ErrorPart(run.Failure?.Code ?? string.Empty, run.Failure?.Message ?? string.Empty),
            run.Failure?.NodeId,
            run.Input.Value,
            run.Input.Size);
        return JsonSerializer.SerializeToElement(input, FailureInputJson.Default.FailedRunInput);
    }

    private async Task DisableWebhookAsync(Tenant tenant, Run run, CancellationToken cancellationToken)
    {
        var most = options.Value.DisableAfterFailedRuns;
        if (run is not { Trigger: RunTriggers.Webhook, TriggerId: { } id }
            || await webhooks.GetAsync(tenant, run.FlowId, id, cancellationToken) is not { Document: { IsEnabled: true } webhook }
            || !await failed.FailsAllTheTimeAsync(tenant, id, webhook.EnabledAt, most, cancellationToken))
        {
            return;
        }

        var because = $"{most} runs in a row failed.";
        if (!await webhooks.DisableAsync(tenant, run.FlowId, id, because, Job, cancellationToken))
        {
            return;
        }

        List<(string, string)> facts = [("Organization", run.OrganizationId), ("Flow", $"{run.FlowName} ({run.FlowId})"), ("Webhook", id), ("Last run", run.Id)];
        await alerts.MailAsync(
            tenant,
            "A HiveFlow webhook was disabled",
            $"{because} The webhook takes nothing more until somebody enables it again.",
            facts,
            $"{id}/{run.Id}/disabled",
            cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The error flow {Flow} was not started for the failed run {Run}: {Why}.")]
    private static partial void NotStarted(ILogger logger, string flow, string run, string why);
}
