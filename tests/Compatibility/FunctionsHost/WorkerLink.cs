using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Grpc.Core;
using HiveFlow.Compatibility.FunctionsHost.Wire;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>The host's end of the stream to one worker: greets it, loads its functions, invokes them.</summary>
public sealed class WorkerLink(string package) : FunctionRpc.FunctionRpcBase
{
    private readonly Channel<StreamingMessage> outgoing = Channel.CreateBounded<StreamingMessage>(1_000);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> invocations = new();
    private readonly TaskCompletionSource<WorkerFunctions> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> log = new();
    private readonly ConcurrentQueue<string> faults = new();
    private int toLoad;
    private string httpUri = string.Empty;
    private IReadOnlyList<RpcFunctionMetadata> functions = [];

    /// <summary>Ends when every function is loaded; fails with the worker's own words.</summary>
    public Task<WorkerFunctions> Ready => ready.Task;

    /// <summary>What the worker logged of warnings and errors.</summary>
    public IReadOnlyCollection<string> Log => log;

    /// <summary>Invocations of HTTP and timer functions that failed, or whose answer would be sent a second time.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        var sending = SendAsync(responseStream, context.CancellationToken);
        try
        {
            await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
            {
                await TakeAsync(message);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The worker is gone.
        }

        ready.TrySetException(new InvalidOperationException("The worker left: " + string.Join('\n', log)));
        outgoing.Writer.TryComplete();
        await sending;
    }

    /// <summary>Calls a function and waits for its answer.</summary>
    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<InvocationResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        invocations[request.InvocationId] = answer;
        request.TraceContext = new RpcTraceContext();
        request.RetryContext = new RetryContext();
        await outgoing.Writer.WriteAsync(new StreamingMessage { InvocationRequest = request }, cancellationToken);
        return await answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Notes an invocation of ours that did not end as it has to: well, and with nothing left to send.</summary>
    public void Judge(string function, InvocationResponse response)
    {
        if (response.Result.Status != StatusResult.Types.Status.Success)
        {
            faults.Enqueue($"{function} failed: {response.Result.Exception?.Message}");
        }

        if (response.ReturnValue is { DataCase: not TypedData.DataOneofCase.None })
        {
            faults.Enqueue($"{function} left an answer, which the host sends again.");
        }
    }

    /// <summary>Tells the worker to end, as the host does before it ends it.</summary>
    public Task TerminateAsync(TimeSpan grace) =>
        SendAsync(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(grace) } }).AsTask();

    private async Task SendAsync(IServerStreamWriter<StreamingMessage> stream, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in outgoing.Reader.ReadAllAsync(cancellationToken))
            {
                await stream.WriteAsync(message, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The worker is gone.
        }
    }

    private async Task TakeAsync(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.StartStream:
                var greeting = new WorkerInitRequest { HostVersion = "4.1037.0", WorkerDirectory = package, FunctionAppDirectory = package };
                greeting.Capabilities.Add("RpcHttpBodyOnly", "true");
                await SendAsync(new StreamingMessage { WorkerInitRequest = greeting });
                break;
            case StreamingMessage.ContentOneofCase.WorkerInitResponse:
                Check(message.WorkerInitResponse.Result, "The worker did not start");
                httpUri = message.WorkerInitResponse.Capabilities.GetValueOrDefault("HttpUri", string.Empty);
                await SendAsync(new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = package } });
                break;
            case StreamingMessage.ContentOneofCase.FunctionMetadataResponse:
                functions = message.FunctionMetadataResponse.FunctionMetadataResults;
                await LoadAsync();
                break;
            case StreamingMessage.ContentOneofCase.FunctionLoadResponse:
                Check(message.FunctionLoadResponse.Result, "A function was not loaded");
                if (Interlocked.Decrement(ref toLoad) == 0)
                {
                    ready.TrySetResult(new WorkerFunctions(httpUri, functions));
                }

                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                if (invocations.TryRemove(message.InvocationResponse.InvocationId, out var waiting))
                {
                    waiting.TrySetResult(message.InvocationResponse);
                }

                break;
            case StreamingMessage.ContentOneofCase.RpcLog when message.RpcLog.Level >= 3:
                log.Enqueue($"{message.RpcLog.Category}: {message.RpcLog.Message} {message.RpcLog.Exception?.Message}");
                break;
        }
    }

    private async Task LoadAsync()
    {
        // Built without indexing by the worker, the list is beside the app, as the host itself reads it.
        if (functions.Count == 0)
        {
            functions = FunctionsMetadata.Read(Path.Combine(package, "functions.metadata"), package);
        }

        toLoad = functions.Count;
        foreach (var function in functions)
        {
            await SendAsync(new StreamingMessage
            {
                RequestId = function.FunctionId,
                FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function },
            });
        }
    }

    private ValueTask SendAsync(StreamingMessage message) => outgoing.Writer.WriteAsync(message);

    private void Check(StatusResult? result, string what)
    {
        if (result is { Status: StatusResult.Types.Status.Failure })
        {
            ready.TrySetException(new InvalidOperationException($"{what}: {JsonSerializer.Serialize(result.Exception?.Message)} {result.Exception?.StackTrace}"));
        }
    }
}
