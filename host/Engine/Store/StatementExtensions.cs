using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Engine.Store;

/// <summary>Blobs that may be missing.</summary>
internal static class StatementExtensions
{
    public static SqliteStatement BindBlob(this SqliteStatement statement, int parameter, byte[]? value) =>
        value is null ? statement.BindNull(parameter) : statement.Bind(parameter, value.AsSpan());
}
