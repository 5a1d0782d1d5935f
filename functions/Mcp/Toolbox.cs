using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Functions.Mcp;

/// <summary>The tools of HiveFlow's own MCP server, as far as the caller may use them.</summary>
public sealed partial class Toolbox
{
    private static readonly TimeSpan OutageRetry = TimeSpan.FromSeconds(2);

    private readonly ILogger<Toolbox> logger;
    private readonly PublishedFlows published;
    private readonly IReadOnlyDictionary<string, BuiltInTool> builtIn;

    /// <summary>All of them.</summary>
    public Toolbox(FlowTools flows, RunTools runs, PublishedFlows published, ILogger<Toolbox> logger)
    {
        ArgumentNullException.ThrowIfNull(flows);
        ArgumentNullException.ThrowIfNull(runs);
        this.published = published;
        this.logger = logger;
        builtIn = flows.Tools.Append(runs.Tool).ToDictionary(tool => tool.Name, StringComparer.Ordinal);
    }

    /// <summary>A page; the first begins with the tools that are no flows.</summary>
    internal async ValueTask<ListToolsResult> ListAsync(McpTurn turn, string? cursor, CancellationToken cancellationToken)
    {
        var own = cursor is null ? builtIn.Values.Where(tool => AccessRules.Check(tool.Access, turn.Caller) is null).Select(tool => tool.Tool) : [];
        if (AccessRules.Check(Access.Execute, turn.Caller) is not null)
        {
            return new ListToolsResult { Tools = [.. own], CacheScope = CacheScope.Private };
        }

        try
        {
            var (flows, next) = await published.ListAsync(turn.Caller, cursor, cancellationToken);
            return new ListToolsResult { Tools = [.. own, .. flows], NextCursor = next, CacheScope = CacheScope.Private };
        }
        catch (InvalidCursorException)
        {
            throw new McpProtocolException("The cursor is not one of this list.", McpErrorCode.InvalidParams);
        }
    }

    /// <summary>Calls one; what it refuses is a result that says so, an unknown name a failure of the protocol.</summary>
    internal async ValueTask<CallToolResult> CallAsync(McpTurn turn, CallToolRequestParams call, CancellationToken cancellationToken)
    {
        try
        {
            return await UseAsync(turn, call, cancellationToken);
        }
        catch (InvalidCursorException)
        {
            return ToolAnswers.Of(RequestErrors.Malformed("cursor", "The cursor is not one of this list."));
        }
        catch (StoreUnavailableException outage)
        {
            CallFailed(logger, outage);
            return ToolAnswers.Of(RequestErrors.Unavailable("A store this needs is away or too busy; try again.", OutageRetry));
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or McpException))
        {
            // The SDK would answer by itself, and its lines hold what clients send.
            CallFailed(logger, failure);
            return ToolAnswers.Of(RequestErrors.Internal());
        }
    }

    private async ValueTask<CallToolResult> UseAsync(McpTurn turn, CallToolRequestParams call, CancellationToken cancellationToken)
    {
        if (builtIn.TryGetValue(call.Name, out var tool))
        {
            return AccessRules.Check(tool.Access, turn.Caller) is { } refused
                ? ToolAnswers.Of(refused)
                : await tool.CallAsync(turn, new ToolArguments(call.Arguments), cancellationToken);
        }

        if (AccessRules.Check(Access.Execute, turn.Caller) is { } missing)
        {
            return ToolAnswers.Of(missing);
        }

        return await published.CallAsync(turn, call.Name, call.Arguments, cancellationToken)
            ?? throw new McpProtocolException("There is no such tool.", McpErrorCode.InvalidParams);
    }

    [LoggerMessage(LogLevel.Error, "A tool of the MCP endpoint broke.")]
    private static partial void CallFailed(ILogger logger, Exception exception);
}
