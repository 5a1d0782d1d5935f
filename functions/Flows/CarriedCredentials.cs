using System.Text.Json;
using HiveFlow.Flows.Credentials;
using HiveFlow.Functions.Credentials;
using HiveFlow.Vault.Credentials;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Flows;

/// <summary>The credentials of flows that are carried elsewhere: by name there, by id here.</summary>
public sealed class CarriedCredentials(CredentialRegistry registry)
{
    private const int PageSize = 200;
    private const int MostPages = 50;

    /// <summary>Nodes with the names of the credentials that the caller may see, and no id of any.</summary>
    internal async Task<JsonElement> NamedAsync(HttpRequest request, JsonElement nodes, CancellationToken cancellationToken)
    {
        var user = CredentialFunctions.UserOf(request);
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        var ids = NamedCredentials.In(nodes, "nodes").Select(named => named.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (await registry.GetAsync(user, id, cancellationToken) is { IsSuccess: true, Value: var view })
            {
                names[id] = view!.Name;
            }
        }

        return ids.Count == 0 ? nodes : CredentialNames.InPlaceOfIds(nodes, names);
    }

    /// <summary>Nodes with the ids of the credentials of those names; a name that none, or more than one, has stays a name.</summary>
    internal async Task<JsonElement> ResolvedAsync(HttpRequest request, JsonElement nodes, CancellationToken cancellationToken)
    {
        if (!CredentialNames.AreIn(nodes))
        {
            return nodes;
        }

        var user = CredentialFunctions.UserOf(request);
        List<(string Name, string Id)> all = [];
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            (var items, cursor) = await registry.ListAsync(user, PageSize, cursor, cancellationToken);
            all.AddRange(items.Select(item => (item.Name, item.Id)));
            if (cursor is null)
            {
                break;
            }
        }

        var ids = all.GroupBy(item => item.Name, StringComparer.Ordinal).Where(group => group.Count() == 1);
        return CredentialNames.Resolved(nodes, ids.ToDictionary(group => group.Key, group => group.First().Id, StringComparer.Ordinal));
    }
}
