namespace HiveFlow.Sandbox.E2B;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; -1 when a signal ended it.</param>
/// <param name="HasExited">Whether it ended by itself.</param>
/// <param name="Status">In words: <c>exit status 7</c>, <c>signal: killed</c>.</param>
internal sealed record CommandEnd(int ExitCode, bool HasExited, string Status);
