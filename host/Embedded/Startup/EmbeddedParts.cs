using HiveFlow.Host.Redis;

namespace HiveFlow.Host.Startup;

/// <summary>Chooses, by settings alone, which outside service is real and which this process carries.</summary>
internal static class EmbeddedParts
{
    /// <summary>The table of parts.</summary>
    public static IReadOnlyList<Part> Of(IConfiguration settings, EmbeddedOptions options, string dataFolder)
    {
        return
        [
            new Part("http", true, $"Kestrel on {options.Address}{(options.Certificate is null ? string.Empty : ", TLS")}"),
            new Part("engine", false, $"event-sourced on SQLite in {dataFolder}"),
            Has(settings, "HiveFlow:Storage:Mongo:ConnectionString", "documents", "MongoDB", $"SQLite in {dataFolder}"),
            Has(settings, "HiveFlow:Redis:ConnectionString", "redis", "Redis by connection string", "Garnet in this process, on a Unix socket"),
            Has(settings, "HiveFlow:Storage:S3:Bucket", "files", "S3", $"disk in {dataFolder}"),
            Has(settings, "HiveFlow:Sandbox:E2B:ApiKey", "code", "E2B microVMs", "bubblewrap jail on this machine"),
            Has(settings, "HiveFlow:Mail:Smtp:Host", "mail", "SMTP", $"pickup folder in {dataFolder}"),
        ];
    }

    /// <summary>Tells the capabilities where the embedded parts are; what the operator set stays.</summary>
    public static void Fill(ConfigurationManager settings, EmbeddedOptions options, string dataFolder, EmbeddedRedis? redis)
    {
        Default(settings, "HiveFlow:Redis:ConnectionString", redis?.ConnectionString);
        Default(settings, "HiveFlow:Storage:DataFolder", dataFolder);
        Default(settings, "HiveFlow:Mail:PickupFolder", Path.Combine(dataFolder, "mail"));
        Default(settings, "HiveFlow:Identity:KeysFolder", Path.Combine(dataFolder, "keys"));
        if (EmbeddedOptions.EnvironmentOf(settings) != Environments.Production)
        {
            if (!settings.GetSection("HiveFlow:Vault:Keys").Exists())
            {
                Default(settings, "HiveFlow:Vault:KeysFolder", Path.Combine(dataFolder, "keys"));
            }

            Default(settings, "HiveFlow:Mail:PrintToConsole", "true");
            Default(settings, "HiveFlow:PublicUrl", $"http://localhost:{options.Port}");
        }
    }

    private static Part Has(IConfiguration settings, string key, string name, string real, string embedded) =>
        settings[key] is { Length: > 0 } ? new Part(name, true, real) : new Part(name, false, embedded);

    private static void Default(ConfigurationManager settings, string key, string? value)
    {
        if (string.IsNullOrEmpty(settings[key]) && value is not null)
        {
            settings[key] = value;
        }
    }
}
