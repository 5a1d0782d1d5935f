using HiveFlow.FreshStore;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Tests;

/// <summary>A store where the test does something before a write is made, such as another's write, or the end of the process.</summary>
internal sealed class HookedStore(IDocumentStore inner) : ForwardingStore(inner)
{
    /// <summary>Called before each write.</summary>
    public Func<IReadOnlyList<DocumentWrite>, Task> Before { get; set; } = _ => Task.CompletedTask;

    public override async Task<WriteResult> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        await Before(writes);
        return await Inner.WriteAsync(writes, cancellationToken);
    }
}
