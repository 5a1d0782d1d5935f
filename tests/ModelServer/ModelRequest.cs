using System.Text.Json;

namespace HiveFlow.ModelServer;

/// <summary>A request that the server was sent.</summary>
/// <param name="Line">Method, path and query.</param>
/// <param name="Headers">By name; several values joined.</param>
/// <param name="Body">JSON; undefined when it was none.</param>
public sealed record ModelRequest(string Line, IReadOnlyDictionary<string, string> Headers, JsonElement Body)
{
    private readonly TaskCompletionSource hungUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the client has given the request up before its answer was over.</summary>
    public Task HungUp => hungUp.Task;

    /// <summary>Ends when a scripted hanging has begun.</summary>
    public Task Hangs => hangs.Task;

    /// <summary>The last text that the user said, in whatever format; empty for none.</summary>
    public string LastText => Formats.LastTexts.Of(Body);

    internal void TellHungUp() => hungUp.TrySetResult();

    internal void TellHangs() => hangs.TrySetResult();
}
