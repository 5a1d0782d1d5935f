namespace HiveFlow.Files.Tests;

/// <summary>A content that breaks off after some bytes.</summary>
internal sealed class BrokenStream(int bytes) : MemoryStream(new byte[bytes])
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The content breaks off.");
}
