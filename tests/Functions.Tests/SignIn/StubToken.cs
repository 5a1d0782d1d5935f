using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HiveFlow.Functions.Tests.SignIn;

/// <summary>Id tokens as one likes, also wrong ones.</summary>
internal sealed class StubToken
{
    private readonly RSA key = RSA.Create(2048);

    /// <summary>The key's id.</summary>
    public string KeyId { get; set; } = "one";

    /// <summary>The key as a JWKS entry has it.</summary>
    public object Jwk
    {
        get
        {
            var numbers = key.ExportParameters(false);
            return new { kty = "RSA", use = "sig", kid = KeyId, alg = "RS256", n = Base64Url.EncodeToString(numbers.Modulus), e = Base64Url.EncodeToString(numbers.Exponent) };
        }
    }

    /// <summary>The public key as a text, which a careless check would take as the secret of HS256.</summary>
    public byte[] PublicPem => Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem());

    /// <summary>RS256 by this key.</summary>
    public string Sign(IReadOnlyDictionary<string, object?> claims) => Sign(new Dictionary<string, object?> { ["alg"] = "RS256", ["kid"] = KeyId }, claims);

    /// <summary>RS256 under any header.</summary>
    public string Sign(IReadOnlyDictionary<string, object?> header, IReadOnlyDictionary<string, object?> claims) => Join(
        header, claims, text => key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>HS256 by a text.</summary>
    public string Hash(byte[] secret, IReadOnlyDictionary<string, object?> claims) => Join(
        new Dictionary<string, object?> { ["alg"] = "HS256", ["kid"] = KeyId }, claims, text => HMACSHA256.HashData(secret, text));

    /// <summary>No signature.</summary>
    public static string Unsigned(IReadOnlyDictionary<string, object?> claims) => Join(
        new Dictionary<string, object?> { ["alg"] = "none" }, claims, _ => []);

    private static string Join(IReadOnlyDictionary<string, object?> header, IReadOnlyDictionary<string, object?> claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header))}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }
}
