using System.Net.Sockets;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Storage.ForeignMongo;
using HiveFlow.Storage.Tests.MongoDocuments;
using MongoDB.Driver;

namespace HiveFlow.Storage.Tests.ForeignMongo;

public sealed class ForeignDatabaseTests
{
    private static readonly Dictionary<string, string> NoTypes = [];

    [ForeignMongoFact]
    public async Task Documents_are_inserted_once_found_and_updated()
    {
        var server = Server();
        var name = $"foreign_{Guid.NewGuid():N}";
        JsonElement[] documents = [Json("""{"n":1,"who":"ada"}"""), Json("""{"n":2,"who":"bob"}""")];

        var first = await ForeignDatabase.InsertAsync(server, name, documents, NoTypes, "run1/node1/0", default);
        var again = await ForeignDatabase.InsertAsync(server, name, documents, NoTypes, "run1/node1/0", default);
        var updated = await ForeignDatabase.UpdateAsync(
            server, new ForeignUpdate(name, [Is("who", "\"ada\"")], NoTypes, new Dictionary<string, JsonElement> { ["deep.x"] = Json("5") }, ["who"], Many: false, Upsert: false), default);
        var found = await ForeignDatabase.FindAsync(server, new ForeignFind(name, [], NoTypes, ["n", "deep"], [("n", true)], 10), default);
        var byId = await ForeignDatabase.FindAsync(
            server,
            new ForeignFind(name, [Is("_id", first.Value.GetProperty("ids")[0].GetRawText())], new Dictionary<string, string> { ["_id"] = "objectId" }, ["n"], [], 10),
            default);

        Assert.Equal(first.Value.GetRawText(), again.Value.GetRawText());
        Assert.Equal("""{"matched":1,"modified":1,"upsertedId":null}""", updated.Value.GetRawText());
        Assert.Equal([2, 1], found.Value.EnumerateArray().Select(d => d.GetProperty("n").GetInt32()));
        Assert.Equal(5, found.Value[1].GetProperty("deep").GetProperty("x").GetInt32());
        Assert.Equal(1, Assert.Single(byId.Value.EnumerateArray()).GetProperty("n").GetInt32());
        await new MongoClient(NeedsMongoAttribute.ConnectionString).GetDatabase(server.Database).DropCollectionAsync(name);
    }

    [ForeignMongoFact]
    public async Task A_wrong_password_and_a_taken_id_are_refusals()
    {
        var server = Server();
        var name = $"foreign_{Guid.NewGuid():N}";
        JsonElement[] twice = [Json("""{"_id":"a"}"""), Json("""{"_id":"a"}""")];

        Assert.Equal(ForeignMongoErrors.RefusedCode, (await ForeignDatabase.InsertAsync(server, name, twice, NoTypes, "k", default)).Error!.Code);
        var wrong = server with { Password = new Secret("canary") };
        var refused = await ForeignDatabase.FindAsync(wrong, new ForeignFind(name, [], NoTypes, [], [], 1), default);
        Assert.Equal(ForeignMongoErrors.RefusedCode, refused.Error!.Code);
        Assert.DoesNotContain("canary", refused.Error.Message, StringComparison.Ordinal);
        await new MongoClient(NeedsMongoAttribute.ConnectionString).GetDatabase(server.Database).DropCollectionAsync(name);
    }

    [Fact]
    public async Task A_connection_that_is_refused_ends_the_operation_at_once_with_its_reason()
    {
        var reason = RequestErrors.NotFound("way");
        var asked = 0;
        var server = new ForeignServer([("db.example.com", 27017), ("db2.example.com", 27017)], "rs0", "shop", "me", new Secret("canary"), "admin", (_, _, _) =>
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult<Result<Stream>>(reason);
        }, TimeSpan.FromSeconds(5));

        var found = await ForeignDatabase.FindAsync(server, new ForeignFind("orders", [], NoTypes, [], [], 1), default).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(reason.Code, found.Error!.Code);
        Assert.True(asked > 0);
        Assert.Equal(reason.Code, (await ForeignDatabase.PingAsync(server, default).WaitAsync(TimeSpan.FromSeconds(60))).Error!.Code);
    }

    [Fact]
    public async Task A_server_that_takes_the_connection_and_never_answers_is_given_up_after_the_operations_time()
    {
        var silent = new Silence();
        var server = new ForeignServer([("db.example.com", 27017)], null, "shop", "me", new Secret("canary"), "admin",
            (_, _, _) => Task.FromResult<Result<Stream>>(silent), TimeSpan.FromMilliseconds(200));

        var pinged = await ForeignDatabase.PingAsync(server, default).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(ForeignMongoErrors.UnavailableCode, pinged.Error!.Code);
    }

    [ForeignMongoFact]
    public async Task A_ping_says_whether_the_account_is_good()
    {
        Assert.True((await ForeignDatabase.PingAsync(Server(), default)).IsSuccess);
        var wrong = await ForeignDatabase.PingAsync(Server() with { Password = new Secret("canary") }, default);
        Assert.Equal(ForeignMongoErrors.RefusedCode, wrong.Error!.Code);
    }

    [Fact]
    public async Task A_server_that_is_no_MongoDB_is_unavailable_and_hears_no_password()
    {
        var said = new MemoryStream();
        var hangup = new Hangup(said);
        var server = new ForeignServer([("db.example.com", 27017)], null, "shop", "me", new Secret("canary"), "admin",
            (_, _, _) => Task.FromResult<Result<Stream>>(hangup), TimeSpan.FromSeconds(60));

        var finding = ForeignDatabase.FindAsync(server, new ForeignFind("orders", [], NoTypes, [], [], 1), default);
        await hangup.Heard.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(ForeignMongoErrors.UnavailableCode, (await finding.WaitAsync(TimeSpan.FromSeconds(60))).Error!.Code);
        lock (said)
        {
            Assert.True(said.Length > 0);
            Assert.DoesNotContain("canary", System.Text.Encoding.Latin1.GetString(said.ToArray()), StringComparison.Ordinal);
        }
    }

    private static ForeignServer Server()
    {
        var url = new MongoUrl(NeedsMongoAttribute.ConnectionString);
        return new ForeignServer(
            [.. url.Servers.Select(s => (s.Host, s.Port))], url.ReplicaSetName, "hiveflow_foreign", url.Username, new Secret(url.Password), url.AuthenticationSource ?? "admin",
            async (host, port, token) =>
            {
                var client = new TcpClient();
                await client.ConnectAsync(host, port, token);
                return (Stream)client.GetStream();
            },
            TimeSpan.FromSeconds(20));
    }

    private static ForeignCondition Is(string field, string value) => new(field, "eq", Json(value));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    /// <summary>Takes what it is told and says nothing, however long.</summary>
    private sealed class Silence : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return 0;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }

    /// <summary>Takes what it is told, and ends when it has heard something.</summary>
    private sealed class Hangup(MemoryStream said) : Stream
    {
        private readonly TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Heard => heard.Task;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await heard.Task.WaitAsync(cancellationToken);
            return 0;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            lock (said)
            {
                said.Write(buffer.Span);
            }

            heard.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
