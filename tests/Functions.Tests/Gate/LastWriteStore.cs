using HiveFlow.FreshStore;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>
/// A store that dies for its caller as a process does: the write that inserts into a chosen collection is applied, and neither its answer
/// nor any further write gets through until it is told so.
/// </summary>
internal sealed class LastWriteStore(IDocumentStore inner) : ForwardingStore(inner)
{
    private bool isDead;

    /// <summary>The name of the collection whose next insert is the last write; null for none.</summary>
    public string? LastInsertInto { get; set; }

    /// <summary>Another process goes on with the same documents.</summary>
    public void Revive()
    {
        LastInsertInto = null;
        isDead = false;
    }

    public override async Task<WriteResult> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        ThrowIfDead();
        var written = await Inner.WriteAsync(writes, cancellationToken);
        isDead = writes.Any(w => w.Kind == DocumentWriteKind.Insert && w.Collection.Name == LastInsertInto);
        ThrowIfDead();
        return written;
    }

    public override Task<WriteResult> WriteSoonAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) => WriteAsync(writes, cancellationToken);

    public override ValueTask<WriteAhead> WriteAheadAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        ThrowIfDead();
        return Inner.WriteAheadAsync(writes, cancellationToken);
    }

    private void ThrowIfDead()
    {
        if (isDead)
        {
            throw new StoreUnavailableException("dead");
        }
    }
}
