using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using HiveFlow.Storage.S3Files;
using HiveFlow.Storage.Tests.Conformance;

namespace HiveFlow.Storage.Tests.S3Files;

[NeedsS3]
public sealed class S3FileStoreTests
{
    private static readonly Tenant Mine = Tenant.Of(DocumentId.New(TimeProvider.System));

    [ConformanceFact]
    public async Task Every_upload_asks_for_encryption_at_rest()
    {
        await using var adapter = new S3FilesAdapter();
        var store = await adapter.OpenAsync(TimeProvider.System);

        await store.PutAsync(Mine, "small", new MemoryStream(new byte[10]), "text/plain", 10, CancellationToken.None);
        await store.PutAsync(Mine, "large", new MemoryStream(new byte[6_000_000]), "text/plain", 6_000_000, CancellationToken.None);

        var uploads = adapter.Requests.Seen.Where(request =>
            request is { Method: "PUT", Query: "" } or { Method: "POST", Query: "?uploads" }).ToArray();
        Assert.Equal(2, uploads.Length);
        Assert.All(uploads, request => Assert.Equal("AES256", request.Encryption));
    }

    [ConformanceFact]
    public async Task A_signed_link_lasts_as_long_as_asked()
    {
        await using var adapter = new S3FilesAdapter();
        var store = await adapter.OpenAsync(TimeProvider.System);

        var link = await store.SignAsync(Mine, "a", new FileDownload("a", "text/plain"), TimeSpan.FromHours(24), CancellationToken.None);

        Assert.Matches("X-Amz-Expires=8(6400|6399)(&|$)", link.Query);
    }

    [Fact]
    public async Task A_service_that_is_away_is_an_outage()
    {
        using var store = new S3FileStore(Options(new Uri("http://127.0.0.1:1"), allowHttp: true), TimeProvider.System);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.StatAsync(Mine, "a", CancellationToken.None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync(Mine, "a", CancellationToken.None));
    }

    [Fact]
    public void Plain_http_is_refused_unless_allowed() =>
        Assert.Throws<ArgumentException>(
            () => new S3FileStore(Options(new Uri("http://127.0.0.1:1"), allowHttp: false), TimeProvider.System));

    private static S3Options Options(Uri address, bool allowHttp) => new()
    {
        Bucket = "files",
        ServiceUrl = address,
        AllowHttp = allowHttp,
        ForcePathStyle = true,
        AccessKeyId = "id",
        SecretAccessKey = new Secret("secret"),
        Timeout = TimeSpan.FromSeconds(2),
    };
}
