namespace HiveFlow.Host.Samples;

/// <summary>A server that stands in for a system outside.</summary>
/// <param name="Name">What the sample calls it.</param>
/// <param name="Kind"><c>rest</c>, <c>chat</c>, <c>models</c> or <c>mail</c>.</param>
internal sealed record StandInPlan(string Name, string Kind)
{
    /// <summary>For rest: the folder of what it serves; for models: the file of its answers. The stand-in's name, <c>answers.json</c> unless set.</summary>
    public string? Source { get; init; }

    /// <summary>For rest: whether it wants its secret as a bearer token.</summary>
    public bool IsLocked { get; init; }

    /// <summary>For rest: the field that tells its items apart.</summary>
    public string Key { get; init; } = "id";

    /// <summary>For rest: how many of the first writes it is too busy for (503).</summary>
    public int BusyFor { get; init; }
}
