namespace HiveFlow.Functions.Gate;

/// <summary>
/// The function takes a session whose person gave a second factor in the last five minutes (OWASP ASVS 5.0, 7.5.1). Stands beside
/// <see cref="AccessAttribute"/>; a key never passes it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FreshAttribute : Attribute
{
    /// <summary>How old the second factor may be.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);
}
