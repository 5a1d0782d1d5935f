using System.Text.Json;

namespace HiveFlow.Functions.Gate;

/// <summary>One JSON writer a thread, so that an answer costs no writer.</summary>
internal static class JsonText
{
    [ThreadStatic]
    private static Utf8JsonWriter? cached;

    /// <summary>Takes the thread's writer, on the buffer. Give it back with <see cref="Return"/> on the same thread.</summary>
    public static Utf8JsonWriter Rent(PooledBuffer buffer)
    {
        var writer = cached ?? new Utf8JsonWriter(buffer);
        cached = null;
        writer.Reset(buffer);
        return writer;
    }

    /// <summary>Gives a writer back; what it wrote is in the buffer then.</summary>
    public static void Return(Utf8JsonWriter writer)
    {
        writer.Flush();
        writer.Reset(Stream.Null);
        cached = writer;
    }
}
