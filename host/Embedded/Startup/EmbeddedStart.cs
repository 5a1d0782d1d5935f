using System.Reflection;
using HiveFlow.Functions.Composition;

namespace HiveFlow.Host.Startup;

/// <summary>What an embedded host is started with.</summary>
public sealed record EmbeddedStart
{
    private const string AllowKey = "HiveFlow:Outgoing:Allow";

    /// <summary>Settings that win over files and environment, by their whole key (<c>HiveFlow:Host:Port</c>).</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>The folder of <c>local.settings.json</c>. Default: the current one.</summary>
    public string Folder { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>The assemblies that hold functions. Default: HiveFlow's own.</summary>
    public IReadOnlyList<Assembly> Assemblies { get; init; } = [typeof(HiveFlowServices).Assembly, Assembly.Load("HiveFlow.Orchestrations")];

    /// <summary>Composes the application. Default: HiveFlow. Tests of the host alone put their own in its place.</summary>
    public Action<Microsoft.Azure.Functions.Worker.Builder.FunctionsApplicationBuilder> Compose { get; init; } = EmbeddedComposition.Compose;

    /// <summary>Registered before everything else, so that it wins: a clock for tests, for example.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Exactly these classes instead of those of the assemblies.</summary>
    internal IReadOnlyList<Type>? Classes { get; init; }

    /// <summary>Where functions are looked for.</summary>
    internal IEnumerable<Type> Types => Classes ?? Assemblies.SelectMany(assembly => assembly.GetTypes());

    /// <summary>The same start that also lets calls through to some hosts and ports.</summary>
    internal EmbeddedStart Allowing(IEnumerable<string> authorities)
    {
        var next = Read().GetSection(AllowKey).GetChildren().Count();
        var settings = new Dictionary<string, string?>(Settings, StringComparer.OrdinalIgnoreCase);
        foreach (var authority in authorities)
        {
            settings[$"{AllowKey}:{next++}"] = authority;
        }

        return this with { Settings = settings };
    }

    /// <summary>The environment this start leads to.</summary>
    internal string EnvironmentName() => EmbeddedOptions.EnvironmentOf(Read());

    /// <summary>All settings, from every source.</summary>
    internal ConfigurationManager Read()
    {
        var settings = new ConfigurationManager();
        HostSettings.Load(settings, Folder, Settings);
        return settings;
    }
}
