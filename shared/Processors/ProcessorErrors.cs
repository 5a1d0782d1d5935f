using HiveFlow.Errors;

namespace HiveFlow.Processors;

/// <summary>Failures of steps that every node type can have.</summary>
public static class ProcessorErrors
{
    /// <summary>A setting, with its expressions resolved, has a value that the node can't work with.</summary>
    public static readonly ErrorCode SettingInvalidCode = new("setting_invalid", ErrorKind.Invalid);

    /// <summary>A comparison between values that have no order, or with a pattern that can't be used.</summary>
    public static readonly ErrorCode NotComparableCode = new("values_not_comparable", ErrorKind.Invalid);

    /// <summary>The target answered with a status that the node does not expect.</summary>
    public static readonly ErrorCode UnexpectedStatusCode = new("http_unexpected_status", ErrorKind.Invalid);

    /// <summary>The target's answer is not JSON although the node asks for it.</summary>
    public static readonly ErrorCode AnswerNotJsonCode = new("http_answer_not_json", ErrorKind.Invalid);

    /// <summary>The code of a code node raised an error.</summary>
    public static readonly ErrorCode CodeFailedCode = new("code_failed", ErrorKind.Invalid);

    internal static Error SettingInvalid(string setting, string rule) => Error.Of(SettingInvalidCode, $"The setting {setting} {rule}.");

    internal static Error NotComparable(string sentence) => Error.Of(NotComparableCode, sentence);

    internal static Error UnexpectedStatus(string method, string host, int status) =>
        Error.Of(UnexpectedStatusCode, $"{method} to {host} was answered with status {status}, which this node does not expect.");

    internal static Error AnswerNotJson(string host) =>
        Error.Of(AnswerNotJsonCode, $"{host} did not answer with valid JSON, which responseType asks for.");

    internal static Error CodeFailed(string sentence) => Error.Of(CodeFailedCode, sentence);
}
