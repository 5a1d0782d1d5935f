namespace HiveFlow.Sandbox.E2B;

/// <summary>Takes a piece of a program's output.</summary>
/// <param name="isError">Whether of standard error.</param>
/// <param name="bytes">Any piece; may end inside a character.</param>
internal delegate void CommandOutput(bool isError, ReadOnlySpan<byte> bytes);
