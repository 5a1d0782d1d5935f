namespace HiveFlow.Sandbox.Code;

/// <summary>How user code failed, in its own language's words.</summary>
/// <param name="Name">The error's type, such as <c>ValueError</c>; <c>ExitCode</c> for a bash script that ends with another code than
/// 0.</param>
/// <param name="Message">Its message; at most 8 KiB.</param>
/// <param name="Traceback">Where in the user's code; at most 32 KiB, may be empty.</param>
public sealed record CodeError(string Name, string Message, string Traceback);
