using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Registry;

public sealed class DurableTaskFactoryTests
{
    private static readonly IServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    private readonly IVersionedTaskFactory _factory = new DurableTaskRegistry()
        .AddActivity<DoubleOne>()
        .AddActivity<DoubleTwo>()
        .AddActivity("double", TaskVersion.Unversioned, () => new Greeter("no version"))
        .AddActivity("plain", TaskVersion.Unversioned, () => new Greeter("plain"))
        .BuildFactory();

    [Theory]
    [InlineData("double", "1", typeof(DoubleOne))]
    [InlineData("Double", "2", typeof(DoubleTwo))]
    [InlineData("double", "", typeof(Greeter))]
    public void A_version_is_matched_exactly(string name, string version, Type expected) =>
        Assert.IsType(expected, Find(name, version));

    [Fact]
    public void A_name_without_versions_answers_for_every_version() => Assert.IsType<Greeter>(Find("plain", "9"));

    [Fact]
    public void A_name_with_versions_never_answers_for_one_that_is_missing() => Assert.Null(Find("double", "3"));

    [Fact]
    public void A_name_that_is_not_registered_is_not_found() => Assert.Null(Find("other", ""));

    [Fact]
    public void Registrations_after_the_worker_was_built_change_nothing()
    {
        DurableTaskRegistry registry = new();
        IVersionedTaskFactory factory = registry.BuildFactory();

        registry.AddOrchestrator<PlainOrchestrator>();

        Assert.False(factory.TryCreateOrchestrator(nameof(PlainOrchestrator), NoServices, out _));
    }

    private ITaskActivity? Find(string name, string version) =>
        _factory.TryCreateActivity(name, version, NoServices, out ITaskActivity? activity) ? activity : null;
}
