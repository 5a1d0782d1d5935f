using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiveFlow.Authoring.Failures;
using HiveFlow.Mail;
using HiveFlow.Mail.Templates;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Orchestrations.Waits;
using HiveFlow.Processors;
using HiveFlow.Processors.Credentials;
using HiveFlow.Runs;
using HiveFlow.Runs.Failures;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Failures;

/// <summary>Tells that a flow fails: owners and admins by mail, a program by a signed webhook; once until a run of it completes again.</summary>
public sealed partial class FlowAlerts(
    FailedRuns failed, FindApprovers people, IMailer mailer, ProcessorCatalog processors, RunCredentials credentials, IDocumentStore store, ILogger<FlowAlerts> logger)
{
    private const string Sender = "webhookOut";
    private const int MaxRaces = 10;
    private static readonly string[] Readers = ["admin"];

    /// <summary>Tells it, if so many have failed and nobody has been told; safe to repeat.</summary>
    /// <returns>Whether all was told that is to be told.</returns>
    internal async Task<bool> TellAsync(Tenant tenant, Run run, FailureHandling handling, CancellationToken cancellationToken)
    {
        if (handling.Alert is not { } alert || await MarkAsync(tenant, run, alert, cancellationToken) is not { } mark)
        {
            return true;
        }

        var failing = new FailingFlow(
            run.OrganizationId, run.FlowId, run.FlowName, alert.After, run.Id, run.Failure?.Code ?? string.Empty, run.Failure?.Message ?? string.Empty, run.Failure?.NodeId);
        // Neither waits for the other, and what is done is not done again while the other is tried.
        var isMailed = !alert.Mail || mark.Document.IsMailed || await MailAsync(tenant, alert, failing, cancellationToken);
        var isPosted = alert.WebhookUrl is null || mark.Document.IsPosted || await PostAsync(tenant, alert, handling.SetBy, failing, cancellationToken);
        var isTold = isMailed && isPosted;
        var now = new AlertMark(mark.Document.Since, isTold ? null : run.Id, !isTold && isMailed, !isTold && isPosted);
        if (now != mark.Document)
        {
            await store.WriteAsync([DocumentWrite.Replace(AlertMark.Collection, tenant, run.FlowId, mark.Version, now)], cancellationToken);
        }

        return isTold;
    }

    /// <summary>Mails an organization's owners and admins; the same key again is the same mail.</summary>
    internal async Task MailAsync(
        Tenant tenant, string subject, string text, IReadOnlyList<(string Name, string Value)> facts, string key, CancellationToken cancellationToken)
    {
        foreach (var person in await people(tenant, [], Readers, cancellationToken))
        {
            var mail = MailTemplates.Alert(person.Email, subject, text, facts);
            await mailer.SendAsync(
                mail with { Key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key}/{person.UserId}"))) }, cancellationToken);
        }
    }

    private async Task<bool> MailAsync(Tenant tenant, FailureAlert alert, FailingFlow failing, CancellationToken cancellationToken)
    {
        try
        {
            await MailAsync(
                tenant,
                "A HiveFlow flow fails",
                string.Create(CultureInfo.InvariantCulture, $"{alert.After} runs of a flow in a row have failed. You are told again only after a run of it has completed."),
                Facts(failing),
                $"{failing.RunId}/alert",
                cancellationToken);
            return true;
        }
        catch (MailUnavailableException exception)
        {
            NotMailed(logger, exception, failing.FlowId);
            return false;
        }
    }

    private static List<(string, string)> Facts(FailingFlow failing) =>
    [
        ("Organization", failing.OrganizationId), ("Flow", $"{failing.FlowName} ({failing.FlowId})"), ("Run", failing.RunId),
        ("Error", failing.Code), ("Node", failing.NodeId ?? "none"),
    ];

    /// <summary>The flow's mark where this run is the one to tell it: the first that finds enough of them, until it has. Null for any other.</summary>
    private async Task<Stored<AlertMark>?> MarkAsync(Tenant tenant, Run run, FailureAlert alert, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var mark = await store.GetAsync(AlertMark.Collection, tenant, run.FlowId, cancellationToken);
            if (mark?.Document.RunId == run.Id)
            {
                return mark;
            }

            var (count, since) = await failed.CountAsync(tenant, run.FlowId, alert.After, cancellationToken);
            if (count < alert.After || mark?.Document.Since == since)
            {
                return null;
            }

            var mine = new AlertMark(since, run.Id);
            var write = mark is null
                ? DocumentWrite.Insert(AlertMark.Collection, tenant, run.FlowId, mine)
                : DocumentWrite.Replace(AlertMark.Collection, tenant, run.FlowId, mark.Version, mine);
            if ((await store.WriteAsync([write], cancellationToken)).IsApplied)
            {
                return new Stored<AlertMark>(run.FlowId, tenant, (mark?.Version ?? 0) + 1, mine);
            }
        }

        return null;
    }

    /// <summary>As a webhookOut node would: signed, to the hosts of the credential alone, with the rights of whoever set it.</summary>
    private async Task<bool> PostAsync(Tenant tenant, FailureAlert alert, string? setBy, FailingFlow failing, CancellationToken cancellationToken)
    {
        if (!processors.TryGet(Sender, out var processor) || alert.CredentialId is not { } id)
        {
            return true;
        }

        using var opened = new StepCredentials(
            id, new HashSet<string>(StringComparer.Ordinal) { id }, (named, token) => credentials(tenant, setBy, named, token));
        var node = new AlertNode(alert.WebhookUrl!, id, "flow.failing", failing);
        var result = await processor.RunAsync(
            new StepContext
            {
                RunId = failing.RunId,
                NodeId = "alert",
                OrganizationId = failing.OrganizationId,
                ActsFor = setBy,
                IdempotencyKey = $"{failing.RunId}/alert",
                Settings = JsonSerializer.SerializeToElement(node, FailureInputJson.Default.AlertNode),
                Input = JsonValues.EmptyObject,
                Credentials = opened,
            },
            cancellationToken);
        if (result.Error is { } error && !result.IsRetryable)
        {
            NotPosted(logger, failing.FlowId, error.Code.Value);
        }

        return result.Error is null || !result.IsRetryable;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alert of the failing flow {Flow} could not be mailed; it is tried again.")]
    private static partial void NotMailed(ILogger logger, Exception exception, string flow);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alert of the failing flow {Flow} was refused for good: {Why}.")]
    private static partial void NotPosted(ILogger logger, string flow, string why);
}
