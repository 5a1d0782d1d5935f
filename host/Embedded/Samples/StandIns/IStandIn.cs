using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples.StandIns;

/// <summary>
/// A real server on loopback, on a free port, that plays a system outside for as long as a sample is shown. Only the sample runner starts one, and
/// never in production.
/// </summary>
internal interface IStandIn : IAsyncDisposable
{
    /// <summary>Where it listens.</summary>
    Uri Address { get; }

    /// <summary>What its clients have to know; made anew at every start.</summary>
    string Secret { get; }

    /// <summary>What it was told, in order, the last few hundred.</summary>
    IReadOnlyCollection<JsonObject> Received { get; }
}
