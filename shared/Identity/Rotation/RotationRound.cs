using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Rotation;

/// <summary>How far a round over all secrets of identity is.</summary>
/// <param name="Keys">The ids of the keys it is made with; with others, another begins.</param>
internal sealed record RotationRound(string Keys)
{
    public const string Id = "factor-keys";

    public static readonly Collection<RotationRound> Collection = new("identity_rotation", IdentityJson.Default.RotationRound);

    /// <summary>Whether the authenticators are done.</summary>
    public bool IsAtConnections { get; init; }

    /// <summary>The next page; null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Records it has seen.</summary>
    public int Seen { get; init; }

    /// <summary>Of these: encrypted anew.</summary>
    public int Done { get; init; }

    /// <summary>Of these: of a key that is not there.</summary>
    public int Lost { get; init; }

    /// <summary>Of these: changed by somebody each time.</summary>
    public int Raced { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>One more.</summary>
    public RotationRound Count(Resealing one) => this with
    {
        Seen = Seen + 1,
        Done = Done + (one == Resealing.Done ? 1 : 0),
        Lost = Lost + (one == Resealing.Lost ? 1 : 0),
        Raced = Raced + (one == Resealing.Raced ? 1 : 0),
    };
}
