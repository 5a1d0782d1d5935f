using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>A finished JSON answer; sent once.</summary>
public sealed class JsonAnswer : IResult
{
    private const string ContentType = "application/json; charset=utf-8";
    private readonly PooledBuffer body;
    private readonly int status;

    internal JsonAnswer(PooledBuffer body, int status)
    {
        this.body = body;
        this.status = status;
    }

    /// <summary>The path of what was made, for 201 and 202; null sends no Location.</summary>
    public string? Location { get; init; }

    /// <summary>Whether it was given before, to the same request.</summary>
    internal bool IsReplayed { get; set; }

    /// <summary>HTTP status.</summary>
    internal int Status => status;

    /// <summary>The JSON, until it is sent.</summary>
    internal ReadOnlyMemory<byte> Body => body.Written;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (IsReplayed)
        {
            response.Headers["Idempotent-Replayed"] = "true";
        }

        using (body)
        {
            await response.Body.WriteAsync(body.Written, httpContext.RequestAborted);
        }
    }
}
