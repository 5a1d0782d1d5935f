using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Devices;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Devices;

/// <summary>
/// Has a poll's failures answered as polls too. The public command line reads <c>status</c> of whatever comes, and a problem document's
/// is a number: what may go well later (too many, a store away) is <c>pending</c> with a longer interval, anything else <c>expired</c>.
/// </summary>
internal sealed class PollRefusalAttribute : RefusalAttribute
{
    /// <inheritdoc/>
    public override IResult? Of(Error error)
    {
        // A page of a foreign origin is no device.
        if (error.Code.Kind == ErrorKind.Forbidden)
        {
            return null;
        }

        var wait = error.RetryAfter is { } asked && asked > DevicePoll.SlowPace ? asked : DevicePoll.SlowPace;
        var answer = error.Code.Kind is ErrorKind.RateLimited or ErrorKind.Unavailable or ErrorKind.Internal
            ? new PollDeviceAnswer("pending", (int)Math.Ceiling(wait.TotalSeconds))
            : new PollDeviceAnswer("expired", Error: error.Message, Errors: error.Fields.Count > 0 ? error.Fields : null);
        return Answer.Ok(answer, DeviceJson.Default.PollDeviceAnswer);
    }
}
