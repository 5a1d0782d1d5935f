using HiveFlow.Errors;

namespace HiveFlow.Functions.Gate;

/// <summary>An exception that means: something this depends on is away or full. The gate answers it with 503.</summary>
/// <param name="Exception">The exception's type, exactly.</param>
/// <param name="Error">What the caller is told, with the time to wait.</param>
public sealed record Outage(Type Exception, Error Error);
