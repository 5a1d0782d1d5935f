using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using HiveFlow.Compatibility.FunctionsHost.Wire;
using Microsoft.DurableTask.Protobuf;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>
/// What the host's durable extension does: takes work from the official in-memory back end and has the worker's functions do it. An orchestrator
/// gets its history as one encoded text and answers its decisions the same way.
/// </summary>
public sealed class DurableBridge(WorkerLink link, WorkerFunctions functions, string backEnd)
{
    public async Task RunAsync(CancellationToken stop)
    {
        using var channel = GrpcChannel.ForAddress(backEnd);
        var client = new TaskHubSidecarService.TaskHubSidecarServiceClient(channel);
        using var work = client.GetWorkItems(new GetWorkItemsRequest(), cancellationToken: stop);
        try
        {
            await foreach (var item in work.ResponseStream.ReadAllAsync(stop))
            {
                _ = item.RequestCase switch
                {
                    WorkItem.RequestOneofCase.OrchestratorRequest => OrchestrateAsync(client, item, stop),
                    WorkItem.RequestOneofCase.ActivityRequest => ActAsync(client, item, stop),
                    _ => Task.CompletedTask,
                };
            }
        }
        catch (Exception e) when (e is Grpc.Core.RpcException or OperationCanceledException && stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task OrchestrateAsync(TaskHubSidecarService.TaskHubSidecarServiceClient client, WorkItem item, CancellationToken stop)
    {
        var request = item.OrchestratorRequest;
        var name = request.PastEvents.Concat(request.NewEvents).First(e => e.ExecutionStarted is not null).ExecutionStarted.Name;
        var response = await InvokeAsync(name, Convert.ToBase64String(request.ToByteArray()), request.InstanceId, stop);
        if (response.Result.Status != StatusResult.Types.Status.Success)
        {
            throw new InvalidOperationException($"{name}: {response.Result.Exception?.Message}");
        }

        var text = response.ReturnValue.DataCase == TypedData.DataOneofCase.Json
            ? JsonSerializer.Deserialize<string>(response.ReturnValue.Json)!
            : response.ReturnValue.Text;
        var decisions = OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(text));
        decisions.CompletionToken = item.CompletionToken;
        await client.CompleteOrchestratorTaskAsync(decisions, cancellationToken: stop);
    }

    private async Task ActAsync(TaskHubSidecarService.TaskHubSidecarServiceClient client, WorkItem item, CancellationToken stop)
    {
        var request = item.ActivityRequest;
        var response = await InvokeAsync(request.Name, Unwrap(request.Input ?? "null"), request.OrchestrationInstance.InstanceId, stop);
        var done = new ActivityResponse
        {
            InstanceId = request.OrchestrationInstance.InstanceId,
            TaskId = request.TaskId,
            CompletionToken = item.CompletionToken,
        };
        if (response.Result.Status == StatusResult.Types.Status.Success)
        {
            done.Result = response.ReturnValue?.DataCase == TypedData.DataOneofCase.Text
                ? JsonSerializer.Serialize(response.ReturnValue.Text)
                : response.ReturnValue?.Json;
        }
        else
        {
            done.FailureDetails = new TaskFailureDetails
            {
                ErrorType = response.Result.Exception?.Type ?? string.Empty,
                ErrorMessage = response.Result.Exception?.Message ?? response.Result.Result,
            };
        }

        await client.CompleteActivityTaskAsync(done, cancellationToken: stop);
    }

    // The core packs an activity's input as its only argument; the host's extension hands the argument alone to a worker.
    private static string Unwrap(string input)
    {
        using var document = JsonDocument.Parse(input);
        return document.RootElement is { ValueKind: JsonValueKind.Array } arguments && arguments.GetArrayLength() == 1 ? arguments[0].GetRawText() : input;
    }

    private Task<InvocationResponse> InvokeAsync(string name, string input, string instanceId, CancellationToken stop)
    {
        var invocation = new InvocationBuilder(functions.Named(name), backEnd).WithTrigger(input);
        invocation.TriggerMetadata["instanceId"] = new TypedData { Text = instanceId };
        return link.InvokeAsync(invocation, stop);
    }
}
