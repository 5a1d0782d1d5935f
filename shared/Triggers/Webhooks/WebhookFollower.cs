using HiveFlow.Authoring;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Triggers.Webhooks;

/// <summary>Keeps a flow's webhooks in step with its trigger nodes.</summary>
public sealed class WebhookFollower(IDocumentStore store, TimeProvider clock)
{
    /// <summary>What a change of a flow changes about its webhooks: see <see cref="FlowFollower"/>.</summary>
    public async ValueTask<IReadOnlyList<DocumentWrite>> FollowAsync(Tenant tenant, Flow? before, Flow? after, CancellationToken cancellationToken)
    {
        if (before is not null && after is null)
        {
            return [.. (await AllAsync(tenant, before.Id, cancellationToken)).SelectMany(Removal)];
        }

        if (after is null)
        {
            return [];
        }

        var wanted = NodeWebhooks.Of(after.Nodes);
        var had = before is null ? new Dictionary<string, bool>() : NodeWebhooks.Of(before.Nodes);
        if (wanted.Count == had.Count && wanted.All(pair => had.TryGetValue(pair.Key, out var old) && old == pair.Value))
        {
            return [];
        }

        List<DocumentWrite> writes = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        var present = before is null ? [] : await AllAsync(tenant, after.Id, cancellationToken);
        foreach (var stored in present.Where(stored => stored.Document.NodeId is not null))
        {
            var node = stored.Document.NodeId!;
            if (!wanted.TryGetValue(node, out var isActive))
            {
                writes.AddRange(Removal(stored));
                continue;
            }

            known.Add(node);
            if (had.GetValueOrDefault(node) != isActive)
            {
                var changed = stored.Document with { IsEnabled = isActive, EnabledAt = clock.GetUtcNow(), Failures = 0, DisabledBecause = null };
                writes.Add(DocumentWrite.Replace(Webhook.Collection, tenant, stored.Id, stored.Version, changed));
            }
        }

        foreach (var (node, isActive) in wanted.Where(pair => !known.Contains(pair.Key)).Take(Math.Max(0, WebhookRegistry.MostOfFlow - present.Count)))
        {
            writes.AddRange(OfNode(tenant, after.Id, node, isActive));
        }

        return writes;
    }

    internal static DocumentWrite[] Removal(Stored<Webhook> stored) =>
    [
        DocumentWrite.Delete(Webhook.Collection, stored.Tenant, stored.Id, stored.Version),
        DocumentWrite.Delete(WebhookKey.Collection, Tenant.System, stored.Document.KeyHash),
        WebhookSecrets.UseOf(stored.Tenant, stored.Id, null),
    ];

    // Nobody sees this address: whoever wants the webhook's asks for it by a rotation, and is shown it once.
    private DocumentWrite[] OfNode(Tenant tenant, string flowId, string node, bool isActive)
    {
        var webhook = new Webhook
        {
            Id = DocumentId.New(clock).ToString(),
            FlowId = flowId,
            NodeId = node,
            Type = "hook",
            IsEnabled = isActive,
            LacksAddress = true,
            KeyHash = WebhookAddress.HashOf(WebhookAddress.New()),
            CreatedAt = clock.GetUtcNow(),
        };
        return
        [
            DocumentWrite.Insert(Webhook.Collection, tenant, webhook.Id, webhook),
            DocumentWrite.Insert(WebhookKey.Collection, Tenant.System, webhook.KeyHash, new WebhookKey(tenant.Key, webhook.Id)),
        ];
    }

    private async ValueTask<IReadOnlyList<Stored<Webhook>>> AllAsync(Tenant tenant, string flowId, CancellationToken cancellationToken) =>
        (await store.QueryAsync(
            Webhook.Collection, tenant, new DocumentQuery("flow") { EqualTo = [flowId], Limit = WebhookRegistry.MostOfFlow }, cancellationToken)).Items;
}
