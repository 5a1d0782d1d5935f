using System.Security.Cryptography;
using HiveFlow.Errors;
using HiveFlow.LocalSandbox.Agent;
using HiveFlow.LocalSandbox.Jails;

namespace HiveFlow.LocalSandbox.Sandboxes;

/// <summary>One sandbox: a jail with a name, a life and what runs in it.</summary>
internal sealed class LiveSandbox : IAsyncDisposable
{
    /// <summary>The home folder in a sandbox.</summary>
    public const string Home = "/home/user";

    private readonly Jail _jail;

    public LiveSandbox(Jail jail, SandboxSpec spec, LocalSandboxOptions options, TimeProvider time)
    {
        _jail = jail;
        Spec = spec;
        StartedAt = time.GetUtcNow();
        EndAt = StartedAt + spec.Timeout;
        Environment = MakeEnvironment(spec.Environment);
        Processes = new ProcessTable(this, options, time);
        Contexts = new ContextTable(this, options);
    }

    /// <summary>Lower-case letters and digits, as E2B's: i and 20 more.</summary>
    public string Id { get; } = "i" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));

    /// <summary>What it was asked to be.</summary>
    public SandboxSpec Spec { get; }

    /// <summary>Opens its agent's calls and its files.</summary>
    public Secret AgentToken { get; } = NewToken();

    /// <summary>Opens its code interpreter.</summary>
    public Secret TrafficToken { get; } = NewToken();

    /// <summary>When it was made.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset EndAt { get; set; }

    /// <summary>Ends it; owned by the registry.</summary>
    public ITimer? Timer { get; set; }

    /// <summary>The environment that everything in it starts with.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Its agent.</summary>
    public AgentChannel Agent => _jail.Agent;

    /// <summary>Its processes.</summary>
    public ProcessTable Processes { get; }

    /// <summary>Its code contexts.</summary>
    public ContextTable Contexts { get; }

    /// <summary>The environment with a call's own on top.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentWith(IReadOnlyDictionary<string, string> more)
    {
        if (more.Count == 0)
        {
            return Environment;
        }

        var all = new Dictionary<string, string>(Environment);
        foreach (var (name, value) in more)
        {
            all[name] = value;
        }

        return all;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Timer is not null)
        {
            await Timer.DisposeAsync();
        }

        await _jail.DisposeAsync();
        Contexts.Dispose();
    }

    private static Secret NewToken() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));

    private static Dictionary<string, string> MakeEnvironment(IReadOnlyDictionary<string, string> own)
    {
        var all = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOME"] = Home,
            ["USER"] = "user",
            ["LOGNAME"] = "user",
            ["LANG"] = "C.UTF-8",
        };
        foreach (var (name, value) in own)
        {
            all[name] = value;
        }

        return all;
    }
}
