namespace HiveFlow.Flows.Validation;

/// <summary>Sentences that both validation and a run use.</summary>
internal static class FaultTexts
{
    public static string UnknownType(string nodeType) => nodeType.Length == 0
        ? "The node says no nodeType."
        : $"The node type {nodeType} cannot be run here; GET /api/nodes/types lists those that can.";
}
