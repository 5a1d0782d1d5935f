using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.Identity.Devices;

/// <summary>
/// Keeps a key for the half minute in which its device may ask again: AES-256-GCM under a key derived from the device code (HKDF-SHA256),
/// of which the store has no more than a hash. Whoever reads the store can't open it.
/// </summary>
internal static class KeySeal
{
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + NonceBytes + TagBytes;
    private static readonly byte[] Purpose = "hiveflow device login key 1"u8.ToArray();

    /// <summary>Version, nonce, tag and ciphertext, in base 64.</summary>
    public static string Close(string deviceCode, string key)
    {
        var plain = Encoding.UTF8.GetBytes(key);
        var sealedKey = new byte[HeadBytes + plain.Length];
        sealedKey[0] = Version;
        RandomNumberGenerator.Fill(sealedKey.AsSpan(1, NonceBytes));
        using var cipher = CipherOf(deviceCode);
        cipher.Encrypt(
            sealedKey.AsSpan(1, NonceBytes), plain, sealedKey.AsSpan(HeadBytes), sealedKey.AsSpan(1 + NonceBytes, TagBytes), Purpose);
        return Convert.ToBase64String(sealedKey);
    }

    /// <summary>The key.</summary>
    /// <exception cref="CryptographicException">It was sealed under another code, or changed since.</exception>
    public static string Open(string deviceCode, string sealedKey)
    {
        var bytes = Convert.FromBase64String(sealedKey);
        if (bytes.Length < HeadBytes || bytes[0] != Version)
        {
            throw new CryptographicException("A sealed key has an unknown form.");
        }

        var plain = new byte[bytes.Length - HeadBytes];
        using var cipher = CipherOf(deviceCode);
        cipher.Decrypt(bytes.AsSpan(1, NonceBytes), bytes.AsSpan(HeadBytes), bytes.AsSpan(1 + NonceBytes, TagBytes), plain, Purpose);
        return Encoding.UTF8.GetString(plain);
    }

    private static AesGcm CipherOf(string deviceCode) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(deviceCode), 32, info: Purpose), TagBytes);
}
