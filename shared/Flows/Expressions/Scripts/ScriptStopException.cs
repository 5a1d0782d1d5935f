namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>Leaves a running script from within a guard; scripts cannot catch it.</summary>
internal sealed class ScriptStopException(string message, bool isLimit) : Exception(message)
{
    /// <summary>Whether a limit was reached; otherwise the script did something that it may not.</summary>
    public bool IsLimit => isLimit;

    public static ScriptStopException Limit(string message) => new(message, isLimit: true);

    public static ScriptStopException Refused(string message) => new(message, isLimit: false);
}
