using System.Collections.Concurrent;
using HiveFlow.LocalSandbox.Agent;

namespace HiveFlow.LocalSandbox.Sandboxes;

/// <summary>The code contexts of one sandbox; each language has a default one, made when it is first needed.</summary>
internal sealed class ContextTable(LiveSandbox sandbox, LocalSandboxOptions options) : IDisposable
{
    private const int MostWaiting = 32;
    private static readonly TimeSpan InterruptLimit = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, CodeContext> _known = new();
    private readonly ConcurrentDictionary<string, CodeContext> _defaults = new();
    private readonly SemaphoreSlim _making = new(1, 1);

    /// <summary>All that were made.</summary>
    public IEnumerable<CodeContext> All => _known.Values;

    /// <summary>The language under its one name; null when it is not known.</summary>
    public static string? LanguageOf(string? name) => name?.ToLowerInvariant() switch
    {
        null or "" or "python" or "python3" => "python",
        "javascript" or "js" => "javascript",
        "bash" => "bash",
        _ => null,
    };

    /// <summary>Makes one.</summary>
    /// <exception cref="AgentException">Its folder is missing, or there are too many.</exception>
    public async Task<CodeContext> CreateAsync(string language, string? folder, CancellationToken cancellationToken)
    {
        var context = new CodeContext(Guid.NewGuid().ToString(), language, LocalPath.Resolve(folder ?? LiveSandbox.Home));
        await sandbox.Agent.AskAsync(Making(context), default, cancellationToken);
        _known[context.Id] = context;
        return context;
    }

    /// <summary>One by its id.</summary>
    public CodeContext? Find(string id) => _known.GetValueOrDefault(id);

    /// <summary>A language's default one.</summary>
    public async Task<CodeContext> DefaultAsync(string language, CancellationToken cancellationToken)
    {
        if (_defaults.TryGetValue(language, out var context))
        {
            return context;
        }

        await _making.WaitAsync(cancellationToken);
        try
        {
            if (!_defaults.TryGetValue(language, out context))
            {
                context = await CreateAsync(language, null, cancellationToken);
                _defaults[language] = context;
            }

            return context;
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>Ends one's interpreter.</summary>
    public async Task RemoveAsync(CodeContext context, CancellationToken cancellationToken)
    {
        if (!_known.TryRemove(context.Id, out _))
        {
            return;
        }

        if (_defaults.TryGetValue(context.Language, out var current) && current == context)
        {
            _defaults.TryRemove(context.Language, out _);
        }

        context.IsRestarting = true;
        await sandbox.Agent.AskAsync(new AgentRequest { Op = "dropContext", Context = context.Id }, default, cancellationToken);
    }

    /// <summary>Starts one's interpreter anew under the same id; code that runs in it ends.</summary>
    public async Task RestartAsync(CodeContext context, CancellationToken cancellationToken)
    {
        context.IsRestarting = true;
        await sandbox.Agent.AskAsync(new AgentRequest { Op = "dropContext", Context = context.Id }, default, cancellationToken);
        await sandbox.Agent.AskAsync(Making(context), default, cancellationToken);
    }

    /// <summary>
    /// Runs code in a context after those before it. Cancelling interrupts the code; its context stays, and the next one waits for it.
    /// </summary>
    /// <param name="context">Where.</param>
    /// <param name="code">What, as UTF-8.</param>
    /// <param name="environment">Variables for this execution only.</param>
    /// <param name="say">Takes every message; the last is <c>done</c> or <c>died</c>.</param>
    /// <param name="cancellationToken">Ends the waiting and interrupts the code.</param>
    /// <exception cref="AgentException">Too many wait, or the context is gone.</exception>
    public async Task ExecuteAsync(
        CodeContext context,
        ReadOnlyMemory<byte> code,
        IReadOnlyDictionary<string, string> environment,
        Func<AgentMessage, ValueTask> say,
        CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref context.Waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref context.Waiting);
            throw new AgentException("resource_exhausted", "Too many executions wait for this context.");
        }

        var handedOver = false;
        try
        {
            await context.Turn.WaitAsync(cancellationToken);
            context.IsRestarting = false;
            var call = await StartAsync(context, code, environment, cancellationToken);
            handedOver = true;
            await FollowAsync(context, call, say, cancellationToken);
        }
        finally
        {
            if (!handedOver)
            {
                Interlocked.Decrement(ref context.Waiting);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _making.Dispose();

    private AgentRequest Making(CodeContext context) => new()
    {
        Op = "context",
        Context = context.Id,
        Language = context.Language,
        Cwd = context.Folder,
        Env = sandbox.Environment,
    };

    private async Task<AgentCall> StartAsync(
        CodeContext context,
        ReadOnlyMemory<byte> code,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        try
        {
            var request = new AgentRequest { Op = "execute", Context = context.Id, Env = environment };
            return await sandbox.Agent.CallAsync(request, code, cancellationToken);
        }
        catch
        {
            context.Turn.Release();
            throw;
        }
    }

    private async Task FollowAsync(
        CodeContext context, AgentCall call, Func<AgentMessage, ValueTask> say, CancellationToken cancellationToken)
    {
        var finished = false;
        var isFlood = false;
        try
        {
            long written = 0;
            while (!finished)
            {
                var message = await call.NextAsync(cancellationToken);
                finished = message.Kind is "done" or "died";
                written += message.Body.Length;
                if (written > options.MaxOutputBytes)
                {
                    isFlood = true;
                    throw new AgentException("resource_exhausted", $"The output is larger than {options.MaxOutputBytes} bytes.");
                }

                await say(message);
            }
        }
        catch (AgentException) when (!isFlood)
        {
            finished = true;
            throw;
        }
        finally
        {
            if (finished)
            {
                await EndAsync(context, call);
            }
            else
            {
                _ = InterruptAsync(context, call, isFlood);
            }
        }
    }

    // Goes on in the background: whoever ran the code has left, the context is free again when the code has stopped.
    private async Task InterruptAsync(CodeContext context, AgentCall call, bool isFinal)
    {
        try
        {
            using var limit = new CancellationTokenSource(InterruptLimit);
            var request = new AgentRequest { Op = "interrupt", Execution = call.Id, Last = isFinal };
            await sandbox.Agent.SendAsync(request, default, limit.Token);
            while (await call.NextAsync(CancellationToken.None) is { Kind: not ("done" or "died") })
            {
                // Dropped: nobody listens.
            }
        }
        catch (Exception problem) when (problem is JailGoneException or AgentException or OperationCanceledException)
        {
            // The sandbox has ended, and the context with it.
        }
        finally
        {
            await EndAsync(context, call);
        }
    }

    private static async Task EndAsync(CodeContext context, AgentCall call)
    {
        Interlocked.Decrement(ref context.Waiting);
        context.Turn.Release();
        await call.DisposeAsync();
    }
}
