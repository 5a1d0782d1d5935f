using HiveFlow.Host.Functions;
using HiveFlow.Host.Startup;
using HiveFlow.HostFixture;

namespace HiveFlow.Host.Tests.Startup;

public sealed class DataFolderTests : IDisposable
{
    private readonly TestFolder folder = TestFolder.Create();

    private string Data => Path.Combine(folder.Path, "data");

    [Fact]
    public void It_is_made_for_its_user_alone()
    {
        using var taken = DataFolder.Take(Data);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
    }

    [Fact]
    public void A_second_one_on_the_same_folder_is_told_so()
    {
        using var taken = DataFolder.Take(Data);
        var fault = Assert.Throws<StartupException>(() => DataFolder.Take(Data));
        Assert.Contains("in use by another HiveFlow process", Assert.Single(fault.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_free_again_afterwards()
    {
        DataFolder.Take(Data).Dispose();
        using var again = DataFolder.Take(Data);
        Assert.Equal(Data, again.Path);
    }

    public void Dispose() => folder.Dispose();
}
