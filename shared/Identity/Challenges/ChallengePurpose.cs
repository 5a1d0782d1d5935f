namespace HiveFlow.Identity.Challenges;

/// <summary>What a mailed code confirms.</summary>
internal enum ChallengePurpose
{
    /// <summary>A login whose password was right.</summary>
    Login = 1,

    /// <summary>A new account's address.</summary>
    Registration = 2,

    /// <summary>Somebody registered an address that has an account: its owner is told, and no code opens anything.</summary>
    TakenAddress = 3,

    /// <summary>A second factor given anew within a session.</summary>
    StepUp = 4,
}
