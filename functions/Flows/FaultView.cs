using System.Text.Json;
using HiveFlow.Flows.Validation;

namespace HiveFlow.Functions.Flows;

/// <summary>One thing that is wrong with a flow.</summary>
/// <param name="Kind">What sort of fault: malformed, tooMany, noStart, invalidId, duplicateId, unknownType, missingSetting, invalidSetting, invalidExpression, invalidPolicy, edgeToNowhere, unknownHandle, loopBody, unknownFlow, cycle, unreachable.</param>
/// <param name="NodeId">The node; null when it is about none.</param>
/// <param name="EdgeId">The connection; null when it is about none.</param>
/// <param name="Field">The path of the field.</param>
/// <param name="Message">One sentence.</param>
public sealed record FaultView(string Kind, string? NodeId, string? EdgeId, string? Field, string Message)
{
    /// <summary>From the validator.</summary>
    internal static FaultView Of(FlowFault fault) => new(
        JsonNamingPolicy.CamelCase.ConvertName(fault.Kind.ToString()), fault.NodeId, fault.EdgeId, fault.Field, fault.Message);
}
