namespace HiveFlow.LocalSandbox.Jails;

/// <summary>A jail did not start; the message says why, for the operator.</summary>
internal sealed class JailStartException(string message, Exception? inner = null) : Exception(message, inner);
