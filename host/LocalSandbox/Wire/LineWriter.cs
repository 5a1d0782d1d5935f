using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace HiveFlow.LocalSandbox.Wire;

/// <summary>One JSON object a line, ASCII only, each sent at once; keep-alives fit in between.</summary>
internal sealed class LineWriter(PipeWriter writer, CancellationToken left) : IAsyncDisposable
{
    private static readonly byte[] KeepAlive = [.. JsonSerializer.SerializeToUtf8Bytes(new { type = "keepalive" }), (byte)'\n'];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Task _keepAlive = Task.CompletedTask;

    /// <summary>Writes a line.</summary>
    public async ValueTask WriteAsync(object line)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(line, WireJson.Writing);
        await _writing.WaitAsync(left);
        try
        {
            writer.Write(json);
            writer.Write("\n"u8);
            await writer.FlushAsync(left);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes a keep-alive unless something is being written; called by a timer.</summary>
    public void TryKeepAlive()
    {
        if (!left.IsCancellationRequested && _writing.Wait(0, CancellationToken.None))
        {
            _keepAlive = KeepAliveAsync();
        }
    }

    /// <summary>To be called when no timer calls any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _keepAlive;
        _writing.Dispose();
    }

    private async Task KeepAliveAsync()
    {
        try
        {
            writer.Write(KeepAlive);
            await writer.FlushAsync(left);
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The client is gone; the execution hears it by itself.
        }
        finally
        {
            _writing.Release();
        }
    }
}
