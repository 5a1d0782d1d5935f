using HiveFlow.Errors;

namespace HiveFlow.Outgoing.Connections;

/// <summary>A failure of <see cref="OutgoingClient"/> on its way through a library that knows exceptions only.</summary>
public sealed class OutgoingException(Error error) : HttpRequestException(error.Message)
{
    /// <summary>One of <see cref="OutgoingErrors"/>, or what the library's caller found in an answer.</summary>
    public Error Error { get; } = error;
}
