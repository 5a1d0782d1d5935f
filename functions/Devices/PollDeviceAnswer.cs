using System.Text.Json.Serialization;
using HiveFlow.Identity.Devices;

namespace HiveFlow.Functions.Devices;

/// <summary>Where a device login stands; always 200.</summary>
/// <param name="Status"><c>pending</c>, <c>approved</c>, <c>denied</c> or <c>expired</c> (unknown and used codes too).</param>
/// <param name="Interval">While pending: seconds to wait before the next poll.</param>
/// <param name="Token">When approved: the API key; given again for 30 seconds.</param>
/// <param name="Error">What was wrong with the request, when it could not be read.</param>
/// <param name="Errors">The same by field.</param>
internal sealed record PollDeviceAnswer(
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Interval = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors = null)
{
    /// <summary>Of a poll.</summary>
    public static PollDeviceAnswer Of(DevicePoll poll) => new(poll.Status, (int?)poll.Interval?.TotalSeconds, poll.Key?.Reveal());
}
