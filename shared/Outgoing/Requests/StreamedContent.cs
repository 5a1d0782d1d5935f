using System.Net;

namespace HiveFlow.Outgoing.Requests;

/// <summary>A body that is opened when the connection takes it, and passed on piece by piece.</summary>
internal sealed class StreamedContent(OutgoingContent content) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var source = await content.Open(cancellationToken);
        await source.CopyToAsync(stream, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = content.Length;
        return true;
    }
}
