using HiveFlow.Errors;

namespace HiveFlow.Storage.ForeignMongo;

/// <summary>
/// Opens a connection to a server that a user names, encrypted already where that is asked for: whoever gives this answers for which
/// addresses may be called. The driver opens none by itself.
/// </summary>
public delegate Task<Result<Stream>> ForeignConnect(string host, int port, CancellationToken cancellationToken);
