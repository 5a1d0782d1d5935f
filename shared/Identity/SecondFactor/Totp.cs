using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.Identity.SecondFactor;

/// <summary>
/// Time-based one-time passwords (RFC 6238): HMAC-SHA-1, steps of 30 s, 6 digits, which is what every authenticator app can do.
/// </summary>
internal static class Totp
{
    /// <summary>Bytes of a new secret: 160 bits, as long as the hash (RFC 4226, 4).</summary>
    public const int SecretBytes = 20;

    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>Seconds of a step.</summary>
    public const int StepSeconds = 30;

    // One step of drift each way; OWASP ASVS 6.5.5 would have none, see docs/security/identity.md.
    private const int Drift = 1;

    /// <summary>The number of the step that an instant is in.</summary>
    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6238 as authenticator apps know it; HMAC-SHA-1 is not broken.")]
    public static string Code(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        var value = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 15)..]) & int.MaxValue;
        var modulus = 1;
        for (var i = 0; i < digits; i++)
        {
            modulus *= 10;
        }

        return (value % modulus).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>
    /// The step that a code is of: the present one, the one before or the one after, and later than the last one used. Null for
    /// any other code.
    /// </summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        var given = Encoding.UTF8.GetBytes(code);
        var present = StepAt(now);
        long? match = null;
        for (var step = present - Drift; step <= present + Drift; step++)
        {
            var isEqual = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Code(secret, step)), given);
            if (isEqual && step > lastStep)
            {
                match ??= step;
            }
        }

        return match;
    }
}
