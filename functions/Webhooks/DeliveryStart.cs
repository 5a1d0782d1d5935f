namespace HiveFlow.Functions.Webhooks;

/// <summary>How the start of a delivery's run ended.</summary>
internal enum DeliveryStart
{
    /// <summary>The run is on disk.</summary>
    Started,

    /// <summary>Not now; it is tried again.</summary>
    PutOff,

    /// <summary>Never: the delivery is parked with the reason.</summary>
    Parked,
}
