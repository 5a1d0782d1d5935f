using HiveFlow.Identity.Approvals;
using HiveFlow.Runs;

namespace HiveFlow.Functions.Waits;

/// <summary>Says who or what started a run, for people.</summary>
internal static class RunStarters
{
    /// <summary>The person's address, or the trigger.</summary>
    public static async ValueTask<string> NameAsync(ApproverDirectory people, Run run, CancellationToken cancellationToken) =>
        run.UserId is { } user && await people.EmailOfAsync(user, cancellationToken) is { } email ? email
        : run.Trigger switch
        {
            "webhook" => "a webhook",
            "schedule" => "a schedule",
            _ => "somebody who is not here any more",
        };
}
