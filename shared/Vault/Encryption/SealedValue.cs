using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HiveFlow.Vault.Encryption;

/// <summary>
/// A value as stored: <c>hfv1.&lt;key id&gt;.&lt;iterations&gt;.&lt;base64url(salt 16 | IV 16 | ciphertext | tag 16)&gt;</c>, without padding.
/// What stands ahead of the last dot is authenticated with the rest.
/// </summary>
internal sealed record SealedValue(string KeyId, int Iterations, byte[] Salt, byte[] InitializationVector, byte[] CiphertextAndTag)
{
    public const string Version = "hfv1";
    public const int SaltBytes = 16;
    public const int InitializationVectorBytes = 16;
    public const int TagBytes = 16;

    private const int MostCharacters = 2 * 1024 * 1024;
    private const int MostKeyId = 32;

    public string Header => HeaderOf(KeyId, Iterations);

    public static string HeaderOf(string keyId, int iterations) => string.Create(CultureInfo.InvariantCulture, $"{Version}.{keyId}.{iterations}");

    public static bool IsKeyId(string text) =>
        text.Length is > 0 and <= MostKeyId && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    public override string ToString() => $"{Header}.{Base64Url.EncodeToString([.. Salt, .. InitializationVector, .. CiphertextAndTag])}";

    public static bool TryParse(string text, [NotNullWhen(true)] out SealedValue? value)
    {
        value = null;
        if (text.Length > MostCharacters
            || text.Split('.') is not [Version, var keyId, var rounds, var payload]
            || !IsKeyId(keyId)
            || !int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < KeyDerivation.LeastIterations or > KeyDerivation.MostIterations
            || !Base64Url.IsValid(payload))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(payload).AsSpan();
        if (bytes.Length < SaltBytes + InitializationVectorBytes + TagBytes)
        {
            return false;
        }

        value = new SealedValue(
            keyId,
            iterations,
            bytes[..SaltBytes].ToArray(),
            bytes.Slice(SaltBytes, InitializationVectorBytes).ToArray(),
            bytes[(SaltBytes + InitializationVectorBytes)..].ToArray());
        return true;
    }
}
