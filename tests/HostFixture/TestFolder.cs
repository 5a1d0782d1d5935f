namespace HiveFlow.HostFixture;

/// <summary>A temporary folder, deleted with all that is in it.</summary>
public sealed class TestFolder : IDisposable
{
    private TestFolder(string path) => Path = path;

    /// <summary>Its whole path.</summary>
    public string Path { get; }

    /// <summary>Makes one.</summary>
    public static TestFolder Create() => new(Directory.CreateTempSubdirectory("hiveflow-test-").FullName);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
