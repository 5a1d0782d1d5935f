using HiveFlow.Llm.Calling;
using HiveFlow.ModelServer;
using HiveFlow.Outgoing;
using HiveFlow.Processors.Llm;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Processors.Tests.Llm;

/// <summary>The llm processor, and a model server that it may call.</summary>
internal sealed class LlmHarness : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private LlmHarness(LocalModels models)
    {
        Models = models;
        services = new ServiceCollection()
            .AddOutgoing()
            .AddSingleton(Microsoft.Extensions.Options.Options.Create(new OutgoingOptions { Allow = [models.Authority] }))
            .BuildServiceProvider();
        Client = new LlmClient(services.GetRequiredService<OutgoingClient>(), TimeProvider.System);
    }

    public LocalModels Models { get; }

    public LlmClient Client { get; }

    public static async Task<LlmHarness> StartAsync(params ScriptedAnswer[] answers) => new((await LocalModels.StartAsync()).Then(answers));

    /// <summary>Runs a node; URL in its settings is the server's address.</summary>
    public async Task<StepResult> RunAsync(string settings, IStepLog? log = null, TimeProvider? clock = null)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await new LlmProcessor(Client, clock ?? TimeProvider.System).RunAsync(
            Step.With(settings.Replace("URL", Models.Url, StringComparison.Ordinal), log: log), bound.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Models.DisposeAsync();
    }
}
