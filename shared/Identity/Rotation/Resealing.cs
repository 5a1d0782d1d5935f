namespace HiveFlow.Identity.Rotation;

/// <summary>What became of one record's secrets.</summary>
internal enum Resealing
{
    /// <summary>Nothing was to be done.</summary>
    Current,

    /// <summary>Encrypted anew.</summary>
    Done,

    /// <summary>Not to be opened by any key there is: it stays as it is.</summary>
    Lost,

    /// <summary>Somebody changed it each time; the next round looks at it.</summary>
    Raced,
}
