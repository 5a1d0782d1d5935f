using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Sandbox.E2B;
using HiveFlow.Sandbox.Talking;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Sandbox.Code;

/// <summary>
/// Runs user code, each piece in a new sandbox that is removed afterwards, at most <see cref="SandboxOptions.MaxConcurrency"/> at once,
/// fairly between organizations.
/// </summary>
public sealed partial class CodeRunner(
    SandboxOptions options,
    SandboxSource source,
    SandboxMark mark,
    IHttpClientFactory clients,
    TimeProvider time,
    ILogger<CodeRunner> logger) : IAsyncDisposable
{
    /// <summary>Largest source text, in bytes of UTF-8.</summary>
    public const int MostCode = 1 << 20;

    /// <summary>Largest inputs, in bytes of JSON.</summary>
    public const int MostInputs = 4 << 20;

    /// <summary>The label that marks sandboxes of this deployment.</summary>
    public const string InstanceLabel = "hiveflow";

    /// <summary>The label of the process that made a sandbox.</summary>
    internal const string ProcessLabel = "process";

    /// <summary>The label of the organization that a sandbox works for.</summary>
    internal const string OrganizationLabel = "organization";

    /// <summary>The label of the run that a sandbox works for.</summary>
    internal const string RunLabel = "run";

    private const int MostLabels = 16;
    private const int MostLabelLength = 256;

    // A sandbox outlives its code by so much if this process dies before it can remove it.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(30);

    private readonly CodeSlots _slots = new(options, time);
    private readonly ConcurrentDictionary<Task, byte> _removals = new();

    /// <summary>
    /// Runs one piece of code to its end. An error raised by the code itself is <see cref="CodeOutcome.Error"/>; the result's error
    /// is one of <see cref="SandboxErrors"/>. Ends soon after the token is cancelled (by <see cref="OperationCanceledException"/>),
    /// with nothing of it left running.
    /// </summary>
    /// <exception cref="ArgumentException">The request is outside of its bounds, other than by size.</exception>
    public async ValueTask<Result<CodeOutcome>> RunAsync(CodeRequest request, OutputSink? output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(request.Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Timeout, CodeRequest.LongestTimeout);
        if (Encoding.UTF8.GetByteCount(request.Code) > MostCode)
        {
            return SandboxErrors.TooLarge("code", MostCode);
        }

        byte[] inputs;
        try
        {
            inputs = JsonSerializer.SerializeToUtf8Bytes(request.Inputs);
        }
        catch (JsonException)
        {
            return RequestErrors.Invalid("inputs", "The inputs of the code hold text that is not valid Unicode.");
        }

        if (inputs.Length > MostInputs)
        {
            return SandboxErrors.TooLarge("inputs of the code", MostInputs);
        }

        var creation = new SandboxCreation(options.E2B.Template, request.Timeout + Slack)
        {
            Metadata = LabelsOf(request.OrganizationId, request.RunId, request.StepKey, request.Metadata),
        };
        return await InPlaceAsync(
            request.OrganizationId,
            creation,
            request.Timeout,
            (wire, sandbox, token) => new CodeSession(wire, sandbox, request, options, output, time).RunAsync(Encoding.UTF8.GetBytes(request.Code), inputs, token),
            cancellationToken);
    }

    /// <summary>
    /// Starts a program in a new sandbox and talks with it by its standard input and output until <paramref name="talk"/> ends; the sandbox
    /// is removed then, whatever the program does. The result's error is the talk's or one of <see cref="SandboxErrors"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The request is outside of its bounds.</exception>
    public async ValueTask<Result<T>> TalkAsync<T>(
        ProgramRequest request, Func<ProgramTalk, CancellationToken, Task<Result<T>>> talk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(request.Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Timeout, CodeRequest.LongestTimeout);
        var creation = new SandboxCreation(options.E2B.Template, request.Timeout + Slack)
        {
            Metadata = LabelsOf(request.OrganizationId, string.Empty, string.Empty, request.Metadata),
            HasInternet = request.HasInternet,
        };
        return await InPlaceAsync(
            request.OrganizationId,
            creation,
            request.Timeout,
            (wire, sandbox, token) => new ProgramTalk(new SandboxProcesses(wire, time), sandbox, request.MaxOutputBytes, time).RunAsync(request, talk, token),
            cancellationToken);
    }

    /// <summary>
    /// Kills the sandboxes of this deployment that are not this process's; for a host that is alone under its name, when it starts. Gives how
    /// many there were.
    /// </summary>
    public async Task<Result<int>> CleanOrphansAsync(CancellationToken cancellationToken)
    {
        var endpoint = await source.GetAsync(cancellationToken);
        if (!endpoint.IsSuccess)
        {
            return endpoint.Error;
        }

        var client = new SandboxClient(new SandboxWire(clients, endpoint.Value, time));
        var found = await client.ListAsync(new Dictionary<string, string> { [InstanceLabel] = options.Instance }, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var count = 0;
        // The service filters by label; looked at once more, because what is killed is gone.
        foreach (var sandbox in found.Value.Where(IsOrphan))
        {
            var killed = await client.KillAsync(sandbox.Id, cancellationToken);
            if (!killed.IsSuccess)
            {
                return killed.Error;
            }

            count += killed.Value ? 1 : 0;
        }

        return count;
    }

    /// <summary>Waits until the sandboxes of finished code are removed.</summary>
    public Task SettleAsync() => Task.WhenAll(_removals.Keys);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await SettleAsync();

    private async Task<Result<T>> InPlaceAsync<T>(
        string organization,
        SandboxCreation creation,
        TimeSpan timeout,
        Func<SandboxWire, SandboxHandle, CancellationToken, Task<Result<T>>> use,
        CancellationToken cancellationToken)
    {
        var taken = await _slots.TakeAsync(organization, cancellationToken);
        if (!taken.IsSuccess)
        {
            return taken.Error;
        }

        try
        {
            return await InSandboxAsync(creation, timeout, use, cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<Result<T>> InSandboxAsync<T>(
        SandboxCreation creation,
        TimeSpan timeout,
        Func<SandboxWire, SandboxHandle, CancellationToken, Task<Result<T>>> use,
        CancellationToken cancellationToken)
    {
        var endpoint = await source.GetAsync(cancellationToken);
        if (!endpoint.IsSuccess)
        {
            return endpoint.Error;
        }

        var wire = new SandboxWire(clients, endpoint.Value, time);
        var client = new SandboxClient(wire);
        var created = await client.CreateAsync(creation, cancellationToken);
        if (!created.IsSuccess)
        {
            return created.Error;
        }

        using var deadline = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var isAbandoned = true;
        try
        {
            var outcome = await use(wire, created.Value, both.Token);
            isAbandoned = false;
            return outcome;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return SandboxErrors.Timeout(timeout);
        }
        finally
        {
            var removal = RemoveAsync(client, created.Value.Id);
            _removals[removal] = 0;
            _ = ForgetAsync(removal);
            if (isAbandoned)
            {
                // Code that is still running holds its place until it is gone.
                await removal;
            }
        }
    }

    private async Task ForgetAsync(Task removal)
    {
        await removal;
        _removals.TryRemove(removal, out _);
    }

    private async Task RemoveAsync(SandboxClient client, string id)
    {
        using var limit = new CancellationTokenSource(RemovalLimit, time);
        try
        {
            var killed = await client.KillAsync(id, limit.Token);
            if (!killed.IsSuccess)
            {
                NotRemoved(logger, id, killed.Error.Message);
            }
        }
        catch (OperationCanceledException)
        {
            NotRemoved(logger, id, "No answer in time.");
        }
    }

    private bool IsOrphan(SandboxSummary sandbox) =>
        sandbox.Metadata.GetValueOrDefault(InstanceLabel) == options.Instance
        && sandbox.Metadata.GetValueOrDefault(ProcessLabel) != mark.Process;

    private Dictionary<string, string> LabelsOf(string organization, string run, string step, IReadOnlyDictionary<string, string> more)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in more.Take(MostLabels))
        {
            labels[Cut(name)] = Cut(value);
        }

        labels[InstanceLabel] = options.Instance;
        labels[ProcessLabel] = mark.Process;
        labels[OrganizationLabel] = Cut(organization);
        labels[RunLabel] = Cut(run);
        labels["step"] = Cut(step);
        return labels;
    }

    private static string Cut(string text) => text.Length <= MostLabelLength ? text : text[..MostLabelLength];

    [LoggerMessage(1, LogLevel.Warning, "Sandbox {Id} could not be removed and ends by its own timeout: {Reason}")]
    private static partial void NotRemoved(ILogger logger, string id, string reason);
}
