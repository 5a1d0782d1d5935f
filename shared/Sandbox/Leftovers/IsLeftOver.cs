namespace HiveFlow.Sandbox.Leftovers;

/// <summary>Whether nobody needs a sandbox any more, by what it says of itself.</summary>
public delegate ValueTask<bool> IsLeftOver(SandboxLabels labels, CancellationToken cancellationToken);
