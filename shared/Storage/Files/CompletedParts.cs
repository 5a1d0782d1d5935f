namespace HiveFlow.Storage.Files;

/// <summary>What became of parts.</summary>
/// <param name="File">The file; null when they did not become one.</param>
/// <param name="Fault">Why not.</param>
public sealed record CompletedParts(StoredFile? File, PartsFault Fault)
{
    internal static CompletedParts As(StoredFile file) => new(file, PartsFault.None);

    internal static CompletedParts Failed(PartsFault fault) => new(null, fault);
}
