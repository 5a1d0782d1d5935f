namespace HiveFlow.Functions.Tests;

/// <summary>Tests of promises in seconds: they run after the others, so that what is measured is the product and not its neighbours.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
