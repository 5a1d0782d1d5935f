namespace HiveFlow.Metering.Load;

/// <summary>Reads what this process uses now.</summary>
public delegate LoadSample ReadLoad();
