using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>
/// All that an orchestrator may touch. Every await in an orchestrator is of a task that came from here; time, ids and loggers
/// come from here too, so that a replay decides as the first run did. It is to be used on the orchestrator's own thread only.
/// </summary>
public abstract class TaskOrchestrationContext
{
    private ILoggerFactory? _replaySafeLoggerFactory;

    /// <summary>The orchestrator's name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The id of this instance.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The instance that called this one; null: a client started it.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>The start of the current turn, in UTC: the same throughout the turn and in every replay of it.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>Whether the code being run has run before, over history that is being played again.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>The instance's version; empty: none.</summary>
    public virtual string Version => string.Empty;

    /// <summary>Settings that the host gives to orchestrators.</summary>
    public virtual IReadOnlyDictionary<string, object?> Properties => ImmutableDictionary<string, object?>.Empty;

    /// <summary>
    /// Makes loggers that are silent while history is replayed. A context that wraps another one gives the inner context's as
    /// its <see cref="LoggerFactory"/>; a line is then still written once and the replay asked about once.
    /// </summary>
    public virtual ILoggerFactory ReplaySafeLoggerFactory => _replaySafeLoggerFactory ??= new ReplaySafeLoggerFactory(this);

    /// <summary>The factory behind the replay-safe loggers.</summary>
    protected abstract ILoggerFactory LoggerFactory { get; }

    /// <summary>The input; the default of the type where there is none.</summary>
    public abstract T? GetInput<T>();

