namespace HiveFlow.Files;

/// <summary>A file being read.</summary>
/// <param name="File">What is known of it.</param>
/// <param name="Content">Its bytes; read once, then disposed.</param>
public sealed record OpenedFile(FileRecord File, Stream Content) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
