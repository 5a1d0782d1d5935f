namespace HiveFlow.Functions.Gate;

/// <summary>Settings of the gate.</summary>
public sealed record GateOptions
{
    /// <summary>
    /// Where clients reach this service, without a path: links are built from it and its origin is always allowed. Default
    /// <c>http://localhost:3001</c>; an absolute http or https URL, https in production.
    /// </summary>
    public Uri PublicUrl { get; set; } = new("http://localhost:3001");

    /// <summary>Browser origins besides our own, exact (<c>https://app.example.com</c>). Default none; at most 1,000.</summary>
    public IReadOnlyList<string> Origins { get; set; } = [];

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) of the proxies in front, whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are
    /// believed. Default none; at most 100.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>
    /// What a problem's <c>type</c> begins with; the code follows. Default <c>https://hiveflow.ai/docs/errors/</c>; an absolute
    /// URL that ends with <c>/</c>.
    /// </summary>
    public Uri ErrorDocs { get; set; } = new("https://hiveflow.ai/docs/errors/");
}
