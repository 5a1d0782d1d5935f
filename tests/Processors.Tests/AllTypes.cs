using HiveFlow.Flows;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Flows.Validation;
using HiveFlow.Llm;
using HiveFlow.Mail;
using HiveFlow.Mcp;
using HiveFlow.Outgoing;
using HiveFlow.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Processors.Tests;

/// <summary>The node types as the host registers them.</summary>
internal static class AllTypes
{
    public static readonly NodeTypeCatalog Catalog = new ServiceCollection()
        .AddOutgoing()
        .AddMail()
        .Configure<MailOptions>(o => o.PickupFolder = Path.Combine(AppContext.BaseDirectory, "mail"))
        .AddSingleton(TimeProvider.System)
        .AddLogging()
        .AddSandbox()
        .AddLlm()
        .AddMcp()
        .AddSingleton(OwnFiles.Shared.Shelf)
        .AddProcessors()
        .BuildServiceProvider()
        .GetRequiredService<NodeTypeCatalog>();

    public static readonly FlowValidator Validator = new(
        Catalog, new ExpressionEvaluator(new ExpressionLimits(), TimeProvider.System), Microsoft.Extensions.Options.Options.Create(new FlowsOptions()));
}
