using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using HiveFlow.Storage.Tests.Documents;
using HiveFlow.Storage.Tests.Files;

namespace HiveFlow.Storage.Tests.Conformance;

public sealed class AdapterCoverageTests
{
    public static TheoryData<Type> DocumentStores => AdaptersOf(typeof(IDocumentStore));

    public static TheoryData<Type> FileStores => AdaptersOf(typeof(IFileStore));

    [Theory]
    [MemberData(nameof(DocumentStores))]
    public void Every_document_store_runs_every_suite_of_the_contract(Type store)
    {
        var suites = typeof(DocumentStoreTests<>).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: true, IsGenericTypeDefinition: true, BaseType.IsGenericType: true }
                && type.BaseType.GetGenericTypeDefinition() == typeof(DocumentStoreTests<>))
            .ToArray();
        Assert.NotEmpty(suites);

        Assert.All(suites, suite => AssertRuns(suite, store));
    }

    [Theory]
    [MemberData(nameof(FileStores))]
    public void Every_file_store_runs_the_suite_of_the_contract(Type store) => AssertRuns(typeof(FileStoreConformance<>), store);

    private static void AssertRuns(Type suite, Type store) =>
        Assert.Contains(suite.Assembly.GetTypes(), type => Runs(type, suite, store));

    private static TheoryData<Type> AdaptersOf(Type contract) =>
        [.. contract.Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(contract))];

    /// <summary>Whether a test class is the suite, closed over an adapter for that store.</summary>
    private static bool Runs(Type type, Type suite, Type store) =>
        type is { IsAbstract: false, BaseType.IsGenericType: true }
        && type.BaseType.GetGenericTypeDefinition() == suite
        && type.BaseType.GetGenericArguments()[0].GetProperty("StoreType")?.GetValue(null) is Type tested
        && tested == store;
}
