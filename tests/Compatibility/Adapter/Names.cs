// Names that the official test files mention and never use.
namespace Microsoft.DurableTask.Testing.Sidecar.Grpc
{
    internal static class Unused;
}

namespace Grpc.Core
{
    /// <summary>Stands for an error of the official wire, which the embedded engine has none of.</summary>
    public abstract class RpcException : Exception;

    /// <summary>Stands for a status of the official wire.</summary>
    public enum StatusCode
    {
        OK,
    }
}
