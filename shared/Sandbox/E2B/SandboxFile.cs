namespace HiveFlow.Sandbox.E2B;

/// <summary>A file to write.</summary>
/// <param name="Path">Absolute path in the sandbox.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record SandboxFile(string Path, ReadOnlyMemory<byte> Content);
