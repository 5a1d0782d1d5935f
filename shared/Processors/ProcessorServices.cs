using HiveFlow.Mcp.Calling;
using HiveFlow.Processors.Agents;
using HiveFlow.Processors.Aggregation;
using HiveFlow.Processors.Code;
using HiveFlow.Processors.Conditions;
using HiveFlow.Processors.Crypto;
using HiveFlow.Processors.Csv;
using HiveFlow.Processors.Data;
using HiveFlow.Processors.Database;
using HiveFlow.Processors.Dates;
using HiveFlow.Processors.Email;
using HiveFlow.Processors.Files;
using HiveFlow.Processors.Html;
using HiveFlow.Processors.Http;
using HiveFlow.Processors.Json;
using HiveFlow.Processors.Llm;
using HiveFlow.Processors.Loops;
using HiveFlow.Processors.Mcp;
using HiveFlow.Processors.Replies;
using HiveFlow.Processors.Subflows;
using HiveFlow.Processors.Templates;
using HiveFlow.Processors.Triggers;
using HiveFlow.Processors.Waiting;
using HiveFlow.Processors.Webhooks;
using HiveFlow.Processors.Xml;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Processors;

/// <summary>Registers the node types that can run.</summary>
public static class ProcessorServices
{
    /// <summary>
    /// Adds every processor, the <see cref="ProcessorCatalog"/> and its node types. Needs the outgoing client, mail, the code runner,
    /// files and MCP servers, which their own capabilities add.
    /// </summary>
    public static IServiceCollection AddProcessors(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        Add<TriggerProcessor>(services);
        Add<SetProcessor>(services);
        Add<TemplateProcessor>(services);
        Add<MergeProcessor>(services);
        Add<FilterProcessor>(services);
        Add<AggregateProcessor>(services);
        Add<JsonProcessor>(services);
        Add<CsvProcessor>(services);
        Add<XmlProcessor>(services);
        Add<HtmlProcessor>(services);
        Add<DateTimeProcessor>(services);
        Add<CryptoProcessor>(services);
        Add<ConditionProcessor>(services);
        Add<SwitchProcessor>(services);
        Add<HttpProcessor>(services);
        Add<WebhookOutProcessor>(services);
        Add<EmailProcessor>(services);
        Add<DatabaseProcessor>(services);
        Add<LlmProcessor>(services);
        Add<AgentProcessor>(services);
        Add<McpToolProcessor>(services);
        Add<CodeProcessor>(services);
        Add<LoopProcessor>(services);
        Add<MapProcessor>(services);
        Add<SubflowProcessor>(services);
        Add<DelayProcessor>(services);
        Add<WaitProcessor>(services);
        Add<RespondProcessor>(services);
        Add<FileProcessor>(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(AgentTurn.Collection));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(AgentResult.Collection));
        // Asked for when they are used: the catalog of node types needs no store.
        services.TryAddSingleton(provider => new Conversations(provider.GetRequiredService<IDocumentStore>));
        services.TryAddSingleton(provider => new McpOffers(provider.GetRequiredService<McpTools>));
        services.TryAddSingleton(provider => new FlowOffers(provider.GetRequiredService<FindFlowTool>));
        services.TryAddSingleton<AgentTools>();
        services.TryAddSingleton<ProcessorCatalog>();
        services.TryAddSingleton(provider => provider.GetRequiredService<ProcessorCatalog>().Types);
        return services;
    }

    private static void Add<TProcessor>(IServiceCollection services)
        where TProcessor : class, IProcessor =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IProcessor, TProcessor>());
}
