using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Processors;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Flows;

/// <summary>The kinds of nodes there are.</summary>
public sealed class NodeTypeFunctions(ProcessorCatalog processors)
{
    /// <summary>Lists node types.</summary>
    [Function("NodeTypes_List")]
    [Access(Access.Read)]
    [FlowUse(FlowUse.Nothing)]
    [Operation("Lists the node types that can run, with a JSON Schema of each one's settings.")]
    [Gives(200, typeof(NodeTypeView), Name = "types", IsList = true)]
    public IResult List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/nodes/types")] HttpRequest request) =>
        Answer.List("types", [.. processors.Types.All.Select(NodeTypeView.Of)], FlowsApiJson.Default.NodeTypeView, null);
}
