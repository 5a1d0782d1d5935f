namespace HiveFlow.Functions.Tests;

/// <summary>The tests that share one host: starting it costs more than most of them.</summary>
[CollectionDefinition(Name)]
public sealed class ApiGroup : ICollectionFixture<ApiHost>
{
    public const string Name = "api";
}
