using System.Security.Cryptography;
using System.Text;
using HiveFlow.Runs;

namespace HiveFlow.Orchestrations.Subflows;

/// <summary>The id of the run that a subflow node starts: the same at every repetition of the step, another one at its next try.</summary>
internal static class ChildRunId
{
    private const int TimeDigits = 8;
    private const int Digits = 24;

    public static string Of(Run parent, int node, string? iteration, int attempt)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{RunStep.IdOf(parent.Id, node, iteration)}/{attempt}"));
        return string.Concat(parent.Id.AsSpan(0, TimeDigits), Convert.ToHexStringLower(hash).AsSpan(0, Digits - TimeDigits));
    }
}
