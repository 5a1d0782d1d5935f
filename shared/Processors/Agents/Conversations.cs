using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Processors.Agents;

/// <summary>
/// Keeps conversations of agents: each turn and each result written once, durably, before anything follows from it. A step that runs again
/// finds what it did and does not do it twice.
/// </summary>
public sealed class Conversations(Func<IDocumentStore> store)
{
    private const int MostTurns = 50;

    /// <summary>Deletes some of what the agents of a run said and did.</summary>
    /// <param name="tenant">Whose run.</param>
    /// <param name="runId">Which.</param>
    /// <param name="limit">How many turns and how many results, 1 to 500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> RemoveOfRunAsync(Tenant tenant, string runId, int limit, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery("run") { EqualTo = [runId], Limit = limit };
        var turns = await store().QueryAsync(AgentTurn.Collection, tenant, query, cancellationToken);
        var results = await store().QueryAsync(AgentResult.Collection, tenant, query, cancellationToken);
        await store().WriteAsync(
            [
                .. turns.Items.Select(turn => DocumentWrite.Delete(AgentTurn.Collection, tenant, turn.Id)),
                .. results.Items.Select(result => DocumentWrite.Delete(AgentResult.Collection, tenant, result.Id)),
            ],
            cancellationToken);
        return turns.NextCursor is not null || results.NextCursor is not null;
    }

    internal async ValueTask<Conversation> LoadAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (tenant, key) = (TenantOf(context), KeyOf(context));
        var stored = await store().GetManyAsync(AgentTurn.Collection, tenant, [.. Enumerable.Range(0, MostTurns).Select(turn => Id(key, turn))], cancellationToken);
        var byId = stored.ToDictionary(turn => turn.Id, turn => turn.Document, StringComparer.Ordinal);
        List<AgentTurn> turns = [];
        while (byId.TryGetValue(Id(key, turns.Count), out var turn))
        {
            turns.Add(turn);
        }

        var places = turns.SelectMany((turn, number) => Enumerable.Range(0, Conversation.CallsOf(turn)).Select(call => (number, call))).ToDictionary(p => Id(key, p.number, p.call));
        var results = places.Count == 0 ? [] : await store().GetManyAsync(AgentResult.Collection, tenant, places.Keys, cancellationToken);
        return new Conversation(turns, results.ToDictionary(result => places[result.Id], result => result.Document));
    }

    /// <summary>Keeps a turn; what another execution of the same step has kept stays.</summary>
    internal Task AddAsync(StepContext context, int number, AgentTurn turn, CancellationToken cancellationToken) =>
        store().WriteAsync([DocumentWrite.Insert(AgentTurn.Collection, TenantOf(context), Id(KeyOf(context), number), turn)], cancellationToken);

    /// <summary>Keeps a result, likewise.</summary>
    internal Task AddAsync(StepContext context, int turn, int call, AgentResult result, CancellationToken cancellationToken) =>
        store().WriteAsync([DocumentWrite.Insert(AgentResult.Collection, TenantOf(context), Id(KeyOf(context), turn, call), result)], cancellationToken);

    private static Tenant TenantOf(StepContext context) => DocumentId.TryParse(context.OrganizationId, out var id)
        ? Tenant.Of(id)
        : throw new InvalidOperationException("A step's organization is no id.");

    // A node's id may be any text; a document's may not.
    private static string KeyOf(StepContext context) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context.IdempotencyKey)));

    private static string Id(string key, int turn) => string.Create(CultureInfo.InvariantCulture, $"{key}/{turn}");

    private static string Id(string key, int turn, int call) => string.Create(CultureInfo.InvariantCulture, $"{key}/{turn}.{call}");
}
