namespace HiveFlow.Outgoing.Bodies;

/// <summary>An unpacked answer and the bytes it took on the wire.</summary>
internal sealed record Body(byte[] Bytes, long WireBytes);
