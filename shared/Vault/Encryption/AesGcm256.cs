using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace HiveFlow.Vault.Encryption;

/// <summary>
/// AES-GCM (NIST SP 800-38D) with a 128-bit tag and an IV of any length: .NET's own takes 12 bytes only, and we promise 16.
/// </summary>
internal static class AesGcm256
{
    private const int TagBits = 128;

    /// <summary>The ciphertext with the tag behind it.</summary>
    public static byte[] Encrypt(byte[] key, byte[] initializationVector, byte[] associatedData, ReadOnlySpan<byte> plain) =>
        Process(forEncryption: true, key, initializationVector, associatedData, plain);

    /// <summary>The plain bytes; null when the tag does not fit.</summary>
    public static byte[]? Decrypt(byte[] key, byte[] initializationVector, byte[] associatedData, ReadOnlySpan<byte> ciphertextAndTag)
    {
        try
        {
            return Process(forEncryption: false, key, initializationVector, associatedData, ciphertextAndTag);
        }
        catch (InvalidCipherTextException)
        {
            return null;
        }
    }

    private static byte[] Process(bool forEncryption, byte[] key, byte[] initializationVector, byte[] associatedData, ReadOnlySpan<byte> input)
    {
        var cipher = new GcmBlockCipher(Org.BouncyCastle.Crypto.AesUtilities.CreateEngine());
        cipher.Init(forEncryption, new AeadParameters(new KeyParameter(key), TagBits, initializationVector, associatedData));
        var output = new byte[cipher.GetOutputSize(input.Length)];
        try
        {
            var written = cipher.ProcessBytes(input, output);
            written += cipher.DoFinal(output.AsSpan(written));
            return written == output.Length ? output : output[..written];
        }
        catch
        {
            // GCM has put out plain text before it could know that the tag is wrong.
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(output);
            throw;
        }
    }
}
