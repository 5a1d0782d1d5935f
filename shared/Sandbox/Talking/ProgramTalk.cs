using System.Buffers;
using System.IO.Pipelines;
using HiveFlow.Errors;
using HiveFlow.Sandbox.Code;
using HiveFlow.Sandbox.E2B;

namespace HiveFlow.Sandbox.Talking;

/// <summary>A program at work in a sandbox, by its standard input and output.</summary>
public sealed class ProgramTalk
{
    private const int MostErrorText = 4 * 1024;

    private readonly SandboxProcesses _processes;
    private readonly SandboxHandle _sandbox;
    private readonly Pipe _output = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly OutputCapture _errors = new("stderr", MostErrorText, sink: null);
    private readonly TaskCompletionSource<long> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _most;
    private long _written;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;

    internal ProgramTalk(SandboxProcesses processes, SandboxHandle sandbox, int maxOutputBytes, TimeProvider time)
    {
        _time = time;
        _processes = processes;
        _sandbox = sandbox;
        _most = maxOutputBytes;
        Input = new ProgramInput(async (bytes, cancellationToken) =>
            await processes.SendInputAsync(sandbox, await _started.Task.WaitAsync(cancellationToken), bytes, cancellationToken));
        Output = _output.Reader.AsStream();
    }

    /// <summary>Its standard input; sent at each <see cref="Stream.FlushAsync()"/>, which fails with <see cref="IOException"/> once it is over.</summary>
    public Stream Input { get; }

    /// <summary>Its standard output; ends with the program.</summary>
    public Stream Output { get; }

    /// <summary>Why there is nothing more to come; null while the program is at work. Set before <see cref="Output"/> ends.</summary>
    public Error? Ending { get; private set; }

    /// <summary>
    /// Waits for <see cref="Ending"/>, at most a second: input that a program does not take any more is refused a moment before its end is
    /// told. Null when it goes on.
    /// </summary>
    public async Task<Error?> EndingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _ended.Task.WaitAsync(TimeSpan.FromSeconds(1), _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It goes on.
        }

        return Ending;
    }

    internal async Task<Result<T>> RunAsync<T>(
        ProgramRequest request, Func<ProgramTalk, CancellationToken, Task<Result<T>>> talk, CancellationToken cancellationToken)
    {
        var command = new SandboxCommand(request.Program, request.Arguments) { HasInput = true, Timeout = request.Timeout };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = FollowAsync(command, stop.Token);
        try
        {
            return await talk(this, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await running;
            await Input.DisposeAsync();
        }
    }

    private async Task FollowAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        try
        {
            var ended = await _processes.RunAsync(_sandbox, command, Take, pid => _started.TrySetResult(pid), cancellationToken);
            Ending ??= ended.IsSuccess ? SandboxErrors.Died(Sentence(ended.Value)) : ended.Error;
        }
        catch (OperationCanceledException)
        {
            Ending ??= SandboxErrors.Died("The program was stopped.");
        }
        finally
        {
            _started.TrySetCanceled(CancellationToken.None);
            await _output.Writer.CompleteAsync();
            _ended.TrySetResult();
        }
    }

    private void Take(bool isError, ReadOnlySpan<byte> bytes)
    {
        if (isError)
        {
            _errors.Take(bytes);
            return;
        }

        _written += bytes.Length;
        if (_written > _most)
        {
            if (Ending is null)
            {
                Ending = SandboxErrors.TooLarge("output of the program", _most);
                _output.Writer.Complete();
            }

            return;
        }

        // Never waits: the pipe takes whatever stays below the limit.
        _output.Writer.Write(bytes);
        _ = _output.Writer.FlushAsync().AsTask();
    }

    private string Sentence(CommandEnd end)
    {
        var told = _errors.ToString().Trim();
        return $"The program ended ({end.Status}){(told.Length == 0 ? "." : $": {told}")}";
    }
}
