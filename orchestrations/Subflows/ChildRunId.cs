using System.Security.Cryptography;
using System.Text;
using HiveFlow.Runs;

namespace HiveFlow.Orchestrations.Subflows;

/// <summary>The id of the run that a step starts: the same at every repetition of the step, another one at a subflow node's next try.</summary>
internal static class ChildRunId
{
    private const int TimeDigits = 8;
    private const int Digits = 24;

    public static string Of(Run parent, int node, string? iteration, int attempt) =>
        Of(parent, $"{RunStep.IdOf(parent.Id, node, iteration)}/{attempt}");

    /// <summary>Of the run that a part of a step starts: an agent's call asks for one run, whichever try of the node it is in.</summary>
    public static string Of(Run parent, int node, string? iteration, string part) =>
        Of(parent, $"{RunStep.IdOf(parent.Id, node, iteration)}/part/{part}");

    private static string Of(Run parent, string what)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(what));
        return string.Concat(parent.Id.AsSpan(0, TimeDigits), Convert.ToHexStringLower(hash).AsSpan(0, Digits - TimeDigits));
    }
}
