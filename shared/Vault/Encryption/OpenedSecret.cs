using System.Security.Cryptography;

namespace HiveFlow.Vault.Encryption;

/// <summary>A decrypted value; cleared from memory when disposed.</summary>
public sealed class OpenedSecret : IDisposable
{
    private byte[]? bytes;

    internal OpenedSecret(byte[] bytes)
    {
        this.bytes = bytes;
    }

    /// <summary>The plain bytes; not to be kept beyond this object's life.</summary>
    /// <exception cref="ObjectDisposedException">It has been disposed.</exception>
    public ReadOnlyMemory<byte> Bytes => bytes ?? throw new ObjectDisposedException(nameof(OpenedSecret));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref bytes, null) is { } secret)
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => "***";
}
