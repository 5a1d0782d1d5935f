using System.Text.Json.Serialization;

namespace HiveFlow.LocalSandbox.Agent;

/// <summary>What the agent in a jail says. The jail's code may have taken the agent over: nothing in here is trusted.</summary>
internal sealed record AgentMessage
{
    /// <summary>Which request it is about; 0: the jail as a whole.</summary>
    public int Id { get; init; }

    /// <summary>ready, limit; ok, error; start, out, end; event, done, died; entries; watch.</summary>
    [JsonPropertyName("ev")]
    public string Kind { get; init; } = "";

    /// <summary>1 stdout, 2 stderr.</summary>
    [JsonPropertyName("s")]
    public int Stream { get; init; }

    /// <summary>Process id inside the jail.</summary>
    public int Pid { get; init; }

    /// <summary>Exit code, or the error's code.</summary>
    public System.Text.Json.JsonElement Code { get; init; }

    /// <summary>The signal that ended it.</summary>
    public int Signal { get; init; }

    /// <summary>An error's sentence.</summary>
    public string? Message { get; init; }

    /// <summary>Why a limit struck.</summary>
    public string? Why { get; init; }

    /// <summary>A file's size in bytes.</summary>
    public long Size { get; init; }

    /// <summary>A file's whole path.</summary>
    public string? Path { get; init; }

    /// <summary>A file's name; in a watch event relative to what is watched.</summary>
    public string? Name { get; init; }

    /// <summary>A watch event's kind.</summary>
    public string? Type { get; init; }

    /// <summary>A file's entry.</summary>
    public AgentEntry? Entry { get; init; }

    /// <summary>A folder's entries, or a part of them.</summary>
    public IReadOnlyList<AgentEntry>? Entries { get; init; }

    /// <summary>The bytes after the header.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Body { get; init; }
}
