namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>Tests that share one worker.</summary>
[CollectionDefinition(Name)]
public sealed class WorkerGroup : ICollectionFixture<StandInHost>
{
    public const string Name = "worker";
}
