namespace HiveFlow.Audit;

/// <summary>Who did something, and from where. Holds no credential.</summary>
public sealed record AuditActor
{
    /// <summary>The person, 24 hex digits; null for anonymous requests and for HiveFlow itself.</summary>
    public string? UserId { get; init; }

    /// <summary>The API key used, 24 hex digits; null for a session.</summary>
    public string? KeyId { get; init; }

    /// <summary>A readable name: the person's address, <c>anonymous</c>, or the job's name. At most 254 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The client's IP address; null for HiveFlow itself.</summary>
    public string? Address { get; init; }

    /// <summary>The request's <c>X-Request-Id</c>; null for HiveFlow itself.</summary>
    public string? RequestId { get; init; }

    /// <summary>Somebody who has not logged in.</summary>
    public static AuditActor Anonymous(string? address, string? requestId) =>
        new() { Name = "anonymous", Address = address, RequestId = requestId };

    /// <summary>HiveFlow itself.</summary>
    /// <param name="job">Which job of it, for example <c>retention</c>.</param>
    public static AuditActor System(string job) => new() { Name = job };
}
