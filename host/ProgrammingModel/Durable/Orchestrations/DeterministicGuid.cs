using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.DurableTask;

/// <summary>
/// The ids that <see cref="TaskOrchestrationContext.NewGuid"/> gives: UUIDv5 (RFC 9562, 5.5) of
/// <c>{instanceId}_{time:o}_{number}</c> in the namespace that the official engine uses. Histories rest on it.
/// </summary>
internal static class DeterministicGuid
{
    private static readonly byte[] Namespace = new Guid("9e952958-5e33-4daf-827f-2fa12937b875").ToByteArray(bigEndian: true);

    /// <param name="instanceId">The instance.</param>
    /// <param name="utcNow">The time of the turn, of kind UTC.</param>
    /// <param name="number">How many ids the execution has made before.</param>
    public static Guid Create(string instanceId, DateTime utcNow, int number)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{utcNow:o}_{number}");
        byte[] hash = Hash([.. Namespace, .. Encoding.UTF8.GetBytes(name)]);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

#pragma warning disable CA5350 // UUIDv5 is made with SHA-1 by definition, and nothing secret rests on it.
    private static byte[] Hash(byte[] data) => SHA1.HashData(data);
#pragma warning restore CA5350
}
