namespace HiveFlow.Flows.Tests;

/// <summary>Tests that measure the process and so must have it for themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
