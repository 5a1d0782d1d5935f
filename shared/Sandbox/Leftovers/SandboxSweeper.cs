using HiveFlow.Errors;
using HiveFlow.Sandbox.Code;
using HiveFlow.Sandbox.E2B;

namespace HiveFlow.Sandbox.Leftovers;

/// <summary>
/// Removes sandboxes of this deployment that nobody needs any more, such as those of an instance that died. Each would end by its own
/// timeout minutes later; until then it costs, and what runs in it goes on. May run anywhere, on several instances.
/// </summary>
public sealed class SandboxSweeper(SandboxOptions options, SandboxSource source, IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>How long a sandbox must have been left over: whoever ends with it removes it at that very moment.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(45);

    private readonly Lock gate = new();
    private Dictionary<string, DateTimeOffset> suspects = new(StringComparer.Ordinal);

    /// <summary>Whether sandboxes can outlive their process: those of the local server end with it.</summary>
    public bool IsNeeded => source.IsConfigured;

    /// <summary>Looks at all of them and removes those that were left over at a look some time before, too.</summary>
    /// <returns>How many were removed.</returns>
    public async Task<Result<int>> SweepAsync(IsLeftOver isLeftOver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(isLeftOver);
        var endpoint = await source.GetAsync(cancellationToken);
        if (!endpoint.IsSuccess)
        {
            return endpoint.Error;
        }

        var client = new SandboxClient(new SandboxWire(clients, endpoint.Value, time));
        var found = await client.ListAsync(new Dictionary<string, string> { [CodeRunner.InstanceLabel] = options.Instance }, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var removed = 0;
        foreach (var id in Confirmed(await LeftOverAsync(found.Value, isLeftOver, cancellationToken)))
        {
            var killed = await client.KillAsync(id, cancellationToken);
            if (!killed.IsSuccess)
            {
                return killed.Error;
            }

            removed += killed.Value ? 1 : 0;
        }

        return removed;
    }

    private async Task<List<string>> LeftOverAsync(IReadOnlyList<SandboxSummary> found, IsLeftOver isLeftOver, CancellationToken cancellationToken)
    {
        List<string> left = [];

        // The service filters by label; looked at once more, because what is killed is gone.
        foreach (var sandbox in found.Where(one => one.Metadata.GetValueOrDefault(CodeRunner.InstanceLabel) == options.Instance))
        {
            var labels = new SandboxLabels(Label(sandbox, CodeRunner.ProcessLabel), Label(sandbox, CodeRunner.OrganizationLabel), Label(sandbox, CodeRunner.RunLabel));
            if (await isLeftOver(labels, cancellationToken))
            {
                left.Add(sandbox.Id);
            }
        }

        return left;
    }

    private List<string> Confirmed(List<string> left)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            suspects = left.ToDictionary(id => id, id => suspects.GetValueOrDefault(id, now), StringComparer.Ordinal);
            return [.. left.Where(id => now - suspects[id] >= Grace)];
        }
    }

    private static string Label(SandboxSummary sandbox, string name) => sandbox.Metadata.GetValueOrDefault(name, string.Empty);
}
