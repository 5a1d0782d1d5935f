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

    [Fact]
    public async Task A_database_that_is_none_stops_the_start_with_a_sentence()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "hiveflow.db"), new string('x', 5000));
        var fault = await Assert.ThrowsAsync<StartupException>(() => EmbeddedHost.StartAsync(TestHost.StartIn(folder)));
        Assert.NotEmpty(fault.Faults);
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start_with_a_sentence()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var start = TestHost.StartIn(folder, new Dictionary<string, string?> { ["HiveFlow:Host:Port"] = port });
        var fault = await Assert.ThrowsAsync<StartupException>(() => EmbeddedHost.StartAsync(start));
        Assert.Contains(port, Assert.Single(fault.Faults), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
