namespace HiveFlow.Identity.SignIn;

/// <summary>Logging in by outside providers. Section <c>HiveFlow:SignIn</c>.</summary>
public sealed record SignInOptions
{
    /// <summary>
    /// The address that providers send browsers back to, as registered with them. Default <c>http://localhost:3001</c>; the host sets
    /// the public URL.
    /// </summary>
    public Uri PublicUrl { get; set; } = new("http://localhost:3001");

    /// <summary>
    /// Where browsers of web clients may be sent with a one-time code, compared letter for letter. https, or http on this machine.
    /// Default none; at most 32.
    /// </summary>
    public IReadOnlyList<string> WebRedirectUris { get; set; } = [];

    /// <summary>
    /// The same for browser extensions, for example <c>https://ID.chromiumapp.org/callback</c>. Default none; at most 32.
    /// </summary>
    public IReadOnlyList<string> ExtensionRedirectUris { get; set; } = [];

    /// <summary>
    /// The same for desktop programs: <c>http://127.0.0.1/…</c> or <c>http://[::1]/…</c>, any port (RFC 8252 7.3). Default none, which
    /// allows the path <c>/callback</c> on both; at most 32.
    /// </summary>
    public IReadOnlyList<string> DesktopRedirectUris { get; set; } = [];

    /// <summary>Google.</summary>
    public GoogleOptions Google { get; set; } = new();

    /// <summary>GitHub.</summary>
    public GitHubOptions GitHub { get; set; } = new();
}
