using HiveFlow.Conformance.Harness;

namespace HiveFlow.Conformance.Modes;

public sealed class EverySuiteTests
{
    [Theory]
    [InlineData(typeof(ReplayEveryTurn))]
    [InlineData(typeof(StickyInstances))]
    [InlineData(typeof(CrashAfterEveryCommit))]
    public void Every_suite_runs_in_every_mode(Type mode)
    {
        IEnumerable<Type> suites = typeof(DurableSuite).Assembly.GetTypes()
            .Where(type => type.IsAbstract && type.IsSubclassOf(typeof(DurableSuite)));

        Assert.Equal(
            suites.Select(suite => suite.FullName).Order(),
            mode.GetNestedTypes().Select(type => type.BaseType!.FullName).Order());
    }
}
