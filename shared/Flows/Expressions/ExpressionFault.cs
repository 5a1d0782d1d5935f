namespace HiveFlow.Flows.Expressions;

/// <summary>Why a text is no expression.</summary>
/// <param name="Position">Where in the whole text, in characters from 0.</param>
/// <param name="Message">One readable sentence.</param>
/// <param name="IsFinal">Whether a longer piece of the text could not mend it.</param>
internal sealed record ExpressionFault(int Position, string Message, bool IsFinal = false);
