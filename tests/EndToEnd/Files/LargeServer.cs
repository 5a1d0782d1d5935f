using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiveFlow.EndToEnd.Files;

/// <summary>Gives content of any size without holding it, and takes content back, of which it keeps a hash.</summary>
internal sealed class LargeServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly byte[] piece = new byte[1024 * 1024];

    private LargeServer(WebApplication app)
    {
        this.app = app;
        new Random(5).NextBytes(piece);
    }

    public string Address => app.Urls.First();

    public string Authority => new Uri(Address).Authority;

    /// <summary>The hash and the bytes of what was put last.</summary>
    public (string Hash, long Bytes) Taken { get; private set; }

    public static async Task<LargeServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var server = new LargeServer(builder.Build());
        server.app.MapGet("/{mebibytes:int}", server.GiveAsync);
        server.app.MapPut("/", server.TakeAsync);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>The hash of what it gives.</summary>
    public string HashOf(int mebibytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < mebibytes; i++)
        {
            hash.AppendData(piece);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task GiveAsync(HttpContext http, int mebibytes)
    {
        http.Response.ContentLength = (long)mebibytes * piece.Length;
        for (var i = 0; i < mebibytes; i++)
        {
            await http.Response.Body.WriteAsync(piece, http.RequestAborted);
        }
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        long bytes = 0;
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            bytes += read;
        }

        Taken = (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
    }
}
