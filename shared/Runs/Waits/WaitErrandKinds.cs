namespace HiveFlow.Runs.Waits;

/// <summary>What there is to tell of waits.</summary>
public static class WaitErrandKinds
{
    /// <summary>To the orchestration: look at the wait again.</summary>
    public const string Wake = "wake";

    /// <summary>To a person: your decision is asked for.</summary>
    public const string Mail = "mail";
}
