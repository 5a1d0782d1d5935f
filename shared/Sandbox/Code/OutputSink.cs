namespace HiveFlow.Sandbox.Code;

/// <summary>Takes output while it is written. Called in order, never concurrently for one run; must return at once.</summary>
/// <param name="stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="text">Any piece of text, not necessarily a line; never part of a character.</param>
public delegate void OutputSink(string stream, string text);
