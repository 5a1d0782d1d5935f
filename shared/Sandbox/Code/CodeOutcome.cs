using System.Text.Json;

namespace HiveFlow.Sandbox.Code;

/// <summary>What came of a piece of user code that was run to its end.</summary>
/// <param name="Result">Its result; JSON null when it failed or gave none. At most 4 MiB.</param>
/// <param name="Stdout">What it wrote to standard output, cut at <see cref="SandboxOptions.MaxOutputBytes"/>.</param>
/// <param name="Stderr">What it wrote to standard error, cut likewise.</param>
/// <param name="Error">How it failed; null when it did not.</param>
/// <param name="DurationMs">From when its sandbox was there to the end of the code, in milliseconds.</param>
public sealed record CodeOutcome(JsonElement Result, string Stdout, string Stderr, CodeError? Error, long DurationMs);
