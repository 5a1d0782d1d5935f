namespace HiveFlow.Functions.OpenApi;

/// <summary>The function reads an <c>Idempotency-Key</c> itself, because what it starts has its id from it; see <see cref="Gate.IdempotentAttribute"/> for all others.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesIdempotencyKeyAttribute : Attribute;
