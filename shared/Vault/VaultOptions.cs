using HiveFlow.Errors;

namespace HiveFlow.Vault;

/// <summary>Master keys and cost of the vault. Section <c>HiveFlow:Vault</c>.</summary>
public sealed record VaultOptions
{
    /// <summary>
    /// Master keys by id (lower-case letters, digits and <c>-</c>, at most 32): base64 of 32 to 128 random bytes. Default none: one is made
    /// in <see cref="KeysFolder"/>. At most 20.
    /// </summary>
    public IReadOnlyDictionary<string, Secret> Keys { get; set; } = new Dictionary<string, Secret>();

    /// <summary>The id of the key that encrypts; the others still decrypt. Default the only one there is; required with several.</summary>
    public string? CurrentKey { get; set; }

    /// <summary>Where a master key is made and kept (mode 600) when none is configured; made when missing. In production a key is configured.</summary>
    public string? KeysFolder { get; set; }

    /// <summary>Rounds of PBKDF2-SHA512 for what is encrypted from now on. Default 10,000; 10,000 to 10,000,000.</summary>
    public int Iterations { get; set; } = 10_000;

    /// <summary>Threads that encrypt and decrypt. Default half of the processors, at least 1; 1 to 64.</summary>
    public int Threads { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Values waiting for a thread before callers are told to come back (503). Default 256; 1 to 10,000.</summary>
    public int Queue { get; set; } = 256;

    /// <summary>Credentials that an organization may have. Default 500; 1 to 10,000.</summary>
    public int CredentialsPerOrganization { get; set; } = 500;
}
