using HiveFlow.Host.Functions;

namespace HiveFlow.Host.Startup;

/// <summary>Settings of the embedded host itself. Section <c>HiveFlow:Host</c>.</summary>
public sealed record EmbeddedOptions
{
    /// <summary>The address to listen on. Default <c>127.0.0.1</c>; an IP address.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port to listen on. Default 3001; 0 to 65535, 0 takes a free one.</summary>
    public int Port { get; init; } = 3001;

    /// <summary>Where everything the process writes lies. Default <c>.data</c>; one process to a folder.</summary>
    public string DataFolder { get; init; } = ".data";

    /// <summary>A PEM file with the certificate chain; set, the host speaks TLS 1.2 and above only. Default none.</summary>
    public string? Certificate { get; init; }

    /// <summary>The PEM file with its key. Default none.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>Connections open at once; more are closed at once. Default 10,000; 10 to 1,000,000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>How long requests and turns may take to end once the host stops. Default 10 s; 0 to 5 min.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The environment: <c>HIVEFLOW_ENV</c>, Production unless set.</summary>
    public static string EnvironmentOf(IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings["HIVEFLOW_ENV"] is { Length: > 0 } name ? name : Environments.Production;
    }

    /// <summary>Reads and checks the section; the host needs it before there are services.</summary>
    /// <exception cref="StartupException">With every fault of the section.</exception>
    public static EmbeddedOptions Read(IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var options = new EmbeddedOptions();
        try
        {
            settings.GetSection("HiveFlow:Host").Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException fault)
        {
            throw new StartupException([$"HiveFlow:Host cannot be read: {fault.Message}"]);
        }

        var result = new EmbeddedOptionsValidator().Validate(null, options);
        return result.Failed ? throw new StartupException([.. result.Failures]) : options;
    }
}
