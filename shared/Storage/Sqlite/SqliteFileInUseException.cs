namespace HiveFlow.Storage.Sqlite;

/// <summary>Another process, or another opening in this one, writes to the database file.</summary>
public sealed class SqliteFileInUseException : Exception
{
    /// <summary>With a default sentence.</summary>
    public SqliteFileInUseException()
        : this("The database is in use by another process.")
    {
    }

    /// <summary>With a sentence.</summary>
    public SqliteFileInUseException(string message)
        : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public SqliteFileInUseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
