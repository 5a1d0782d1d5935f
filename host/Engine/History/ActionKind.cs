namespace HiveFlow.Engine.History;

/// <summary>What an orchestrator can ask for. The numbers stand in histories: never change or reuse one.</summary>
internal enum ActionKind : byte
{
    Activity = 1,
    Timer = 2,
    Child = 3,
    SendEvent = 4,
}
