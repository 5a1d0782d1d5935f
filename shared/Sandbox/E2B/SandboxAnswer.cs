using System.Net;

namespace HiveFlow.Sandbox.E2B;

/// <summary>A whole answer.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Its bytes.</param>
internal sealed record SandboxAnswer(HttpStatusCode Status, byte[] Body)
{
    /// <summary>2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}
