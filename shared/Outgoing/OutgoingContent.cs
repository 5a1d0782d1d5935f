namespace HiveFlow.Outgoing;

/// <summary>A body that is streamed and never held in memory.</summary>
/// <param name="Length">Its bytes, exactly.</param>
/// <param name="Open">Opens it from its beginning; again for a redirect that repeats it. The client disposes it.</param>
public sealed record OutgoingContent(long Length, Func<CancellationToken, Task<Stream>> Open);
