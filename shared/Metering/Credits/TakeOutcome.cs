namespace HiveFlow.Metering.Credits;

/// <summary>What can come of taking from a hot balance.</summary>
internal enum TakeOutcome
{
    /// <summary>There is no balance: it is to be filled.</summary>
    Empty,

    /// <summary>There is too little.</summary>
    TooLittle,

    /// <summary>A limit of the day forbids it.</summary>
    OverLimit,

    /// <summary>It was taken.</summary>
    Taken,

    /// <summary>A slot was asked for with it, and the run can't even queue for one.</summary>
    NoSlot,
}
