using System.Net;
using HiveFlow.Host.Functions;
using StackExchange.Redis;

namespace HiveFlow.Host.Startup;

/// <summary>
/// What production does not start with: a missing public address, an unencrypted way to a store, documents to be shared without a Redis to be
/// shared, the local code jail.
/// </summary>
internal static class ProductionRules
{
    /// <summary>The setting that allows the local jail in production.</summary>
    public const string AllowLocalJail = "HiveFlow:Sandbox:Local:AllowInProduction";

    private const string TrustedProxies = "HiveFlow:Gate:TrustedProxies";

    /// <summary>Tells the faults; outside production there are none.</summary>
    public static void Check(IConfiguration settings, EmbeddedOptions options, bool hasOwnRedis, bool isProduction, StartupFaults faults)
    {
        if (!isProduction)
        {
            return;
        }

        CheckAddresses(settings, options, faults);
        CheckStores(settings, hasOwnRedis, faults);
        if (string.IsNullOrEmpty(settings["HiveFlow:Sandbox:E2B:ApiKey"]) && !IsTrue(settings[AllowLocalJail])
            && !IsFalse(settings["HiveFlow:Sandbox:Local:IsEnabled"]))
        {
            faults.Add(
                "Code would run in the local jail, which is weaker than a microVM: set HiveFlow:Sandbox:E2B:ApiKey, "
                + $"or allow it with {AllowLocalJail}=true.");
        }
    }

    private static bool IsTrue(string? text) => bool.TryParse(text, out var value) && value;

    private static bool IsFalse(string? text) => bool.TryParse(text, out var value) && !value;

    private static void CheckAddresses(IConfiguration settings, EmbeddedOptions options, StartupFaults faults)
    {
        if (!Uri.TryCreate(settings["HiveFlow:PublicUrl"], UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps)
        {
            faults.Add("HiveFlow:PublicUrl must be the https address that clients use: links in mails and answers are built from it.");
        }

        if (options.Certificate is null && settings.GetSection(TrustedProxies).GetChildren().All(proxy => string.IsNullOrEmpty(proxy.Value)))
        {
            faults.Add(
                "Plain http is refused in production: set HiveFlow:Host:Certificate and CertificateKey, "
                + "or name the proxy that ends TLS in " + TrustedProxies + " (127.0.0.1 for one on this machine).");
        }
    }

    private static void CheckStores(IConfiguration settings, bool hasOwnRedis, StartupFaults faults)
    {
        if (settings["HiveFlow:Redis:ConnectionString"] is { Length: > 0 } redis && !IsSafeRedis(redis))
        {
            faults.Add("HiveFlow:Redis:ConnectionString must use TLS (ssl=true) unless the server is on this machine.");
        }

        if (settings["HiveFlow:Storage:Mongo:ConnectionString"] is { Length: > 0 } mongo && !IsSafeMongo(mongo))
        {
            faults.Add("HiveFlow:Storage:Mongo:ConnectionString must use TLS (tls=true or mongodb+srv) unless the server is on this machine.");
        }

        if (settings["HiveFlow:Storage:Mongo:ConnectionString"] is { Length: > 0 } && hasOwnRedis)
        {
            faults.Add(
                "HiveFlow:Redis:ConnectionString is missing: documents in MongoDB can be shared by several processes, and a Redis inside of each would count "
                + "credits, limits and revocations for that process alone. Name the one Redis of all of them.");
        }

        if (IsTrue(settings["HiveFlow:Storage:S3:AllowHttp"]))
        {
            faults.Add("HiveFlow:Storage:S3:AllowHttp sends files unencrypted.");
        }
    }

    private static bool IsSafeRedis(string text)
    {
        try
        {
            var parsed = ConfigurationOptions.Parse(text);
            return parsed.Ssl || parsed.EndPoints.All(endPoint => endPoint switch
            {
                IPEndPoint ip => IPAddress.IsLoopback(ip.Address),
                DnsEndPoint dns => dns.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase),
                _ => true,
            });
        }
        catch (ArgumentException)
        {
            // Not readable at all: the validation of the options tells that.
            return true;
        }
    }

    private static bool IsSafeMongo(string text)
    {
        if (text.StartsWith("mongodb+srv://", StringComparison.OrdinalIgnoreCase))
        {
            return !text.Contains("tls=false", StringComparison.OrdinalIgnoreCase)
                && !text.Contains("ssl=false", StringComparison.OrdinalIgnoreCase);
        }

        return text.Contains("tls=true", StringComparison.OrdinalIgnoreCase)
            || text.Contains("ssl=true", StringComparison.OrdinalIgnoreCase)
            || HostsOf(text).All(host => host is "localhost" or "127.0.0.1" or "[::1]");
    }

    private static IEnumerable<string> HostsOf(string mongo)
    {
        var start = mongo.IndexOf("://", StringComparison.Ordinal) + 3;
        var authority = mongo[start..].Split('/', '?')[0];
        return authority[(authority.LastIndexOf('@') + 1)..].Split(',').Select(host => host.Split(':')[0]);
    }
}
