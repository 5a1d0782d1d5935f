namespace HiveFlow.Metering.Queueing;

/// <summary>What came of asking for a slot.</summary>
public enum SlotOutcome
{
    /// <summary>It was taken: the run may begin.</summary>
    Taken = 0,

    /// <summary>The run has it already.</summary>
    Had = 1,

    /// <summary>None is free, or others come first: the run is to be queued, or is already.</summary>
    Queue = 2,

    /// <summary>None is free, and its organization has as many queued as it may.</summary>
    OrganizationFull = 3,

    /// <summary>None is free, and as many are queued as the system takes.</summary>
    SystemFull = 4,
}
