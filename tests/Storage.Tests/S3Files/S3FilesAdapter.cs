using System.Net;
using HiveFlow.Errors;
using HiveFlow.NodeTools;
using HiveFlow.Storage.Files;
using HiveFlow.Storage.S3Files;
using HiveFlow.Storage.Tests.Files;

namespace HiveFlow.Storage.Tests.S3Files;

/// <summary>A bucket of an s3rver of its own.</summary>
public sealed class S3FilesAdapter : IFileStoreAdapter
{
    private const string Bucket = "files";

    private readonly TemporaryFolder folder = new();
    private NodeProcess? server;
    private S3FileStore? store;

    public static Type StoreType => typeof(S3FileStore);

    internal RecordingClientFactory Requests { get; } = new();

    public async Task<IFileStore> OpenAsync(TimeProvider clock)
    {
        server = await NodeProcess.StartAsync(
            "listening on",
            NodePackages.FileOf("s3rver", "bin/s3rver.js"), "-d", folder.Path, "-a", "127.0.0.1", "-p", "0", "--configure-bucket", Bucket);
        var options = new S3Options
        {
            Bucket = Bucket,
            ServiceUrl = new Uri($"http://{server.FirstLine.Split(' ')[^1]}"),
            AllowHttp = true,
            ForcePathStyle = true,
            AccessKeyId = "S3RVER",
            SecretAccessKey = new Secret("S3RVER"),
            Prefix = "tests/",
        };
        store = new S3FileStore(options, clock, Requests);
        return store;
    }

    public async Task<byte[]?> FollowAsync(Uri link)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(link);
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{response.StatusCode}");
        return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync() : null;
    }

    public async Task<string?> PutAsync(Uri link, byte[] content)
    {
        using var client = new HttpClient();
        using var response = await client.PutAsync(link, new ByteArrayContent(content));
        return response.IsSuccessStatusCode ? response.Headers.ETag!.Tag : null;
    }

    /// <summary>Uploads begun, less those completed or aborted, by the requests that went over the wire.</summary>
    public Task<int> CountLeftoversAsync() => Task.FromResult(Requests.OpenUploads);

    public async ValueTask DisposeAsync()
    {
        store?.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.Dispose();
    }
}
