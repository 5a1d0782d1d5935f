namespace HiveFlow.Functions.Live;

/// <summary>Registered by a host that carries WebSockets itself: it answers at <c>/api/live</c>. Azure Functions can't.</summary>
public sealed record OwnSockets;
