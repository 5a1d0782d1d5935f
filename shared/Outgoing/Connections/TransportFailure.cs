using System.Net.Sockets;
using System.Security.Authentication;
using HiveFlow.Errors;

namespace HiveFlow.Outgoing.Connections;

/// <summary>Says what went wrong on the wire, without the runtime's own texts: those name addresses.</summary>
internal static class TransportFailure
{
    public static Error ToError(Exception exception, string host)
    {
        if (Find<AddressRefusedException>(exception) is { } refused)
        {
            return OutgoingErrors.AddressRefused(refused.Host);
        }

        if (Find<AuthenticationException>(exception) is not null)
        {
            return OutgoingErrors.TlsFailed(host);
        }

        if (Find<SocketException>(exception) is { } socket)
        {
            return OutgoingErrors.Unreachable(host, Describe(socket.SocketErrorCode));
        }

        return (exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => OutgoingErrors.TlsFailed(host),
            HttpRequestError.ConfigurationLimitExceeded => OutgoingErrors.ResponseInvalid("its headers are too large"),
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => OutgoingErrors.ResponseInvalid("it is not valid HTTP"),
            _ => OutgoingErrors.Unreachable(host, "the connection ended before the answer did"),
        };
    }

    private static string Describe(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => "its name has no address",
        SocketError.ConnectionRefused => "it refused the connection",
        SocketError.TimedOut => "it did not take the connection in time",
        SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted => "it broke the connection off",
        _ => "there is no way to it",
    };

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }
}
