namespace HiveFlow.Processors;

/// <summary>Where a step's lines go: the run's event log, or nowhere.</summary>
public interface IStepLog
{
    /// <summary>A line for the run's log.</summary>
    /// <param name="level">debug, info, warn or error.</param>
    /// <param name="message">Text; cut at 8 KiB.</param>
    void Write(string level, string message);

    /// <summary>A piece of live output.</summary>
    /// <param name="stream">stdout or stderr of code, or answer: what a model writes.</param>
    /// <param name="text">Any piece of text, not necessarily a line.</param>
    void Output(string stream, string text);
}
