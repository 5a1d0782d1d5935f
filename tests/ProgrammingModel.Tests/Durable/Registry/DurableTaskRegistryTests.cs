using HiveFlow.ProgrammingModel.Tests.Durable.Orchestrations;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Registry;

public sealed class DurableTaskRegistryTests
{
    private static readonly IServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    private readonly DurableTaskRegistry _registry = new();

    [Fact]
    public void A_class_is_registered_under_its_own_name_or_the_one_its_attribute_says()
    {
        _registry.AddOrchestrator<PlainOrchestrator>().AddActivity<DoubleOne>();

        Assert.Equal("PlainOrchestrator", Assert.Single(_registry.GetOrchestrators()).Key);
        Assert.Equal("double", Assert.Single(_registry.GetActivities()).Key);
    }

    [Fact]
    public void A_name_and_version_can_be_taken_once()
    {
        _registry.AddActivity<DoubleOne>().AddActivity<DoubleTwo>();

        ArgumentException exception = Assert.Throws<ArgumentException>(() => _registry.AddActivity("Double", "1", () => new DoubleTwo()));
        Assert.Equal("name", exception.ParamName);
        Assert.Equal(2, _registry.GetActivities().Count());
    }

    [Fact]
    public void A_task_without_a_name_is_refused() =>
        Assert.Throws<ArgumentException>(() => _registry.AddOrchestrator(string.Empty, () => new PlainOrchestrator()));

    [Theory]
    [InlineData(typeof(TaskOrchestrator<int, int>))]
    [InlineData(typeof(ITaskOrchestrator))]
    [InlineData(typeof(DoubleOne))]
    public void A_type_that_is_no_concrete_orchestrator_is_refused(Type type) =>
        Assert.Throws<ArgumentException>(() => _registry.AddOrchestrator(type));

    [Fact]
    public async Task All_eight_forms_of_activity_functions_run()
    {
        List<string> seen = [];
        _registry
            .AddActivityFunc<int, int>("async input output", (_, n) => Task.FromResult(n + 1))
            .AddActivityFunc<int, int>("input output", (_, n) => n + 2)
            .AddActivityFunc<int>("async input", (TaskActivityContext _, int n) =>
            {
                seen.Add($"async input {n}");
                return Task.CompletedTask;
            })
            .AddActivityFunc("async output", _ => Task.FromResult(7))
            .AddActivityFunc("async", (Func<TaskActivityContext, Task>)(_ =>
            {
                seen.Add("async");
                return Task.CompletedTask;
            }))
            .AddActivityFunc("output", _ => 8)
            .AddActivityFunc<int>("action input", (TaskActivityContext _, int n) => seen.Add($"action input {n}"))
            .AddActivityFunc("action", (Action<TaskActivityContext>)(_ => seen.Add("action")));

        Assert.Equal(6, await RunActivity("async input output", 5));
        Assert.Equal(7, await RunActivity("input output", 5));
        Assert.Null(await RunActivity("async input", 5));
        Assert.Equal(7, await RunActivity("async output", null));
        Assert.Null(await RunActivity("async", null));
        Assert.Equal(8, await RunActivity("output", null));
        Assert.Null(await RunActivity("action input", 6));
        Assert.Null(await RunActivity("action", null));
        Assert.Equal(["async input 5", "async", "action input 6", "action"], seen);
    }

    [Fact]
    public async Task All_eight_forms_of_orchestrator_functions_run()
    {
        List<string> seen = [];
        _registry
            .AddOrchestratorFunc<int, int>("async input output", (_, n) => Task.FromResult(n + 1))
            .AddOrchestratorFunc<int, int>("input output", (_, n) => n + 2)
            .AddOrchestratorFunc<int>("async input", (TaskOrchestrationContext _, int n) =>
            {
                seen.Add($"async input {n}");
                return Task.CompletedTask;
            })
            .AddOrchestratorFunc("async output", _ => Task.FromResult(7))
            .AddOrchestratorFunc("async", (Func<TaskOrchestrationContext, Task>)(_ =>
            {
                seen.Add("async");
                return Task.CompletedTask;
            }))
            .AddOrchestratorFunc("output", _ => 8)
            .AddOrchestratorFunc<int>("action input", (TaskOrchestrationContext _, int n) => seen.Add($"action input {n}"))
            .AddOrchestratorFunc("action", (Action<TaskOrchestrationContext>)(_ => seen.Add("action")));

        Assert.Equal(6, await RunOrchestrator("async input output", 5));
        Assert.Equal(7, await RunOrchestrator("input output", 5));
        Assert.Null(await RunOrchestrator("async input", 5));
        Assert.Equal(7, await RunOrchestrator("async output", null));
        Assert.Null(await RunOrchestrator("async", null));
        Assert.Equal(8, await RunOrchestrator("output", null));
        Assert.Null(await RunOrchestrator("action input", 6));
        Assert.Null(await RunOrchestrator("action", null));
        Assert.Equal(["async input 5", "async", "action input 6", "action"], seen);
    }

    [Fact]
    public async Task An_activity_given_by_its_class_gets_the_services_of_its_call()
    {
        _registry.AddActivity<Greeter>("greet");
        IServiceProvider services = new ServiceCollection().AddSingleton("Hello").BuildServiceProvider();

        Assert.True(_registry.BuildFactory().TryCreateActivity("greet", services, out ITaskActivity? activity));
        Assert.Equal("Hello, world", await activity.RunAsync(new SomeCall(), "world"));
    }

    [Fact]
    public void An_object_is_used_for_every_call_and_a_class_is_made_anew()
    {
        PlainOrchestrator one = new();
        _registry.AddOrchestrator("object", one).AddOrchestrator<PlainOrchestrator>("class");
        IVersionedTaskFactory factory = _registry.BuildFactory();

        Assert.Same(one, MakeOrchestrator(factory, "object"));
        Assert.NotSame(MakeOrchestrator(factory, "class"), MakeOrchestrator(factory, "class"));
    }

    private static ITaskOrchestrator MakeOrchestrator(IVersionedTaskFactory factory, string name) =>
        factory.TryCreateOrchestrator(name, NoServices, out ITaskOrchestrator? made) ? made : throw new KeyNotFoundException(name);

    private Task<object?> RunOrchestrator(string name, object? input) =>
        MakeOrchestrator(_registry.BuildFactory(), name).RunAsync(new BareContext(NullLoggerFactory.Instance), input);

    private Task<object?> RunActivity(string name, object? input) =>
        _registry.BuildFactory().TryCreateActivity(name, NoServices, out ITaskActivity? made)
            ? made.RunAsync(new SomeCall(), input)
            : throw new KeyNotFoundException(name);
}
