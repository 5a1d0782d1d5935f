using HiveFlow.Storage.Files;

namespace HiveFlow.Storage.Tests.Files;

/// <summary>Opens an empty file store of one kind for the suite of the contract.</summary>
public interface IFileStoreAdapter : IAsyncDisposable
{
    /// <summary>The kind.</summary>
    static abstract Type StoreType { get; }

    /// <summary>Opens it.</summary>
    Task<IFileStore> OpenAsync(TimeProvider clock);

    /// <summary>What someone who has only the link gets at that time; null when refused.</summary>
    Task<byte[]?> FollowAsync(Uri link);

    /// <summary>What someone who has only the link to a part is answered for it, as an ETag; null when refused.</summary>
    Task<string?> PutAsync(Uri link, byte[] content);

    /// <summary>What the store keeps on its side, whole or in pieces, of files that were never finished.</summary>
    Task<int> CountLeftoversAsync();
}
