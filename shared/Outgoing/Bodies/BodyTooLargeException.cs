namespace HiveFlow.Outgoing.Bodies;

/// <summary>Carries the limit's refusal through the unpacking streams; never leaves this project.</summary>
internal sealed class BodyTooLargeException() : IOException("Over the size limit.");