    /// <summary>Calls an activity. See <see cref="CallActivityAsync{TResult}(TaskName, object?, TaskOptions?)"/>.</summary>
    public virtual Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null) =>
        CallActivityAsync<object>(name, input, options);

    /// <summary>Calls an activity without input. See <see cref="CallActivityAsync{TResult}(TaskName, object?, TaskOptions?)"/>.</summary>
    public virtual Task CallActivityAsync(TaskName name, TaskOptions options) => CallActivityAsync(name, null, options);

    /// <summary>Calls an activity without input. See <see cref="CallActivityAsync{TResult}(TaskName, object?, TaskOptions?)"/>.</summary>
    public virtual Task<TResult> CallActivityAsync<TResult>(TaskName name, TaskOptions options) =>
        CallActivityAsync<TResult>(name, null, options);

    /// <summary>
    /// Calls an activity, which runs at least once. The instance can't end before it has, even if nobody awaits it.
    /// </summary>
    /// <exception cref="TaskFailedException">From the await: the activity failed, or there is none of this name.</exception>
    /// <exception cref="ArgumentException">Options were given in the place of the input.</exception>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

    /// <summary>A timer that fires this long after <see cref="CurrentUtcDateTime"/>.</summary>
    /// <inheritdoc cref="CreateTimer(DateTime, CancellationToken)"/>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) =>
        CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>
    /// A timer that fires at a time, or in the next turn if that has passed. The instance can't end before it has fired or
    /// was cancelled.
    /// </summary>
    /// <exception cref="TaskCanceledException">From the await: it was cancelled.</exception>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>
    /// Waits for an event of this name, in any case of its letters. Events that came before anybody waited are there, first in
    /// first out; of several waits the newest gets the next event.
    /// </summary>
    /// <exception cref="ArgumentException">The name is waited for with another type already.</exception>
    /// <exception cref="TaskCanceledException">From the await: it was cancelled.</exception>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="WaitForExternalEvent{T}(string, TimeSpan, CancellationToken)"/>.</summary>
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout) =>
        WaitForExternalEvent<T>(eventName, timeout, CancellationToken.None);

    /// <summary>
    /// Waits for an event, at most this long. On the Functions host an event that arrives after such a wait has expired and
    /// before the next one begins is lost: keep one wait open and race timers against it instead of calling this in a loop.
    /// </summary>
    /// <exception cref="TaskCanceledException">From the await: the time is over, or it was cancelled.</exception>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timerEnd = new();
        Task timer = CreateTimer(timeout, timerEnd.Token);
        using CancellationTokenSource waitEnd = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<T> wait = WaitForExternalEvent<T>(eventName, waitEnd.Token);

        // Never CancelAsync: it would leave the orchestrator's thread.
        CancellationTokenSource loser = await Task.WhenAny(timer, wait) == wait ? timerEnd : waitEnd;
        loser.Cancel();
        return await wait;
    }

    /// <summary>Raises an event at another instance, or at this one. If there is no such instance, nothing happens.</summary>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>
    /// Sets what clients see as the custom status, after the turn. Null clears it; continue-as-new does too. At most 16 KB as
    /// UTF-16.
    /// </summary>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>
    /// Runs another orchestrator as a child and waits for its output. The child is an instance of its own; the parent can't end
    /// before it.
    /// </summary>
    /// <param name="orchestratorName">The orchestrator.</param>
    /// <param name="input">Its input.</param>
    /// <param name="options">Retries, tags, version; <see cref="SubOrchestrationOptions"/> also the id.</param>
    /// <exception cref="TaskFailedException">
    /// From the await: the child failed or was terminated, or there is no such orchestrator.
    /// </exception>
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null);

    /// <summary>As <see cref="CallSubOrchestratorAsync{TResult}(TaskName, object?, TaskOptions?)"/>, without input.</summary>
    public virtual Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync<TResult>(orchestratorName, null, options);

    /// <summary>As <see cref="CallSubOrchestratorAsync{TResult}(TaskName, object?, TaskOptions?)"/>, without input and output.</summary>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync(orchestratorName, null, options);

    /// <summary>As <see cref="CallSubOrchestratorAsync{TResult}(TaskName, object?, TaskOptions?)"/>, without output.</summary>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        CallSubOrchestratorAsync<object>(orchestratorName, input, options);

    /// <summary>
    /// Makes the instance begin again, with an empty history, once the orchestrator returns and all it started has ended.
    /// </summary>
    /// <param name="newInput">The next execution's input.</param>
    /// <param name="preserveUnprocessedEvents">Whether events that nobody waited for are kept for it.</param>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <summary>As <see cref="ContinueAsNew(object?, bool)"/>. A context that knows no versions ignores the new one.</summary>
    public virtual void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ContinueAsNew(options.NewInput, options.PreserveUnprocessedEvents);
    }

    /// <summary>A new id that a replay makes again: a UUIDv5 (RFC 9562) of instance, time and a counter.</summary>
    public abstract Guid NewGuid();

    /// <summary>A logger that is silent while history is replayed.</summary>
    public virtual ILogger CreateReplaySafeLogger(string categoryName) =>
        new ReplaySafeLogger(this, UnwrapLoggerFactory().CreateLogger(categoryName));

    /// <summary>A logger that is silent while history is replayed, named after a type.</summary>
    public virtual ILogger CreateReplaySafeLogger(Type type) => new ReplaySafeLogger(this, UnwrapLoggerFactory().CreateLogger(type));

    /// <summary>A logger that is silent while history is replayed, named after a type.</summary>
    public virtual ILogger CreateReplaySafeLogger<T>() => new ReplaySafeLogger(this, UnwrapLoggerFactory().CreateLogger<T>());

    /// <summary>
    /// Below zero, zero or above zero as the instance's version is lower than, equal to or higher than this one. No version is
    /// lower than any; versions such as 1.10 compare by number, others as text ignoring case.
    /// </summary>
    public virtual int CompareVersionTo(string version) => VersionOrder.Compare(Version, version);

    /// <summary>The factory below every replay-safe one: what wraps this context may have wrapped the factory as well.</summary>
    internal ILoggerFactory UnwrapLoggerFactory()
    {
        const int deepest = 10;
        ILoggerFactory factory = LoggerFactory;
        for (int depth = 0; factory is ReplaySafeLoggerFactory wrapped; depth++)
        {
            if (depth == deepest)
            {
                throw new InvalidOperationException(
                    "Maximum unwrap depth exceeded: a context's LoggerFactory has to be that of the context it wraps, never its own.");
            }

            factory = wrapped.Context.LoggerFactory;
        }

        return factory;
    }
}
