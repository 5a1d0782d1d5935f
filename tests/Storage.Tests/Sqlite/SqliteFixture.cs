using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.Tests.Sqlite;

/// <summary>A database in a folder of its own, with one table of numbers.</summary>
internal sealed class SqliteFixture : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();

    private SqliteFixture(SqliteOptions? options) =>
        Database = SqliteDatabase.Open((options ?? new SqliteOptions { Path = "-" }) with { Path = Path });

    public string Path => folder.File("test.db");

    public SqliteDatabase Database { get; private set; }

    public static async Task<SqliteFixture> OpenAsync(SqliteOptions? options = null)
    {
        var fixture = new SqliteFixture(options);
        await fixture.Database.SubmitAsync(
            new DelegateBatch(s => s.Run("CREATE TABLE numbers (position INTEGER PRIMARY KEY, number INTEGER UNIQUE) STRICT")));
        return fixture;
    }

    public Task AddAsync(long number, bool retained = false) => Database.SubmitAsync(Adding(number, retained));

    public static DelegateBatch Adding(long number, bool retained = false) => new(s => Add(s, number), retained: retained);

    public static void Add(SqliteSession session, long number) =>
        session.Prepare("INSERT INTO numbers (number) VALUES (?1)").Bind(1, number).Execute();

    public async Task<IReadOnlyList<long>> NumbersAsync() => await Database.ReadAsync(
        static (session, _) =>
        {
            var numbers = new List<long>();
            var statement = session.Prepare("SELECT number FROM numbers ORDER BY position");
            while (statement.Step())
            {
                numbers.Add(statement.GetInt64(0));
            }

            return numbers;
        },
        0,
        CancellationToken.None);

    public async Task ReopenAsync()
    {
        await Database.DisposeAsync();
        Database = SqliteDatabase.Open(new SqliteOptions { Path = Path });
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        folder.Dispose();
    }
}
