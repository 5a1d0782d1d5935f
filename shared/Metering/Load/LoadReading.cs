namespace HiveFlow.Metering.Load;

/// <summary>How busy this instance is, as shares from 0 to 1.</summary>
/// <param name="Processor">Of all its processors' time, over the last second or more.</param>
/// <param name="Memory">Of the memory it may hold.</param>
/// <param name="IsOver">Whether new runs are queued rather than started because of it.</param>
public sealed record LoadReading(double Processor, double Memory, bool IsOver);
