using System.Net.Sockets;
using Garnet;
using Garnet.server;
using HiveFlow.Host.Functions;
using Tsavorite.core;

namespace HiveFlow.Host.Redis;

/// <summary>
/// The Redis server this process carries: Garnet on a Unix socket that only this user can open, its data in an append-only
/// file and what exceeds its small memory on disk. It starts beside the rest of the host; clients connect when it is there.
/// </summary>
internal sealed class EmbeddedRedis : IAsyncDisposable
{
    // sockaddr_un holds 108 bytes with the final zero.
    private const int LongestSocketPath = 107;
    private readonly Task<GarnetServer> starting;
    private readonly string? socketFolder;

    private EmbeddedRedis(string socket, string? socketFolder, string folder)
    {
        this.socketFolder = socketFolder;
        ConnectionString = "!" + socket;
        starting = Task.Run(() => Start(socket, folder));
    }

    /// <summary>How StackExchange.Redis reaches it.</summary>
    public string ConnectionString { get; }

    /// <summary>Begins the start; data lies in <paramref name="folder"/>.</summary>
    public static EmbeddedRedis Begin(string folder)
    {
        Directory.CreateDirectory(folder);
        var socket = Path.Combine(folder, "redis.sock");
        if (System.Text.Encoding.UTF8.GetByteCount(socket) <= LongestSocketPath)
        {
            return new EmbeddedRedis(socket, null, folder);
        }

        // A path too long for a socket: a folder of our own (mode 700) among the temporary ones.
        var elsewhere = Directory.CreateTempSubdirectory("hiveflow-").FullName;
        return new EmbeddedRedis(Path.Combine(elsewhere, "redis.sock"), elsewhere, folder);
    }

    /// <summary>Waits until it takes connections.</summary>
    /// <exception cref="StartupException">It cannot start.</exception>
    public async Task StartedAsync()
    {
        try
        {
            await starting;
        }
        catch (Exception fault)
        {
            throw new StartupException(
                [$"The Redis server of this process cannot start on its data: {fault.Message} Without the folder 'redis' of the data folder it begins anew."]);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await starting.ContinueWith(static _ => { }, TaskScheduler.Default);
        if (starting.IsCompletedSuccessfully)
        {
            (await starting).Dispose();
        }

        if (socketFolder is not null)
        {
            Directory.Delete(socketFolder, recursive: true);
        }
    }

    private static GarnetServer Start(string socket, string folder)
    {
        File.Delete(socket);
        var server = new GarnetServer(Options(socket, folder), null, null, false);
        server.Start();
        return server;
    }

    private static GarnetServerOptions Options(string socket, string folder) => new(null)
    {
        QuietMode = true,
        EndPoints = [new UnixDomainSocketEndPoint(socket)],
        UnixSocketPath = socket,
        UnixSocketPermission = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        DeviceType = DeviceType.RandomAccess,
        LogDir = folder,
        CheckpointDir = folder,
        Recover = true,
        EnableStorageTier = true,
        LogMemorySize = "16m",
        PageSize = "512k",
        SegmentSize = "16m",
        ObjectLogSegmentSize = "16m",
        IndexMemorySize = "1m",
        BufferPoolMemoryBudget = "16m",
        EnableAOF = true,
        AofMemorySize = "4m",
        AofPageSize = "1m",
        AofSegmentSize = "16m",
        AofSizeLimit = "64m",
        CommitFrequencyMs = 100,
        MaxDatabases = 1,
        NetworkConnectionLimit = 64,
        EnableLua = true,

        // A script holds its keys from begin to end, as on Redis; otherwise two of them could each read before the other writes.
        LuaTransactionMode = true,
        LuaOptions = new LuaOptions(LuaMemoryManagementMode.Native, string.Empty, Timeout.InfiniteTimeSpan, LuaLoggingMode.Silent, []),
    };
}
