using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.Errors;

/// <summary>A secret text that never shows itself: <see cref="ToString"/> is <c>***</c>, and comparing takes constant time.</summary>
[DebuggerDisplay("***")]
[TypeConverter(typeof(SecretConverter))]
public sealed class Secret(string value)
{
    /// <summary>The text itself; ask for it only where it is sent or compared.</summary>
    public string Reveal() => value;

    /// <summary>Constant-time comparison over the SHA-256 of both, so that neither content nor length leaks.</summary>
    public bool Matches(string? candidate)
    {
        if (candidate is null)
        {
            return false;
        }

        Span<byte> mine = stackalloc byte[32];
        Span<byte> theirs = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(value), mine);
        SHA256.HashData(Encoding.UTF8.GetBytes(candidate), theirs);
        return CryptographicOperations.FixedTimeEquals(mine, theirs);
    }

    /// <inheritdoc/>
    public override string ToString() => "***";
}
