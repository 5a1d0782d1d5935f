using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.SqliteDocuments;

/// <summary>Index values as columns.</summary>
internal static class SqliteIndexValue
{
    public static void Bind(SqliteStatement statement, int parameter, IndexValue value)
    {
        if (value.Text is { } text)
        {
            statement.Bind(parameter, text);
        }
        else
        {
            statement.Bind(parameter, value.Number ?? SqliteTable.None);
        }
    }

    public static IndexValue Read(SqliteStatement statement, int column)
    {
        if (!statement.IsInteger(column))
        {
            return statement.GetString(column);
        }

        var number = statement.GetInt64(column);
        return number == SqliteTable.None ? IndexValue.None : number;
    }
}
