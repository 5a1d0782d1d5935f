namespace HiveFlow.Triggers.Signatures;

/// <summary>How a webhook's requests are checked.</summary>
public sealed record SignatureRule
{
    /// <summary>One of <see cref="SignatureScheme"/>.</summary>
    public string Scheme { get; set; } = SignatureScheme.None;

    /// <summary>For hmac: the header, at most 100 characters.</summary>
    public string? Header { get; set; }

    /// <summary>For hmac: sha256 or sha512.</summary>
    public string Algorithm { get; set; } = "sha256";

    /// <summary>For hmac: hex or base64.</summary>
    public string Encoding { get; set; } = "hex";

    /// <summary>For hmac: what stands ahead of the value, such as <c>sha256=</c>; at most 50 characters.</summary>
    public string Prefix { get; set; } = string.Empty;

    /// <summary>For stripe, slack and standard: how far the timestamp may lie from now, in seconds, 1 to 3,600.</summary>
    public int ToleranceSeconds { get; set; } = 300;
}
