using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace HiveFlow.Identity.Sessions;

/// <summary>
/// The keys that sign sessions (ES256). From configuration, or made in a folder of mode 700 in files of mode 600, a new one at a
/// start when the newest is old; the others verify until no session of theirs can be left.
/// </summary>
internal sealed class SigningKeys
{
    private const string FilePattern = "session-*.pem";
    private const int KeyIdBytes = 8;
    private const int CurveBits = 256;

    private readonly Dictionary<string, ECDsaSecurityKey> byId;

    /// <summary>Reads the keys, or makes the first.</summary>
    /// <exception cref="InvalidOperationException">A key is none, or not on P-256.</exception>
    public SigningKeys(IOptions<IdentityOptions> options, TimeProvider clock, ILogger<SigningKeys> logger)
    {
        List<ECDsaSecurityKey> keys = options.Value.SigningKeys.Count > 0
            ? [.. options.Value.SigningKeys.Select(Read)]
            : FromFolder(options.Value, clock.GetUtcNow(), logger);
        Current = keys[0];
        byId = keys.ToDictionary(k => k.KeyId, StringComparer.Ordinal);
    }

    /// <summary>The key that signs.</summary>
    public ECDsaSecurityKey Current { get; }

    /// <summary>How many keys verify.</summary>
    public int Count => byId.Count;

    /// <summary>The key of a token's <c>kid</c>, from our own set only; null for any other.</summary>
    public ECDsaSecurityKey? Find(string? keyId) => keyId is not null && byId.TryGetValue(keyId, out var key) ? key : null;

    private static List<ECDsaSecurityKey> FromFolder(IdentityOptions options, DateTimeOffset now, ILogger logger)
    {
        var folder = options.KeysFolder!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var oldestUseful = now - options.SigningKeyAge - options.SessionLifetime;
        var files = Directory.GetFiles(folder, FilePattern).OrderByDescending(f => f, StringComparer.Ordinal).ToList();
        foreach (var file in files.Where(f => MadeAt(f) < oldestUseful).ToList())
        {
            File.Delete(file);
            files.Remove(file);
        }

        if (files.Count == 0 || MadeAt(files[0]) < now - options.SigningKeyAge)
        {
            files.Insert(0, Make(folder, now));
            IdentityLog.SigningKeyMade(logger, Path.GetFileNameWithoutExtension(files[0]));
        }

        return [.. files.Select(f => Read(File.ReadAllText(f)))];
    }

    private static string Make(string folder, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var path = Path.Combine(folder, $"session-{now.ToUnixTimeSeconds():D11}.pem");
        var part = path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(part, options))
        {
            writer.Write(key.ExportPkcs8PrivateKeyPem());
        }

        File.Move(part, path, overwrite: true);
        return path;
    }

    private static DateTimeOffset MadeAt(string file)
    {
        var seconds = Path.GetFileNameWithoutExtension(file)["session-".Length..];
        return long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var made)
            ? DateTimeOffset.FromUnixTimeSeconds(made)
            : throw new InvalidOperationException($"The signing key file {Path.GetFileName(file)} is not named by its time.");
    }

    private static ECDsaSecurityKey Read(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidOperationException("A session signing key is no PKCS#8 PEM private key.", e);
        }

        if (key.KeySize != CurveBits)
        {
            key.Dispose();
            throw new InvalidOperationException("A session signing key is not on the curve P-256.");
        }

        // The id is made from the public key, so that it is the same on every instance that has the key.
        var id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, KeyIdBytes));
        return new ECDsaSecurityKey(key) { KeyId = id };
    }
}
