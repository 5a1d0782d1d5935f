using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.Tests.Sqlite;

/// <summary>A batch that does what a test says.</summary>
internal sealed class DelegateBatch(Action<SqliteSession> apply, bool mayRefuse = false, bool retained = false) : SqliteBatch
{
    public override bool MayRefuse => mayRefuse;

    public override bool IsRetained => retained;

    public override void Apply(SqliteSession session) => apply(session);
}
