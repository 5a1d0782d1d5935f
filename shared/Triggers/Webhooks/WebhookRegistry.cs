using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Triggers.Webhooks;

/// <summary>The webhooks of flows: made, found, changed, removed. Each act is in the audit log.</summary>
public sealed class WebhookRegistry(IDocumentStore store, WebhookSecrets secrets, AuditLog audit, TimeProvider clock)
{
    /// <summary>The most webhooks of one flow.</summary>
    public const int MostOfFlow = 50;

    private const int MaxRaces = 10;

    /// <summary>Makes one. <paramref name="alongside"/> gives writes that belong into the same atomic set.</summary>
    public async Task<Result<MadeWebhook>> CreateAsync(
        Tenant tenant, AuditActor actor, string flowId, WebhookDraft draft, Func<MadeWebhook, IReadOnlyList<DocumentWrite>> alongside, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(alongside);
        if (draft.Fault(before: null) is { } fault)
        {
            return fault;
        }

        if ((await ListAsync(tenant, flowId, cancellationToken)).Count >= MostOfFlow)
        {
            return RequestErrors.Invalid("type", $"A flow has at most {MostOfFlow} webhooks.");
        }

        var token = WebhookAddress.New();
        var webhook = new Webhook
        {
            Id = DocumentId.New(clock).ToString(),
            FlowId = flowId,
            Type = draft.Type ?? "hook",
            KeyHash = WebhookAddress.HashOf(token),
            CreatedAt = clock.GetUtcNow(),
        };
        var filled = await FillAsync(tenant, webhook, draft, cancellationToken);
        if (!filled.IsSuccess)
        {
            return filled.Error;
        }

        var made = new MadeWebhook(filled.Value, new Secret(token));
        DocumentWrite[] writes =
        [
            DocumentWrite.Insert(Webhook.Collection, tenant, webhook.Id, made.Webhook),
            DocumentWrite.Insert(WebhookKey.Collection, Tenant.System, webhook.KeyHash, new WebhookKey(tenant.Key, webhook.Id)),
            WebhookSecrets.UseOf(tenant, webhook.Id, made.Webhook.SealedSecrets),
            Entry(tenant, actor, webhook, "webhook.created"),
            .. alongside(made),
        ];
        return (await store.WriteAsync(writes, cancellationToken)).IsApplied ? made : RequestErrors.VersionConflict("webhook");
    }

    /// <summary>The webhooks of a flow, newest first.</summary>
    public async Task<IReadOnlyList<Webhook>> ListAsync(Tenant tenant, string flowId, CancellationToken cancellationToken)
    {
        var page = await store.QueryAsync(
            Webhook.Collection, tenant, new DocumentQuery("flow") { EqualTo = [flowId], Limit = MostOfFlow }, cancellationToken);
        return [.. page.Items.Select(item => item.Document)];
    }

    /// <summary>One of a flow; null when there is none.</summary>
    public async ValueTask<Stored<Webhook>?> GetAsync(Tenant tenant, string flowId, string webhookId, CancellationToken cancellationToken) =>
        DocumentId.TryParse(webhookId, out _)
        && await store.GetAsync(Webhook.Collection, tenant, webhookId, cancellationToken) is { } found
        && found.Document.FlowId == flowId ? found : null;

