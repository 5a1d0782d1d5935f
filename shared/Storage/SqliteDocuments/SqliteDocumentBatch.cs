using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.SqliteDocuments;

/// <summary>An atomic set of document writes. A single one needs no savepoint: a refused statement changed nothing.</summary>
/// <param name="writes">In order.</param>
/// <param name="retained">Whether the submitter has gone on, so that a refusal can only be a bug.</param>
internal sealed class SqliteDocumentBatch(SqliteRowWrite[] writes, bool retained) : SqliteBatch
{
    /// <summary>How it ended; set when the batch's task has ended well.</summary>
    public WriteResult Result { get; private set; }

    public override bool MayRefuse => writes.Length > 1 && !retained;

    public override bool IsRetained => retained;

    public override void Apply(SqliteSession session)
    {
        for (var i = 0; i < writes.Length; i++)
        {
            Result = Apply(session, writes[i]) with { FailedIndex = i };
            if (Result.IsApplied)
            {
                continue;
            }

            if (retained)
            {
                throw new InvalidOperationException($"A write ahead to {writes[i].Table.Collection.Name} was refused: {Result.Outcome}.");
            }

            if (MayRefuse)
            {
                session.Refuse();
            }

            return;
        }

        Result = new WriteResult(WriteOutcome.Applied);
    }

    private static WriteResult Apply(SqliteSession session, in SqliteRowWrite row) => row.Write.Kind switch
    {
        DocumentWriteKind.Insert => Insert(session, row),
        DocumentWriteKind.Delete => Delete(session, row),
        DocumentWriteKind.Increment => Increment(session, row),
        DocumentWriteKind.Check => Check(session, row),
        _ => Update(session, row),
    };

    private static WriteResult Insert(SqliteSession session, in SqliteRowWrite row)
    {
        var insert = session.Prepare(row.Table.Insert)
            .Bind(1, row.Write.Id)
            .Bind(2, row.Write.Tenant.Key)
            .Bind(3, row.Expires)
            .BindUtf8(4, row.Write.Json.Span);
        for (var i = 0; i < row.Values.Length; i++)
        {
            SqliteIndexValue.Bind(insert, i + 5, row.Values[i]);
        }

        return insert.Execute() == 1 ? new WriteResult(WriteOutcome.Applied) : Duplicate(session, row);
    }

    private static WriteResult Delete(SqliteSession session, in SqliteRowWrite row)
    {
        var write = row.Write;
        if (write.ExpectedVersion is not { } version)
        {
            session.Prepare(row.Table.Delete).Bind(1, write.Id).Bind(2, write.Tenant.Key).Execute();
            return new WriteResult(WriteOutcome.Applied);
        }

        var deleted = session.Prepare(row.Table.DeleteVersion).Bind(1, write.Id).Bind(2, write.Tenant.Key).Bind(3, version).Execute();
        return new WriteResult(deleted == 1 ? WriteOutcome.Applied : WriteOutcome.VersionMismatch);
    }

    private static WriteResult Check(SqliteSession session, in SqliteRowWrite row)
    {
        var there = session.Prepare(row.Table.Locate).Bind(1, row.Write.Id);
        var isMet = there.Step() && there.GetString(1) == row.Write.Tenant.Key && there.GetInt64(2) == row.Write.ExpectedVersion;
        there.Reset();
        return new WriteResult(isMet ? WriteOutcome.Applied : WriteOutcome.VersionMismatch);
    }

    private static WriteResult Increment(SqliteSession session, in SqliteRowWrite row)
    {
        var changed = session.Prepare(row.Table.Increment)
            .Bind(1, row.Write.Id)
            .Bind(2, row.Write.Tenant.Key)
            .Bind(3, ((Counter)row.Write.Document!).Value)
            .BindUtf8(4, row.Write.Json.Span)
            .Execute();
        return new WriteResult(changed == 1 ? WriteOutcome.Applied : WriteOutcome.VersionMismatch);
    }

    /// <summary>Replaces, touching only the indexes whose values changed; an upsert of what is not there inserts.</summary>
    private static WriteResult Update(SqliteSession session, in SqliteRowWrite row)
    {
        var write = row.Write;
        var there = session.Prepare(row.Table.Locate).Bind(1, write.Id);
        if (!there.Step())
        {
            return write.Kind == DocumentWriteKind.Upsert ? Insert(session, row) : new WriteResult(WriteOutcome.VersionMismatch);
        }

        var key = there.GetInt64(0);
        var mine = there.GetString(1) == write.Tenant.Key;
        var version = there.GetInt64(2);
        var changed = ChangedIndexes(there, row);
        there.Reset();
        if (!mine || (write.Kind == DocumentWriteKind.Replace && write.ExpectedVersion != version))
        {
            return new WriteResult(WriteOutcome.VersionMismatch);
        }

        var update = session.Prepare(row.Table.Update(changed)).Bind(1, key).Bind(2, version + 1).Bind(3, row.Expires).BindUtf8(
            4, write.Json.Span);
        var parameter = 5;
        for (var i = 0; i < row.Table.FirstColumn.Length; i++)
        {
            if ((changed & (1L << i)) == 0)
            {
                continue;
            }

            for (var field = 0; field < row.Table.Collection.Indexes[i].Fields.Count; field++)
            {
                SqliteIndexValue.Bind(update, parameter++, row.Values[row.Table.FirstColumn[i] + field]);
            }
        }

        return update.Execute() == 1 ? new WriteResult(WriteOutcome.Applied) : Duplicate(session, row);
    }

    private static long ChangedIndexes(SqliteStatement there, in SqliteRowWrite row)
    {
        var changed = 0L;
        for (var i = 0; i < row.Table.FirstColumn.Length; i++)
        {
            for (var field = 0; field < row.Table.Collection.Indexes[i].Fields.Count; field++)
            {
                var column = row.Table.FirstColumn[i] + field;
                if (SqliteIndexValue.Read(there, column + 3) != row.Values[column])
                {
                    changed |= 1L << i;
                    break;
                }
            }
        }

        return changed;
    }

    /// <summary>Which of the unique indexes stopped a write.</summary>
    private static WriteResult Duplicate(SqliteSession session, in SqliteRowWrite row)
    {
        for (var i = 0; i < row.Table.Finds.Count; i++)
        {
            var index = row.Table.Collection.Indexes[i];
            var values = row.Values.AsSpan(row.Table.FirstColumn[i], index.Fields.Count);
            if (row.Table.Finds[i] is not { } find || values.Contains(IndexValue.None))
            {
                continue;
            }

            var other = session.Prepare(find).Bind(1, row.Write.Tenant.Key);
            for (var field = 0; field < values.Length; field++)
            {
                SqliteIndexValue.Bind(other, field + 2, values[field]);
            }

            var taken = other.Step() && other.GetString(0) != row.Write.Id;
            other.Reset();
            if (taken)
            {
                return new WriteResult(WriteOutcome.Duplicate, IndexName: index.Name);
            }
        }

        return new WriteResult(WriteOutcome.Duplicate, IndexName: StoredName.Id);
    }
}
