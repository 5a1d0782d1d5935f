using Microsoft.Extensions.Configuration;

namespace HiveFlow.Functions.Composition;

/// <summary>
/// What a host of many instances must be given: an instance that kept documents, files, keys or limits to itself would answer
/// differently from its neighbours, and lose them when it is taken away.
/// </summary>
public static class SharedServices
{
    private static readonly (string Key, string Why)[] Required =
    [
        ("HiveFlow:PublicUrl", "links, the own origin and the issuer of sessions are made of it"),
        ("HiveFlow:Storage:Mongo:ConnectionString", "documents must be the same for all instances"),
        ("HiveFlow:Storage:S3:Bucket", "files must be the same for all instances"),
        ("HiveFlow:Redis:ConnectionString", "limits, revocations and live events pass through it"),
        ("HiveFlow:Identity:SigningKeys:0", "a session must be good on every instance"),
        ("HiveFlow:Identity:FactorKeys:0", "an authenticator must be readable on every instance"),
        ("HiveFlow:Vault:Keys", "a credential must be readable on every instance"),
        ("HiveFlow:Sandbox:E2B:ApiKey", "code runs in microVMs, never beside the worker"),
        ("HiveFlow:Mail:Smtp:Host", "a mail in an instance's own folder reaches nobody"),
    ];

    /// <summary>One sentence for each setting that is missing; none when the instances can share everything.</summary>
    public static IReadOnlyList<string> Faults(IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return [.. Required.Where(r => !IsGiven(settings.GetSection(r.Key))).Select(r => $"{r.Key} is missing: {r.Why}.")];
    }

    private static bool IsGiven(IConfigurationSection section) =>
        !string.IsNullOrWhiteSpace(section.Value) || section.GetChildren().Any(c => !string.IsNullOrWhiteSpace(c.Value));

    /// <summary>Stops the start in production when something is missing; elsewhere a lone worker may keep it to itself.</summary>
    /// <exception cref="InvalidOperationException">With all faults.</exception>
    public static void Require(IConfiguration settings, bool isProduction)
    {
        var faults = Faults(settings);
        if (isProduction && faults.Count > 0)
        {
            throw new InvalidOperationException("HiveFlow cannot start: " + string.Join(" ", faults));
        }
    }
}
