namespace HiveFlow.Sandbox.E2B;

/// <summary>The other side does not keep to the wire; becomes <c>sandbox_failed</c> before it leaves this folder.</summary>
internal sealed class WireFormatException(string message) : Exception(message);
