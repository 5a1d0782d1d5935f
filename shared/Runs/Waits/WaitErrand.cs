using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Waits;

/// <summary>
/// Something that is still to be told: that a wait has ended (to its orchestration), or that a decision is asked for (to a person).
/// Written together with what it tells of and removed when it was told, so that no crash keeps anybody waiting.
/// </summary>
/// <param name="Kind">One of <see cref="WaitErrandKinds"/>.</param>
/// <param name="OrganizationId">Whose run.</param>
/// <param name="RunId">The run.</param>
/// <param name="WaitId">The wait.</param>
/// <param name="UserId">The person to tell; null for the orchestration.</param>
/// <param name="DueAt">When it is done again if it is still here.</param>
/// <param name="Tries">How often that was.</param>
public sealed record WaitErrand(
    string Kind, string OrganizationId, string RunId, string WaitId, string? UserId, DateTimeOffset DueAt, int Tries)
{
    /// <summary>Those that are due, over all organizations; they hold nothing but ids.</summary>
    public static readonly Collection<WaitErrand> Collection = new Collection<WaitErrand>("wait_errands", RunsJson.Default.WaitErrand)
        .WithIndex("due", ("dueAt", errand => errand.DueAt));

    /// <summary>The errand's id: one for each wait and receiver.</summary>
    public static string IdOf(string waitId, string? userId) => userId is null ? waitId : $"{waitId}/{userId}";
}
