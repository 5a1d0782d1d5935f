using HiveFlow.Storage.MongoDocuments;
using HiveFlow.Storage.S3Files;

namespace HiveFlow.Storage;

/// <summary>Where documents and files are. Without MongoDB and S3, both are below <see cref="DataFolder"/>.</summary>
public sealed record StorageOptions
{
    /// <summary>The folder of this process's data, made when missing (mode 700). Default <c>.data</c>.</summary>
    public string DataFolder { get; set; } = ".data";

    /// <summary>
    /// The address that clients reach the host at, for links to files on disk. Default <c>http://localhost:3001</c>; http(s).
    /// </summary>
    public Uri PublicUrl { get; set; } = new("http://localhost:3001");

    /// <summary>Connections for reading the embedded database. Default 4; 1 to 64.</summary>
    public int Readers { get; set; } = 4;

    /// <summary>
    /// Batches that may wait for the embedded database's writer before submitters wait. Default 10,000; 100 to 1,000,000.
    /// </summary>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>
    /// Signs links to files on disk: base64 of at least 32 random bytes. Default none: a key is made in the data folder
    /// (<c>keys/files.key</c>, mode 600).
    /// </summary>
    public Errors.Secret? FileLinkKey { get; set; }

    /// <summary>MongoDB instead of the embedded database for documents.</summary>
    public MongoOptions Mongo { get; set; } = new();

    /// <summary>S3 instead of the disk for files.</summary>
    public S3Options S3 { get; set; } = new();
}
