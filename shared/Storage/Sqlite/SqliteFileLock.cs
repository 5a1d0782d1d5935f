namespace HiveFlow.Storage.Sqlite;

/// <summary>
/// An exclusive lock on a file beside the database (flock on Unix), held as long as the database is open and given back by the
/// kernel when the process dies. The file itself stays: deleting it would let two processes lock two files of one name.
/// </summary>
internal sealed class SqliteFileLock : IDisposable
{
    private readonly FileStream stream;

    private SqliteFileLock(FileStream stream) => this.stream = stream;

    public static SqliteFileLock Take(string databasePath)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var path = databasePath + ".lock";
        try
        {
            return new SqliteFileLock(new FileStream(path, options));
        }
        catch (IOException failure) when (failure is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            throw new SqliteFileInUseException($"{databasePath} is in use by another process ({path} is locked).", failure);
        }
    }

    public void Dispose() => stream.Dispose();
}
