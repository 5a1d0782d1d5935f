using HiveFlow.Errors;
using HiveFlow.Outgoing;
using HiveFlow.Sandbox;
using HiveFlow.Sandbox.Code;
using HiveFlow.Sandbox.Talking;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Mcp.Calling;

/// <summary>Opens a conversation with a server, has it, and ends it; by the official SDK, over the guarded client or with a program in a
/// sandbox.</summary>
internal sealed class McpConnector(OutgoingHttp http, CodeRunner programs, IOptions<McpOptions> options, TimeProvider time)
{
    /// <summary>A farewell (the end of a session at the server) may take so long.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    /// <summary>Longer than any conversation: our own clock ends them.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    /// <summary>Has a conversation; every failure of the server is an error, the token's end an exception.</summary>
    public async Task<Result<T>> UseAsync<T>(McpTarget target, Func<McpClient, CancellationToken, Task<Result<T>>> use, CancellationToken cancellationToken)
    {
        var limit = target.Limit > TimeSpan.Zero ? target.Limit : TimeSpan.Zero;
        using var due = new CancellationTokenSource(limit, time);
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, due.Token);
        try
        {
            return target.Server.Url is null
                ? await TalkWithProgramAsync(target, limit, use, whole.Token)
                : await TalkOverHttpAsync(target, use, due, whole.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception failure) when (due.IsCancellationRequested || failure is OperationCanceledException)
        {
            return McpErrors.Timeout(target.Server.Name, limit);
        }
        catch (Exception failure) when (ServerFailures.Of(failure, target) is { } error)
        {
            return error;
        }
    }

    private async Task<Result<T>> TalkOverHttpAsync<T>(
        McpTarget target, Func<McpClient, CancellationToken, Task<Result<T>>> use, CancellationTokenSource due, CancellationToken cancellationToken)
    {
        var template = new OutgoingRequest
        {
            Method = "POST",
            Url = target.Server.Url!,
            Owner = target.Owner,
            Credential = target.Credential,
            Headers = target.IdempotencyKey is { } key ? [new("Idempotency-Key", key)] : [],
            Timeout = target.Limit,
            MaxRedirects = OutgoingClient.MaxRedirects,
            MaxResponseBytes = options.Value.MaxAnswerBytes,
            IsWhole = EventStreams.EndsWithResponse,
        };
        var messages = new MessageCount(target.Server.Name, options.Value.MaxMessages);
        using var client = http.Open(template, options.Value.MaxRequests, messages.AddEvents, cancellationToken);
        await using var transport = new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = new Uri(target.Server.Url!),
                Name = target.Server.Name,
                TransportMode = HttpTransportMode.StreamableHttp,
                EnableStandaloneGetStream = false,
            },
            client);
        await using var session = await McpClient.CreateAsync(transport, ClientOptions(), loggerFactory: null, cancellationToken);
        var result = await use(session, cancellationToken);
        due.CancelAfter(Farewell);
        return result;
    }

    private async Task<Result<T>> TalkWithProgramAsync<T>(
        McpTarget target, TimeSpan limit, Func<McpClient, CancellationToken, Task<Result<T>>> use, CancellationToken cancellationToken)
    {
        var request = new ProgramRequest
        {
            Program = target.Server.Command!,
            Arguments = target.Server.Args,
            OrganizationId = target.Owner,
            Timeout = limit > CodeRequest.LongestTimeout ? CodeRequest.LongestTimeout : limit,
            HasInternet = options.Value.CommandInternet,
            MaxOutputBytes = options.Value.MaxAnswerBytes,
            Metadata = new Dictionary<string, string> { ["mcpServer"] = target.Server.Id },
        };
        var messages = new MessageCount(target.Server.Name, options.Value.MaxMessages);
        return await programs.TalkAsync(
            request,
            async (program, token) =>
            {
                await using var output = new CountedOutput(program.Output, messages);
                try
                {
                    await using var session = await McpClient.CreateAsync(new StreamClientTransport(program.Input, output), ClientOptions(), null, token);
                    return await use(session, token);
                }
                catch (Exception) when (!token.IsCancellationRequested)
                {
                    if ((messages.Fault ?? await program.EndingAsync(token)) is not { } why)
                    {
                        throw;
                    }

                    return why.Code == SandboxErrors.DiedCode ? McpErrors.CommandEnded(target.Server.Name, why.Message) : why;
                }
            },
            cancellationToken);
    }

    private static McpClientOptions ClientOptions() => new()
    {
        ClientInfo = new Implementation { Name = "HiveFlow", Version = "1.0" },
        InitializationTimeout = Never,
    };
}