    /// <summary>The one that an address names, whoever's it is; null for an unknown address.</summary>
    public async ValueTask<Stored<Webhook>?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var hash = WebhookAddress.HashOf(token);
        return await store.GetAsync(WebhookKey.Collection, Tenant.System, hash, cancellationToken) is { } key
            && DocumentId.TryParse(key.Document.OrganizationId, out var organization)
            && await store.GetAsync(Webhook.Collection, Tenant.Of(organization), key.Document.WebhookId, cancellationToken) is { } found
            && found.Document.KeyHash == hash ? found : null;
    }

    /// <summary>Changes one.</summary>
    public async Task<Result<Webhook>> ChangeAsync(
        Tenant tenant, AuditActor actor, string flowId, string webhookId, WebhookDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (await GetAsync(tenant, flowId, webhookId, cancellationToken) is not { } stored)
        {
            return RequestErrors.NotFound("webhook");
        }

        if (draft.Type is not null && draft.Type != stored.Document.Type)
        {
            return RequestErrors.Invalid("type", "A webhook's type can't be changed.");
        }

        if (draft.Fault(stored.Document) is { } fault)
        {
            return fault;
        }

        var filled = await FillAsync(tenant, stored.Document, draft, cancellationToken);
        if (!filled.IsSuccess)
        {
            return filled;
        }

        DocumentWrite[] writes =
        [
            DocumentWrite.Replace(Webhook.Collection, tenant, webhookId, stored.Version, filled.Value),
            WebhookSecrets.UseOf(tenant, webhookId, filled.Value.SealedSecrets),
            Entry(tenant, actor, filled.Value, "webhook.changed"),
        ];
        return (await store.WriteAsync(writes, cancellationToken)).IsApplied ? filled : RequestErrors.VersionConflict("webhook");
    }

    /// <summary>Gives one a new address; the former one is dead at once.</summary>
    public async Task<Result<MadeWebhook>> RotateAsync(
        Tenant tenant, AuditActor actor, string flowId, string webhookId, Func<MadeWebhook, IReadOnlyList<DocumentWrite>> alongside, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alongside);
        if (await GetAsync(tenant, flowId, webhookId, cancellationToken) is not { } stored)
        {
            return RequestErrors.NotFound("webhook");
        }

        var token = WebhookAddress.New();
        var made = new MadeWebhook(stored.Document with { KeyHash = WebhookAddress.HashOf(token), LacksAddress = false }, new Secret(token));
        DocumentWrite[] writes =
        [
            DocumentWrite.Replace(Webhook.Collection, tenant, webhookId, stored.Version, made.Webhook),
            DocumentWrite.Delete(WebhookKey.Collection, Tenant.System, stored.Document.KeyHash),
            DocumentWrite.Insert(WebhookKey.Collection, Tenant.System, made.Webhook.KeyHash, new WebhookKey(tenant.Key, webhookId)),
            Entry(tenant, actor, made.Webhook, "webhook.rotated"),
            .. alongside(made),
        ];
        return (await store.WriteAsync(writes, cancellationToken)).IsApplied ? made : RequestErrors.VersionConflict("webhook");
    }

    /// <summary>Removes one. Refused for one that follows a trigger node: that would bring it back.</summary>
    public async Task<Result> DeleteAsync(Tenant tenant, AuditActor actor, string flowId, string webhookId, CancellationToken cancellationToken)
    {
        if (await GetAsync(tenant, flowId, webhookId, cancellationToken) is not { } stored)
        {
            return RequestErrors.NotFound("webhook");
        }

        if (stored.Document.NodeId is { } node)
        {
            return RequestErrors.Invalid("nodeId", $"This webhook follows the trigger node {node}: remove the node, or disable the webhook.");
        }

        DocumentWrite[] writes = [.. WebhookFollower.Removal(stored), Entry(tenant, actor, stored.Document, "webhook.deleted")];
        return (await store.WriteAsync(writes, cancellationToken)).IsApplied ? Result.Success : RequestErrors.VersionConflict("webhook");
    }

    /// <summary>
    /// Counts a start that was refused, or forgets those before a good one; so many in a row disable the webhook, which then says so.
    /// </summary>
    public async Task CountAsync(Tenant tenant, string flowId, string webhookId, string? refusal, int disableAfter, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await GetAsync(tenant, flowId, webhookId, cancellationToken) is not { } stored
                || (refusal is null && stored.Document.Failures == 0))
            {
                return;
            }

            var failures = refusal is null ? 0 : stored.Document.Failures + 1;
            var counted = stored.Document with { Failures = failures };
            if (failures >= disableAfter && counted.IsEnabled)
            {
                counted = counted with { IsEnabled = false, DisabledBecause = $"{failures} starts in a row were refused, the last one: {refusal}" };
            }

            if ((await store.WriteAsync([DocumentWrite.Replace(Webhook.Collection, tenant, webhookId, stored.Version, counted)], cancellationToken)).IsApplied)
            {
                return;
            }
        }
    }

    /// <summary>Disables one by itself, which then says why; false when there is none, or it is disabled already.</summary>
    public async Task<bool> DisableAsync(Tenant tenant, string flowId, string webhookId, string because, AuditActor actor, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await GetAsync(tenant, flowId, webhookId, cancellationToken) is not { Document.IsEnabled: true } stored)
            {
                return false;
            }

            var disabled = stored.Document with { IsEnabled = false, DisabledBecause = because };
            DocumentWrite[] writes =
            [
                DocumentWrite.Replace(Webhook.Collection, tenant, webhookId, stored.Version, disabled),
                Entry(tenant, actor, disabled, "webhook.disabled"),
            ];
            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                return true;
            }
        }

        return false;
    }

    private DocumentWrite Entry(Tenant tenant, AuditActor actor, Webhook webhook, string action) =>
        audit.Entry(new AuditAct(action, actor, tenant) { TargetType = "webhook", TargetId = webhook.Id });

    private async Task<Result<Webhook>> FillAsync(Tenant tenant, Webhook webhook, WebhookDraft draft, CancellationToken cancellationToken)
    {
        var sealedSecrets = webhook.SealedSecrets;
        if (draft.Secrets is { Count: > 0 })
        {
            var made = await secrets.SealAsync(tenant, webhook.Id, draft.Secrets, cancellationToken);
            if (!made.IsSuccess)
            {
                return made.Error;
            }

            sealedSecrets = made.Value;
        }

        return webhook with
        {
            IsEnabled = draft.Enabled ?? webhook.IsEnabled,
            IsTest = draft.Test ?? webhook.IsTest,
            Methods = draft.Methods ?? webhook.Methods,
            Signature = draft.Signature ?? webhook.Signature,
            SealedSecrets = draft.Secrets is { Count: 0 } ? null : sealedSecrets,
            DeliveryHeader = draft.DeliveryHeader ?? webhook.DeliveryHeader,
            DeliveryPath = draft.DeliveryPath is { } path ? path.Length == 0 ? null : path : webhook.DeliveryPath,
            Throttle = draft.Throttle is { } throttle ? throttle.Count == 0 ? null : throttle : webhook.Throttle,
            Debounce = draft.Debounce is { } debounce ? debounce.Seconds == 0 ? null : debounce : webhook.Debounce,
            Reply = draft.Reply ?? webhook.Reply,
            ReplySeconds = draft.ReplySeconds ?? webhook.ReplySeconds,
            EnabledAt = draft.Enabled is true ? clock.GetUtcNow() : webhook.EnabledAt,
            Failures = draft.Enabled is null ? webhook.Failures : 0,
            DisabledBecause = draft.Enabled is null ? webhook.DisabledBecause : null,
            OnPause = draft.OnPause ?? webhook.OnPause,
        };
    }
}
