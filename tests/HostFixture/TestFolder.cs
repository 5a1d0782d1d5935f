namespace HiveFlow.HostFixture;

/// <summary>A temporary folder, deleted with all that is in it.</summary>
public sealed class TestFolder : IDisposable
{
    private const int MostAttempts = 100;

    private TestFolder(string path) => Path = path;

    /// <summary>Its whole path.</summary>
    public string Path { get; }

    /// <summary>Makes one.</summary>
    public static TestFolder Create() => new(Directory.CreateTempSubdirectory("hiveflow-test-").FullName);

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var attempt = 1; Directory.Exists(Path); attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (attempt < MostAttempts)
            {
                // What is just ending has put something there in between.
            }
        }
    }
}
