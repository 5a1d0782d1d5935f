namespace HiveFlow.LocalSandbox.Agent;

/// <summary>What the agent is asked for.</summary>
internal sealed record AgentRequest
{
    /// <summary>Set when it is sent, unless it speaks about an earlier request.</summary>
    public int Id { get; init; }

    /// <summary>The operation.</summary>
    public required string Op { get; init; }

    /// <summary>What to do with a file.</summary>
    public string? Do { get; init; }

    /// <summary>A program.</summary>
    public string? Cmd { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Its whole environment.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Its folder.</summary>
    public string? Cwd { get; init; }

    /// <summary>Whether its standard input is a pipe.</summary>
    public bool? Stdin { get; init; }

    /// <summary>The request that started a process.</summary>
    public int? Process { get; init; }

    /// <summary>SIGKILL, SIGTERM, SIGINT.</summary>
    public string? Signal { get; init; }

    /// <summary>Acknowledged bytes.</summary>
    public long? N { get; init; }

    /// <summary>A context's id.</summary>
    public string? Context { get; init; }

    /// <summary>A context's language.</summary>
    public string? Language { get; init; }

    /// <summary>The request that started an execution.</summary>
    public int? Execution { get; init; }

    /// <summary>A file's path.</summary>
    public string? Path { get; init; }

    /// <summary>Where to move from.</summary>
    public string? Source { get; init; }

    /// <summary>Where to move to.</summary>
    public string? Destination { get; init; }

    /// <summary>How deep to list.</summary>
    public int? Depth { get; init; }

    /// <summary>First byte to read.</summary>
    public long? Offset { get; init; }

    /// <summary>How many bytes to read.</summary>
    public long? Length { get; init; }

    /// <summary>The first piece of a file.</summary>
    public bool? First { get; init; }

    /// <summary>The last piece of a file; an interrupt that ends the interpreter.</summary>
    public bool? Last { get; init; }

    /// <summary>The request that opened a file.</summary>
    public int? File { get; init; }

    /// <summary>The request that started watching.</summary>
    public int? Watch { get; init; }

    /// <summary>Whether to watch folders below too.</summary>
    public bool? Recursive { get; init; }
}
