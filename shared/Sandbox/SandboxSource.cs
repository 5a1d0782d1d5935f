using HiveFlow.Errors;

namespace HiveFlow.Sandbox;

/// <summary>Where code runs: the configured E2B service, or the local server once it has started.</summary>
public sealed class SandboxSource
{
    private Task<Result<SandboxEndpoint>>? _endpoint;

    /// <summary>Takes the E2B service when one is configured.</summary>
    public SandboxSource(SandboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var e2b = options.E2B;
        if (e2b.ApiKey is { Length: > 0 } key)
        {
            var api = new Uri(e2b.ApiUrl ?? $"https://api.{e2b.Domain}");
            var sandboxes = e2b.SandboxUrl is null ? null : new Uri(e2b.SandboxUrl);
            Result<SandboxEndpoint> endpoint = new SandboxEndpoint(api, sandboxes, sandboxes is null ? e2b.Domain : null, new Secret(key));
            _endpoint = Task.FromResult(endpoint);
            IsConfigured = true;
        }
    }

    /// <summary>Whether an E2B service is configured, so that no local server is needed.</summary>
    public bool IsConfigured { get; }

    /// <summary>Says that a local server is starting; nothing when a service is configured.</summary>
    public void UseLocal(Task<Result<SandboxEndpoint>> starting)
    {
        if (!IsConfigured)
        {
            _endpoint = starting;
        }
    }

    /// <summary>The service, waiting for a local server that is starting; an error that says what to install when there is none.</summary>
    public async ValueTask<Result<SandboxEndpoint>> GetAsync(CancellationToken cancellationToken)
    {
        var endpoint = Volatile.Read(ref _endpoint);
        return endpoint is null
            ? SandboxErrors.NotInstalled(
                "Code can't run here: set HiveFlow:Sandbox:E2B:ApiKey to run it in E2B micro-VMs, or allow the local code jail.")
            : await endpoint.WaitAsync(cancellationToken);
    }
}
