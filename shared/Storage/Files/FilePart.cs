namespace HiveFlow.Storage.Files;

/// <summary>One part of a file that is uploaded in parts.</summary>
/// <param name="Number">1 to <see cref="MostParts"/>, in the order of the content.</param>
/// <param name="Bytes">How many bytes it has.</param>
public sealed record FilePart(int Number, long Bytes)
{
    /// <summary>The most parts of one file.</summary>
    public const int MostParts = 1_024;

    /// <summary>The largest part on disk: 16 MiB.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    /// <summary>The smallest part but the last that S3 takes: 5 MiB.</summary>
    public const int LeastBytes = 5 * 1024 * 1024;
}
