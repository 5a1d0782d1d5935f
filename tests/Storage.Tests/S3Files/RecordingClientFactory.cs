using System.Collections.Concurrent;
using Amazon.Runtime;

namespace HiveFlow.Storage.Tests.S3Files;

/// <summary>The SDK's HTTP client, with a note of each request and the status of its answer.</summary>
internal sealed class RecordingClientFactory : HttpClientFactory
{
    public ConcurrentQueue<(string Method, string Query, string? Encryption, int Status)> Seen { get; } = new();

    /// <summary>
    /// Uploads begun, less those that a completion or an abortion was sent for (s3rver knows no abortion and answers 501).
    /// </summary>
    public int OpenUploads => Seen.Count(request => request is { Method: "POST", Query: "?uploads", Status: 200 })
        - Seen.Where(request => request.Method is "DELETE" or "POST" && request.Query.Contains("uploadId=", StringComparison.Ordinal))
            .DistinctBy(request => request.Query)
            .Count();

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Recorder(this), disposeHandler: true);

    private sealed class Recorder(RecordingClientFactory owner) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var encryption = request.Headers.TryGetValues("x-amz-server-side-encryption", out var values) ? values.Single() : null;
            owner.Seen.Enqueue((request.Method.Method, request.RequestUri!.Query, encryption, (int)response.StatusCode));
            return response;
        }
    }
}
