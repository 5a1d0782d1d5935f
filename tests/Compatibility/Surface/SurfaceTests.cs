namespace HiveFlow.Compatibility.Surface;

public sealed class SurfaceTests : IDisposable
{
    private const string OurAssembly = "HiveFlow.ProgrammingModel.dll";

    // Not offered by the embedded engine, so that nobody derives from it.
    private static readonly HashSet<string> Beyond = ["DurableTask.Core.History.HistoryEvent"];

    private static readonly string Folder = AppContext.BaseDirectory;

    private readonly PublicSurface _ours = new([Path.Combine(Folder, OurAssembly)], []);

    private readonly PublicSurface _official = new(
        [.. PublicSurface.Dlls(Folder).Where(IsOfficial)], PublicSurface.Dlls(Folder));

    [Fact]
    public void Every_public_type_is_an_official_one_of_the_same_kind()
    {
        Assert.Contains("Microsoft.DurableTask.TaskOrchestrationContext", _ours.Types);
        Assert.Empty(_ours.Types
            .Where(type => _ours.Kind(type) != _official.Kind(type))
            .Select(type => $"{type}: ours is {_ours.Kind(type)}, theirs {_official.Kind(type) ?? "missing"}"));
    }

    [Fact]
    public void Every_public_member_is_an_official_one_with_the_same_signature() =>
        Assert.Empty(_ours.Types.SelectMany(type => _ours.Members(type)
            .Except(_official.Members(type))
            .Select(member => $"{type}: {member}")));

    [Fact]
    public void Every_abstract_member_of_an_official_type_that_is_here_is_here_too() =>
        Assert.Empty(_ours.Types
            .Where(type => !Beyond.Contains(type))
            .SelectMany(type => _official.Members(type)
                .Where(member => member.EndsWith(" abstract", StringComparison.Ordinal))
                .Except(_ours.Members(type))
                .Select(member => $"{type}: {member}")));

    public void Dispose()
    {
        _ours.Dispose();
        _official.Dispose();
    }

    private static bool IsOfficial(string file) => Path.GetFileName(file) is { } name
        && (name.StartsWith("Microsoft.DurableTask", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Azure.Functions", StringComparison.Ordinal)
            || name.StartsWith("DurableTask.Core", StringComparison.Ordinal));
}
