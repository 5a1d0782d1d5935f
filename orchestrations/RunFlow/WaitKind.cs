namespace HiveFlow.Orchestrations.RunFlow;

/// <summary>Why a node goes on later.</summary>
public enum WaitKind
{
    /// <summary>It is tried again; also every wait of runs recorded before the kinds were told apart.</summary>
    Unsaid = 0,

    /// <summary>It is over at an instant.</summary>
    Pause = 1,

    /// <summary>Somebody may end it before its instant; the store knows whether anybody has.</summary>
    Answer = 2,
}
