using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.LocalSandbox.Wire;

/// <summary>A server stream of the Connect protocol (connectrpc.com/docs/protocol): flags, big-endian length, JSON.</summary>
internal sealed class ConnectStream(HttpContext http)
{
    private const int HeadSize = 5;
    private const byte EndOfStream = 2;

    /// <summary>Reads the one request of the stream.</summary>
    /// <exception cref="WireException">Not one whole, uncompressed frame.</exception>
    public async Task<JsonElement> ReadRequestAsync()
    {
        var bytes = await WireJson.ReadBytesAsync(http.Request, WireJson.MostBody, http.RequestAborted);
        return WireJson.Parse(FrameOf(bytes));
    }

    /// <summary>The JSON of a body that is exactly one frame.</summary>
    /// <exception cref="WireException">It is not.</exception>
    public static ReadOnlyMemory<byte> FrameOf(byte[] body)
    {
        if (body.Length < HeadSize || body[0] != 0 || BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)) != body.Length - HeadSize)
        {
            throw WireException.Invalid("the body must be one uncompressed frame");
        }

        return body.AsMemory(HeadSize);
    }

    /// <summary>Sends the headers; from here on errors go into the last frame.</summary>
    public async Task StartAsync()
    {
        http.Response.StatusCode = 200;
        http.Response.ContentType = "application/connect+json";
        await http.Response.StartAsync(http.RequestAborted);
    }

    /// <summary>Sends a message at once.</summary>
    public Task SendAsync(object message) => SendAsync(0, message);

    /// <summary>Sends the last frame of a good end.</summary>
    public Task EndAsync() => SendAsync(EndOfStream, new { });

    /// <summary>Sends the last frame of a failure.</summary>
    public Task FailAsync(string code, string message) => SendAsync(EndOfStream, new { error = new { code, message } });

    private async Task SendAsync(byte flags, object message)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Writing);
        var writer = http.Response.BodyWriter;
        var head = writer.GetSpan(HeadSize);
        head[0] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(head[1..], (uint)json.Length);
        writer.Advance(HeadSize);
        writer.Write(json);
        await writer.FlushAsync(http.RequestAborted);
    }
}
