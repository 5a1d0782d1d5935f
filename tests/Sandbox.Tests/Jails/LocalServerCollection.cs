namespace HiveFlow.Sandbox.Tests.Jails;

/// <summary>Tests that share one local server.</summary>
[CollectionDefinition(Name)]
public sealed class LocalServerCollection : ICollectionFixture<LocalServer>
{
    public const string Name = "local sandbox server";
}
