namespace HiveFlow.LocalSandbox.Sandboxes;

/// <summary>A lasting interpreter.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Language">python, javascript or bash.</param>
/// <param name="Folder">Where it starts.</param>
internal sealed record CodeContext(string Id, string Language, string Folder)
{
    /// <summary>One execution at a time; others wait.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Counts executions that wait or run, so that waiting is bounded.</summary>
    public int Waiting;

    /// <summary>Set when it is restarted or removed under a running execution.</summary>
    public volatile bool IsRestarting;
}
